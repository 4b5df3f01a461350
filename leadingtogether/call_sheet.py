"""The call sheet: one line a person with everything due to them, so that one call settles it all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from common.dates import in_london
from leadingtogether.due import Due
from messaging.listing import Reach, reach_of
from messaging.models import Call
from people.models import Person
from people.needs import Category

TALKING = frozenset({Category.COMMUNICATION_SUPPORT, Category.COMMUNICATION_PROFESSIONAL, Category.INFORMATION_FORMAT})


@dataclass(frozen=True)
class Line:
    """One person on the call sheet."""

    person: Person
    due: list[Due]
    reach: Reach
    needs: list[str]
    missing: list[str]
    last_call: Call | None

    @property
    def messages(self) -> list[Due]:
        """What is to be said."""
        return [one for one in self.due if one.what == "message"]

    @property
    def tasks(self) -> list[Due]:
        """What staff have to do about them."""
        return [one for one in self.due if one.what == "task"]

    @property
    def to_ask(self) -> list[Due]:
        """What they have to answer: offers, surveys and how it goes in a pair, each keyed on a page of its own."""
        return [one for one in self.due if one.what in {"offer", "survey", "pulse"}]

    @property
    def urgent(self) -> bool:
        """Whether something cannot wait."""
        return any(one.urgent for one in self.due)


def last_calls(people: Iterable[int]) -> dict[int, Call]:
    """Return the last call to each of these people, with who made it. One query."""
    calls = Call.objects.filter(person__in=list(people)).select_related("by").order_by("at", "pk")
    return {call.person_id: call for call in calls}


def order_of(due: Mapping[int, list[Due]]) -> list[int]:
    """Return who is rung first: where something is urgent, then who has waited longest."""

    def rank(person: int) -> tuple[Any, ...]:
        rows = due[person]
        return (not any(one.urgent for one in rows), min(one.day or date.max for one in rows), person)

    return sorted(due, key=rank)


def put_off(calls: Mapping[int, Call], *, now: datetime) -> set[int]:
    """Return who is not to be rung before a later day, by what the last caller wrote down."""
    on = in_london(now).date()
    return {person for person, call in calls.items() if call.again_on is not None and call.again_on > on}


def line_of(person: Person, due: list[Due], last_call: Call | None) -> Line:
    """Return the line of a person who was fetched `to_be_phoned`."""
    reach = reach_of(person)
    current = [need for need in person.needs.all() if need.ended_at is None]
    return Line(
        person=person,
        due=due,
        reach=reach,
        needs=[str(need) for need in current if need.category in TALKING],
        missing=missing_of(person, reach, last_call),
        last_call=last_call,
    )


def missing_of(person: Person, reach: Reach, last_call: Call | None) -> list[str]:
    """Return what to find out about somebody, so that they can be reached."""
    wrong = last_call is not None and last_call.outcome == Call.Outcome.WRONG_NUMBER
    found = (
        (not reach.telephone, _("No telephone number")),
        (bool(reach.telephone) and wrong, _("The number was wrong at the last call")),
        (not person.preferred_methods, _("How they want to be contacted")),
        (not person.postcode, _("Postcode")),
    )
    return [words for lacks, words in found if lacks]
