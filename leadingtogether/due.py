"""Everything that is due to or from people, one line each: what a caller says, asks and writes down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from common.addresses import address
from common.dates import say_short_date
from leadingtogether import due_reads as reads
from people.models import Person

# Where what is due is settled, but for what is only said.
SETTLED_AT = {
    "offer": "recruitment:offer_answer",
    "survey": "evaluation:key_answer",
    "pulse": "pairing:pulse_keyed",
    "task": "cohorts:task",
}


@dataclass(frozen=True)
class Due:
    """One thing that is due: `what` is message, offer, survey, pulse, task or detail."""

    what: str
    ref: str
    title: str
    words: str
    language: str
    day: date | None
    urgent: bool

    @property
    def url(self) -> str:
        """Where it is settled; empty for what is only said."""
        return address(SETTLED_AT[self.what], self.ref) if self.what in SETTLED_AT else ""

    @property
    def sentence(self) -> str:
        """What it is, in a few words."""
        match self.what:
            case "message":
                return _("Say: %(title)s") % {"title": self.title}
            case "offer":
                return _("Offer of a place in %(title)s: answer by %(day)s") % {"title": self.title, "day": self._until}
            case "pulse":
                return _("How it goes with their partner: two questions")
            case "survey":
                title = _(self.title) if self.title else ""
                return _("Survey “%(title)s”: until %(day)s") % {"title": title, "day": self._until}
        return self.title

    @property
    def _until(self) -> str:
        return say_short_date(self.day) if self.day else ""


def due_to(
    by: Person, *, now: datetime, people: Sequence[int] | None = None, cohort: Cohort | None = None
) -> dict[int, list[Due]]:
    """Return what is worth a call by person, as a coordinator sees it: what is urgent first, then the oldest.

    One query; of these people alone where they are named.
    """
    return _by_person(reads.worth_a_call(reads.asked(by, now=now), people, cohort))


def open_with(person: Person, *, by: Person, now: datetime) -> list[Due]:
    """Return everything that is open with one person, whether or not it is worth a call. One query."""
    found = _by_person(reads.everything_open(reads.asked(by, now=now), person.pk))
    return found.get(person.pk, [])


def people_to_call(by: Person, *, now: datetime) -> "QuerySet[Any, Any]":
    """Return the numbers of those whom the call sheet shows now: nobody put them off to a later day.

    Each as often as something is due to them.
    """
    return reads.everybody_to_call(reads.asked(by, now=now))


def _by_person(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Due]]:
    found: dict[int, list[Due]] = {}
    for person, *columns in rows:
        found.setdefault(person, []).append(Due(*columns))
    for due in found.values():
        due.sort(key=lambda one: (not one.urgent, one.day or date.max, one.what, one.ref))
    return found
