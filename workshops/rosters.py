"""Who is coming to a workshop, with what the reader may know of each person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Max, Q, QuerySet

from cohorts.models import Place
from cohorts.pairing.models import Pair
from cohorts.pairing.querysets import PairQuerySet
from cohorts.querysets import PlaceQuerySet
from common.prepared import prepared
from people.models import Consent, Need, Person
from people.querysets import NAMED, NeedQuerySet
from workshops.models import RegisterEntry, Workshop
from workshops.permissions import coordinates, may_see_needs
from workshops.querysets import RegisterQuerySet


@dataclass(frozen=True)
class Row:
    """One person of a register, with the needs that the reader may know."""

    place: Place
    entry: RegisterEntry | None
    known: tuple[Need, ...]
    partners: tuple[str, ...]
    corrected: int = 0

    @property
    def needs(self) -> tuple[str, ...]:
        """What they need, as the shipped list calls it and no more: for a sheet of paper that lies about."""
        return tuple(str(need) for need in self.known)

    @property
    def needs_in_words(self) -> tuple[str, ...]:
        """What they need, with their own words where the list has none: for a screen."""
        return tuple(need.in_words() for need in self.known)

    @property
    def mark(self) -> str:
        """What the register says now."""
        return self.entry.mark if self.entry else RegisterEntry.Mark.EXPECTED

    @property
    def sorry(self) -> bool:
        """Whether they have said that they cannot come."""
        return self.mark == RegisterEntry.Mark.APOLOGIES

    @property
    def note(self) -> str:
        """The note of the register."""
        return self.entry.note if self.entry else ""

    @property
    def version(self) -> int:
        """The version of the entry; one that is still to be made begins at 1."""
        return self.entry.version if self.entry else 1


def pairs_of(cohort_id: int) -> list[Pair]:
    """Return the pairs whose members know of each other, each with `project`, the title of its project. One query."""
    return list(_pairs_of(cohort_id))


@prepared
def _pairs_of(cohort_id: int) -> PairQuerySet:
    pairs = Pair.objects.introduced().filter(cohort=cohort_id).with_names()
    return pairs.annotate(project=Max("projects__title")).order_by("lay__person__family_name", "pk")


def partners_by_place(pairs: Iterable[Pair], *, on: date) -> dict[int, tuple[str, ...]]:
    """Return the names of each place's partners on a day. No query."""
    found: dict[int, tuple[str, ...]] = {}
    for pair in pairs:
        members = [pair.lay, pair.professional]
        if pair.third is not None and (pair.third_until is None or pair.third_until >= on):
            members.append(pair.third)
        for member in members:
            found[member.pk] = tuple(other.person.full_name for other in members if other.pk != member.pk)
    return found


def needs_by_person(person_ids: Sequence[int]) -> dict[int, tuple[Need, ...]]:
    """Return each person's current needs. One query."""
    found: dict[int, list[Need]] = defaultdict(list)
    for need in _needs_of(sorted(set(person_ids))):
        found[need.person_id].append(need)
    return {person: tuple(needs) for person, needs in found.items()}


@prepared
def _needs_of(people: list[int]) -> NeedQuerySet:
    return Need.objects.current().filter(person__in=people)


def sharing(person_ids: Sequence[int]) -> set[int]:
    """Return who agreed that facilitators and venues may know their needs. One query."""
    return set(_sharing_of(sorted(set(person_ids))))


@prepared
def _sharing_of(people: list[int]) -> "QuerySet[Consent, int]":
    agreed = Consent.objects.standing().filter(person__in=people, purpose=Consent.Purpose.SHARING_NEEDS)
    return agreed.order_by().values_list("person_id", flat=True)


class Sight(Enum):
    """Whose needs somebody sees: everybody's (coordinators), of those who agreed to share them, or nobody's."""

    ALL = "all"
    SHARED = "shared"
    NONE = "none"


def sight_of(person: Person, workshop: Workshop) -> Sight:
    """Return whose needs this person sees at a workshop. One query at most."""
    if coordinates(person, workshop):
        return Sight.ALL
    return Sight.SHARED if may_see_needs(person, workshop) else Sight.NONE


def roster(workshop: Workshop, *, sight: Sight, pairs: Iterable[Pair] | None = None) -> list[Row]:
    """Return one row a person who is expected or was marked, by name. Six queries at most."""
    places = list(_places_of(workshop, workshop.cohort_id))
    entries = {entry.place_id: entry for entry in _entries_of(workshop)}
    needs = _needs_seen([place.person_id for place in places], sight)
    partners = partners_by_place(_named_pairs(workshop.cohort_id) if pairs is None else pairs, on=workshop.date)
    rows = [
        Row(
            place=place,
            entry=entries.get(place.pk),
            known=needs.get(place.person_id, ()),
            partners=partners.get(place.pk, ()),
            corrected=getattr(entries.get(place.pk), "corrected", 0),
        )
        for place in places
    ]
    return sorted(rows, key=lambda row: (row.place.person.family_name, row.place.person.given_name, row.place.pk))


@prepared
def _places_of(workshop: Workshop, cohort_id: int) -> PlaceQuerySet:
    """Return the places of everybody who is expected, and of those who left and were marked before."""
    marked = RegisterEntry.objects.filter(workshop=workshop).in_sight().values("place")
    shown = Place.objects.filter(~Q(state="withdrawn") & Q(cohort=cohort_id) | Q(pk__in=marked))
    return shown.select_related("person").only("role", "state", *(f"person__{name}" for name in NAMED))


@prepared
def _entries_of(workshop: Workshop) -> RegisterQuerySet:
    return RegisterEntry.objects.filter(workshop=workshop).in_sight().with_history()


@prepared
def _named_pairs(cohort_id: int) -> PairQuerySet:
    """Return the pairs whose members know of each other, with what `partners_by_place` reads of them."""
    people = [f"{member}__person" for member in ("lay", "professional", "third")]
    names = [f"{person}__{name}" for person in people for name in ("given_name", "family_name")]
    return Pair.objects.introduced().filter(cohort=cohort_id).select_related(*people).only("third_until", *names)


def _needs_seen(people: Sequence[int], sight: Sight) -> dict[int, tuple[Need, ...]]:
    if sight == Sight.NONE:
        return {}
    needs = needs_by_person(people)
    shown = set(people) if sight == Sight.ALL else sharing(people)
    return {person: known for person, known in needs.items() if person in shown}
