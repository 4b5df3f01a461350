"""The agenda of a workshop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction

from people.actions.audit import record
from people.models import Person
from workshops.models import Session, Workshop


@dataclass(frozen=True)
class Part:
    """One part of a day: when it begins (local time) and what it is called."""

    starts: time
    title: str


def copy_agenda(*, workshop: Workshop) -> int:
    """Give a new workshop the sessions of its programme's agenda; return how many.

    The agenda is a list of workshops, each a list of {"starts": "09:30", "title": …}; entries without a time or a
    title are left out.
    """
    agenda = workshop.cohort.programme.agenda
    if not isinstance(agenda, list) or len(agenda) < workshop.number:
        return 0
    parts = [part for entry in agenda[workshop.number - 1] or [] if (part := _part(entry)) is not None]
    Session.objects.bulk_create(Session(workshop=workshop, starts=part.starts, title=part.title) for part in parts)
    return len(parts)


def _part(entry: Any) -> Part | None:
    try:
        return Part(time.fromisoformat(entry["starts"]), str(entry["title"])[:160])
    except (KeyError, TypeError, ValueError):
        return None


@transaction.atomic
def set_agenda(*, workshop: Workshop, parts: Sequence[Part], by: Person, now: datetime) -> None:
    """Replace the sessions of a workshop by these."""
    workshop.sessions.all().delete()
    Session.objects.bulk_create(Session(workshop=workshop, starts=part.starts, title=part.title) for part in parts)
    Workshop.objects.filter(pk=workshop.pk).update(changed_at=now)
    record(by=by, action="workshop.agenda", about=workshop, now=now, fields=["sessions"])
