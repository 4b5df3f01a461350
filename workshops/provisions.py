"""What has to be arranged for which need, how long before, and what a workshop must have arranged. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Place
from people.models import Need
from people.needs import BY_SLUG, FACILITIES, OTHER, Category
from workshops.models import RegisterEntry, Session, Workshop

CATERING = "catering"
BREAKS = "rest-breaks"
# Without a break for longer than this, a workshop does not have regular rest breaks.
LONGEST_WITHOUT_BREAK = 90
AT_VENUE = frozenset(slug for slug, _label in FACILITIES)


class How(models.TextChoices):
    """By what means a need is met."""

    BOOK = "book", gettext_lazy("Book somebody")
    MAKE = "make", gettext_lazy("Prepare papers")
    PLACE = "place", gettext_lazy("Place and room")
    CATERER = "caterer", gettext_lazy("Tell the caterer")
    TELL = "tell", gettext_lazy("Tell the facilitators")


# Days before the workshop. Registered interpreters and reporters are booked up for weeks; papers need a printer.
LEAD: dict[str, int] = {How.BOOK: 42, How.MAKE: 14, How.PLACE: 28, How.CATERER: 7, How.TELL: 3}
TO_ORDER = {"braille-1": 28, "braille-2": 28, "audio": 28, OTHER: 21}
# What the venue says that it has is still looked at a week before.
CHECK = 7
BY_CATEGORY: dict[str, How] = {
    Category.COMMUNICATION_PROFESSIONAL: How.BOOK,
    Category.INFORMATION_FORMAT: How.MAKE,
    Category.ENVIRONMENT: How.PLACE,
    Category.DIETARY: How.CATERER,
    Category.COMMUNICATION_SUPPORT: How.TELL,
    Category.OTHER: How.TELL,
}
# Papers that are sent before the day are prepared like the others.
BY_SLUG_FIRST = {"materials-before": How.MAKE, BREAKS: How.TELL}


def group_of(need: Need) -> str:
    """Return under what a need is arranged: food together, “something else” apart for each, the rest by its slug."""
    if need.category == Category.DIETARY:
        return CATERING
    return f"{OTHER}-{need.pk}" if need.slug == OTHER else need.slug


def slug_of(group: str) -> str:
    """Return the entry of the list behind a group."""
    return OTHER if group.startswith(f"{OTHER}-") else group


def how_of(group: str) -> How:
    """Return by what means the needs of a group are met."""
    slug = slug_of(group)
    if slug == CATERING:
        return How.CATERER
    return BY_SLUG_FIRST.get(slug) or BY_CATEGORY[BY_SLUG[slug].category]


def label_of(group: str) -> str:
    """Return what a group is called."""
    return _("Food and drink") if group == CATERING else str(BY_SLUG[slug_of(group)].label)


def due_on(group: str, *, day: date, at_venue: bool) -> date:
    """Return by when a group is to be arranged for a workshop on `day`."""
    days = CHECK if at_venue else TO_ORDER.get(slug_of(group), LEAD[how_of(group)])
    return day - timedelta(days=days)


def has_breaks(sessions: Sequence[Session]) -> bool:
    """Whether an agenda lets people rest regularly: never more than 90 minutes from break to break."""
    return bool(sessions) and longest_stretch(sessions) <= LONGEST_WITHOUT_BREAK


def longest_stretch(sessions: Iterable[Any]) -> int:
    """Return the most minutes that people sit without a break, in sessions or parts of an agenda."""
    longest = current = 0
    for session in sessions:
        current = 0 if session.is_break else current + session.minutes
        longest = max(longest, current)
    return longest


def offered(workshop: Workshop, sessions: Sequence[Session]) -> frozenset[str]:
    """Return which needs the venue meets by what it has, and whether the agenda has breaks."""
    found = AT_VENUE.intersection(workshop.venue.facilities) - {BREAKS}
    return found | {BREAKS} if has_breaks(sessions) else found


@dataclass(frozen=True)
class Wanted:
    """What a workshop needs: the needs of those expected, by pk; and why others are not needed."""

    needs: Mapping[int, Need]
    gone: Mapping[int, str]

    def why_not(self, need: Need) -> str:
        """Return why a need that was arranged is not needed: sorry, has left, or ended."""
        return "ended" if need.ended_at is not None else self.gone.get(need.person_id, "left")


def wanted_at(workshop: Workshop) -> Wanted:
    """Return what is needed by everybody who has an active place and has not sent apologies. Three queries."""
    people = dict(Place.objects.active().filter(cohort=workshop.cohort_id).values_list("pk", "person_id"))
    sorry = RegisterEntry.objects.filter(workshop=workshop, mark=RegisterEntry.Mark.APOLOGIES)
    away = {people[place] for place in sorry.values_list("place_id", flat=True) if place in people}
    coming = set(people.values()) - away
    needs = {need.pk: need for need in Need.objects.current().filter(person__in=coming).order_by("pk")}
    return Wanted(needs=needs, gone=dict.fromkeys(away, "apologies"))


def by_group(needs: Iterable[Need]) -> dict[str, list[Need]]:
    """Return the needs under what they are arranged by."""
    found: dict[str, list[Need]] = defaultdict(list)
    for need in needs:
        found[group_of(need)].append(need)
    return found
