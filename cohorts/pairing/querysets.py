"""Reads of proposals and pairs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cohorts.models import Cohort, Place, Role, TeamMembership
from cohorts.querysets import PlaceQuerySet
from cohorts.recruitment.models import Application
from common.prepared import prepared
from common.querysets import HouseQuerySet
from people.models import Consent
from people.querysets import NAMED

if TYPE_CHECKING:
    from cohorts.pairing.models import (  # noqa: F401
        Acquaintance,
        ConflictCheck,
        Pair,
        PairAgreement,
        PairCare,
        PartnerChoice,
        Proposal,
        ProposedPair,
        Pulse,
        Three,
        Weighting,
    )
    from people.models import Person

COORDINATOR = TeamMembership.Role.COORDINATOR
FACILITATOR = TeamMembership.Role.FACILITATOR


class ProposalQuerySet(HouseQuerySet["Proposal"]):
    """Proposals."""

    def drafts(self) -> "ProposalQuerySet":
        """The proposals that a coordinator is working on."""
        return self.filter(state="draft")


class ProposedPairQuerySet(HouseQuerySet["ProposedPair"]):
    """Pairs of proposals."""

    def kept_in(self, cohort: Cohort) -> "ProposedPairQuerySet":
        """Those that a coordinator keeps in the draft of this cohort."""
        return self.filter(proposal__cohort=cohort, proposal__state="draft", locked=True)


class PairQuerySet(HouseQuerySet["Pair"]):
    """Pairs."""

    def active(self) -> "PairQuerySet":
        """Pairs that have not ended."""
        return self.exclude(state="ended")

    def introduced(self) -> "PairQuerySet":
        """Pairs whose members know of each other."""
        return self.filter(state__in=["introduced", "active"])

    def to_introduce(self) -> "PairQuerySet":
        """Pairs that are agreed and whose members do not know it yet."""
        return self.filter(state="proposed")

    def of(self, person: "Person") -> "PairQuerySet":
        """Pairs in which this person is or was a member."""
        return self.filter(Q(lay__person=person) | Q(professional__person=person) | Q(third__person=person))

    def in_places(self, places: "QuerySet[Place, Any]") -> "PairQuerySet":
        """Pairs of which one of these places is or was a part. Of each of the three columns there is an index."""
        return self.filter(Q(lay__in=places) | Q(professional__in=places) | Q(third__in=places))

    def mine(self, person: "Person") -> "PairQuerySet":
        """The pairs that this person works in now: introduced, not ended, and the person has not left."""
        return self.introduced().filter(
            Q(lay__person=person, lay__state__in=["active", "completed"])
            | Q(professional__person=person, professional__state__in=["active", "completed"])
            | Q(third__person=person, third__state__in=["active", "completed"])
        )

    def for_team(self, person: "Person", *roles: str) -> "PairQuerySet":
        """Pairs of programmes in which this person has one of the team roles."""
        return self.filter(cohort__in=Cohort.objects.for_team(person, *roles))

    def visible_to(self, person: "Person") -> "PairQuerySet":
        """Every pair to a coordinator of the programme, those that know of each other to its facilitators."""
        known = Q(introduced_at__isnull=False, cohort__in=Cohort.objects.for_team(person, FACILITATOR))
        return self.filter(known | Q(cohort__in=Cohort.objects.for_team(person, COORDINATOR)))

    def with_people(self) -> "PairQuerySet":
        """With both people, in one query."""
        return self.select_related("lay__person", "professional__person", "third__person", "cohort")

    def with_names(self) -> "PairQuerySet":
        """With everybody in it, of whom only the names are read, in one query."""
        place = ("role", "state", "person", "release_needed", "released_at")
        people = {"lay__person": NAMED, "professional__person": NAMED, "third__person": NAMED}
        return self.joined(lay=place, professional=place, third=place, **people)

    def for_choices(self) -> "PairQuerySet":
        """With the names of the lay partner and of the professional, and no column besides, in one query."""
        pairs = self.select_related("lay__person", "professional__person")
        return pairs.only(*(f"{side}__person__{name}" for side in ("lay", "professional") for name in NAMED))

    def without_both(self) -> "PairQuerySet":
        """Pairs that have not ended although one of the two has left the programme."""
        return self.active().filter(Q(lay__state="withdrawn") | Q(professional__state="withdrawn"))


class PulseQuerySet(HouseQuerySet["Pulse"]):
    """The two questions to each half of a pair."""

    def unanswered(self) -> "PulseQuerySet":
        """Those of which a question has no answer."""
        return self.filter(Q(in_touch="") | Q(call_me=""))

    def standing(self) -> "PulseQuerySet":
        """Those of pairs that work together, put to somebody who still takes part."""
        return self.filter(
            pair__state__in=["introduced", "active"], place__state="active", place__person__deceased_on=None
        )

    def of(self, person: "Person") -> "PulseQuerySet":
        """One person's own."""
        return self.filter(place__person=person)

    def for_team(self, person: "Person", *roles: str) -> "PulseQuerySet":
        """Those of programmes in which this person has one of the team roles."""
        return self.filter(pair__cohort__in=Cohort.objects.for_team(person, *roles))

    def asked_within(self, *, since: datetime) -> "PulseQuerySet":
        """Those that are not too old to be answered."""
        return self.filter(asked_at__gte=since)

    def with_everything_named(self) -> "PulseQuerySet":
        """With the person, both partners, cohort and programme, in one query."""
        return self.select_related(
            "place__person",
            "pair__lay__person",
            "pair__professional__person",
            "pair__third__person",
            "pair__cohort__programme",
        )


class PairCareQuerySet(HouseQuerySet["PairCare"]):
    """What the team did about pairs at risk."""


class WeightingQuerySet(HouseQuerySet["Weighting"]):
    """What counts how much in each cohort."""


class AcquaintanceQuerySet(HouseQuerySet["Acquaintance"]):
    """Who knows whom already."""


class ConflictCheckQuerySet(HouseQuerySet["ConflictCheck"]):
    """Who has looked at the names of the other role."""


class PairAgreementQuerySet(HouseQuerySet["PairAgreement"]):
    """Agreements of pairs."""


class ThreeQuerySet(HouseQuerySet["Three"]):
    """Threes for a time."""

    def open(self) -> "ThreeQuerySet":
        """Threes that work together now."""
        return self.filter(ended_at__isnull=True)

    def over(self, *, on: date) -> "ThreeQuerySet":
        """Open threes whose last day has passed, whose pair has ended or whose third member has left."""
        return self.open().filter(Q(until__lt=on) | Q(pair__state="ended") | Q(place__state="withdrawn"))

    def with_everything_named(self) -> "ThreeQuerySet":
        """With all three people, cohort and programme, in one query."""
        return self.select_related(
            "place__person",
            "pair__lay__person",
            "pair__professional__person",
            "pair__cohort__programme",
            "approved_by",
        )


class PartnerChoiceQuerySet(HouseQuerySet["PartnerChoice"]):
    """Choices after losing a partner."""

    def open(self) -> "PartnerChoiceQuerySet":
        """Choices that are neither settled nor let go."""
        return self.filter(settled_at__isnull=True, dropped_at__isnull=True)

    def outlived(self) -> "PartnerChoiceQuerySet":
        """Open choices of people who have left, or who work in a pair again."""
        back = Q()
        for name in ("pairs_as_lay", "pairs_as_professional", "pairs_as_third"):
            back |= Q(**{f"place__{name}__state__in": ["proposed", "introduced", "active"]})
        return self.open().filter(back | ~Q(place__state="active")).distinct()

    def of(self, person: "Person") -> "PartnerChoiceQuerySet":
        """One person's own."""
        return self.filter(place__person=person)

    def for_team(self, person: "Person", *roles: str) -> "PartnerChoiceQuerySet":
        """Choices in programmes in which this person has one of the team roles."""
        return self.filter(pair__cohort__in=Cohort.objects.for_team(person, *roles))

    def with_everything_named(self) -> "PartnerChoiceQuerySet":
        """With the person, the pair that ended, its people, cohort and programme, in one query."""
        return self.select_related(
            "place__person",
            "place__programme",
            "pair__lay__person",
            "pair__professional__person",
            "pair__cohort__programme",
            "facilitator",
            "new_pair",
        )


def waited_for(places: Iterable[Place]) -> list[Place]:
    """Return which of these, all of one cohort, have not said yet whom they must not be paired with, in one query.

    Nobody is waited for to whom nobody is shown: there is nothing to look at.
    """
    given = list(places)
    found = set(_silent_of([place.pk for place in given]))
    return [place for place in given if place.pk in found]


@prepared
def _silent_of(keys: list[int]) -> QuerySet[Place, int]:
    return silent(Place.objects.filter(pk__in=keys)).order_by().values_list("pk", flat=True)


def silent(places: PlaceQuerySet) -> PlaceQuerySet:
    """Return those who have not said whom they must not be paired with, although somebody is shown to them.

    Among them: who said so before the partner came with whom they are to be introduced now.
    """
    shown = Place.objects.active().filter(
        Exists(Consent.objects.standing().filter(person=OuterRef("person"), purpose=Consent.Purpose.SHOWING_NAME)),
        ~Q(role=OuterRef("role")),
        ~Q(person=OuterRef("person")),
        cohort=OuterRef("cohort"),
        person__deceased_on=None,
    )
    partner = Q(pairs_as_lay__professional=OuterRef("pk"), pairs_as_lay__state="proposed")
    partner |= Q(pairs_as_professional__lay=OuterRef("pk"), pairs_as_professional__state="proposed")
    newer = shown.filter(partner, accepted_at__gt=OuterRef("conflict_check__said_at"))
    return places.filter(Q(Exists(shown), conflict_check=None) | Q(Exists(newer)))


def shown_to(place: Place) -> PlaceQuerySet:
    """Return who takes part in the other role of the same cohort and agreed that their name and employer are shown."""
    return shown_in(place.cohort_id, Role(place.role), place.person_id)


@prepared
def shown_in(cohort: int, role: Role, person: int) -> PlaceQuerySet:
    """Return who is shown to a person of this role in a cohort, with their employer, by name."""
    applied = Application.objects.filter(person=OuterRef("person"), programme=OuterRef("programme"))
    agreed = Consent.objects.standing().filter(person=OuterRef("person"), purpose=Consent.Purpose.SHOWING_NAME)
    others = Place.objects.active().filter(Exists(agreed), cohort=cohort, person__deceased_on=None)
    named = others.exclude(role=role).exclude(person=person).joined(person=NAMED)
    return named.annotate(employer=Subquery(applied.values("employer")[:1])).order_by(
        "person__family_name", "person__given_name", "pk"
    )
