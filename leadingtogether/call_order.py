"""Who is rung first: the order of the call sheet, and where it ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from cohorts.models import Cohort
from leadingtogether import due_reads as reads
from leadingtogether.due import Due
from people.models import Person

# The sheet shows so many people, and Today counts no more: before all of them are rung the order is another one.
MOST: Final = 200
# So many things are due to more people than that, but where much is due to a few.
ROWS: Final = 2 * MOST
EVERYTHING: Final = 1_000_000_000

# A read of things that are due stands between the braces, as (person, urgent, since).
ORDERED: Final = "SELECT * FROM ({due}) AS due ORDER BY 2 DESC, 3, 1 LIMIT {count}"
# Few know a service in which that much is urgent. But where it is, the rest is not even looked at.
URGENT_FIRST: Final = """
    WITH urgent (person, urgent, since) AS ({urgent})
    SELECT * FROM urgent UNION ALL SELECT * FROM ({others}) AS others
"""
UNLESS_FULL: Final = "(SELECT CASE WHEN COUNT(DISTINCT person) > {most} THEN 0 ELSE {count} END FROM urgent)"


@dataclass(frozen=True)
class Ranked:
    """The numbers of those who are rung, in their order, and whether there are more than these."""

    people: Sequence[int] = ()
    more: bool = False


def ranked(by: Person, *, now: datetime, cohort: Cohort | None = None, about: str = "") -> Ranked:
    """Return who is rung now: where something is urgent first, then who has waited longest. One query.

    `about` asks for those to whom something of this kind is due, and goes by that alone.
    """
    asked, kind = reads.asked(by, now=now), reads.Kind(about) if about else None
    found = _in_order(asked, cohort, kind, ROWS)
    people = list(dict.fromkeys(found))
    if len(people) <= MOST and len(found) == ROWS:
        # So much is due to some of them that others did not come into sight: a query more.
        people = list(dict.fromkeys(_in_order(asked, cohort, kind, EVERYTHING)))
    return Ranked(people[:MOST], more=len(people) > MOST)


def _in_order(asked: reads.Asked, cohort: Cohort | None, about: reads.Kind | None, count: int) -> list[int]:
    """Return to whom the first so many things are due, in the order of the sheet, each as often as something is."""
    # The unions are the ORM's own, their values apart; only what is written here stands around them.
    if about:
        due, values = reads.for_the_sheet(asked, cohort, about).query.sql_with_params()
    else:
        urgent, values = reads.for_the_sheet(asked, cohort, urgent=True).query.sql_with_params()
        others, further = reads.for_the_sheet(asked, cohort, urgent=False).query.sql_with_params()
        due, values = _urgent_first(urgent, others, count), (*values, *further)
    with connection.cursor() as cursor:
        cursor.execute(ORDERED.format(due=due, count=count), values)
        return [person for person, *_order in cursor.fetchall()]


def _urgent_first(urgent: str, others: str, count: int) -> str:
    """Return what reads the first so many urgent things, and others only where these do not fill the sheet."""
    room = UNLESS_FULL.format(most=MOST, count=count)
    return URGENT_FIRST.format(
        urgent=ORDERED.format(due=urgent, count=count), others=ORDERED.format(due=others, count=room)
    )


def ranked_by_due(due: Mapping[int, Sequence[Due]], people: Iterable[int], *, about: str = "") -> Ranked:
    """Return those of these people to whom something (of this kind) is due, in the order of the sheet."""
    first: dict[int, Any] = {}
    for who in people:
        places = [(not one.urgent, one.day or date.max) for one in due.get(who, ()) if about in {"", one.what}]
        if places:
            first[who] = min(places), who
    return Ranked(sorted(first, key=first.__getitem__))
