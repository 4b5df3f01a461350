"""Whom "prefer not to say" leaves without any chance: no panel that can be paired holds them, and an answer might help.

Exact, not sampled: whole panels are looked for that hold people not seen so far. A panel that cannot be paired shows
why (`lottery_pairing`), and becomes a rule, until one can be paired or there is none. No Django.

This module loads a solver: workers and commands import it, pages do not.
"""

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from cohorts.recruitment.lottery_bound import OPTIMAL, programme_of
from cohorts.recruitment.lottery_cohort import problem_of_cohort
from cohorts.recruitment.lottery_pairing import Bottleneck, Partners, bottlenecks_in, with_bottlenecks
from cohorts.recruitment.lottery_panels import Mixture
from cohorts.recruitment.lottery_people import Panel, people_of
from cohorts.recruitment.lottery_pool import Candidate, DrawResult, Quota
from cohorts.recruitment.lottery_types import ONE, Group, Problem, Rule, types_of

LOOKED_FOR = "looked for"
# More ways of answering than this are not gone through: whoever has so many is named, to be on the safe side.
MOST_ANSWERS = 4_096
# Any panel that holds one of them will do: to find the one that holds most takes longer than to look once more.
NEARLY_MOST = 0.2

Pulse = Callable[[], None]


def silent_without_chance(
    pool: Sequence[Candidate], quotas: Sequence[Quota], nearest: DrawResult, *, pulse: Pulse | None = None
) -> tuple[str, ...]:
    """Return the people, sorted by key, whom no panel can hold and whom an answer instead of "not said" could let in.

    A panel keeps what `nearest` says can be met, at each venue, and everybody in it can be paired; a cap on chances is
    not looked at. Whom an answer could not help either is not named. `pulse` is called before each panel is looked for.
    """
    nearest = replace(nearest, max_chance=None)
    partners = Partners(pool, nearest.groups)
    problem = problem_of_cohort(pool, quotas, nearest)
    able = [one for one in pool if one.key not in set(nearest.exclude)]
    kinds: dict[object, list[str]] = {}
    for one in (one for one in able if any(_open_values(one, quotas).values())):
        kinds.setdefault(_likeness(one, quotas, partners, nearest), []).append(one.key)
    # People who are alike in everything have one chance: one of each kind is looked for.
    unseen = {keys[0]: keys for keys in kinds.values()}
    look = _Look(pulse or (lambda: None))
    found: dict[Bottleneck, None] = {}
    while unseen and (seen := look.held(problem, partners, unseen.keys(), found)):
        unseen = {key: keys for key, keys in unseen.items() if key not in seen}
    named = [keys for key, keys in unseen.items() if look.would_help(key, pool, quotas, nearest)]
    return tuple(sorted(itertools.chain(*named)))


def _open_values(one: Candidate, quotas: Iterable[Quota]) -> dict[str, set[str]]:
    """Return what somebody left open: category → the values of which some are asked for at least, where they go."""
    found: dict[str, set[str]] = {}
    for quota in quotas:
        here = quota.venue is None or quota.venue in one.venues
        if quota.minimum and here and quota.role in {None, one.role} and one.values.get(quota.category) is None:
            found.setdefault(quota.category, set()).add(quota.value)
    return found


def _likeness(one: Candidate, quotas: Sequence[Quota], partners: Partners, nearest: DrawResult) -> object:
    """Return what makes two people alike in everything that a draw looks at; who came with somebody is like nobody."""
    if any(one.key in group for group in nearest.groups):
        return one.key
    values = frozenset((quota.category, one.values.get(quota.category)) for quota in quotas)
    return (one.role, values, frozenset(one.venues), frozenset(partners.apart.get(one.key, set())))


@dataclass(frozen=True)
class _Look:
    """Looks for panels; `pulse` is told before each."""

    pulse: Pulse

    def held(
        self, problem: Problem, partners: Partners, wanted: Collection[str], found: dict[Bottleneck, None]
    ) -> set[str]:
        """Return some of these people whom a panel that can be paired holds; nobody where none holds any of them.

        `found` are bottlenecks known so far; those met on the way are added.
        """
        looked = Rule(LOOKED_FOR, dict.fromkeys(sorted(wanted), 1), 1, len(wanted))
        while True:
            self.pulse()
            panels = _panels(with_bottlenecks(replace(problem, rules=(*problem.rules, looked)), partners, found))
            stuck = [bottlenecks_in(panel, problem.sizes, partners) for panel in panels]
            seen = {
                person for panel, reasons in zip(panels, stuck, strict=True) if not reasons for person in panel.members
            }
            if seen or not panels:
                return seen.intersection(wanted)
            found |= dict.fromkeys(reason for reasons in stuck for reason in reasons)

    def would_help(self, key: str, pool: Sequence[Candidate], quotas: Sequence[Quota], nearest: DrawResult) -> bool:
        """Whether one value in each category that this person left open could put them on a panel.

        They stand in the pool once for each way of answering, like a household of which one is drawn.
        """
        one = next(candidate for candidate in pool if candidate.key == key)
        asked = {category: [None, *sorted(values)] for category, values in _open_values(one, quotas).items()}
        if prod(map(len, asked.values())) > MOST_ANSWERS:
            return True
        group = next((group for group in nearest.groups if key in group), (key,))
        come_along = [other for other in pool if other.key in group and other != one]
        twins = [
            _twin(one, dict(zip(asked, answers, strict=True)), come_along, number)
            for number, answers in enumerate(itertools.product(*asked.values()))
        ]
        people = [*(other for other in pool if other.key not in group), *itertools.chain(*twins)]
        others = tuple(other for other in nearest.groups if other != group)
        together = tuple(tuple(copy.key for copy in twin) for twin in twins) if come_along else ()
        problem = problem_of_cohort(people, quotas, replace(nearest, groups=(*others, *together)))
        once = Group(tuple(twin[0].key for twin in twins), ONE)
        problem = replace(problem, groups=(*problem.groups, once))
        return bool(self.held(problem, Partners(people, (*others, *together)), set(once.members), {}))


def _panels(problem: Problem) -> tuple[Panel, ...]:
    """Return a panel that holds nearly most of those looked for, with people who are alike in turn; else nothing."""
    types = types_of(problem)
    solver = programme_of(types, whole=True)
    solver.setOptionValue("mip_rel_gap", NEARLY_MOST)
    columns = np.arange(types.matrix.shape[1], dtype=np.int32)
    solver.changeColsCost(len(columns), columns, -types.matrix[types.names.index(LOOKED_FOR)])
    solver.run()
    if solver.getModelStatus() != OPTIMAL:
        return ()
    counts = np.round(np.array(solver.getSolution().col_value)).astype(np.int64)
    return people_of(types, Mixture((counts,), (1.0,), 0.0))


def _twin(
    one: Candidate, answers: Mapping[str, str | None], come_along: Iterable[Candidate], number: int
) -> list[Candidate]:
    """Return a copy of somebody with these answers, and copies of whom they come with."""
    copies = [replace(one, values={**one.values, **answers}), *come_along]
    return [replace(copy, key=f"{copy.key} {number}") for copy in copies]
