"""What the team looks at first: its cohorts, the next workshops and its tasks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, When

from cohorts.models import Cohort, Programme, Task
from cohorts.permissions import COORDINATOR, FACILITATOR
from cohorts.views.next_steps import NextStep, Numbers, next_step, numbers_of
from cohorts.views.task_rows import TaskRow, rows_of
from people.models import Person
from workshops.models import Workshop

# So many cohorts stand on Today.
COHORTS_SHOWN = 12
TASKS_SHOWN = 10


@dataclass(frozen=True)
class CohortRow:
    """A cohort in the table on Today."""

    cohort: Cohort
    numbers: Numbers
    step: NextStep


def cohorts_of(programmes: list[Programme], *, on: date) -> list[CohortRow]:
    """Return the live cohorts of these programmes with their figures and next steps: the newest, finished ones last.

    The page of all venues has the others.
    """
    over = [Cohort.State.ARCHIVED, Cohort.State.CANCELLED]
    live = Cohort.objects.filter(programme__in=programmes).exclude(state__in=over)
    finished = Case(When(state=Cohort.State.FINISHED, then=1), default=0)
    order = (finished, "-programme__year", "programme_id", "name")
    rows = list(live.with_everything_named().order_by(*order)[:COHORTS_SHOWN])
    numbers = numbers_of(Cohort.objects.filter(pk__in=[cohort.pk for cohort in rows]))
    return [CohortRow(cohort, numbers[cohort.pk], next_step(cohort, numbers[cohort.pk], on=on)) for cohort in rows]


def workshops_ahead(person: Person, *, on: date) -> list[Workshop]:
    """Return the next five workshops of somebody's programmes."""
    mine = person.memberships.filter(role__in=(COORDINATOR, FACILITATOR), ended_on=None)
    return list(
        Workshop.objects.filter(cohort__programme__in=mine.values("programme"))
        .ahead(on=on)
        .select_related("cohort", "venue", "lay_facilitator", "professional_facilitator")
        .order_by("date", "starts", "pk")[:5]
    )


def tasks_of(person: Person, *, on: date) -> list[TaskRow]:
    """Return the tasks to do, one's own first, then nobody's; of each what is due soonest. At most twenty."""
    tasks = Task.objects.for_team(person, COORDINATOR).to_do(on=on)
    return rows_of(tasks.first_of_mine(person, TASKS_SHOWN), me=person.pk, on=on)
