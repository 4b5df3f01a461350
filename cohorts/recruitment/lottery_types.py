"""People become types: those who count alike in every rule. A panel is then a number of each type, not a set of names.

No Django and no solver. A *unit* is one person, or people who applied together and come all or none. A *household* is a
set of units of which at most one is drawn; most hold one unit. Households of the same make-up form a `Kind`. A column
counts how many households of a kind send a unit of one type to one venue, so that a pool of thousands is a programme of
hundreds of columns, and people who are alike have the same chance by construction.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
# What a unit counts in each live rule, where it may go, and whether it is fixed: (counts, size, venues, fixed).
Signature = tuple[tuple[int, ...], int, tuple[str, ...], bool]

ONLY_VENUE = ""
ONE = "at_most_one"
ALL = "all_or_none"


@dataclass(frozen=True)
class Group:
    """People of whom at most one is drawn (`ONE`: a household), or all or none (`ALL`: they applied together)."""

    members: tuple[str, ...]
    rule: str = ONE


@dataclass(frozen=True)
class Rule:
    """A linear row: what the people drawn for a venue (None: for all of them) count together, at least and at most."""

    name: str
    counts: Mapping[str, int]
    minimum: int
    maximum: int
    venue: str | None = None


@dataclass(frozen=True)
class Problem:
    """A lottery to be held: who may be drawn, for how many places at each venue, and under which rules.

    `people` are ids; `venues` says where each of them would go. A single cohort is one venue named "".
    """

    people: tuple[str, ...]
    sizes: Mapping[str, int]
    rules: tuple[Rule, ...]
    venues: Mapping[str, tuple[str, ...]]
    include: frozenset[str] = frozenset()
    groups: tuple[Group, ...] = ()
    max_chance: float | None = None


@dataclass(frozen=True)
class Kind:
    """Households of one make-up: `households[h][s]` are the units of household h with the signature at s.

    `columns` lists (column, signature index, venue) of each way in which such a household may send somebody.
    """

    households: tuple[tuple[tuple[tuple[str, ...], ...], ...], ...]
    columns: tuple[tuple[int, int, str], ...]
    goods: tuple[int, ...]


@dataclass(frozen=True)
class Types:
    """The integer programme: lower ≤ matrix · x ≤ upper, least ≤ x ≤ most, x whole.

    `good[column]` is the index of the type whose chance the column raises, `units[good]` how many units share it;
    the chance of each of them is the sum of the columns over the units. `fixed` types are drawn for
    certain. `names` are those of the rows, for errors.
    """

    matrix: Floats
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats
    good: Integers
    units: Floats
    fixed: npt.NDArray[np.bool_]
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]

    def chances(self, counts: Floats) -> Floats:
        """The chance of each type in a panel (or a mixture of panels) with these numbers in its columns."""
        return np.bincount(self.good, weights=counts, minlength=len(self.units)) / self.units


def types_of(problem: Problem) -> Types:
    """Return the programme of a problem. The same whatever the order in which people and rules are given."""
    rules = [
        rule for rule in sorted(problem.rules, key=lambda rule: (rule.name, rule.venue or "")) if _live(rule, problem)
    ]
    alike: dict[tuple[Signature, ...], list[list[list[tuple[str, ...]]]]] = defaultdict(list)
    for household in households_of(problem):
        by_signature: dict[Signature, list[tuple[str, ...]]] = defaultdict(list)
        for unit in household:
            by_signature[_signature(unit, rules, problem)].append(unit)
        make_up = sorted((signature, len(units)) for signature, units in by_signature.items())
        key = tuple(signature for signature, count in make_up for _ in range(count))
        alike[key].append([by_signature[signature] for signature, _count in make_up])
    return _Builder(problem, rules).build(sorted(alike.items()))


def households_of(problem: Problem) -> list[list[tuple[str, ...]]]:
    """Return the households as lists of units, in the order of their first member."""
    unit_of: dict[str, tuple[str, ...]] = {person: (person,) for person in problem.people}
    for group in problem.groups:
        if group.rule == ALL:
            unit_of |= dict.fromkeys(group.members, tuple(sorted(group.members)))
    home: dict[str, tuple[str, ...]] = {}
    for group in problem.groups:
        if group.rule == ONE:
            home |= dict.fromkeys(group.members, tuple(sorted(group.members)))
    found: dict[tuple[tuple[str, ...], ...], None] = {}
    for person in sorted(problem.people):
        units = sorted({unit_of[member] for member in home.get(person, (person,))} | {unit_of[person]})
        found.setdefault(tuple(units))
    return [list(units) for units in _joined(found)]


def _joined(households: Iterable[tuple[tuple[str, ...], ...]]) -> list[tuple[tuple[str, ...], ...]]:
    """Join households that share a unit: a pair whose halves live in two households takes one place in both."""
    home: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for household in households:
        units = set(household).union(*(home[unit] for unit in household if unit in home))
        home |= dict.fromkeys(units, units)
    return sorted(tuple(sorted(units)) for units in {id(units): units for units in home.values()}.values())


def _live(rule: Rule, problem: Problem) -> bool:
    """Whether a rule can ever bind: one that cannot would only split people into more types."""
    most = sum(problem.sizes.values()) if rule.venue is None else problem.sizes[rule.venue]
    able = sorted((rule.counts.get(person, 0) for person in problem.people), reverse=True)
    return rule.minimum > 0 or rule.maximum < sum(count for count in able[:most] if count > 0)


def _signature(unit: tuple[str, ...], rules: Sequence[Rule], problem: Problem) -> Signature:
    counts = tuple(sum(rule.counts.get(person, 0) for person in unit) for rule in rules)
    places = [set(problem.venues.get(person, tuple(problem.sizes))) for person in unit]
    venues = tuple(sorted(set.intersection(*places)))
    return counts, len(unit), venues, any(person in problem.include for person in unit)


class _Builder:
    """Collects columns and rows; one use."""

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self.problem, self.rules = problem, rules
        self.columns: list[tuple[Signature, str]] = []
        self.most: list[float] = []
        self.good: list[int] = []
        self.units: list[float] = []
        self.fixed: list[bool] = []
        self.choices: list[tuple[list[int], float, float]] = []
        self.kinds: list[Kind] = []

    def build(self, alike: Sequence[tuple[tuple[Signature, ...], list[list[list[tuple[str, ...]]]]]]) -> Types:
        for key, households in alike:
            self._add_kind(sorted(Counter(key).items()), households)
        rows = [self._seats(venue) for venue in sorted(self.problem.sizes)]
        rows += [self._rule(number, rule) for number, rule in enumerate(self.rules)]
        rows += [self._choice(*choice) for choice in self.choices]
        names, matrix, lower, upper = zip(*rows, strict=True)
        return Types(
            matrix=np.array(matrix, dtype=float),
            lower=np.array(lower, dtype=float),
            upper=np.array(upper, dtype=float),
            least=np.zeros(len(self.columns)),
            most=np.array(self.most, dtype=float),
            good=np.array(self.good, dtype=np.int64),
            units=np.array(self.units, dtype=float),
            fixed=np.array(self.fixed, dtype=bool),
            names=tuple(names),
            kinds=tuple(self.kinds),
        )

    def _add_kind(self, make_up: list[tuple[Signature, int]], households: list[list[list[tuple[str, ...]]]]) -> None:
        columns, goods, fixed = [], [], False
        for index, (signature, each) in enumerate(make_up):
            goods.append(len(self.units))
            self.units.append(float(each * len(households)))
            self.fixed.append(signature[3])
            fixed = fixed or signature[3]
            for venue in signature[2]:
                columns.append((len(self.columns), index, venue))
                self.columns.append((signature, venue))
                self.good.append(goods[-1])
                self.most.append(float(len(households)))
        inside = [column for column, _index, _venue in columns]
        if fixed:
            # The unit that must come is the one that its household sends.
            inside = [column for column in inside if self.columns[column][0][3]]
            self._bar([column for column, _index, _venue in columns if column not in inside])
        if fixed or len(inside) > 1:
            self.choices.append((inside, float(len(households)) if fixed else 0.0, float(len(households))))
        frozen = tuple(tuple(tuple(units) for units in household) for household in households)
        self.kinds.append(Kind(frozen, tuple(columns), tuple(goods)))

    def _bar(self, columns: Iterable[int]) -> None:
        for column in columns:
            self.most[column] = 0.0

    def _seats(self, venue: str) -> tuple[str, list[float], float, float]:
        size = float(self.problem.sizes[venue])
        row = [float(signature[1]) * (where == venue) for signature, where in self.columns]
        return (f"places at {venue}" if venue else "places"), row, size, size

    def _rule(self, number: int, rule: Rule) -> tuple[str, list[float], float, float]:
        row = [float(signature[0][number]) * (rule.venue in {None, where}) for signature, where in self.columns]
        return rule.name, row, float(rule.minimum), float(rule.maximum)

    def _choice(self, inside: list[int], least: float, most: float) -> tuple[str, list[float], float, float]:
        chosen = set(inside)
        return "households", [float(column in chosen) for column in range(len(self.columns))], least, most
