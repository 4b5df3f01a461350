"""What the team looks at first: its cohorts, the next workshops and its tasks."""

from datetime import date

from django.db.models import Case, When

from cohorts.models import Cohort, Programme, Task
from cohorts.permissions import COORDINATOR, FACILITATOR
from cohorts.views import task_rows
from cohorts.views.cohort_table import CohortRow, rows_of
from cohorts.views.task_rows import TaskRow
from people.models import Person
from workshops.models import Workshop

# So many cohorts stand on Today.
COHORTS_SHOWN = 12
TASKS_SHOWN = 10


def cohorts_of(programmes: list[Programme], *, on: date) -> list[CohortRow]:
    """Return the live cohorts of these programmes with their figures and next steps: the newest, finished ones last.

    The page of all venues has the others.
    """
    over = [Cohort.State.ARCHIVED, Cohort.State.CANCELLED]
    live = Cohort.objects.filter(programme__in=programmes).exclude(state__in=over)
    finished = Case(When(state=Cohort.State.FINISHED, then=1), default=0)
    order = (finished, "-programme__year", "programme_id", "name")
    rows = list(live.with_everything_named().order_by(*order)[:COHORTS_SHOWN])
    return rows_of(rows, on=on)


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
    return task_rows.rows_of(tasks.first_of_mine(person, TASKS_SHOWN), me=person.pk, on=on)
