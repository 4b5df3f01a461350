"""The fair lottery of one cohort: as many lay as professional places, its quotas, people who applied together.

`lottery.draw` first says whether everything can be met, or what comes nearest. Here the LEXIMIN lottery is held over
all panels that keep that, and the seed chooses one of them. The lottery is kept with the draw and not worked out again
to check it: another version of the solver may find other panels with the same chances. No Django.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cohorts.recruitment.lottery_bound import Cut
from cohorts.recruitment.lottery_figures import panel_of_seed
from cohorts.recruitment.lottery_leximin import Certificate, Lottery, LotteryError, chances_of, hold, verify
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_pool import ROLES, Candidate, DrawResult, Quota, ticket
from cohorts.recruitment.lottery_types import ALL, ONLY_VENUE, Group, Problem, Rule

FAIR_VERSION = "leximin-1"


@dataclass(frozen=True)
class FairDraw:
    """What a seed gave, and the lottery that it was drawn from."""

    result: DrawResult
    lottery: Lottery


def fair_draw(pool: Sequence[Candidate], quotas: Sequence[Quota], *, nearest: DrawResult, seed: str) -> FairDraw:
    """Return the fairest lottery over the panels that keep what `nearest` (of `lottery.draw`) says, and what it gives.

    Raises:
        NoPanelError: there is no such panel.
    """
    held = hold(problem_of_cohort(pool, quotas, nearest))
    verify(held, proof=False)
    return FairDraw(_drawn(pool, nearest, held, seed), held)


def problem_of_cohort(pool: Sequence[Candidate], quotas: Sequence[Quota], nearest: DrawResult) -> Problem:
    """Return the problem of a cohort: the seats of each role as they can be filled, quotas as near as can be."""
    able = [candidate for candidate in pool if candidate.key not in set(nearest.exclude)]
    people = tuple(sorted(candidate.key for candidate in able))
    return Problem(
        people=people,
        sizes={ONLY_VENUE: sum(nearest.seated.values())},
        rules=(*_role_rules(able, nearest.seated), *_quota_rules(able, quotas, nearest)),
        venues=dict.fromkeys(people, (ONLY_VENUE,)),
        include=frozenset(nearest.include),
        groups=tuple(Group(members, ALL) for members in nearest.groups if set(members) <= set(people)),
    )


def _role_rules(able: Sequence[Candidate], seated: Mapping[str, int]) -> Iterable[Rule]:
    for role in ROLES:
        counts = {candidate.key: 1 for candidate in able if candidate.role == role}
        yield Rule(f"role = {role}", counts, seated[role], seated[role])


def _quota_rules(able: Sequence[Candidate], quotas: Sequence[Quota], nearest: DrawResult) -> Iterable[Rule]:
    possible = {(one.kind, one.category, one.value, one.role): one.possible for one in nearest.shortfalls}
    places = sum(nearest.seated.values())
    for quota in quotas:
        about = (quota.category, quota.value, quota.role)
        most = places if quota.maximum is None else possible.get(("maximum", *about), quota.maximum)
        least = possible.get(("minimum", *about), quota.minimum)
        name = f"{quota.category} = {quota.value}" + (f" ({quota.role})" if quota.role else "")
        yield Rule(name, {candidate.key: 1 for candidate in able if quota.counts(candidate)}, least, most)


def _drawn(pool: Sequence[Candidate], nearest: DrawResult, held: Lottery, seed: str) -> DrawResult:
    """Return the panel of the seed, and the others as reserves in the order of their random numbers."""
    chosen = set(panel_of_seed(held.panels, seed).members)
    order = sorted(pool, key=lambda candidate: ticket(seed, candidate.key), reverse=True)
    left = [candidate for candidate in order if candidate.key not in chosen | set(nearest.exclude)]
    return replace(
        nearest,
        selected=tuple(candidate.key for candidate in order if candidate.key in chosen),
        reserves={role: tuple(candidate.key for candidate in left if candidate.role == role) for role in ROLES},
        algorithm_version=FAIR_VERSION,
    )


# --- kept with the draw, and checked from what was kept ---------------------------------------------------------------


def kept_form(lottery: Lottery) -> dict[str, Any]:
    """Return panels and proof as plain data, to be kept as JSON."""
    proof = lottery.certificate
    return {
        "panels": [[panel.probability, list(panel.members)] for panel in lottery.panels],
        "bound": dict(proof.bound),
        "gap": proof.gap,
        "cuts": [[list(cut.weights), cut.most] for cut in proof.cuts],
    }


def kept_lottery(problem: Problem, kept: Mapping[str, Any]) -> Lottery:
    """Return the lottery that was kept."""
    panels = tuple(Panel(share, tuple((person, ONLY_VENUE) for person in members)) for share, members in kept["panels"])
    cuts = tuple(Cut(tuple(weights), most) for weights, most in kept["cuts"])
    chances = chances_of(panels, {*problem.people, *(person for panel in panels for person in panel.members)})
    return Lottery(problem, panels, chances, Certificate(kept["bound"], kept["gap"], cuts))


def replay(
    pool: Sequence[Candidate], quotas: Sequence[Quota], *, result: DrawResult, kept: Mapping[str, Any], seed: str
) -> DrawResult:
    """Verify a kept lottery, its proof too, and draw from it again.

    Raises:
        LotteryError: it does not hold what it promises.
    """
    held = kept_lottery(problem_of_cohort(pool, quotas, result), kept)
    if set(held.chances) != set(held.problem.people):
        raise LotteryError(["A panel names somebody who is not in the pool."])
    verify(held)
    return _drawn(pool, result, held, seed)
