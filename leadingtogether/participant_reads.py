"""What the first page of a participant asks, each statement composed once."""

from datetime import date, datetime

from django.db.models import Q

from cohorts.models import Place, Role
from cohorts.pairing.models import Pair, PartnerChoice, Pulse
from cohorts.pairing.querysets import PairQuerySet, PartnerChoiceQuerySet, PulseQuerySet, silent
from cohorts.querysets import PlaceQuerySet
from cohorts.recruitment.models import Application, Offer
from cohorts.recruitment.querysets import ApplicationQuerySet, OfferQuerySet
from common.prepared import prepared
from evaluation.models import ContactCheck, Invitation
from evaluation.querysets import ContactCheckQuerySet, InvitationQuerySet
from people.models import Need, Person
from people.querysets import NAMED, NeedQuerySet
from projects.models import Agreement, Project
from projects.querysets import AgreementQuerySet, ProjectQuerySet
from workshops.models import Workshop
from workshops.querysets import WorkshopQuerySet


@prepared
def open_surveys(person: Person, now: datetime) -> InvitationQuerySet:
    """Return the surveys that somebody can answer now, the one that closes first before the others."""
    found = Invitation.objects.of(person).open(now=now).unanswered().still_wanted()
    return found.joined(wave=["title"]).order_by("closes_at")


@prepared
def open_offers(person: Person, on: date) -> OfferQuerySet:
    """Return the offers that somebody can still answer, the one that ends first before the others."""
    offers = Offer.objects.of(person).open().filter(reply_by__gte=on)
    return offers.select_related("cohort").order_by("reply_by")


@prepared
def choices_to_make(person: Person) -> PartnerChoiceQuerySet:
    """Return what somebody whose partner has left has to choose."""
    open_ones = PartnerChoice.objects.of(person).open().filter(place__state=Place.State.ACTIVE, option="")
    return open_ones.filter(opened_at__isnull=False)


@prepared
def choices_of(place: Place) -> PartnerChoiceQuerySet:
    """Return what was chosen for a place whose partner has left, the newest first."""
    return (
        PartnerChoice.objects.filter(place=place, dropped_at__isnull=True).with_everything_named().order_by("-made_at")
    )


@prepared
def open_pulses(person: Person, since: datetime) -> PulseQuerySet:
    """Return the unanswered questions about somebody's pair, the newest first."""
    return Pulse.objects.of(person).standing().unanswered().asked_within(since=since).order_by("-asked_at")


@prepared
def silent_places(person: Person) -> PlaceQuerySet:
    """Return the places of somebody who is in no pair yet and has not looked at the names of the other role."""
    know = [Pair.State.INTRODUCED, Pair.State.ACTIVE]
    in_pair = Q(pairs_as_lay__state__in=know) | Q(pairs_as_professional__state__in=know)
    return silent(Place.objects.active().of(person)).exclude(in_pair)


@prepared
def workshops_ahead(person: Person, on: date) -> WorkshopQuerySet:
    """Return the workshops to which somebody still goes, the next first."""
    taking_part = {"cohort__places_taken__person": person, "cohort__places_taken__state": Place.State.ACTIVE}
    return Workshop.objects.filter(**taking_part).ahead(on=on).joined(venue=["name"]).order_by("date")


@prepared
def workshops_of(cohort: int) -> WorkshopQuerySet:
    """Return the workshops of a cohort in their order, with where they are."""
    return Workshop.objects.filter(cohort=cohort).joined(venue=["name"]).order_by("number")


@prepared
def projects_of(person: Person, *, untitled: bool = False) -> ProjectQuerySet:
    """Return the titles of the projects that somebody works on, on request only of those that have none yet."""
    found = Project.objects.editable_by(person).only("title")
    return found.filter(title="") if untitled else found


@prepared
def case_studies_asked(person: Person) -> AgreementQuerySet:
    """Return what somebody is asked to agree to, with the title of each case study, the oldest first."""
    return Agreement.objects.waiting().filter(person=person).joined(case_study=["ref", "title"]).order_by("pk")


@prepared
def applications_of(person: Person) -> ApplicationQuerySet:
    """Return what became of somebody's applications, the newest first."""
    return Application.objects.of(person).submitted().order_by("-submitted_at").only("ref", "state")


@prepared
def contact_checks_of(person: Person, now: datetime) -> ContactCheckQuerySet:
    """Return the open questions whether we still reach somebody in the same way, the newest first."""
    return ContactCheck.objects.filter(place__person=person).open(now=now).order_by("-due_at")


@prepared
def places_of(person: Person) -> PlaceQuerySet:
    """Return the places of somebody who did not leave, the newest first, with the draw that led to each."""
    places = Place.objects.of(person).in_use().joined(offer=["draw"], offer__application=["ref"])
    return places.order_by("-accepted_at")


@prepared
def left_as_lay_partner(person: Person) -> PlaceQuerySet:
    """Return the places that a lay partner has left."""
    return Place.objects.of(person).filter(role=Role.LAY, state=Place.State.WITHDRAWN)


@prepared
def pairs_of(person: Person, cohort: int) -> PairQuerySet:
    """Return the pairs in a cohort in which somebody knows of the others, with their names."""
    people = ("lay__person", "professional__person", "third__person")
    names = [f"{one}__{name}" for one in people for name in NAMED]
    return Pair.objects.of(person).introduced().filter(cohort=cohort).select_related(*people).only(*names)


@prepared
def needs_of(person: Person) -> NeedQuerySet:
    """Return which needs somebody has now."""
    return Need.objects.current().of(person).only("slug", "category")
