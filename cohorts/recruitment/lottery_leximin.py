"""The fairest lottery there is, with a proof: LEXIMIN over panels that keep parity, quotas and every other rule.

People go in, and a list of panels with their probabilities comes out, with each person's chance and a certificate:
an upper bound that no lottery can pass in the LEXIMIN order, and the gap to it. No Django.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cohorts.recruitment.lottery_bound import (
    INFEASIBLE,
    QUICK,
    Bound,
    Cut,
    NoPanelError,
    keep_at_edge,
    leximin_bound,
    programme_of,
)
from cohorts.recruitment.lottery_checks import check_problem, faults_of_panel
from cohorts.recruitment.lottery_inside import Inside
from cohorts.recruitment.lottery_panels import CLOSE, Mixture, Progress, realise
from cohorts.recruitment.lottery_people import Panel, people_of
from cohorts.recruitment.lottery_types import ONLY_VENUE, Group, Problem, Rule, Types, types_of

# The certificate's promise: nobody's chance is further below the bound.
LARGEST_GAP = 1e-6
# A cut with more room than this, beside its largest weight, does nothing.
TIGHT = 1e-6


class LotteryError(ValueError):
    """A lottery does not hold what it promises; `faults` are sentences."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Certificate:
    """The proof of fairness: `bound` is each person's chance in the LEXIMIN optimum of a relaxation of all lotteries.

    `cuts` are what was added to the relaxation, each a limit on a weighted sum of the chances of types that no panel
    passes; `gap` is the largest amount by which a chance lies below its bound.
    """

    bound: Mapping[str, float]
    gap: float
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class Lottery:
    """A lottery over panels: what it is of, the panels (the likeliest first), each person's chance, and the proof."""

    problem: Problem
    panels: tuple[Panel, ...]
    chances: Mapping[str, float]
    certificate: Certificate

    @property
    def min_chance(self) -> float:
        """The smallest chance of anybody."""
        return min(self.chances.values())


def problem_of(
    pool: Mapping[str, Mapping[str, str | None]],
    quotas: Mapping[str, Mapping[str, tuple[int, int]]],
    size: int | Mapping[str, int],
    *,
    rules: Sequence[Rule] = (),
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    groups: Iterable[Group] | None = None,
    venues: Mapping[str, Sequence[str]] | None = None,
    max_chance: float | None = None,
) -> Problem:
    """Return the problem that these say; the words are those of `leximin`.

    Raises:
        ValueError: a sentence that names the row and what to do.
    """
    barred = frozenset(exclude)
    sizes = dict(size) if isinstance(size, Mapping) else {ONLY_VENUE: size}
    problem = Problem(
        people=tuple(sorted(person for person in pool if person not in barred)),
        sizes=sizes,
        rules=tuple(_quota_rules(pool, quotas, barred)) + tuple(rules),
        venues={person: tuple((venues or {}).get(person, tuple(sizes))) for person in pool if person not in barred},
        include=frozenset(include),
        groups=tuple(groups or ()),
        max_chance=max_chance,
    )
    check_problem(problem, pool, quotas, barred)
    return problem


def leximin(
    pool: Mapping[str, Mapping[str, str | None]],
    quotas: Mapping[str, Mapping[str, tuple[int, int]]],
    size: int | Mapping[str, int],
    *,
    rules: Sequence[Rule] = (),
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    groups: Iterable[Group] | None = None,
    venues: Mapping[str, Sequence[str]] | None = None,
    max_chance: float | None = None,
    progress: Progress | None = None,
) -> Lottery:
    """Return the LEXIMIN lottery over the panels of `size` people of the pool that keep all the rules.

    `pool`: id → category → value (None: not said, counts for no quota). `quotas`: category → value → (at least, at
    most). `rules` are any linear rows besides. `size` may be a number for each venue; `venues` then says where each
    person would go (all of them where it does not), and a rule with a venue counts there only. `include` are drawn for
    certain, `exclude` never; `groups` see `Group`; `max_chance` caps every chance (but of those included), so that
    nobody is drawn for certain.

    Raises:
        NoPanelError: no panel keeps all the rules. `lottery_nearest.nearest` tells what could be met.
        ValueError: the input contradicts itself; a sentence says where.
    """
    problem = problem_of(
        pool,
        quotas,
        size,
        rules=rules,
        include=include,
        exclude=exclude,
        groups=groups,
        venues=venues,
        max_chance=max_chance,
    )
    return hold(problem, progress=progress)


def hold(problem: Problem, *, progress: Progress | None = None) -> Lottery:
    """Return the LEXIMIN lottery of a problem.

    Raises:
        NoPanelError: no panel keeps all the rules.
    """
    types = types_of(problem)
    bound, mixture, cuts = _fairest(types, problem.max_chance, progress)
    panels = people_of(types, mixture)
    expected = by_person(types, bound.chances)
    chances = chances_of(panels, problem.people)
    gap = max((expected[person] - chances[person] for person in problem.people), default=0.0)
    return Lottery(problem, panels, chances, Certificate(expected, max(gap, 0.0), cuts))


def _fairest(
    types: Types, max_chance: float | None, progress: Progress | None
) -> tuple[Bound, Mixture, tuple[Cut, ...]]:
    """Return the bound, panels that reach it, and the cuts that it needs: none on most pools."""
    bound = leximin_bound(types, (), max_chance)
    found = realise(types, bound, progress=progress)
    if isinstance(found, Mixture):
        return bound, found, ()
    inside = Inside(types, found, max_chance)
    panels, probabilities = inside.solve(progress)
    bound = leximin_bound(types, inside.cuts, max_chance)
    return bound, Mixture(panels, probabilities, 0.0), _needed(types, bound, inside.cuts, max_chance)


def _needed(types: Types, bound: Bound, cuts: Sequence[Cut], max_chance: float | None) -> tuple[Cut, ...]:
    """Return the cuts that hold the bound down, and the edges under them: to check others would prove nothing."""
    tight = [cut for cut in cuts if cut.most - bound.chances @ cut.weights < TIGHT * max(map(abs, cut.weights))]
    under = max((cut.under for cut in tight), default=0)
    tight += [cut for cut in cuts if cut.edge and cut.edge <= under and cut not in tight]
    same = np.abs(leximin_bound(types, tight, max_chance).chances - bound.chances).max() < CLOSE
    return tuple(tight if same else cuts)


def by_person(types: Types, chances: "np.typing.NDArray[np.float64]") -> dict[str, float]:
    """Return the chance of each person from that of their type."""
    return {
        person: float(chances[good])
        for kind in types.kinds
        for household in kind.households
        for good, units in zip(kind.goods, household, strict=True)
        for unit in units
        for person in unit
    }


def chances_of(panels: Iterable[Panel], people: Iterable[str]) -> dict[str, float]:
    """Return how likely each person is to be drawn: the sum of the probabilities of their panels."""
    chances = dict.fromkeys(people, 0.0)
    for panel in panels:
        for person in panel.members:
            chances[person] += panel.probability
    return chances


def verify(lottery: Lottery, *, proof: bool = True) -> None:
    """Check a lottery from its own words: each panel against every rule, every chance, and (`proof`) the certificate.

    Raises:
        LotteryError: what is wrong, in sentences.
    """
    faults = [fault for panel in lottery.panels for fault in faults_of_panel(lottery.problem, panel)]
    total = sum(panel.probability for panel in lottery.panels)
    if not lottery.panels or abs(total - 1.0) > 1e-9 or min(panel.probability for panel in lottery.panels) < 0:
        faults.append(f"The probabilities of the panels add up to {total:.12f}, not to 1.")
    known = set(lottery.problem.people)
    if not faults and all(person in known for panel in lottery.panels for person in panel.members):
        faults += _faults_of_chances(lottery)
    if proof and not faults:
        faults += _faults_of_proof(lottery)
    if faults:
        raise LotteryError(faults)


def _faults_of_chances(lottery: Lottery) -> list[str]:
    again = chances_of(lottery.panels, lottery.problem.people)
    return [
        f"The chance of {person!r} is {again[person]:.9f}, not {lottery.chances.get(person, 0.0):.9f}."
        for person in lottery.problem.people
        if abs(again[person] - lottery.chances.get(person, -1.0)) > 1e-9
    ]


def _faults_of_proof(lottery: Lottery) -> list[str]:
    """Prove each cut again, find the bound again, and measure the gap."""
    types, proof = types_of(lottery.problem), lottery.certificate
    edges = sorted((cut for cut in proof.cuts if cut.edge), key=lambda cut: cut.edge)
    faults = _faults_of_edges(types, edges, max((cut.under for cut in proof.cuts), default=0))
    if not faults:
        holds = [_holds(types, cut, edges[: cut.under]) for cut in proof.cuts]
        faults = [f"Cut {number} cuts off a panel." for number, held in enumerate(holds, 1) if not held]
    if faults:
        return faults
    try:
        bound = by_person(types, leximin_bound(types, proof.cuts, lottery.problem.max_chance).chances)
    except (ArithmeticError, NoPanelError):
        return ["The cuts contradict each other."]
    gaps = {person: bound[person] - lottery.chances[person] for person in lottery.problem.people}
    return [f"The chance of {one!r} lies {gap:.2e} below the bound." for one, gap in gaps.items() if gap > LARGEST_GAP]


def _faults_of_edges(types: Types, edges: Sequence[Cut], needed: int) -> list[str]:
    """Whether the edges are the first, the second, …, each exact and proved before it is leant on."""
    if [edge.edge for edge in edges] != list(range(1, len(edges) + 1)) or needed > len(edges):
        return ["The edges are not numbered one by one, or one is missing."]
    return [
        f"Edge {edge.edge} leans on itself, or its limit is no whole number."
        for edge in edges
        if edge.under >= edge.edge or not edge.exact(types)
    ]


def _holds(types: Types, cut: Cut, edges: Iterable[Cut]) -> bool:
    """Whether no panel at these edges passes a cut: the largest sum over whole panels, found anew.

    A panel that passes an exact cut is beyond it by 1 or more: it is enough that there is none.
    """
    solver = programme_of(types, whole=True)
    for option, value in (("mip_rel_gap", 0.0), *QUICK):
        solver.setOptionValue(option, value)
    for edge in edges:
        keep_at_edge(solver, types, edge)
    if cut.exact(types):
        keep_at_edge(solver, types, replace(cut, most=cut.most + 1.0))
        solver.run()
        return bool(solver.getModelStatus() == INFEASIBLE)
    columns = types.matrix.shape[1]
    solver.changeColsCost(columns, np.arange(columns, dtype=np.int32), -cut.of_columns(types))
    solver.run()
    return bool(-solver.getInfo().mip_dual_bound <= cut.most + 1e-7 * max(1.0, *map(abs, cut.weights)))


def _quota_rules(
    pool: Mapping[str, Mapping[str, str | None]],
    quotas: Mapping[str, Mapping[str, tuple[int, int]]],
    barred: frozenset[str],
) -> Iterable[Rule]:
    for category, values in quotas.items():
        for value, (least, most) in values.items():
            counts = {person: 1 for person, has in pool.items() if person not in barred and has.get(category) == value}
            yield Rule(f"{category} = {value}", counts, least, most)
