"""What every page shows around its content: the name, the way around, and whom to ask."""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from access.sessions import one_task
from cohorts.models import TeamMembership
from cohorts.permissions import SAFEGUARDING, is_team, team_roles
from people.acting import person_helped
from people.reading import reads_easy

SERVICE_NAME = "Leading Together"


@dataclass(frozen=True)
class Item:
    """One entry of the navigation, in one language."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Navigation:
    """The entries for some of the readers at one place, and how a page shows them."""

    items: tuple[Item, ...]
    drawn: SafeString


@dataclass(frozen=True, eq=False)
class Entry:
    """One place to go: its URL name, and on a team the roles that it is for (none: everybody on the team).

    Each is itself alone, so that what is drawn of entries can be kept under them.
    """

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
# Who supports others, or waits for an answer, has no dates, project or surveys of their own.
WITHOUT_A_PLACE = (Entry(_("Home"), "home"), Entry(_("My details"), "people:details"))
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


def _entries(request: HttpRequest) -> tuple[Entry, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return VISITOR
    if one_task(request) is not None:
        return ()
    if person_helped(request) is not None:
        return HELPING
    if not is_team(user):
        # Read with who is signed in; whoever signs in by this very request goes on to another page.
        return PARTICIPANT if getattr(user, "has_place", True) else WITHOUT_A_PLACE
    roles = team_roles(user)
    entries = tuple(entry for entry in TEAM if not entry.roles or entry.roles & roles)
    return (*entries, BACK_OFFICE) if user.is_staff else entries


@lru_cache(maxsize=256)
def _addresses(entries: tuple[Entry, ...], _urlconf: str, _prefix: str) -> dict[Entry, str]:
    """Return the address of each entry that has one, worked out once for each list of addresses."""
    found = {}
    for entry in entries:
        with suppress(NoReverseMatch):
            found[entry] = reverse(entry.name)
    return found


def navigation(request: HttpRequest) -> Navigation:
    """Return the navigation for who asks, at most one query.

    The page's own entry is the one with the longest address that begins the path.
    """
    entries, here = _entries(request), (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    path = request.path
    around = [
        url
        for entry, url in _addresses(entries, *here).items()
        if path == url or (entry.name != "home" and path.startswith(url))
    ]
    return _drawn(entries, max(around, key=len, default=""), get_language(), *here)


@lru_cache(maxsize=512)
def _drawn(entries: tuple[Entry, ...], current: str, _language: str | None, urlconf: str, prefix: str) -> Navigation:
    """Draw the navigation once for all who are offered the same, are at the same place and read the same language."""
    addresses = _addresses(entries, urlconf, prefix)
    items = tuple(Item(label=str(entry.label), url=url, current=url == current) for entry, url in addresses.items())
    return Navigation(items, render_to_string("_navigation.html", {"items": items}) if items else SafeString(""))


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
