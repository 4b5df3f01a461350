"""Boring rows for tests: valid, minimal, and the same in every run."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from cohorts.models import Cohort, Place, Programme, Role, TeamMembership, Venue
from cohorts.pairing.models import Pair
from cohorts.recruitment.models import Application, CohortChoice, Offer
from evaluation.models import Invitation, Item, Questionnaire, Section, Wave
from messaging.models import Message
from messaging.purposes import DUE, Purpose, register
from people.consent_texts import CURRENT
from people.models import Consent, ContactMethod, Need, Person, Supporter
from people.needs import BY_SLUG
from projects.models import Agreement, CaseStudy, Contributor, Project
from workshops.models import Arrangement, LeadRequest, Provision, RegisterEntry, Workshop
from workshops.provisions import group_of

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TODAY = date(2027, 3, 1)


# --- people ------------------------------------------------------------------------------------------------------
class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    given_name = factory.Sequence(lambda n: f"Given{n}")
    family_name = factory.Sequence(lambda n: f"Family{n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    postcode = "OX1 1AA"
    outward_code = "OX1"
    created_at = NOW
    password = "!"


class ContactMethodFactory(DjangoModelFactory[ContactMethod]):
    class Meta:
        model = ContactMethod

    person = factory.SubFactory(PersonFactory)
    method = ContactMethod.Method.EMAIL
    position = 1


class NeedFactory(DjangoModelFactory[Need]):
    class Meta:
        model = Need

    person = factory.SubFactory(PersonFactory)
    category = factory.LazyAttribute(lambda need: BY_SLUG[need.slug].category)
    slug = "step-free"
    recorded_by = factory.SelfAttribute("person")
    recorded_at = NOW
    review_due_on = TODAY + timedelta(days=365)


class SupporterFactory(DjangoModelFactory[Supporter]):
    class Meta:
        model = Supporter

    person = factory.SubFactory(PersonFactory)
    supporter = factory.SubFactory(PersonFactory)
    kind = Supporter.Kind.CARER
    agreed_at = NOW
    agreed_by = factory.SelfAttribute("person")
    gets_copies = False
    copies_since = factory.LazyAttribute(lambda row: row.agreed_at if row.gets_copies else None)


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    purpose = Consent.Purpose.EVALUATION
    version = 1
    text_hash = factory.LazyAttribute(lambda consent: CURRENT[consent.purpose].shown_hash)
    given_at = NOW
    given_by = factory.SelfAttribute("person")


# --- cohorts -----------------------------------------------------------------------------------------------------
class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Leading Together {2027 + n}")
    year = 2027
    created_at = NOW


class VenueFactory(DjangoModelFactory[Venue]):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Venue {n}")
    town = "Oxford"
    address = "1 High Street\nOxford"
    postcode = "OX1 1AA"
    outward_code = "OX1"
    latitude = 51.7497
    longitude = -1.2596
    facilities = factory.LazyFunction(lambda: ["step-free", "hearing-loop"])


class CohortFactory(DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Cohort {n}")
    pairs_wanted = 10
    state = Cohort.State.RECRUITING
    state_since = NOW
    recruitment_opens = TODAY - timedelta(days=14)
    recruitment_closes = TODAY + timedelta(days=14)


class TeamMembershipFactory(DjangoModelFactory[TeamMembership]):
    class Meta:
        model = TeamMembership

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    role = TeamMembership.Role.COORDINATOR
    began_on = TODAY


class PlaceFactory(DjangoModelFactory[Place]):
    class Meta:
        model = Place

    person = factory.SubFactory(PersonFactory)
    cohort = factory.SubFactory(CohortFactory)
    programme = factory.SelfAttribute("cohort.programme")
    role = Role.LAY
    accepted_at = NOW


# --- recruitment -------------------------------------------------------------------------------------------------
class ApplicationFactory(DjangoModelFactory[Application]):
    class Meta:
        model = Application

    programme = factory.SubFactory(ProgrammeFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.LAY
    state = Application.State.SUBMITTED
    started_at = NOW
    saved_at = NOW
    submitted_at = NOW
    available_all_dates = True


class CohortChoiceFactory(DjangoModelFactory[CohortChoice]):
    class Meta:
        model = CohortChoice

    application = factory.SubFactory(ApplicationFactory)
    cohort = factory.SubFactory(CohortFactory, programme=factory.SelfAttribute("..application.programme"))
    rank = 1


class OfferFactory(DjangoModelFactory[Offer]):
    class Meta:
        model = Offer

    application = factory.SubFactory(ApplicationFactory, state=Application.State.OFFERED)
    cohort = factory.SubFactory(CohortFactory, programme=factory.SelfAttribute("..application.programme"))
    role = factory.SelfAttribute("application.role")
    reply_by = TODAY + timedelta(days=10)
    made_at = NOW
    made_by = factory.SubFactory(PersonFactory)


# --- pairing -----------------------------------------------------------------------------------------------------
class PairFactory(DjangoModelFactory[Pair]):
    class Meta:
        model = Pair

    cohort = factory.SubFactory(CohortFactory)
    lay = factory.SubFactory(PlaceFactory, cohort=factory.SelfAttribute("..cohort"), role=Role.LAY)
    professional = factory.SubFactory(PlaceFactory, cohort=factory.SelfAttribute("..cohort"), role=Role.PROFESSIONAL)
    lay_cohort = factory.SelfAttribute("cohort")
    professional_cohort = factory.SelfAttribute("cohort")
    made_at = NOW
    made_by = factory.SubFactory(PersonFactory)


# --- workshops ---------------------------------------------------------------------------------------------------
class WorkshopFactory(DjangoModelFactory[Workshop]):
    class Meta:
        model = Workshop

    cohort = factory.SubFactory(CohortFactory)
    venue = factory.SelfAttribute("cohort.venue")
    number = factory.Sequence(lambda n: n + 1)
    date = TODAY + timedelta(days=30)
    starts = time(9, 30)
    ends = time(16, 0)


class RegisterEntryFactory(DjangoModelFactory[RegisterEntry]):
    class Meta:
        model = RegisterEntry

    workshop = factory.SubFactory(WorkshopFactory)
    place = factory.SubFactory(PlaceFactory, cohort=factory.SelfAttribute("..workshop.cohort"))


class LeadRequestFactory(DjangoModelFactory[LeadRequest]):
    class Meta:
        model = LeadRequest

    workshop = factory.SubFactory(WorkshopFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.LAY
    date = factory.SelfAttribute("workshop.date")
    asked_at = NOW


class ProvisionFactory(DjangoModelFactory[Provision]):
    class Meta:
        model = Provision
        django_get_or_create = ("workshop", "group")

    workshop = factory.SubFactory(WorkshopFactory)
    group = "step-free"
    due_on = factory.LazyAttribute(lambda thing: thing.workshop.date - timedelta(days=14))


class ArrangementFactory(DjangoModelFactory[Arrangement]):
    class Meta:
        model = Arrangement

    workshop = factory.SubFactory(WorkshopFactory)
    need = factory.SubFactory(NeedFactory)
    provision = factory.LazyAttribute(
        lambda row: ProvisionFactory.create(workshop=row.workshop, group=group_of(row.need))
    )


# --- messaging ---------------------------------------------------------------------------------------------------
class MessageFactory(DjangoModelFactory[Message]):
    class Meta:
        model = Message

    key = factory.Sequence(lambda n: f"test:{n}")
    person = factory.SubFactory(PersonFactory)
    purpose = "test"
    due_at = NOW
    queued_at = NOW


def register_purpose(**changes: Any) -> Purpose:
    """Register a purpose for a test, by default the purpose “test” that MessageFactory names, always due."""
    usual = Purpose(
        slug="test",
        label="Test",
        title="News for {called}",
        body="Hello {called},\n\nthe news is {news}.",
        placeholders={"news": "good"},
        context=lambda message: {"news": message.data.get("news", "good")},
        still_due=lambda _message, _now: DUE,
        because="Whenever a test asks",
    )
    purpose = replace(usual, **changes)
    register(purpose)
    return purpose


# --- projects ----------------------------------------------------------------------------------------------------
class ProjectFactory(DjangoModelFactory[Project]):
    class Meta:
        model = Project

    pair = factory.SubFactory(PairFactory)
    cohort = factory.SelfAttribute("pair.cohort")
    programme = factory.SelfAttribute("pair.cohort.programme")
    title = "Calmer hospital discharge"
    started_at = NOW
    changed_at = NOW
    changed_by = factory.SelfAttribute("pair.lay.person")


class ContributorFactory(DjangoModelFactory[Contributor]):
    class Meta:
        model = Contributor

    project = factory.SubFactory(ProjectFactory)
    place = factory.SelfAttribute("project.pair.lay")
    since = TODAY


def published_study(project: Project, title: str = "Home by four", **fields: Any) -> CaseStudy:
    """Write a project up, and let all who are in it agree to this version and to publicity."""
    study = CaseStudy.objects.create(
        project=project, title=title, text="Before.\n\nAfter.", state="published", published_at=NOW, **fields
    )
    for person in Person.objects.filter(places__contributions__project=project).distinct():
        agree_to(study, person)
    return study


def agree_to(study: CaseStudy, person: Person) -> Agreement:
    """Let somebody agree to a case study as it is, and to publicity."""
    if not Consent.objects.standing().of(person).filter(purpose="publicity").exists():
        ConsentFactory.create(person=person, purpose="publicity")
    return Agreement.objects.create(
        case_study=study, person=person, text_version=study.text_version, agreed_at=NOW, recorded_by=person
    )


# --- evaluation --------------------------------------------------------------------------------------------------
class QuestionnaireFactory(DjangoModelFactory[Questionnaire]):
    class Meta:
        model = Questionnaire

    slug = factory.Sequence(lambda n: f"questionnaire-{n}")
    title = "Working together"
    made_at = NOW


class SectionFactory(DjangoModelFactory[Section]):
    class Meta:
        model = Section

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    position = factory.Sequence(lambda n: n + 1)
    slug = factory.Sequence(lambda n: f"section-{n}")
    title = "Working together"


class ItemFactory(DjangoModelFactory[Item]):
    class Meta:
        model = Item

    section = factory.SubFactory(SectionFactory)
    position = factory.Sequence(lambda n: n + 1)
    code = factory.Sequence(lambda n: f"item{n}")
    scale = "agreement"
    text = "We agree early who does what, and why."


class WaveFactory(DjangoModelFactory[Wave]):
    class Meta:
        model = Wave

    programme = factory.SubFactory(ProgrammeFactory)
    questionnaire = factory.SubFactory(QuestionnaireFactory)
    slug = factory.Sequence(lambda n: f"wave-{n}")
    title = "Baseline"
    position = factory.Sequence(lambda n: n + 1)
    anchor = Wave.Anchor.PLACE_ACCEPTED


class InvitationFactory(DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    place = factory.SubFactory(PlaceFactory)
    wave = factory.SubFactory(WaveFactory, programme=factory.SelfAttribute("..place.programme"))
    cohort = factory.SelfAttribute("place.cohort")
    token = factory.Sequence(lambda n: f"token-{n}")
    opens_at = NOW
    closes_at = NOW + timedelta(days=28)
    made_at = NOW


def coordinator_of(programme: Programme, **person: Any) -> Person:
    """Return somebody who coordinates this programme."""
    membership = TeamMembershipFactory.create(programme=programme, person=PersonFactory.create(**person))
    return membership.person
