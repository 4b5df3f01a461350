"""The coordinator's list of applicants: what it asks the database, and its rows in words."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Role
from cohorts.querysets import CohortQuerySet
from cohorts.recruitment.models import Application, CohortChoice
from cohorts.recruitment.querysets import ApplicationQuerySet
from cohorts.recruitment.templatetags.recruitment import state_tag
from common.addresses import address_of
from common.dates import say_short_date
from common.prepared import prepared
from common.querysets import counts_of
from common.words import say_miles, say_ref
from people.finding import words_of
from people.models import Need, Person

COORDINATOR: Final = "coordinator"
NOTHING: Final = "–"


class Order(Enum):
    """The orders of the list, by their names in its address."""

    NEWEST = "-sent"
    OLDEST = "sent"
    NAME = "name"
    NAME_DOWN = "-name"
    STATE = "state"
    STATE_DOWN = "-state"
    NEAREST = "distance"
    FARTHEST = "-distance"


COLUMNS: Final[Mapping[Order, Sequence[str]]] = {
    Order.NEWEST: ("-submitted_at", "-pk"),
    Order.OLDEST: ("submitted_at", "pk"),
    Order.NAME: ("person__family_name", "person__given_name", "pk"),
    Order.NAME_DOWN: ("-person__family_name", "-person__given_name", "-pk"),
    Order.STATE: ("state", "-submitted_at", "-pk"),
    Order.STATE_DOWN: ("-state", "-submitted_at", "-pk"),
    Order.NEAREST: ("distance_km", "pk"),
    Order.FARTHEST: ("-distance_km", "-pk"),
}
BY_NAME: Final = {Order.NAME, Order.NAME_DOWN}
# Filters that many pass, or for which there is an index in the order of the list.
ALONG: Final = {"state", "role", "needs"}
# Of so many a database goes along an index until a page is full. Fewer are sorted in less time than it takes to pass by
# those of other programmes, if they are the newest.
MANY: Final = 4_000
# The columns that a row of the list says something of.
LISTED: Final = (
    "pk",
    "ref",
    "role",
    "state",
    "source",
    "submitted_at",
    "available_all_dates",
    "employer",
    "to_ask",
    "possible_duplicate_of",
    "person",
    "person__given_name",
    "person__family_name",
    "has_needs",
)


# And those of which a file of them says something.
FILED: Final = (
    "pk",
    "ref",
    "role",
    "state",
    "source",
    "submitted_at",
    "available_all_dates",
    "employer",
    "person__given_name",
    "person__family_name",
    "person__outward_code",
    "programme",
    "programme__name",
    "has_needs",
)


@dataclass(frozen=True, slots=True)
class Filed:
    """One application of a file: the names of its choices, the first first, and what else is said of it."""

    choices: Sequence[str]
    said: Any


@dataclass(frozen=True, slots=True)
class Asked:
    """What a coordinator asks of the list: None, or nothing, where a filter is left as it is."""

    cohort: Cohort | None = None
    role: Role | None = None
    state: Application.State | None = None
    source: Application.Source | None = None
    needs: bool | None = None
    duplicates: bool = False
    blanks: bool = False
    words: str = ""

    def values(self) -> dict[str, Any]:
        """Return the filters that are used, for the reads below."""
        used: dict[str, Any] = {name: getattr(self, name) for name in ("cohort", "role", "state", "source", "needs")}
        used |= {"duplicates": self.duplicates or None, "blanks": self.blanks or None}
        used["words"] = words_of(self.words) or None
        return {name: value for name, value in used.items() if value is not None}

    def values_but_state(self) -> dict[str, Any]:
        """Return the filters that are used besides that of the state."""
        return {name: value for name, value in self.values().items() if name != "state"}


def narrowed(found: ApplicationQuerySet, asked: Mapping[str, Any]) -> ApplicationQuerySet:
    """Return the applications that the used filters leave."""
    if "cohort" in asked:
        found = found.naming(asked["cohort"])
    found = found.filter(**{name: asked[name] for name in ("role", "state", "source") if name in asked})
    if "needs" in asked:
        found = found.needing_something(asked["needs"])
    if "duplicates" in asked:
        found = found.possible_duplicates()
    if "blanks" in asked:
        found = found.with_blanks()
    return found.holding(asked.get("words", ()))


@prepared
def applications_of(coordinator: Person, **asked: Any) -> ApplicationQuerySet:
    """Applications that a coordinator reads and decides; reviewers score without names, so these are not for them."""
    return narrowed(Application.objects.for_team(coordinator, COORDINATOR).submitted(), asked)


@prepared
def by_state(coordinator: Person, **asked: Any) -> "QuerySet[Application, tuple[str, int]]":
    """How many of them there are in each state."""
    found = Application.objects.for_team(coordinator, COORDINATOR).submitted()
    if asked.get("needs"):
        # Fewer people need something than have applied: the database begins with those.
        found = found.filter(person__in=Need.objects.current().order_by().values("person").distinct())
        asked = {name: value for name, value in asked.items() if name != "needs"}
    found = narrowed(found, asked)
    return found.order_by().values_list("state").annotate(count=Count("pk"))


@prepared
def keys_of(coordinator: Person, order: Order, *, along: bool, **asked: Any) -> "QuerySet[Application, int]":
    """The keys of the applications in an order: the database sorts those, for an application is wide.

    Or it goes `along` an index until a page is full, rather than look at all and sort them.
    """
    if along and order in BY_NAME:
        found = _along_names(coordinator, asked)
    else:
        team = Application.objects.for_team_in_order if along else Application.objects.for_team
        found = narrowed(team(coordinator, COORDINATOR).submitted(), asked)
    if "cohort" in asked:
        found = found.at_distance_from(asked["cohort"])
    return found.order_by(*COLUMNS[order]).values_list("pk", flat=True)


def _along_names(coordinator: Person, asked: Mapping[str, Any]) -> ApplicationQuerySet:
    """Return the applications so that SQLite begins with people by name, and stops when it has found enough."""
    # Those that were sent, in other words than those of the index that a person's are counted in: it begins with none.
    found = Application.objects.for_team_in_order(coordinator, COORDINATOR)
    found = found.exclude(state__in=[Application.State.DRAFT])
    # Nobody's are listed by themselves. Said so, the database need not keep a place for them in the order.
    found = found.filter(person__family_name__gte="")
    if "needs" in asked:
        found = found.needing_something(asked["needs"])
    for name in {"state", "role"} & asked.keys():
        # Said by what they are not: by what they are it would begin with all applications that are so.
        found = found.exclude(**{f"{name}__in": [one for one in type(asked[name]) if one is not asked[name]]})
    return found


@prepared
def keys_of_nobodys(coordinator: Person, **asked: Any) -> "QuerySet[Application, int]":
    """The keys of those whose keying was given up before it was said whose they are: few, and no name sorts them."""
    found = narrowed(Application.objects.for_team(coordinator, COORDINATOR).submitted(), asked)
    return found.filter(person=None).order_by("pk").values_list("pk", flat=True)


@prepared
def keys_with_states(coordinator: Person, order: Order, **asked: Any) -> "QuerySet[Application, tuple[int, str]]":
    """The keys and states of the applications in an order, where few are found."""
    found = narrowed(Application.objects.for_team_in_order(coordinator, COORDINATOR).submitted(), asked)
    if "cohort" in asked:
        found = found.at_distance_from(asked["cohort"])
    if order in BY_NAME:
        # They are found first: with their people beside them SQLite looks for the words twice.
        found = Application.objects.filter(pk__in=found.order_by().values("pk"))
    return found.order_by(*COLUMNS[order]).values_list("pk", "state")


@prepared
def listed(keys: Sequence[int], cohort: Cohort | None = None) -> "QuerySet[Application, Any]":
    """These applications, with what a row of the list says of them."""
    found = Application.objects.filter(pk__in=keys).with_need_flag().order_by()
    if cohort is None:
        return found.values_list(*LISTED, named=True)
    return found.at_distance_from(cohort).values_list(*LISTED, "distance_km", named=True)


@prepared
def choices_of(keys: Sequence[int]) -> "QuerySet[CohortChoice, tuple[int, str]]":
    """The cohorts that these applications name, by name, the first first."""
    choices = CohortChoice.objects.filter(application__in=keys).order_by("application", "rank")
    return choices.values_list("application", "cohort__name")


@prepared
def cohorts_of(coordinator: Person) -> CohortQuerySet:
    """The cohorts that can be asked for."""
    return Cohort.objects.for_team(coordinator, COORDINATOR).select_related("venue")


@prepared
def cohort_names_of(coordinator: Person) -> "QuerySet[Cohort, tuple[str, str, int]]":
    """Reference, name and key of the cohorts that can be asked for."""
    return Cohort.objects.for_team(coordinator, COORDINATOR).values_list("ref", "name", "pk")


def in_file(coordinator: Person, asked: Mapping[str, Any], order: Order) -> list[Filed]:
    """Return the applications in an order, of each what a file says, with the names of its choices. Two queries."""
    found = applications_of(coordinator, **asked)
    rows, columns = found.with_need_flag(), [*FILED]
    if "cohort" in asked:
        rows, columns = rows.at_distance_from(asked["cohort"]), [*FILED, "distance_km"]
    rows = rows.order_by(*COLUMNS[order])
    chosen: dict[int, list[str]] = defaultdict(list)
    choices = CohortChoice.objects.filter(application__in=found.order_by().values("pk")).order_by("application", "rank")
    for key, name in choices.values_list("application", "cohort__name").iterator():
        chosen[key].append(name)
    return [Filed(chosen[row.pk], row) for row in rows.values_list(*columns, named=True).iterator()]


class ByName(Sequence[int]):
    """The keys of applications by name, of which a part is read when it is asked for. Nobody's come last."""

    def __init__(
        self, named: "QuerySet[Application, int]", nobodys: "QuerySet[Application, int]", *, total: int
    ) -> None:
        self.named, self.nobodys, self.total = named, nobodys, total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: Any) -> Any:
        """Return the keys of a part; of one place its key."""
        if not isinstance(part, slice):
            return self[part : part + 1][0]
        begin, end, _step = part.indices(self.total)
        found = list(self.named[begin:end])
        if len(found) < end - begin:
            nobodys = list(self.nobodys)
            named = self.total - len(nobodys)
            found += nobodys[max(begin - named, 0) : max(end - named, 0)]
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """What a list finds: how many applications are in each state, whichever state is asked for, and keys in order."""

    counts: Mapping[str, int]
    keys: "QuerySet[Application, int] | Sequence[int]"
    total: int


def found_by(coordinator: Person, asked: Asked, order: Order) -> Found:
    """Return what the list finds. One query and, where nobody is looked for by words, another for a page of the keys.

    To find words the database reads what they can be in from end to end, so it is asked once: who is found is counted
    here, and few of them as a rule.
    """
    if asked.words.split():
        every = list(keys_with_states(coordinator, order, **asked.values_but_state()))
        counts = Counter(state for _key, state in every)
        keys = [key for key, state in every if asked.state in {None, state}]
        return Found(counts, keys, len(keys))
    by_state = counts_by_state(coordinator, asked)
    total = sum(by_state.values()) if asked.state is None else by_state.get(asked.state, 0)
    values = asked.values()
    along = total > MANY and values.keys() <= ALONG
    found = keys_of(coordinator, order, along=along, **values)
    if along and order in BY_NAME:
        return Found(by_state, ByName(found, keys_of_nobodys(coordinator, **values), total=total), total)
    return Found(by_state, found, total)


def counts_by_state(coordinator: Person, asked: Asked) -> dict[str, int]:
    """Return how many applications are in each state, whichever state is asked for. One query, or two.

    All are counted state by state: each is one stretch of an index, where grouping reads every row and compares it.
    """
    others = asked.values_but_state()
    if others == {"needs": False}:
        # All but those who need something, who are found sooner.
        needing = dict(by_state(coordinator, needs=True))
        every = counts_by_state(coordinator, replace(asked, needs=None))
        return {state: count - needing.get(state, 0) for state, count in every.items()}
    if others:
        return dict(by_state(coordinator, **others))
    states = [state for state in Application.State if state != Application.State.DRAFT]
    counts = counts_of([applications_of(coordinator, state=state) for state in states])
    return dict(zip(states, counts, strict=True))


@dataclass(frozen=True, slots=True)
class Row:
    """One application of the list, in words."""

    ref: str
    url: str
    name: str
    twice: bool
    to_ask: bool
    employer: str
    role: str
    state: SafeString
    cohorts: str
    distance: str
    dates: str
    needs: str
    sent: str
    came_by: str


def rows_of(keys: Sequence[int], cohort: Cohort | None) -> list[Row]:
    """Return the rows of these applications in their order; one that has gone meanwhile is left out. Two queries."""
    found = {one.pk: one for one in listed(keys, cohort)}
    cohorts: dict[int, list[str]] = defaultdict(list)
    for key, name in choices_of(keys):
        cohorts[key].append(name)
    url = address_of("recruitment:application")
    says = {True: _("Yes"), False: _("No"), None: NOTHING}
    arrange = _("To arrange")
    # A page says the same few over and over.
    role, state, source = cache(_role), cache(state_tag), cache(_source)
    return [
        Row(
            ref=one.ref,
            url=url(one.ref),
            name=_name(one),
            twice=one.possible_duplicate_of is not None,
            to_ask=bool(one.to_ask),
            employer=one.employer,
            role=role(one.role),
            state=state(one.state),
            cohorts=", ".join(cohorts[one.pk]) or NOTHING,
            distance=_miles(getattr(one, "distance_km", None)),
            dates=says[one.available_all_dates],
            needs=arrange if one.has_needs else NOTHING,
            sent=say_short_date(one.submitted_at) if one.submitted_at else "",
            came_by=source(one.source),
        )
        for one in (found[key] for key in keys if key in found)
    ]


def _name(one: Any) -> str:
    """Return whose an application is; of nobody's, whose keying was given up, its reference."""
    if one.person is None:
        return say_ref(one.ref)
    return f"{one.person__given_name} {one.person__family_name}".strip()


def _role(role: str) -> str:
    return str(Role(role).label) if role else NOTHING


def _source(source: str) -> str:
    """Return by which way an application came, where it was not the usual one."""
    return "" if source == Application.Source.WEB else str(Application.Source(source).label)


def _miles(distance: float | None) -> str:
    return NOTHING if distance is None else say_miles(distance)
