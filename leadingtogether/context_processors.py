"""What every page shows around its content: the name, the way around, and whom to ask."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from access.sessions import one_task
from cohorts.models import TeamMembership
from cohorts.permissions import SAFEGUARDING, is_team, team_roles
from people.acting import person_helped
from people.reading import reads_easy

SERVICE_NAME = "Leading Together"


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str | Promise
    url: str
    current: bool


@dataclass(frozen=True)
class Entry:
    """One place to go: its URL name, and on a team the roles that it is for (none: everybody on the team)."""

    label: str | Promise
    name: str
    roles: frozenset[str] = frozenset()


COORDINATOR = TeamMembership.Role.COORDINATOR
FACILITATOR = TeamMembership.Role.FACILITATOR
VISITOR = (
    Entry(_("Apply"), "recruitment:start"),
    Entry(_("Sign in"), "access:sign_in"),
)
PARTICIPANT = (
    Entry(_("Home"), "home"),
    Entry(_("My dates"), "workshops:my_dates"),
    Entry(_("My project"), "projects:mine"),
    Entry(_("Surveys"), "evaluation:mine"),
    Entry(_("My details"), "people:details"),
)
HELPING = (
    Entry(_("Home"), "home"),
    Entry(_("Dates"), "workshops:my_dates"),
    Entry(_("Project"), "projects:mine"),
    Entry(_("Surveys"), "evaluation:mine"),
    Entry(_("Details"), "people:details"),
)
TEAM = (
    Entry(_("Today"), "home"),
    Entry(_("Tasks"), "cohorts:tasks", frozenset({COORDINATOR})),
    Entry(_("People"), "persons", frozenset({COORDINATOR})),
    Entry(_("Outreach"), "recruitment:outreach", frozenset({COORDINATOR})),
    Entry(_("Applicants"), "recruitment:applicants", frozenset({COORDINATOR})),
    Entry(_("Reviews"), "recruitment:reviews", frozenset({TeamMembership.Role.REVIEWER})),
    Entry(_("Draw"), "recruitment:draws", frozenset({COORDINATOR})),
    Entry(_("Pairs"), "pairing:cohorts", frozenset({COORDINATOR, FACILITATOR})),
    Entry(_("Workshops"), "workshops:list", frozenset({COORDINATOR, FACILITATOR})),
    Entry(_("Projects"), "projects:list", frozenset({COORDINATOR, FACILITATOR})),
    Entry(
        _("Surveys"),
        "evaluation:overview",
        frozenset({COORDINATOR, TeamMembership.Role.EVALUATOR}),
    ),
    Entry(_("Messages"), "messaging:queue", frozenset({COORDINATOR})),
    Entry(_("All venues"), "all_venues", frozenset({COORDINATOR})),
    Entry(_("Totals"), "totals", frozenset({TeamMembership.Role.COMMISSIONER})),
    Entry(_("Programmes"), "cohorts:programmes", frozenset({COORDINATOR})),
    Entry(_("Concerns"), "cohorts:concerns", frozenset(SAFEGUARDING)),
)
BACK_OFFICE = Entry(_("Back office"), "admin:index")


def _url(name: str) -> str | None:
    return _address(name, settings.ROOT_URLCONF)


@cache
def _address(name: str, _addresses: str) -> str | None:
    """Return the address of a page, worked out once for each list of addresses: every page shows a dozen of them."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _entries(request: HttpRequest) -> list[Entry]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return list(VISITOR)
    if one_task(request) is not None:
        return []
    if person_helped(request) is not None:
        return list(HELPING)
    if not is_team(user):
        return list(PARTICIPANT)
    roles = team_roles(user)
    entries = [entry for entry in TEAM if not entry.roles or entry.roles & roles]
    return [*entries, BACK_OFFICE] if user.is_staff else entries


def navigation(request: HttpRequest) -> list[Item]:
    """Return the entries for who asks, at most one query.

    The page's own entry is the one with the longest address that begins the path.
    """
    found = [(entry.label, url) for entry in _entries(request) if (url := _url(entry.name)) is not None]
    home = _url("home")
    here = [url for _label, url in found if request.path == url or (url != home and request.path.startswith(url))]
    current = max(here, key=len, default=None)
    return [Item(label=label, url=url, current=url == current) for label, url in found]


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the name of the service, the navigation (worked out only if a page shows it) and whom to ask."""
    return {
        "service_name": SERVICE_NAME,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "helping": person_helped(request) if hasattr(request, "session") else None,
        "easy_read": reads_easy(request),
        "help_phone": settings.HELP_PHONE,
        "help_email": settings.HELP_EMAIL,
    }
