"""The call sheet: one line a person with everything due to them, so that one call settles it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from common.along import fetch_along
from common.dates import in_london
from common.prepared import alike
from leadingtogether import call_reads as reads
from leadingtogether.due import Due
from messaging.listing import Reach, reach_of
from messaging.models import Call
from messaging.purposes import all_purposes
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
    # Of the page of the call, where the line stands in a list.
    url: str = ""

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


def last_calls(people: Sequence[int]) -> dict[int, Call]:
    """Return the last call to each of these people, with who made it. One query."""
    return {call.person_id: call for call in reads.last_calls_to(people)}


def last_call_to(person: Person) -> Call | None:
    """Return the last call to one person, with who made it. One query."""
    return next(iter(reads.calls_newest_first(person)[:1]), None)


def put_off(*, now: datetime) -> list[int]:
    """Return who is not to be rung before a later day, by what the last caller wrote down. One query."""
    return list(reads.put_off(in_london(now).date()))


def rung(people: Sequence[int]) -> dict[int, Person]:
    """Return those of these people who may be rung, with all that a line of the call sheet says. Four queries."""
    found = list(reads.rung(people))
    fetch_reach(found)
    return {person.pk: person for person in found}


def fetch_reach(people: Sequence[Person]) -> None:
    """Fetch along with these people how each is reached, what they need and who helps them. Three queries."""
    keys = [person.pk for person in people]
    fetch_along(
        people, contact_methods=reads.ways_of(keys), needs=reads.needs_of(keys), supporters=reads.helpers_of(keys)
    )


def line_of(person: Person, due: list[Due], last_call: Call | None, url: str = "") -> Line:
    """Return the line of a person of whom is fetched how they are reached (`fetch_reach`)."""
    reach = reach_of(person)
    current = [need for need in person.needs.all() if need.ended_at is None]
    return Line(
        person=person,
        due=due,
        reach=reach,
        needs=[str(need) for need in current if need.category in TALKING],
        missing=missing_of(person, reach, last_call),
        last_call=last_call,
        url=url,
    )


def answer_pages(line: Line) -> dict[str, str]:
    """Return, by its reference, where the answer to each message that asks something is written down."""
    asking = {purpose.slug: purpose.answered_at for purpose in all_purposes() if purpose.answered_at is not None}
    found = reads.asking(alike([one.ref for one in line.messages]), list(asking))
    return {one.ref: asking[one.purpose](one) for one in found}


def missing_of(person: Person, reach: Reach, last_call: Call | None) -> list[str]:
    """Return what to find out about somebody, so that they can be reached."""
    wrong = last_call is not None and last_call.outcome == Call.Outcome.WRONG_NUMBER
    missing = []
    if not reach.telephone:
        missing.append(_("No telephone number"))
    elif wrong:
        missing.append(_("The number was wrong at the last call"))
    if not person.preferred_methods:
        missing.append(_("How they want to be contacted"))
    if not person.postcode:
        missing.append(_("Postcode"))
    return missing
