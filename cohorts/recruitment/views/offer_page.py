"""What the coordinator's page of offers shows, worked out in Python so that its template stays plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.offers import drawn_and_waiting, free_seats
from cohorts.recruitment.actions.reserves import next_in_line
from cohorts.recruitment.forms.offers import ReplyByForm
from cohorts.recruitment.lottery_reserves import ReserveChoice
from cohorts.recruitment.models import Application, Draw, EmployerRelease, Offer, Reserve
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

    @property
    def taken(self) -> int:
        """Seats that somebody holds or has been offered."""
        return self.wanted - self.free

    @property
    def may_offer(self) -> bool:
        """Whether the next reserve can be offered a seat now."""
        return self.free > 0 and not self.waiting and self.reserve is not None


def page_of(cohort: Cohort, form: ReplyByForm) -> dict[str, Any]:
    """Return the context of the page."""
    waiting = drawn_and_waiting(cohort=cohort)
    free = free_seats(cohort=cohort)
    return {
        "cohort": cohort,
        "offer_form": form,
        "waiting": waiting,
        "seats": [_seats(cohort, role, free[role.value], waiting) for role in (Role.LAY, Role.PROFESSIONAL)],
        "offers": Offer.objects.filter(cohort=cohort).with_everything_named().order_by("-made_at", "role", "pk"),
        "releases": EmployerRelease.objects.of_cohort(cohort).with_everything_named().order_by("state", "asked_at"),
        "reserves": Reserve.objects.filter(cohort=cohort, draw__state=Draw.State.CONFIRMED)
        .select_related("application__person")
        .order_by("-draw", "role", "position"),
        "may_offer": any(free[application.role] > 0 for application in waiting),
    }


def _seats(cohort: Cohort, role: Role, free: int, waiting: Sequence[Application]) -> Seats:
    drawn = sum(application.role == role.value for application in waiting)
    choice, reserve = ReserveChoice(None, (), ()), None
    if free > 0 and not drawn:
        choice, reserve = next_in_line(cohort=cohort, role=role.value)
    return Seats(
        role=role.value,
        label=str(role.label),
        wanted=cohort.pairs_wanted,
        free=free,
        waiting=drawn,
        reserve=reserve,
        misses=shortfall_lines(choice.shortfalls) if reserve else (),
        passed_over=len(choice.passed_over),
    )
