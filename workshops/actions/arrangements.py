"""What is arranged for needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from people.actions.audit import record
from people.models import Person
from workshops.models import Arrangement, Workshop


@dataclass(frozen=True)
class Booking:
    """What is booked for one need, and whether it is settled."""

    need_id: int
    booked: str
    done: bool


@transaction.atomic
def arrange(*, workshop: Workshop, bookings: Sequence[Booking], by: Person, now: datetime) -> int:
    """Save what is booked for each need at a workshop; return how many needs changed.

    A need with nothing to say gets no row. A row that did not change keeps who booked it and when it was done.
    """
    there = {one.need_id: one for one in Arrangement.objects.locked().filter(workshop=workshop)}
    changed = 0
    for booking in bookings:
        one = there.get(booking.need_id) or Arrangement(workshop=workshop, need_id=booking.need_id)
        if (one.booked, one.done_at is not None) == (booking.booked, booking.done):
            continue
        one.booked, one.booked_by = booking.booked, by
        one.done_at = (one.done_at or now) if booking.done else None
        one.save()
        changed += 1
    if changed:
        record(by=by, action="workshop.arrange", about=workshop, now=now, fields=["arrangements"])
    return changed
