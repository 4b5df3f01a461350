"""What every page shows around its content: the name, the way around, and whom to ask."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

SERVICE_NAME = "Leading Together"


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str | Promise
    url: str
    current: bool


Entry = tuple[str | Promise, str]

VISITOR: tuple[Entry, ...] = (
    (_("Apply"), "recruitment:start"),
    (_("Sign in"), "access:sign_in"),
)
PARTICIPANT: tuple[Entry, ...] = (
    (_("Home"), "home"),
    (_("My dates"), "workshops:my_dates"),
    (_("My project"), "projects:mine"),
    (_("Surveys"), "evaluation:mine"),
    (_("My details"), "people:details"),
)
TEAM: tuple[Entry, ...] = (
    (_("Today"), "home"),
    (_("Applicants"), "recruitment:applicants"),
    (_("Draw"), "recruitment:draws"),
    (_("Pairs"), "pairing:cohorts"),
    (_("Workshops"), "workshops:list"),
    (_("Projects"), "projects:list"),
    (_("Surveys"), "evaluation:overview"),
    (_("Messages"), "messaging:queue"),
    (_("Programmes"), "cohorts:programmes"),
)


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _entries(request: HttpRequest) -> tuple[Entry, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return VISITOR
    return TEAM if getattr(user, "is_team", False) else PARTICIPANT


def navigation(request: HttpRequest) -> list[Item]:
    """Return the entries for who asks, the page's own marked: the one with the longest address that begins the path."""
    found = [(label, url) for label, name in _entries(request) if (url := _url(name)) is not None]
    home = _url("home")
    here = [url for _label, url in found if request.path == url or (url != home and request.path.startswith(url))]
    current = max(here, key=len, default=None)
    return [Item(label=label, url=url, current=url == current) for label, url in found]


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the name of the service, the navigation (worked out only if a page shows it) and whom to ask."""
    return {
        "service_name": SERVICE_NAME,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "help_phone": settings.HELP_PHONE,
        "help_email": settings.HELP_EMAIL,
    }
