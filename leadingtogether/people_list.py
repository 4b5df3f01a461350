"""The list of people whom a coordinator looks for: what it asks the database, and its rows in words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from cohorts.models import Cohort, Place
from cohorts.permissions import COORDINATOR
from cohorts.querysets import PlaceQuerySet, people_coordinated_by, programmes_of
from cohorts.recruitment.models import Application
from cohorts.recruitment.querysets import ApplicationQuerySet
from cohorts.recruitment.templatetags.recruitment import state_tag
from cohorts.templatetags.staff import place_state
from common.addresses import address_of
from common.markup import filled
from common.prepared import prepared
from common.templatetags.lt import lt_label
from common.words import say_phone, say_ref
from people.finding import Said
from people.models import Person
from people.querysets import PersonQuerySet

# Nobody leafs through more: where there are more, they are looked for.
MOST: Final = 1_000
# Who knows so many meets one of them often enough along everybody by name.
MANY: Final = 4_000
# What the list says of a person, and what says where their places stand.
SHOWN: Final = (
    "ref", "given_name", "family_name", "known_as", "mobile", "phone", "email", "contact_email", "postcode",
    "deceased_on",
)  # fmt: skip
LINES: Final = "<br>"


class Part(Enum):
    """What part people have, by its name in the address of the list."""

    PLACE = "place"
    APPLIED = "applied"
    LEFT = "left"


def keys_of(
    coordinator: Person, said: Said | None = None, part: Part | None = None, cohort: Cohort | None = None
) -> "QuerySet[Person, int]":
    """Return the keys of the people of a coordinator's programmes whom the filters leave, by name. One query at most.

    Of few people those are found first. Of many the database goes along everybody by name until it has enough.
    """
    few = said is None and cohort is None and not list(_applied(coordinator)[MANY : MANY + 1])
    return _keys(coordinator, said, part, cohort, few=few)


@prepared
def _applied(coordinator: Person) -> "QuerySet[Application, int]":
    """The keys of the applications to a coordinator's programmes, in no order."""
    return Application.objects.for_team(coordinator, COORDINATOR).submitted().order_by().values_list("pk", flat=True)


def _few_known(coordinator: Person) -> PersonQuerySet:
    """Return who is known to the programmes of somebody, found by their applications and places."""
    applied = Application.objects.for_team(coordinator, COORDINATOR).filter(submitted_at__isnull=False)
    return Person.objects.filter(_among(applied) | _among(Place.objects.for_team(coordinator, COORDINATOR)))


@prepared
def _keys(
    coordinator: Person, said: Said | None, part: Part | None, cohort: Cohort | None, *, few: bool
) -> "QuerySet[Person, int]":
    places = Place.objects.for_team(coordinator, COORDINATOR)
    applications = Application.objects.for_team_in_order(coordinator, COORDINATOR)
    known = _few_known(coordinator) if few else people_coordinated_by(coordinator)
    if part in {Part.PLACE, Part.LEFT}:
        # Whoever has a place is known by that.
        known = Person.objects.all()
    # Few are merged, and to know those is cheaper: asked straight who is not, SQLite begins with everybody of them.
    merged = Person.objects.filter(merged_into__isnull=False).order_by()
    found = known.exclude(pk__in=merged.values("pk"))
    if cohort is not None:
        places, applications = places.filter(cohort=cohort), applications.filter(choices__cohort=cohort)
        found = found.filter(_among(places) | _among(applications))
    if part is Part.PLACE:
        found = found.filter(_among(places.active()))
    elif part is Part.APPLIED:
        found = found.filter(Exists(applications.submitted().filter(person=OuterRef("pk"))))
    elif part is Part.LEFT:
        found = found.filter(_among(places.filter(state=Place.State.WITHDRAWN)))
    if said is not None:
        found = found.found_by(said)
    return found.order_by("family_name", "given_name", "pk").values_list("pk", flat=True)


def _among(rows: PlaceQuerySet | ApplicationQuerySet) -> Q:
    """Whether somebody has one of these rows, of which there are few."""
    return Q(pk__in=rows.order_by().values("person"))


@prepared
def _people(keys: list[int]) -> PersonQuerySet:
    return Person.objects.filter(pk__in=keys).order_by().only(*SHOWN)


@prepared
def _places(coordinator: Person, keys: list[int]) -> PlaceQuerySet:
    # As below, asked of each place for itself: of these people there are few.
    theirs = programmes_of(coordinator, (COORDINATOR,)).filter(programme=OuterRef("programme"))
    places = Place.objects.filter(Exists(theirs), person__in=keys)
    return places.joined(cohort=("name",)).order_by("-accepted_at", "-pk")


@prepared
def _applications(coordinator: Person, keys: list[int]) -> "QuerySet[Application, tuple[int, str, str]]":
    found = Application.objects.for_team_in_order(coordinator, COORDINATOR).submitted().filter(person__in=keys)
    return found.order_by("-submitted_at", "-pk").values_list("person", "programme__name", "state")


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list, in words."""

    url: str
    name: str
    known_as: str
    ref: str
    places: SafeString
    applications: SafeString
    phone: str
    email: str
    postcode: str


def rows_of(coordinator: Person, keys: Sequence[int]) -> list[Row]:
    """Return the rows of these people in their order; who has gone meanwhile is left out. Three queries."""
    people = {person.pk: person for person in _people(list(keys))}
    places: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    applications: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for place in _places(coordinator, list(people)):
        place.person = people[place.person_id]
        places[place.person_id].append((place.cohort.name, lt_label(place, "role"), place_state(place)))
    for key, programme, state in _applications(coordinator, list(people)):
        applications[key].append((programme, state_tag(state)))
    url = address_of("person")
    return [
        Row(
            url=url(one.ref),
            name=one.full_name,
            known_as=one.known_as,
            ref=say_ref(one.ref),
            places=_lines("{}, {} {}", places[one.pk]),
            applications=_lines("{} {}", applications[one.pk]),
            phone=say_phone(one.mobile or one.phone) if one.mobile or one.phone else "",
            email=one.reachable_email,
            postcode=one.postcode,
        )
        for one in (people[key] for key in keys if key in people)
    ]


def _lines(markup: str, rows: Iterable[Iterable[Any]]) -> SafeString:
    return SafeString(LINES.join(filled(markup, *row) for row in rows) or "–")
