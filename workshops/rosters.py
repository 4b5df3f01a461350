"""Who is coming to a workshop, with what the reader may know of each person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cohorts.models import Place
from cohorts.pairing.models import Pair
from people.models import Consent, Need
from workshops.models import RegisterEntry, Workshop


@dataclass(frozen=True)
class Row:
    """One person of a register. Needs are labels of the shipped list: never a note, never a diagnosis."""

    place: Place
    entry: RegisterEntry | None
    needs: tuple[str, ...]
    partners: tuple[str, ...]
    corrected: int = 0

    @property
    def mark(self) -> str:
        """What the register says now."""
        return self.entry.mark if self.entry else RegisterEntry.Mark.EXPECTED

    @property
    def note(self) -> str:
        """The note of the register."""
        return self.entry.note if self.entry else ""

    @property
    def version(self) -> int:
        """The version of the entry; one that is still to be made begins at 1."""
        return self.entry.version if self.entry else 1


def partners_by_place(cohort_ids: Iterable[int], *, on: date) -> dict[int, tuple[str, ...]]:
    """Return the names of each place's partners, from pairs whose members know of each other. One query."""
    found: dict[int, tuple[str, ...]] = {}
    for pair in Pair.objects.introduced().filter(cohort__in=list(cohort_ids)).with_people():
        members = [pair.lay, pair.professional]
        if pair.third is not None and (pair.third_until is None or pair.third_until >= on):
            members.append(pair.third)
        for member in members:
            found[member.pk] = tuple(other.person.full_name for other in members if other.pk != member.pk)
    return found


def needs_by_person(person_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the labels of each person's current needs. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    for need in Need.objects.current().filter(person__in=person_ids):
        found[need.person_id].append(str(need.get_slug_display()))
    return {person: tuple(labels) for person, labels in found.items()}


def sharing(person_ids: Sequence[int]) -> set[int]:
    """Return who agreed that facilitators and venues may know their needs. One query."""
    consents = Consent.objects.standing().filter(person__in=person_ids, purpose=Consent.Purpose.SHARING_NEEDS)
    return set(consents.values_list("person_id", flat=True))


def roster(workshop: Workshop, *, all_needs: bool) -> list[Row]:
    """Return one row a person who is expected or was marked, by name. Six queries at most.

    `all_needs` is for coordinators; anybody else sees the needs of people who agreed to share them.
    """
    places = {
        place.pk: place for place in Place.objects.in_use().filter(cohort=workshop.cohort_id).select_related("person")
    }
    entries = {entry.place_id: entry for entry in workshop.register.in_sight().with_people()}
    for entry in entries.values():
        places.setdefault(entry.place_id, entry.place)
    corrected = _corrected(workshop)
    people = [place.person_id for place in places.values()]
    needs = needs_by_person(people)
    open_needs = set(people) if all_needs else sharing(people)
    partners = partners_by_place([workshop.cohort_id], on=workshop.date)
    rows = [
        Row(
            place=place,
            entry=entries.get(place.pk),
            needs=needs.get(place.person_id, ()) if place.person_id in open_needs else (),
            partners=partners.get(place.pk, ()),
            corrected=corrected.get(place.pk, 0),
        )
        for place in places.values()
    ]
    return sorted(rows, key=lambda row: (row.place.person.family_name, row.place.person.given_name, row.place.pk))


def _corrected(workshop: Workshop) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for place in workshop.register.filter(corrections__isnull=False).values_list("place_id", flat=True):
        found[place] += 1
    return found
