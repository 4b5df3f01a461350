"""What the coordinator's page of offers shows, worked out in Python so that its template stays plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.offers import free_seats
from cohorts.recruitment.actions.reserves import NOBODY, Standing, drawn_and_waiting, next_in_line, standing_of
from cohorts.recruitment.forms.offers import ReplyByForm
from cohorts.recruitment.models import Application, EmployerRelease, Reserve
from cohorts.recruitment.views.draw_page import shortfall_lines


@dataclass(frozen=True)
class Seats:
    """The seats of one role, and who is next where one is free."""

    role: str
    label: str
    wanted: int
    free: int
    waiting: int
    reserve: Reserve | None
    misses: Sequence[str]
    passed_over: int
    begun: bool

    @property
    def taken(self) -> int:
        """Seats that somebody holds or has been offered."""
        return self.wanted - self.free

    @property
    def may_offer(self) -> bool:
        """Whether the next reserve can be offered a seat now."""
        return self.free > 0 and not self.begun and not self.waiting and self.reserve is not None


def page_of(cohort: Cohort, form: ReplyByForm) -> dict[str, Any]:
    """Return the context of the page."""
    standing = standing_of(cohort=cohort)
    waiting = drawn_and_waiting(standing=standing)
    free = free_seats(cohort=cohort)
    begun = cohort.has_begun(now=timezone.now())
    return {
        "cohort": cohort,
        "offer_form": form,
        "waiting": waiting,
        "has_dates": not waiting or cohort.first_day() is not None,
        "seats": [_seats(cohort, role, free[role.value], standing, waiting, begun=begun) for role in Role],
        "offers": standing.offers,
        "releases": EmployerRelease.objects.of_cohort(cohort).with_everything_named().order_by("state", "asked_at"),
        "reserves": standing.reserves,
        "begun": begun,
        "may_offer": not begun and any(free[application.role] > 0 for application in waiting),
    }


def _seats(
    cohort: Cohort, role: Role, free: int, standing: Standing, waiting: Sequence[Application], *, begun: bool
) -> Seats:
    drawn = sum(application.role == role.value for application in waiting)
    choice, reserve = NOBODY, None
    if free > 0 and not drawn and not begun:
        choice, reserve = next_in_line(standing=standing, role=role.value)
    return Seats(
        role=role.value,
        label=str(role.label),
        wanted=cohort.pairs_wanted,
        free=free,
        waiting=drawn,
        reserve=reserve,
        misses=shortfall_lines(choice.shortfalls) if reserve else (),
        passed_over=len(choice.passed_over),
        begun=begun,
    )
