"""What the team looks at first: its cohorts, the next workshops and its tasks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, When
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Task
from cohorts.permissions import COORDINATOR, FACILITATOR
from cohorts.querysets import CohortQuerySet, TaskQuerySet
from cohorts.views import task_rows
from cohorts.views.cohort_table import CohortRow, rows_of
from cohorts.views.task_rows import TaskRow
from common.addresses import address_of
from common.dates import say_datetime
from common.prepared import prepared
from people.models import Person
from workshops.models import Workshop
from workshops.querysets import WorkshopQuerySet

# So many cohorts stand on Today.
COHORTS_SHOWN = 12
TASKS_SHOWN = 10


def cohorts_of(person: Person, *, on: date) -> list[CohortRow]:
    """Return the live cohorts that somebody coordinates with figures and next steps: the newest, finished ones last.

    The page of all venues has the others.
    """
    return rows_of(list(_live_cohorts(person)[:COHORTS_SHOWN]), on=on)


@prepared
def _live_cohorts(person: Person) -> CohortQuerySet:
    over = [Cohort.State.ARCHIVED, Cohort.State.CANCELLED]
    live = Cohort.objects.for_team(person, COORDINATOR).exclude(state__in=over)
    finished = Case(When(state=Cohort.State.FINISHED, then=1), default=0)
    own = ("ref", "name", "state", "pairs_wanted", "recruitment_opens", "recruitment_closes")
    shown = live.select_related("venue").only(*own, "venue__name", "venue__town")
    return shown.order_by(finished, "-programme__year", "programme_id", "name")


@dataclass(frozen=True)
class WorkshopAhead:
    """A workshop in words: when, which and where, and where its register is. `alone`: a facilitator is missing."""

    when: str
    what: str
    alone: bool
    register: str
    of_what: str


def workshops_ahead(person: Person, *, on: date) -> list[WorkshopAhead]:
    """Return the next five workshops of somebody's programmes."""
    register, rows = address_of("workshops:register"), []
    for workshop in _workshops_ahead(person, on)[:5]:
        named = {"cohort": workshop.cohort.name, "number": workshop.number, "venue": workshop.venue.name}
        rows.append(
            WorkshopAhead(
                when=say_datetime(workshop.starts_at),
                what=_("%(cohort)s, workshop %(number)s, %(venue)s") % named,
                alone=not (workshop.lay_facilitator_id and workshop.professional_facilitator_id),
                register=register(workshop.ref),
                of_what=_("of %(cohort)s, workshop %(number)s") % named,
            )
        )
    return rows


@prepared
def _workshops_ahead(person: Person, on: date) -> WorkshopQuerySet:
    ahead = Workshop.objects.for_team(person, COORDINATOR, FACILITATOR).ahead(on=on)
    named = ahead.select_related("cohort", "venue").order_by("date", "starts", "pk")
    own = ("ref", "number", "date", "starts", "lay_facilitator", "professional_facilitator")
    return named.only(*own, "cohort__name", "venue__name")


def tasks_of(person: Person, *, on: date) -> list[TaskRow]:
    """Return the tasks to do, one's own first, then nobody's; of each what is due soonest. At most twenty."""
    return task_rows.rows_of(_tasks_to_do(person, on), me=person.pk, on=on)


@prepared
def _tasks_to_do(person: Person, on: date) -> TaskQuerySet:
    return Task.objects.for_team(person, COORDINATOR).to_do(on=on).first_of_mine(person, TASKS_SHOWN)
