"""What is to be arranged, as the pages show it: for whom, how many, and how it stands. Reads only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.prepared import prepared
from common.querysets import WHOLE
from people.models import Need, Person
from people.needs import OTHER
from people.querysets import NAMED
from workshops.models import Arrangement, Provision, Workshop
from workshops.provisions import CATERING, How, how_of, label_of
from workshops.querysets import ArrangementQuerySet
from workshops.rosters import sharing


@dataclass(frozen=True)
class For:
    """One person whom a thing serves; `shares` says whether the venue and the facilitators may know."""

    need: Need
    shares: bool

    @property
    def person(self) -> Person:
        """Whose need it is."""
        return self.need.person

    @property
    def note(self) -> str:
        """What the person added."""
        return str(self.need.note or "")


@dataclass(frozen=True)
class Thing:
    """One thing to arrange with the people whom it serves."""

    provision: Provision
    people: tuple[For, ...]
    today: date

    @property
    def label(self) -> str:
        """What it is."""
        return label_of(self.provision.group)

    @property
    def own_words(self) -> str:
        """What somebody wrote who needs something else: without it nobody knows what to arrange. For coordinators."""
        return self.people[0].note if self.people and self.people[0].need.slug == OTHER else ""

    @property
    def shared_words(self) -> str:
        """The same, where the person agreed that the venue and the facilitators know."""
        return self.own_words if self.named else ""

    @property
    def how(self) -> How:
        """By what means it is met."""
        return how_of(self.provision.group)

    @property
    def how_many(self) -> str:
        """How much of it one booking covers, in words: “for 2 people”, “3 packs”, “Halal food (1)”."""
        if self.provision.group == CATERING:
            return in_words(Counter(str(one.need.get_slug_display()) for one in self.people))
        return amount(self.how, len(self.people))

    @property
    def overdue(self) -> bool:
        """Whether its day has passed."""
        return self.provision.is_overdue(on=self.today)

    @property
    def moved(self) -> bool:
        """Whether it was done for another day, and has to be done again."""
        thing = self.provision
        return not thing.is_done and thing.booked_for is not None and thing.booked_for != thing.workshop.date

    @property
    def named(self) -> list[For]:
        """The people whose names the venue and the facilitators may know."""
        return [one for one in self.people if one.shares]

    @property
    def unshared(self) -> int:
        """How many of the people have not agreed that the venue and the facilitators know."""
        return sum(1 for one in self.people if not one.shares)


def amount(how: How, people: int) -> str:
    """Return how much is needed for so many people."""
    if how == How.MAKE:
        return ngettext("%(count)s pack", "%(count)s packs", people) % {"count": people}
    return ngettext("for %(count)s person", "for %(count)s people", people) % {"count": people}


def in_words(counts: "Counter[str]") -> str:
    """Return counts as words: “Halal food (1), Vegan food (2)”."""
    return ", ".join(
        _("%(what)s (%(count)s)") % {"count": count, "what": what} for what, count in sorted(counts.items())
    )


@prepared
def _arrangements_of(provisions: list[int]) -> ArrangementQuerySet:
    wanted = Arrangement.objects.wanted().joined(need=WHOLE, need__person=NAMED).filter(provision__in=provisions)
    return wanted.order_by("need__person__family_name", "need__person__given_name", "pk")


def things_of(provisions: Iterable[Provision], *, today: date) -> list[Thing]:
    """Return things with their people, in the order given. Two queries."""
    provisions = list(provisions)
    named = list(_arrangements_of([one.pk for one in provisions]))
    shares = sharing([row.need.person_id for row in named])
    people: dict[int, list[For]] = defaultdict(list)
    for row in named:
        people[row.provision_id].append(For(row.need, row.need.person_id in shares))
    return [Thing(one, tuple(people[one.pk]), today) for one in provisions]


@dataclass(frozen=True)
class Shelf:
    """Things of one kind: what to book, papers, place and room, food, what facilitators should know."""

    how: How
    things: list[Thing]


def shelves(things: Sequence[Thing]) -> list[Shelf]:
    """Return the things by kind, in the order in which they have to be done."""
    found = [Shelf(how, [one for one in things if one.how == how]) for how in How]
    return [shelf for shelf in found if shelf.things]


@dataclass(frozen=True)
class Line:
    """One line of a sheet for a venue or caterer: what, how many, and what people let us say of it."""

    label: str
    how_many: str
    notes: tuple[str, ...]


def sheet_of(workshop: Workshop, *, today: date, hows: Sequence[How]) -> list[Line]:
    """Return what a venue or caterer has to know, counted and without a name.

    Notes come only from people who agreed that venues know, in no order that leads to a person.
    """
    provisions = Provision.objects.wanted().filter(workshop=workshop).select_related("workshop")
    lines = []
    for thing in things_of(provisions, today=today):
        if thing.how not in hows:
            continue
        for label, people in _by_need(thing).items():
            notes = sorted({one.note for one in people if one.shares and one.note})
            lines.append(Line(label, amount(thing.how, len(people)), tuple(notes)))
    return lines


def _by_need(thing: Thing) -> dict[str, list[For]]:
    found: dict[str, list[For]] = defaultdict(list)
    for one in thing.people:
        found[str(one.need.get_slug_display())].append(one)
    return dict(sorted(found.items()))
