"""The fair lottery of a cohort, or of several that are drawn together: parity, quotas, people who applied together.

`lottery.draw` (for several, `lottery_venues.nearest_draw`) first says whether everything can be met, or what comes
nearest. Here the LEXIMIN lottery is held over all panels that keep that and can be paired, and the seed chooses one.
The lottery is kept with the draw and not worked out again to check it: another version of the solver may find other
panels with the same chances. No Django.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cohorts.recruitment.lottery_bound import Cut
from cohorts.recruitment.lottery_figures import panel_of_seed
from cohorts.recruitment.lottery_leximin import Certificate, Lottery, LotteryError, chances_of, verify
from cohorts.recruitment.lottery_pairing import (
    Bottleneck,
    Pairable,
    Partners,
    bottlenecks_of,
    hold_pairable,
    with_bottlenecks,
)
from cohorts.recruitment.lottery_panels import Progress
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_pool import ROLES, Candidate, DrawResult, Quota, ticket
from cohorts.recruitment.lottery_seats import seat_by_rank
from cohorts.recruitment.lottery_types import ALL, ONLY_VENUE, Group, Problem, Rule

FAIR_VERSION = "leximin-1"


@dataclass(frozen=True)
class FairDraw:
    """What a seed gave, the lottery that it was drawn from, and what that keeps clear of so that all can be paired."""

    result: DrawResult
    lottery: Lottery
    bottlenecks: tuple[Bottleneck, ...] = ()


def fair_draw(pool: Sequence[Candidate], quotas: Sequence[Quota], *, nearest: DrawResult, seed: str) -> FairDraw:
    """Return the fairest lottery over the panels that keep what `nearest` says, and what the seed gives.

    Raises:
        NoPanelError: there is no such panel, or none that can be paired.
    """
    held = fair_lottery(pool, quotas, nearest=nearest)
    panel = panel_of_seed(held.lottery.panels, seed)
    return FairDraw(result_of_panel(pool, nearest, panel, seed), held.lottery, held.bottlenecks)


def fair_lottery(
    pool: Sequence[Candidate], quotas: Sequence[Quota], *, nearest: DrawResult, progress: Progress | None = None
) -> Pairable:
    """Return the fairest lottery over the panels that keep what `nearest` says and can be paired, checked.

    Over several venues, each panel is seated so that people go where they would rather go; that changes no chance.

    Raises:
        NoPanelError: there is no such panel, or none that can be paired.
    """
    partners = Partners(pool, nearest.groups)
    held = hold_pairable(problem_of_cohort(pool, quotas, nearest), partners, progress=progress)
    if nearest.at:
        held = replace(held, lottery=seat_by_rank(held.lottery, partners))
    verify(held.lottery, proof=False)
    return held


def problem_of_cohort(pool: Sequence[Candidate], quotas: Sequence[Quota], nearest: DrawResult) -> Problem:
    """Return the problem of a draw: the seats of each role as they can be filled, quotas as near as can be."""
    able = sorted((one for one in pool if one.key not in set(nearest.exclude)), key=lambda one: one.key)
    people = tuple(candidate.key for candidate in able)
    seated = nearest.at or {ONLY_VENUE: nearest.seated}
    return Problem(
        people=people,
        sizes={venue: sum(seats.values()) for venue, seats in seated.items()},
        rules=(*_role_rules(able, seated), *_quota_rules(able, quotas, nearest, seated)),
        venues={one.key: tuple(sorted(one.venues)) if nearest.at else (ONLY_VENUE,) for one in able},
        include=frozenset(nearest.include),
        groups=tuple(Group(members, ALL) for members in nearest.groups if set(members) <= set(people)),
        max_chance=nearest.max_chance,
    )


def role_rule(role: str, venue: str) -> str:
    """Return the name of the rule about the seats of a role."""
    return f"role = {role}" + (f" at {venue}" if venue else "")


def quota_rule(quota: Quota) -> str:
    """Return the name of the rule that a quota is."""
    name = f"{quota.category} = {quota.value}" + (f" ({quota.role})" if quota.role else "")
    return name + (f" at {quota.venue}" if quota.venue else "")


def _role_rules(able: Sequence[Candidate], seated: Mapping[str, Mapping[str, int]]) -> Iterable[Rule]:
    for venue, seats in seated.items():
        for role in ROLES:
            counts = {candidate.key: 1 for candidate in able if candidate.role == role}
            yield Rule(role_rule(role, venue), counts, seats[role], seats[role], venue or None)


def _quota_rules(
    able: Sequence[Candidate], quotas: Sequence[Quota], nearest: DrawResult, seated: Mapping[str, Mapping[str, int]]
) -> Iterable[Rule]:
    possible = {(one.kind, one.category, one.value, one.role, one.venue): one.possible for one in nearest.shortfalls}
    for quota in quotas:
        about = (quota.category, quota.value, quota.role, quota.venue)
        places = sum(sum(seats.values()) for venue, seats in seated.items() if quota.venue in {None, venue})
        most = places if quota.maximum is None else possible.get(("maximum", *about), quota.maximum)
        least = possible.get(("minimum", *about), quota.minimum)
        counts = {candidate.key: 1 for candidate in able if quota.counts(candidate)}
        yield Rule(quota_rule(quota), counts, least, most, quota.venue)


def result_of_panel(pool: Sequence[Candidate], nearest: DrawResult, panel: Panel, seed: str) -> DrawResult:
    """Return a panel as a result, with the others as reserves in the order of their random numbers."""
    chosen = set(panel.members)
    order = sorted(pool, key=lambda candidate: ticket(seed, candidate.key), reverse=True)
    left = [candidate for candidate in order if candidate.key not in chosen | set(nearest.exclude)]
    return replace(
        nearest,
        selected=tuple(candidate.key for candidate in order if candidate.key in chosen),
        reserves={role: tuple(candidate.key for candidate in left if candidate.role == role) for role in ROLES},
        algorithm_version=FAIR_VERSION,
        seats=dict(panel.seats) if nearest.at else {},
    )


# --- kept with the draw, and checked from what was kept ---------------------------------------------------------------


def kept_form(lottery: Lottery, bottlenecks: Iterable[Bottleneck] = ()) -> dict[str, Any]:
    """Return panels and proof as plain data, to be kept as JSON.

    0.0 is added to each number: a database that knows no -0.0 would give back others than the digest was made of.
    """
    proof = lottery.certificate
    single = set(lottery.problem.sizes) == {ONLY_VENUE}
    kept = {
        "panels": [
            [panel.probability, list(panel.members) if single else [list(seat) for seat in panel.seats]]
            for panel in lottery.panels
        ],
        "bound": {person: chance + 0.0 for person, chance in proof.bound.items()},
        "gap": proof.gap + 0.0,
        "cuts": [[[weight + 0.0 for weight in cut.weights], cut.most + 0.0, cut.under, cut.edge] for cut in proof.cuts],
    }
    pairing = [[one.venue, list(one.people), list(one.partners)] for one in bottlenecks]
    return kept | ({"pairing": pairing} if pairing else {})


def kept_bottlenecks(kept: Mapping[str, Any]) -> tuple[Bottleneck, ...]:
    """Return the bottlenecks that were kept."""
    return tuple(
        Bottleneck(tuple(people), tuple(partners), venue) for venue, people, partners in kept.get("pairing", ())
    )


def kept_lottery(problem: Problem, kept: Mapping[str, Any]) -> Lottery:
    """Return the lottery that was kept."""
    panels = tuple(Panel(share, tuple(_seat(seat) for seat in seats)) for share, seats in kept["panels"])
    cuts = tuple(Cut(tuple(weights), *rest) for weights, *rest in kept["cuts"])
    chances = chances_of(panels, {*problem.people, *(person for panel in panels for person in panel.members)})
    return Lottery(problem, panels, chances, Certificate(kept["bound"], kept["gap"], cuts))


def _seat(seat: Any) -> tuple[str, str]:
    return (seat, ONLY_VENUE) if isinstance(seat, str) else (seat[0], seat[1])


def replay(
    pool: Sequence[Candidate], quotas: Sequence[Quota], *, result: DrawResult, kept: Mapping[str, Any], seed: str
) -> DrawResult:
    """Verify a kept lottery, its proof too, and draw from it again.

    Raises:
        LotteryError: it does not hold what it promises.
    """
    held = verified(pool, quotas, result=result, kept=kept)
    return result_of_panel(pool, result, panel_of_seed(held.panels, seed), seed)


def verified(
    pool: Sequence[Candidate], quotas: Sequence[Quota], *, result: DrawResult, kept: Mapping[str, Any]
) -> Lottery:
    """Return a kept lottery once every panel, every chance, its proof and that everybody can be paired are checked.

    Raises:
        LotteryError: it does not hold what it promises.
    """
    partners = Partners(pool, result.groups)
    problem = with_bottlenecks(problem_of_cohort(pool, quotas, result), partners, kept_bottlenecks(kept))
    held = kept_lottery(problem, kept)
    if set(held.chances) != set(held.problem.people):
        raise LotteryError(["A panel names somebody who is not in the pool."])
    verify(held)
    if bottlenecks_of(held, partners):
        raise LotteryError(["A panel cannot be paired."])
    return held
