"""What the coordinator's page of offers shows, worked out in Python so that its template stays plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.couples import both_or_neither, halves_of
from cohorts.recruitment.actions.offers import free_seats
from cohorts.recruitment.actions.reserves import drawn_and_waiting, standing_of
from cohorts.recruitment.forms.offers import ReplyByForm
from cohorts.recruitment.models import Application, EmployerRelease
from people.querysets import NAMED


@dataclass(frozen=True)
class Seats:
    """The seats of one role: how many are wanted and free, and how many drawn people wait for one."""

    role: str
    label: str
    wanted: int
    free: int
    waiting: int

    @property
    def taken(self) -> int:
        """Seats that somebody holds or has been offered."""
        return self.wanted - self.free


def page_of(cohort: Cohort, form: ReplyByForm) -> dict[str, Any]:
    """Return the context of the page."""
    standing = standing_of(cohort=cohort)
    waiting = drawn_and_waiting(standing=standing)
    free = free_seats(cohort=cohort)
    halves = halves_of(waiting)
    begun = cohort.has_begun(now=timezone.now())
    return {
        "cohort": cohort,
        "offer_form": form,
        "waiting": waiting,
        "has_dates": not waiting or cohort.first_day() is not None,
        "seats": [_seats(cohort, role, free[role.value], waiting) for role in Role],
        "offers": standing.offers,
        "releases": EmployerRelease.objects.of_cohort(cohort)
        .joined(place=("person",), place__person=NAMED, manager=(*NAMED, "email", "contact_email"))
        .order_by("state", "asked_at"),
        "reserves": standing.reserves,
        "begun": begun,
        "may_offer": not begun and bool(both_or_neither(waiting, free)),
        "halves": [(row, partner) for row in waiting if (partner := halves.get(row.pk)) is not None],
        "may_fill": bool(standing.draws) and not begun and not waiting and any(count > 0 for count in free.values()),
    }


def _seats(cohort: Cohort, role: Role, free: int, waiting: Sequence[Application]) -> Seats:
    drawn = sum(application.role == role.value for application in waiting)
    return Seats(role.value, str(role.label), cohort.pairs_wanted, free, drawn)
