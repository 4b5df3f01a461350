"""Reads of the pages about pairs, each composed once a process (`common.prepared`)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Q, QuerySet

from cohorts.models import Cohort, Place, TeamMembership, Wish
from cohorts.pairing.candidates import free_places
from cohorts.pairing.models import Acquaintance, Pair, PairCare, PartnerChoice, Proposal, ProposedPair, Pulse
from cohorts.pairing.querysets import (
    AcquaintanceQuerySet,
    PairCareQuerySet,
    PairQuerySet,
    PartnerChoiceQuerySet,
    ProposalQuerySet,
    ProposedPairQuerySet,
    PulseQuerySet,
    silent,
)
from cohorts.querysets import CohortQuerySet, PlaceQuerySet
from common.prepared import prepared
from common.querysets import WHOLE
from people.models import Need, Person
from people.querysets import NAMED, NeedQuerySet

# What pages about pairs say of somebody.
SHOWN: Final = (*NAMED, "outward_code")


@prepared
def cohorts_of(person: Person, ref: str, *roles: TeamMembership.Role) -> CohortQuerySet:
    """Return the cohort of this reference, with programme and venue, to who has one of the roles in its programme."""
    return Cohort.objects.for_team(person, *roles).with_everything_named().filter(ref=ref)


@prepared
def open_cohorts(person: Person, *roles: TeamMembership.Role) -> CohortQuerySet:
    """Return the cohorts that are not over of programmes in which this person has one of the roles, to list them.

    The newest programme first; within it from the west to the east.
    """
    over = [Cohort.State.ARCHIVED, Cohort.State.CANCELLED]
    found = Cohort.objects.for_team(person, *roles).exclude(state__in=over)
    named = found.select_related("programme").only("ref", "name", "programme__ref", "programme__name")
    return named.order_by("-programme__year", "programme_id", "venue__longitude", "name")


@prepared
def active_pairs(cohort: Cohort) -> PairQuerySet:
    """Return the pairs of a cohort that have not ended, those to introduce last."""
    return Pair.objects.active().filter(cohort=cohort).with_names().order_by("state", "lay__person")


@prepared
def introduced_pairs(cohort_id: int) -> PairQuerySet:
    """Return the pairs of a cohort whose members know of each other, with their names and no column besides."""
    return Pair.objects.introduced().filter(cohort=cohort_id).for_choices()


@prepared
def visible_pairs(person: Person, cohort: Cohort) -> PairQuerySet:
    """Return those of a cohort that have not ended and that this person of the team may see."""
    return Pair.objects.visible_to(person).active().filter(cohort=cohort).with_names().order_by("lay__person")


@prepared
def free_to_pair(cohort: Cohort, taken: list[int]) -> QuerySet[Place]:
    """Return who takes part and is in no pair, by name, with what pages say of them; `taken` are in a pair."""
    return free_places(cohort, taken).joined(person=SHOWN)


@prepared
def drafts_of(cohort: Cohort) -> ProposalQuerySet:
    """Return the draft of a cohort; there is one at most."""
    return Proposal.objects.drafts().filter(cohort=cohort)


@prepared
def proposed_in(cohort: Cohort) -> ProposedPairQuerySet:
    """Return the pairs of a cohort's draft."""
    return ProposedPair.objects.filter(proposal__cohort=cohort, proposal__state=Proposal.State.DRAFT)


@prepared
def lost_partners(cohort: Cohort) -> PartnerChoiceQuerySet:
    """Return who has lost a partner in a cohort, where it is neither settled nor let go."""
    named = PartnerChoice.objects.open().joined(place=("person",), place__person=NAMED)
    return named.filter(pair__cohort=cohort)


@prepared
def whole_pairs(person: Person, ref: str, *roles: TeamMembership.Role) -> PairQuerySet:
    """Return the pair of this reference, with all that its page says of it, to who has one of the roles there."""
    place = ("role", "state", "person", "release_needed", "released_at")
    people: dict[str, Sequence[str]] = {f"{role}__person": SHOWN for role in ("lay", "professional")}
    people |= dict.fromkeys(("made_by", "introduced_by", "ended_by", "agreement__recorded_by"), NAMED)
    cohort = ("ref", "name", "programme")
    named = Pair.objects.joined(lay=place, professional=place, cohort=cohort, agreement=WHOLE, **people)
    return named.for_team(person, *roles).filter(ref=ref)


@prepared
def own_pairs(person: Person) -> PairQuerySet:
    """Return the pairs that somebody works in now, with everybody in them, the one introduced last first."""
    return Pair.objects.mine(person).with_people().select_related("agreement").order_by("-introduced_at")


@prepared
def other_pairs(pair: Pair, places: list[int]) -> PairQuerySet:
    """Return the other pairs of the members of a pair, whose places these are; the newest first."""
    theirs = Q(lay__in=places) | Q(professional__in=places)
    return Pair.objects.filter(theirs).exclude(pk=pair.pk).with_names().order_by("-made_at")


@prepared
def pulses_of(pair: Pair) -> PulseQuerySet:
    """Return what the members of a pair were asked and have answered; the newest first."""
    return Pulse.objects.joined(place=("person",), answered_by=NAMED).filter(pair=pair).order_by("-week", "pk")


@prepared
def cares_of(pair: Pair) -> PairCareQuerySet:
    """Return what the team did about a pair, the newest first."""
    return PairCare.objects.joined(by=NAMED).filter(pair=pair).order_by("-at")


@prepared
def _needs_of(people: list[int]) -> NeedQuerySet:
    return Need.objects.current().filter(person__in=people).only("person", "slug")


def with_needs(places: Iterable[Place]) -> None:
    """Put the needs to arrange for into `person.needs_now` of each place. One query."""
    people = [place.person for place in places]
    found: dict[int, list[Need]] = defaultdict(list)
    for need in _needs_of([person.pk for person in people]):
        found[need.person_id].append(need)
    for person in people:
        vars(person)["needs_now"] = found[person.pk]


@prepared
def places_in_use_by(person: Person) -> PlaceQuerySet:
    """Return where somebody takes part, the newest place first, each with its programme."""
    return Place.objects.active().of(person).select_related("programme").order_by("-accepted_at", "-pk")


@prepared
def silent_among(places: list[int]) -> PlaceQuerySet:
    """Return those of these places whose people have still to look at the names that are shown to them."""
    return silent(Place.objects.filter(pk__in=places))


@prepared
def wishes_of(person: Person) -> "QuerySet[Wish]":
    """Return with whom somebody would like to work."""
    return Wish.objects.filter(person=person).select_related("wanted").only(*_named("wanted")).order_by("pk")


@prepared
def acquaintances_of(person: Person) -> AcquaintanceQuerySet:
    """Return whom somebody knows already."""
    known = Acquaintance.objects.filter(person=person).select_related("knows").only(*_named("knows"))
    return known.order_by("programme", "pk")


def _named(who: str) -> list[str]:
    return [f"{who}__{name}" for name in NAMED]
