"""Planning the workshops of a copied cohort on the days of another year."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from cohorts.models import Cohort
from common.bank_holidays import years_later
from common.dates import in_london
from people.models import Person
from workshops.actions.schedule import Day, plan_workshops
from workshops.errors import RoomTakenError
from workshops.models import Workshop


def days_later(workshops: Iterable[Workshop], *, years: int) -> list[tuple[Workshop, date]]:
    """Return each workshop of one cohort, in order, with its day 52 weeks later for each year.

    The weekday stays, bank holidays are kept clear, and no workshop comes before the one before it.
    """
    found: list[tuple[Workshop, date]] = []
    for workshop in workshops:
        after = found[-1][1] + timedelta(days=1) if found else None
        found.append((workshop, years_later(workshop.date, years=years, not_before=after)))
    return found


@transaction.atomic
def copy_workshops(*, pairs: Iterable[tuple[Cohort, Cohort]], years: int, by: Person, now: datetime) -> int:
    """Plan in each second cohort the workshops of the first, `years` later; return how many.

    Times, venue, title and room come along (without the room where it is taken then); who leads them does not. A day
    that has passed by now is not planned.
    """
    today, planned = in_london(now).date(), 0
    for source, target in pairs:
        there = source.workshops.exclude(state=Workshop.State.CANCELLED).select_related("venue", "room")
        for workshop, day in days_later(there.order_by("number"), years=years):
            if day >= today:
                _plan(workshop, target, day, by, now)
                planned += 1
    return planned


def _plan(workshop: Workshop, cohort: Cohort, on: date, by: Person, now: datetime) -> None:
    day = Day(number=workshop.number, date=on, starts=workshop.starts, ends=workshop.ends)
    try:
        plan_workshops(cohort=cohort, days=[day], venue=workshop.venue, room=workshop.room, by=by, now=now)
    except RoomTakenError:
        plan_workshops(cohort=cohort, days=[day], venue=workshop.venue, by=by, now=now)
    Workshop.objects.filter(cohort=cohort, number=workshop.number).update(title=workshop.title)
