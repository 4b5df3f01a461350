"""Reads of the pages about surveys, each composed once a process."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from cohorts.models import Cohort, Place, Programme
from cohorts.querysets import CohortQuerySet, PlaceQuerySet, ProgrammeQuerySet
from common.prepared import prepared
from evaluation.models import Answer, Invitation, Item, Response, Scale, Section, Snapshot, Wave
from evaluation.querysets import WAVE, InvitationQuerySet, ResponseQuerySet, SnapshotQuerySet, WaveQuerySet
from people.models import Person
from workshops.models import Workshop
from workshops.querysets import WorkshopQuerySet


@prepared
def programmes_shown(person: Person, roles: tuple[str, ...]) -> ProgrammeQuerySet:
    """Programmes in which a person has one of the roles, the newest first, each with `was_asked`: whether anybody."""
    asked = Exists(Invitation.objects.filter(wave__programme=OuterRef("pk")))
    mine = Programme.objects.for_team(person, *roles).only("ref", "name", "workshops")
    return mine.annotate(was_asked=asked).order_by("-year", "-pk")


@prepared
def waves_of(programme: Programme) -> WaveQuerySet:
    """The waves of a programme, from the baseline to the follow-up."""
    named = Wave.objects.filter(programme=programme).only(*WAVE, "closes_at_first_workshop")
    return named.order_by("position")


@prepared
def cohorts_of(programme: Programme) -> CohortQuerySet:
    """The cohorts of a programme by name."""
    return Cohort.objects.filter(programme=programme).only("ref", "name", "state").order_by("name")


@prepared
def asked_and_answered(programme: Programme, now: datetime) -> "QuerySet[Invitation, tuple[int, int, int, int]]":
    """By wave and cohort of a programme, how many were asked so far and how many of them have answered."""
    return Invitation.objects.filter(wave__programme=programme).were_asked(now=now).counted()


@prepared
def days_of(cohorts: list[int]) -> WorkshopQuerySet:
    """The workshops of cohorts, as `Cohort.has_begun` looks at them."""
    return Workshop.objects.filter(cohort__in=cohorts).only("cohort", "state", "date", "starts")


@prepared
def not_answered(programme: Programme, now: datetime, *, wave: str = "", cohort: str = "") -> InvitationQuerySet:
    """Who was asked and has not answered, whose survey closes first comes first; of one wave or cohort, or of all."""
    found = Invitation.objects.filter(place__programme=programme).open(now=now).unanswered().still_wanted()
    if wave:
        found = found.filter(wave__slug=wave)
    if cohort:
        found = found.filter(cohort__ref=cohort)
    return found.for_lists().order_by("closes_at", "cohort__name", "place__person__family_name", "pk")


@prepared
def keyed_lately(programme: Programme) -> ResponseQuerySet:
    """What staff wrote down in a programme and sent, the last one first."""
    return Response.objects.finished().keyed_in(programme).order_by("-finished_at")


@prepared
def asked_in_waves(programme: Programme, waves: tuple[str, ...]) -> "QuerySet[Item]":
    """What each of these waves asks on the agreement scale, in order, with the slug of its `wave`."""
    asked = Item.objects.filter(
        section__questionnaire__waves__programme=programme,
        section__questionnaire__waves__slug__in=waves,
        scale=Scale.AGREEMENT,
        looking_back=False,
    )
    scored = asked.only("code", "scale", "subscale", "reverse_scored", "looking_back")
    return scored.annotate(wave=F("section__questionnaire__waves__slug")).order_by("section__position", "position")


def _compared(programme: Programme, waves: tuple[str, ...], last: str) -> ResponseQuerySet:
    finished = Response.objects.finished().filter(invitation__wave__programme=programme)
    to_the_end = finished.filter(invitation__wave__slug=last).order_by().values("invitation__place")
    asked = finished.with_consent().filter(invitation__wave__slug__in=waves, invitation__place__in=to_the_end)
    return asked.order_by()


@prepared
def compared(programme: Programme, waves: tuple[str, ...], last: str) -> "QuerySet[Response, tuple[int, str, int]]":
    """Response, wave and place of what was sent in these waves by who answered in the last one."""
    return _compared(programme, waves, last).values_list("pk", "invitation__wave__slug", "invitation__place")


@prepared
def numbers_compared(
    programme: Programme, waves: tuple[str, ...], last: str
) -> "QuerySet[Answer, tuple[int, int, int | None]]":
    """Response, item and number of all numbers in what is `compared`; to ask for some items alone takes longer."""
    given = Answer.objects.filter(response__in=_compared(programme, waves, last).values("pk"), number__isnull=False)
    return given.order_by().values_list("response", "item", "number")


@prepared
def usable_in(programme: Programme) -> ResponseQuerySet:
    """Responses that were sent, of people who agree to the evaluation now."""
    return Response.objects.finished().with_consent().filter(invitation__place__programme=programme)


@prepared
def snapshots_of(person: Person, programme: Programme, role: str) -> SnapshotQuerySet:
    """Data files of a programme that were made for a person, as long as they have the role in it."""
    return Snapshot.objects.received_by(person, role).filter(programme=programme)


@prepared
def invitation_by(token: str) -> InvitationQuerySet:
    """The invitation to which a personal link belongs, with everything named."""
    return Invitation.objects.with_everything_named().filter(token=token)


@prepared
def invitation_of(person: Person, ref: str) -> InvitationQuerySet:
    """The invitation of a person with a reference, with everything named."""
    return Invitation.objects.of(person).with_everything_named().filter(ref=ref)


@prepared
def waiting_for(person: Person, now: datetime) -> InvitationQuerySet:
    """The surveys that somebody can answer now, the first to close first."""
    mine = Invitation.objects.of(person).open(now=now).unanswered().still_wanted()
    return mine.select_related("wave__questionnaire", "response", "place__programme").order_by("closes_at")


@prepared
def answered_by(person: Person) -> InvitationQuerySet:
    """The surveys that somebody has answered, the last one first."""
    mine = Invitation.objects.of(person).answered()
    named = mine.select_related("wave__questionnaire", "response", "place__programme")
    return named.order_by("-response__finished_at")


@prepared
def evaluated_places_of(person: Person) -> PlaceQuerySet:
    """The places for which somebody is in the evaluation."""
    return Place.objects.of(person).in_evaluation()


@prepared
def answers_of(response: Response) -> "QuerySet[Answer]":
    """What was given so far."""
    return Answer.objects.filter(response=response)


@prepared
def sections_of(questionnaire: int) -> "QuerySet[Section]":
    """The pages of a questionnaire, in order."""
    return Section.objects.filter(questionnaire=questionnaire).order_by("position")


@prepared
def items_of(sections: list[int]) -> "QuerySet[Item]":
    """The questions of these pages, in order."""
    return Item.objects.filter(section__in=sections)
