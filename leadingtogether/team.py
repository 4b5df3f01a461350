"""What the team needs to know first: everything that waits, as counts that are links."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Place, Task
from cohorts.pairing.models import Pair
from cohorts.permissions import COORDINATOR, FACILITATOR
from cohorts.recruitment.models import Application, Offer
from messaging.models import Message
from people.models import Person
from workshops.models import Workshop
from workshops.querysets import WorkshopQuerySet


@dataclass(frozen=True)
class Waiting:
    """A number that is a link: how many of what wait, and where they are."""

    count: int
    label: str
    url: str
    tone: str = ""


def waiting_for_coordinator(person: Person, *, now: datetime) -> list[Waiting]:
    """Return what waits for a coordinator over all their programmes, nothing that is zero."""
    applicants, queue = reverse("recruitment:applicants"), reverse("messaging:queue")
    applications = Application.objects.filter(programme__in=_programmes(person)).aggregate(
        to_decide=Count("pk", filter=Q(state=Application.State.SUBMITTED)),
        duplicates=Count("pk", filter=Q(possible_duplicate_of__isnull=False, state=Application.State.SUBMITTED)),
    )
    soon = now.date() + timedelta(days=3)
    offers = Offer.objects.filter(cohort__programme__in=_programmes(person), state=Offer.State.OPEN).aggregate(
        waiting=Count("pk"), soon=Count("pk", filter=Q(reply_by__lte=soon))
    )
    places = Place.objects.filter(programme__in=_programmes(person), state=Place.State.ACTIVE)
    provisional = places.filter(release_needed=True, released_at__isnull=True).count()
    proposed = Pair.objects.filter(cohort__programme__in=_programmes(person), state=Pair.State.PROPOSED).count()
    registers = _registers_to_take(person, on=now.date()).count()
    refs = list(person.memberships.filter(role=COORDINATOR, ended_on=None).values_list("programme__ref", flat=True))
    messages = Message.objects.in_programmes(refs).aggregate(
        trouble=Count("pk", filter=Q(state__in=["unknown", "failed", "bounced"])),
        calls=Count("pk", filter=Q(state="to_call")),
    )
    tasks = Task.objects.for_team(person, COORDINATOR).to_do(on=now.date()).count()
    found = [
        Waiting(applications["to_decide"], _("applications to review"), f"{applicants}?state=submitted", "urgent"),
        Waiting(applications["duplicates"], _("possible duplicates"), f"{applicants}?duplicates=on", "urgent"),
        Waiting(offers["waiting"], _("offers waiting for an answer"), f"{applicants}?state=offered"),
        Waiting(offers["soon"], _("offers to answer within 3 days"), f"{applicants}?state=offered", "urgent"),
        Waiting(provisional, _("places waiting for the employer"), f"{applicants}?state=accepted"),
        Waiting(proposed, _("pairs to introduce"), reverse("pairing:cohorts"), "urgent"),
        Waiting(registers, _("registers to take"), reverse("workshops:list"), "urgent"),
        Waiting(messages["calls"], _("messages to say by phone"), reverse("messaging:calls"), "urgent"),
        Waiting(messages["trouble"], _("messages that need attention"), f"{queue}?state=attention", "urgent"),
        Waiting(tasks, _("tasks"), reverse("home") + "#tasks"),
    ]
    return [entry for entry in found if entry.count]


def cohorts_of(person: Person) -> list[Cohort]:
    """Return the live cohorts of somebody's programmes with the figures of the table on Today, in one query."""
    return list(
        Cohort.objects.for_team(person, COORDINATOR, FACILITATOR)
        .exclude(state__in=[Cohort.State.ARCHIVED, Cohort.State.CANCELLED])
        .with_everything_named()
        .annotate(
            lay_in_use=Count(
                "places_taken", filter=Q(places_taken__role="lay") & ~Q(places_taken__state="withdrawn"), distinct=True
            ),
            professional_in_use=Count(
                "places_taken",
                filter=Q(places_taken__role="professional") & ~Q(places_taken__state="withdrawn"),
                distinct=True,
            ),
        )
        .order_by("programme_id", "venue__longitude")
    )


def workshops_ahead(person: Person, *, on: date) -> list[Workshop]:
    """Return the next five workshops of somebody's programmes, with how many are expected."""
    return list(
        Workshop.objects.filter(cohort__programme__in=_programmes(person, COORDINATOR, FACILITATOR))
        .ahead(on=on)
        .select_related("cohort", "venue", "lay_facilitator", "professional_facilitator")
        .order_by("date", "starts", "pk")[:5]
    )


def tasks_of(person: Person, *, on: date) -> list[Task]:
    """Return the tasks to do, the most urgent first, at most twenty."""
    tasks = Task.objects.for_team(person, COORDINATOR).to_do(on=on).select_related("person", "cohort", "assigned_to")
    return list(tasks.order_by("due_on", "pk")[:20])


def _programmes(person: Person, *roles: str) -> list[int]:
    memberships = person.memberships.filter(role__in=roles or (COORDINATOR,), ended_on=None)
    return list(memberships.values_list("programme_id", flat=True))


def _registers_to_take(person: Person, *, on: date) -> WorkshopQuerySet:
    return Workshop.objects.filter(
        cohort__programme__in=_programmes(person), date__lt=on, state__in=["planned", "confirmed"]
    )
