"""What the team needs to know first: everything that waits, as counts that are links."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Place, Programme, Task
from cohorts.pairing.models import Pair
from cohorts.permissions import COORDINATOR, FACILITATOR
from cohorts.recruitment.models import Application, Offer
from cohorts.views.next_steps import NextStep, Numbers, next_step, numbers_of
from common.dates import in_london
from messaging.models import Message
from people.models import Person
from workshops.models import Workshop


@dataclass(frozen=True)
class Waiting:
    """A number that is a link: how many of what wait, and where they are."""

    count: int
    label: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class CohortRow:
    """A cohort in the table on Today."""

    cohort: Cohort
    numbers: Numbers
    step: NextStep


def waiting_for_coordinator(person: Person, *, programmes: list[Programme], now: datetime) -> list[Waiting]:
    """Return what waits in these programmes, nothing that is zero; all counts come in one query."""
    counts = _counts(person, programmes, now)
    applicants, queue = reverse("recruitment:applicants"), reverse("messaging:queue")
    found = [
        Waiting(counts["to_review"], _("applications to review"), f"{applicants}?state=submitted", "urgent"),
        Waiting(counts["duplicates"], _("possible duplicates"), f"{applicants}?duplicates=on", "urgent"),
        Waiting(counts["offers_soon"], _("offers to answer within 3 days"), f"{applicants}?state=offered", "urgent"),
        Waiting(counts["offers"], _("offers waiting for an answer"), f"{applicants}?state=offered"),
        Waiting(counts["provisional"], _("places waiting for the employer"), f"{applicants}?state=accepted"),
        Waiting(counts["to_introduce"], _("pairs to introduce"), reverse("pairing:cohorts"), "urgent"),
        Waiting(counts["registers"], _("registers to take"), reverse("workshops:list"), "urgent"),
        Waiting(counts["calls"], _("messages to say by phone"), reverse("messaging:calls"), "urgent"),
        Waiting(counts["letters"], _("letters to post"), reverse("messaging:letters")),
        Waiting(counts["trouble"], _("messages that need attention"), f"{queue}?state=attention", "urgent"),
    ]
    return [entry for entry in found if entry.count]


def _counts(person: Person, programmes: list[Programme], now: datetime) -> dict[str, int]:
    on = in_london(now).date()
    applications = Application.objects.filter(programme__in=programmes, state=Application.State.SUBMITTED)
    offers = Offer.objects.open().filter(cohort__programme__in=programmes)
    messages = Message.objects.in_programmes([programme.ref for programme in programmes])
    workshops = Workshop.objects.filter(cohort__programme__in=programmes, state__in=["planned", "confirmed"])
    counted: dict[str, QuerySet[Any]] = {
        "to_review": applications,
        "duplicates": applications.filter(possible_duplicate_of__isnull=False),
        "offers": offers,
        "offers_soon": offers.filter(reply_by__lte=on + timedelta(days=3)),
        "provisional": Place.objects.active().filter(
            programme__in=programmes, release_needed=True, released_at__isnull=True
        ),
        "to_introduce": Pair.objects.filter(cohort__programme__in=programmes, state=Pair.State.PROPOSED),
        "registers": workshops.filter(date__lt=on),
        "calls": messages.filter(state=Message.State.TO_CALL),
        "letters": messages.filter(state=Message.State.TO_PRINT),
        "trouble": messages.filter(state__in=["unknown", "failed", "bounced"]),
    }
    # A list, not names: a name might be that of a column.
    row = Person.objects.filter(pk=person.pk).values_list(*[_count(rows) for rows in counted.values()]).get()
    return dict(zip(counted, row, strict=True))


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return a subquery that counts, so that ten counts cost one journey to the database."""
    one = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(one.annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0)


def cohorts_of(programmes: list[Programme], *, on: date) -> list[CohortRow]:
    """Return the live cohorts of these programmes with their figures and next steps."""
    over = [Cohort.State.ARCHIVED, Cohort.State.CANCELLED]
    cohorts = Cohort.objects.filter(programme__in=programmes).exclude(state__in=over)
    numbers = numbers_of(cohorts)
    rows = cohorts.with_everything_named().order_by("programme_id", "name")
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


def tasks_of(person: Person, *, on: date) -> list[Task]:
    """Return the tasks to do, the most urgent first, at most twenty."""
    tasks = Task.objects.for_team(person, COORDINATOR).to_do(on=on).select_related("person", "cohort", "assigned_to")
    return list(tasks.order_by("due_on", "pk")[:20])
