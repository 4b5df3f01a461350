"""What the page of one application asks the database."""

from collections.abc import Sequence

from django.db.models import QuerySet

from cohorts.permissions import COORDINATOR
from cohorts.recruitment.models import Application, CohortChoice, Offer, Review, Stay
from cohorts.recruitment.querysets import ApplicationQuerySet, StayQuerySet
from cohorts.recruitment.reach_querysets import CohortChoiceQuerySet, ReviewQuerySet
from common.prepared import prepared
from people.models import AuditEvent, Need, Person
from people.querysets import AuditQuerySet, NeedQuerySet


@prepared
def whole_application(coordinator: Person, ref: str) -> ApplicationQuerySet:
    """The application with this reference, if a coordinator decides it, and everybody whom its page names."""
    mine = Application.objects.for_team(coordinator, COORDINATOR).submitted().filter(ref=ref)
    return mine.with_person_named().select_related(
        "outreach_link__partner", "partner_application__person", "programme__review_rules", "keyed_by"
    )


@prepared
def choices_of(application: Application) -> CohortChoiceQuerySet:
    """The cohorts that somebody would join, the dearest first, with their venues."""
    return CohortChoice.objects.filter(application=application).select_related("cohort__venue").order_by("rank")


@prepared
def needs_of(person: Person) -> NeedQuerySet:
    """What is to be arranged for somebody."""
    return Need.objects.current().filter(person=person)


@prepared
def offer_keys_of(application: Application) -> "QuerySet[Offer, int]":
    """The keys of the offers that were made to somebody."""
    return Offer.objects.filter(application=application).order_by().values_list("pk", flat=True)


@prepared
def events_of(application: str, offers: Sequence[str]) -> AuditQuerySet:
    """What happened to an application and to its offers, the newest first; the keys are those of the audit trail."""
    events = AuditEvent.objects.filter(model="recruitment.application", object_id=application)
    if offers:
        events |= AuditEvent.objects.filter(model="recruitment.offer", object_id__in=offers)
    return events.select_related("by").order_by("-pk")


@prepared
def reviews_of(application: Application) -> ReviewQuerySet:
    """What reviewers say of an application, point by point."""
    reviews = Review.objects.filter(application=application).counted().select_related("reviewer")
    return reviews.prefetch_related("scores__criterion")


@prepared
def stay_of(application: Application) -> StayQuerySet:
    """The wish of somebody who was not drawn to stay for the next cohort."""
    return Stay.objects.standing().filter(application=application)
