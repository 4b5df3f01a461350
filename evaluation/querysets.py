"""Reads of waves, invitations, responses and snapshots."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from cohorts.querysets import PlaceQuerySet, programmes_of
from common.querysets import HouseQuerySet
from people.models import Consent, Person
from people.querysets import NAMED

if TYPE_CHECKING:
    from cohorts.models import Programme
    from evaluation.models import ContactCheck, Invitation, Response, Snapshot, Wave  # noqa: F401


# What a wave's name is made of.
WAVE = ("slug", "title", "anchor", "workshop_number", "months")
ANSWERED = Q(response__finished_at__isnull=False)


def _consent_of(person: str, purpose: str) -> Exists:
    return Exists(Consent.objects.standing().filter(person=OuterRef(person), purpose=purpose))


def missing_follow_up_consent(places: "PlaceQuerySet") -> "PlaceQuerySet":
    """Places of people in the evaluation who have never been asked about contact after the programme."""
    asked = Consent.objects.filter(person=OuterRef("person"), purpose=Consent.Purpose.FOLLOW_UP)
    agreed = _consent_of("person", Consent.Purpose.EVALUATION)
    return places.filter(agreed, ~Exists(asked), left_evaluation_at__isnull=True)


class WaveQuerySet(HouseQuerySet["Wave"]):
    """Waves."""

    def in_order(self) -> "WaveQuerySet":
        """By programme, from the baseline to the follow-up."""
        return self.select_related("programme", "questionnaire").order_by("programme_id", "position")


class InvitationQuerySet(HouseQuerySet["Invitation"]):
    """Invitations."""

    def open(self, *, now: datetime) -> "InvitationQuerySet":
        """Invitations that take answers now."""
        return self.asked(now=now).filter(closes_at__gt=now)

    def asked(self, *, now: datetime) -> "InvitationQuerySet":
        """Invitations that have opened and were not taken back."""
        return self.filter(cancelled_at__isnull=True, opens_at__lte=now)

    def were_asked(self, *, now: datetime) -> "InvitationQuerySet":
        """Invitations that have opened, also of those who left afterwards: what response rates count.

        A rate that forgot who left would look better than it is.
        """
        return self.filter(Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=F("opens_at")), opens_at__lte=now)

    def answered(self) -> "InvitationQuerySet":
        """Invitations whose response was sent."""
        return self.filter(ANSWERED)

    def unanswered(self) -> "InvitationQuerySet":
        """Invitations whose response is not finished."""
        return self.exclude(ANSWERED)

    def of(self, person: "Person") -> "InvitationQuerySet":
        """One person's own invitations."""
        return self.filter(place__person=person)

    def for_team(self, person: "Person", *roles: str) -> "InvitationQuerySet":
        """Invitations of programmes in which this person has one of the team roles."""
        return self.filter(place__programme__in=programmes_of(person, roles))

    def still_wanted(self) -> "InvitationQuerySet":
        """Invitations of people who are in the programme and its evaluation, and who may be contacted."""
        return self.filter(
            ~Q(place__state="withdrawn") | Q(place__stays_in_evaluation=True),
            _consent_of("place__person", Consent.Purpose.EVALUATION),
            Person.objects.is_reachable("place__person"),
            place__left_evaluation_at__isnull=True,
        )

    def with_consents(self) -> "InvitationQuerySet":
        """Knowing of each whether the person agrees now, for `agreed` and `agreed_to_follow_up`."""
        return self.annotate(
            evaluation_consent=_consent_of("place__person", Consent.Purpose.EVALUATION),
            follow_up_consent=_consent_of("place__person", Consent.Purpose.FOLLOW_UP),
        )

    def with_everything_named(self) -> "InvitationQuerySet":
        """With wave, person, programme, cohort and response, and the consents, in one query."""
        return self.with_consents().select_related(
            "wave__questionnaire", "place__person", "place__programme", "cohort", "response__questionnaire"
        )

    def for_lists(self) -> "InvitationQuerySet":
        """With what a line of a list says, and no column besides."""
        joined = {"place": ("role",), "place__person": NAMED, "wave": WAVE, "cohort": ("name",)}
        joined["response"] = ("keyed_by",)
        theirs = [f"{relation}__{column}" for relation, columns in joined.items() for column in columns]
        return self.select_related(*joined).only("ref", "closes_at", *theirs)

    def counted(self) -> "QuerySet[Invitation, tuple[int, int, int, int]]":
        """By wave and cohort, how many were asked and how many of them have answered."""
        rows = self.order_by().values_list("wave_id", "cohort_id")
        return rows.annotate(all_asked=Count("pk"), sent=Count("pk", filter=ANSWERED))


class ResponseQuerySet(HouseQuerySet["Response"]):
    """Responses."""

    def finished(self) -> "ResponseQuerySet":
        """Responses that were sent."""
        return self.filter(finished_at__isnull=False)

    def keyed_in(self, programme: "Programme") -> "ResponseQuerySet":
        """Responses that staff wrote down in a programme, with the names of person and wave, in one query."""
        keyed = self.filter(keyed_by__isnull=False, invitation__place__programme=programme)
        asked = {"invitation__place": ("person",), "invitation__wave": ("title",)}
        people = {"invitation__place__person": NAMED, "keyed_by": NAMED}
        return keyed.joined(invitation=("ref", "place", "wave"), **asked, **people)

    def with_consent(self) -> "ResponseQuerySet":
        """Responses of people whose consent to the evaluation stands now."""
        return self.filter(_consent_of("invitation__place__person", Consent.Purpose.EVALUATION))


class SnapshotQuerySet(HouseQuerySet["Snapshot"]):
    """Snapshots."""

    def received_by(self, person: "Person", *roles: str) -> "SnapshotQuerySet":
        """Data files that were made for this person, as long as they have one of the roles in the programme."""
        return self.filter(made_for=person, programme__in=programmes_of(person, roles))


class ContactCheckQuerySet(HouseQuerySet["ContactCheck"]):
    """Contact checks."""

    def with_everything_named(self) -> "ContactCheckQuerySet":
        """With person and programme, and whether the person still agrees to be contacted after the programme."""
        agreed = _consent_of("place__person", Consent.Purpose.FOLLOW_UP)
        return self.select_related("place__person", "place__programme").annotate(follow_up_consent=agreed)

    def open(self, *, now: datetime) -> "ContactCheckQuerySet":
        """Those that wait for an answer now."""
        unanswered = self.filter(answered_at__isnull=True, cancelled_at__isnull=True)
        return unanswered.filter(due_at__lte=now, closes_at__gt=now)

    def unanswered(self) -> "ContactCheckQuerySet":
        """Those without an answer that were not called off."""
        return self.filter(answered_at__isnull=True, cancelled_at__isnull=True)

    def for_team(self, person: "Person", *roles: str) -> "ContactCheckQuerySet":
        """Those of programmes in which this person has one of the team roles."""
        return self.filter(place__programme__in=programmes_of(person, roles))
