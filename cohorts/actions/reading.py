"""When what is reported is read: by whom, by which day, and whom to phone where that is too late.

The page promises two working days only where somebody is there to keep it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cohorts.models import Programme, TeamMembership
from cohorts.reads import readers_everywhere
from common.working_days import working_days_after
from people.actions.audit import record
from people.models import Person

READ_WITHIN = 2


@dataclass(frozen=True)
class Promise:
    """The day by which a report is read, none where nobody is there in time; and whom to phone instead."""

    read_by: date | None
    call: str


def promise_for(programme: Programme | None, *, now: datetime) -> Promise:
    """Return what the page may promise about a report on this programme, or on none that is known."""
    everybody = list(readers_everywhere())
    own = [row for row in everybody if programme is not None and row.programme_id == programme.pk]
    return _promise_of(programme, own or everybody, working_days_after(timezone.localdate(now), READ_WITHIN))


def _promise_of(programme: Programme | None, readers: Iterable[TeamMembership], days: Sequence[date]) -> Promise:
    """Return the promise that these readers can keep: one of them has to be there on one of the days."""
    kept = any(not reader.is_away(on=day) for reader in readers for day in days)
    call = programme.call_instead if programme is not None else ""
    return Promise(days[-1] if kept else None, call or settings.HELP_PHONE)


def readers_of(programme: Programme | None) -> list[TeamMembership]:
    """Return the safeguarding lead and deputy of a programme; of none, or of one without any, those of all."""
    return list(TeamMembership.objects.reading_of(programme).select_related("person"))


def promises_for(programmes: Sequence[Programme], *, now: datetime) -> list[tuple[Programme, Promise]]:
    """Return the promise of each programme, in one query."""
    everybody, days = list(readers_everywhere()), working_days_after(timezone.localdate(now), READ_WITHIN)
    own: dict[int, list[TeamMembership]] = defaultdict(list)
    for row in everybody:
        own[row.programme_id].append(row)
    return [(one, _promise_of(one, own.get(one.pk, everybody), days)) for one in programmes]


@transaction.atomic
def say_away(*, first: date | None, last: date | None, by: Person, now: datetime) -> int:
    """Write down when a safeguarding lead or deputy is away, in all their programmes, or that they are there.

    Return in how many programmes that changed.
    """
    changed = 0
    for row in TeamMembership.objects.locked().filter(pk__in=TeamMembership.objects.safeguarding().filter(person=by)):
        if (row.away_from, row.away_until) != (first, last):
            row.away_from, row.away_until = first, last
            row.save(update_fields=["away_from", "away_until"])
            record(by=by, action="team.away", about=row, now=now, fields=["away_from", "away_until"])
            changed += 1
    return changed
