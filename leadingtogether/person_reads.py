"""What the pages about one person ask the database, each statement composed once.

The first value of most reads is the coordinator who looks: of the programmes of others nothing is read.
"""

from datetime import datetime
from typing import Any, Final

from django.db.models import F, QuerySet, Value

from cohorts.models import Cohort, ContactNote, Place, Task
from cohorts.pairing.models import Pair
from cohorts.pairing.querysets import PairQuerySet
from cohorts.permissions import COORDINATOR
from cohorts.querysets import PlaceQuerySet, TaskQuerySet, people_coordinated_by
from cohorts.recruitment.models import Application, Offer
from cohorts.recruitment.querysets import ApplicationQuerySet, OfferQuerySet
from common.along import fetch_along
from common.prepared import prepared
from evaluation.models import ContactCheck, Invitation
from evaluation.querysets import ContactCheckQuerySet, InvitationQuerySet
from messaging.models import Call, Message
from messaging.querysets import MessageQuerySet
from people.models import Person, Supporter
from people.querysets import NAMED, PersonQuerySet, SupporterQuerySet
from people.reads import standing_needs, ways_of
from projects.models import Contributor, Project
from projects.querysets import ProjectQuerySet
from workshops.models import Claim, ClaimLine, RegisterEntry
from workshops.querysets import ClaimQuerySet, RegisterQuerySet

Rows = QuerySet[Any, Any]
# Of whom somebody is reached through: who it is, and how.
VIA: Final = (*NAMED, "mobile", "phone", "address", "postcode")
TELEPHONES: Final = ("mobile", "phone", "reached_via__mobile", "reached_via__phone")
NAME: Final = ("given_name", "family_name")
# What came of a call, or how a note came about; whether it came from the person; what was said; and who wrote it down.
TALK: Final = ("at", "is_call", "came", "from_them", "said", *(f"by__{name}" for name in NAME))
# As much of what was said as anybody reads; the queue of messages finds what is older. One more is read, to know of it.
SAID: Final = 60
YES, NO = Value(value=True), Value(value=False)


@prepared
def person_coordinated(coordinator: Person, ref: str) -> PersonQuerySet:
    """The person with a reference, if they are in a programme of this coordinator."""
    found = people_coordinated_by(coordinator).filter(ref=ref)
    return found.joined(reached_via=VIA, merged_into=NAMED)


@prepared
def _helpers_of(people: list[int]) -> SupporterQuerySet:
    """Who supports these people now, and how to phone them."""
    asked = (*NAMED, *TELEPHONES, "do_not_contact", "deceased_on", "merged_into")
    own = ("person", "kind", "gets_copies", "ended_at")
    found = Supporter.objects.current().filter(person__in=people).select_related("supporter__reached_via")
    return found.only(*own, *(f"supporter__{name}" for name in asked)).order_by("person", "agreed_at")


@prepared
def supporters_ever_of(person: Person) -> SupporterQuerySet:
    """Who supports somebody now, and who did, the newest agreement first."""
    staff = dict.fromkeys(("agreed_by", "ended_by", "authority_seen_by"), NAMED)
    found = Supporter.objects.of(person).joined(supporter=(*NAMED, "email", "contact_email", "mobile"), **staff)
    return found.order_by("-agreed_at", "-pk")


def fetch_all_about(person: Person) -> None:
    """Fetch ways, needs with their notes and supporters along with a person. Three queries."""
    keys = [person.pk]
    fetch_along([person], contact_methods=ways_of(keys), needs=standing_needs(person), supporters=_helpers_of(keys))


def fetch_ways_of(person: Person) -> None:
    """Fetch ways along with a person. One query."""
    fetch_along([person], contact_methods=ways_of([person.pk]))


@prepared
def places_of(coordinator: Person, person: Person) -> PlaceQuerySet:
    """The places that somebody has or had, the newest first."""
    places = Place.objects.of(person).for_team(coordinator, COORDINATOR).select_related("cohort", "programme")
    own = ("ref", "person", "role", "kind", "state", "release_needed", "released_at")
    return places.only(*own, "cohort__ref", "cohort__name", "programme__name").order_by("-accepted_at", "-pk")


@prepared
def pairs_of(coordinator: Person, person: Person, *, ended: bool) -> PairQuerySet:
    """The pairs in which somebody is, or with `ended` ever was, the newest first."""
    places = Place.objects.of(person).order_by().values("pk")
    # By their places, for each of which a pair has an index.
    pairs = Pair.objects.in_places(places).for_team(coordinator, COORDINATOR)
    members = ("lay", "professional", "third")
    own = ("ref", "state", "made_at", "introduced_at", "ended_at", "end_reason", "cohort__name")
    theirs = [f"{one}__{column}" for one in members for column in ("state", *(f"person__{name}" for name in NAMED))]
    named = pairs.select_related(*(f"{one}__person" for one in members), "cohort").only(*own, *theirs)
    return (named if ended else named.active()).order_by("-made_at", "-pk")


@prepared
def applications_of(coordinator: Person, person: Person) -> ApplicationQuerySet:
    """What somebody sent us, the newest first."""
    found = Application.objects.of(person).submitted().for_team(coordinator, COORDINATOR).select_related("programme")
    return found.only("ref", "role", "state", "submitted_at", "programme__name").order_by("-submitted_at", "-pk")


@prepared
def offers_of(coordinator: Person, person: Person) -> OfferQuerySet:
    """The offers of a place that somebody had, the newest first."""
    offers = Offer.objects.of(person).for_team(coordinator, COORDINATOR).select_related("cohort")
    own = ("ref", "state", "made_at", "reply_by", "decline_reason", "cohort__ref", "cohort__name")
    return offers.only(*own).order_by("-made_at", "-pk")


@prepared
def days_of(coordinator: Person, person: Person) -> RegisterQuerySet:
    """Where somebody stands on the registers, the first workshop first."""
    register = RegisterEntry.objects.filter(place__person=person, workshop__cohort__in=_cohorts(coordinator))
    named = register.select_related("workshop__cohort", "marked_by")
    own = ("mark", "note", "workshop__ref", "workshop__number", "workshop__date", "workshop__cohort__name")
    return named.only(*own, *(f"marked_by__{name}" for name in NAME)).order_by("workshop__date", "pk")


@prepared
def projects_of(coordinator: Person, person: Person) -> ProjectQuerySet:
    """The projects on which somebody works or worked, the newest first."""
    theirs = Contributor.objects.filter(place__person=person).order_by().values("project")
    found = Project.objects.filter(pk__in=theirs).visible_to(coordinator)
    return found.only("ref", "title", "status").order_by("-started_at", "-pk")


@prepared
def messages_to(refs: tuple[str, ...], person: Person) -> MessageQuerySet:
    """What is said to somebody in the programmes with these references, the latest first."""
    own = ("ref", "purpose", "state", "channel", "title", "why", "data", "due_at", "sent_at", "settled_at")
    found = Message.objects.coordinated(refs).filter(person=person).select_related("settled_by")
    return found.only(*own, *(f"settled_by__{name}" for name in NAME)).order_by("-due_at", "-pk")[: SAID + 1]


@prepared
def talks_with(coordinator: Person, person: Person) -> Rows:
    """The calls to somebody and the notes about them, the latest first, as `TALK` names their columns."""
    calls = Call.objects.filter(person=person)
    notes = ContactNote.objects.about(person).for_team(coordinator, COORDINATOR)
    called = calls.annotate(is_call=YES, came=F("outcome"), from_them=NO, said=F("note"))
    noted = notes.annotate(is_call=NO, came=F("kind"), from_them=F("incoming"), said=F("words"))
    first, other = (rows.order_by().values_list(*TALK) for rows in (called, noted))
    # Cut here: of a union that is cut elsewhere the statement is not kept.
    return first.union(other, all=True).order_by("-at", "-is_call")[: SAID + 1]


@prepared
def checks_of(coordinator: Person, person: Person, now: datetime) -> ContactCheckQuerySet:
    """The question whether we still reach somebody so, where it is not answered; the latest first."""
    checks = ContactCheck.objects.for_team(coordinator, COORDINATOR).filter(place__person=person, due_at__lte=now)
    return checks.unanswered().order_by("-due_at")


@prepared
def tasks_about(coordinator: Person, person: Person, *, closed: bool) -> TaskQuerySet:
    """The tasks about somebody that are open, or else closed, the newest first."""
    tasks = Task.objects.for_team(coordinator, COORDINATOR).about(person)
    tasks = tasks.closed() if closed else tasks.filter(state=Task.State.OPEN)
    own = ("kind", "title", "due_on", "snoozed_until", "state", "closed_at", "why", "cohort__ref", "cohort__name")
    who = [f"{one}__{name}" for one in ("assigned_to", "closed_by") for name in NAME]
    named = tasks.select_related("cohort", "assigned_to", "closed_by").only("person", *own, *who)
    return named.order_by("-made_at", "-pk")


@prepared
def surveys_of(coordinator: Person, person: Person) -> InvitationQuerySet:
    """The surveys that somebody was asked for, in their order, and whether they answered; never what."""
    asked = Invitation.objects.of(person).for_team(coordinator, COORDINATOR).select_related("wave", "response")
    own = ("ref", "opens_at", "closes_at", "cancelled_at")
    wave = [f"wave__{name}" for name in ("anchor", "workshop_number", "months", "slug", "title")]
    named = asked.only(*own, *wave, "response__finished_at", "response__keyed_by")
    return named.order_by("wave__programme", "wave__position", "pk")


@prepared
def claims_of(coordinator: Person, person: Person) -> ClaimQuerySet:
    """The claims that somebody made, those of the last workshop first."""
    claims = Claim.objects.filter(place__person=person, workshop__cohort__in=_cohorts(coordinator))
    own = ("state", "note", "workshop__number", "workshop__cohort__name")
    return claims.select_related("workshop__cohort").only(*own).order_by("-workshop__date", "-pk")


@prepared
def lines_of(claims: list[int]) -> "QuerySet[ClaimLine]":
    """What these claims are for."""
    return ClaimLine.objects.filter(claim__in=claims).only("claim", "amount").order_by("pk")


def _cohorts(coordinator: Person) -> Any:
    return Cohort.objects.for_team(coordinator, COORDINATOR).order_by().values("pk")
