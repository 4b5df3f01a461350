"""What can be met with a pool so that it can be paired: one answer for the page before a draw and for the draw.

A lay partner and a professional must be found for each other among those drawn, without two who must not be paired.
Where the quotas leave no such group, they give way to that as they do to each other. No Django.

This module loads a solver: workers and commands import it, pages do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cohorts.recruitment.lottery import draw
from cohorts.recruitment.lottery_bound import NoPanelError
from cohorts.recruitment.lottery_cohort import problem_of_cohort, quota_rule
from cohorts.recruitment.lottery_leximin import hold
from cohorts.recruitment.lottery_nearest import Change, with_changes
from cohorts.recruitment.lottery_nearest import nearest as nearest_change
from cohorts.recruitment.lottery_pairing import Bottleneck, Partners, bottlenecks_of, with_bottlenecks
from cohorts.recruitment.lottery_panels import Progress
from cohorts.recruitment.lottery_pool import Candidate, DrawResult, Quota, Shortfall
from cohorts.recruitment.lottery_types import ONLY_VENUE
from cohorts.recruitment.lottery_venues import nearest_draw

MINIMUM, MAXIMUM = "minimum", "maximum"


@dataclass(frozen=True)
class Question:
    """What is looked at: people, quotas, pairs by venue ("" where there is only one), the seated, who come together."""

    pool: Sequence[Candidate]
    quotas: Sequence[Quota]
    pairs: Mapping[str, int]
    include: Sequence[str] = ()
    groups: Sequence[Sequence[str]] = ()
    max_chance: float | None = None


@dataclass(frozen=True)
class Nearest:
    """What can be met, or comes nearest, so that everybody drawn can be paired (None: no change of quotas helps).

    `in_the_way` are people who could not all be paired if they were drawn together, found on the way.
    """

    result: DrawResult | None
    in_the_way: tuple[Bottleneck, ...] = ()


def nearest_of(question: Question) -> DrawResult:
    """Return whether a draw can be met, or what comes nearest; nobody is drawn.

    Raises:
        ValueError: the input contradicts itself.
    """
    if set(question.pairs) != {ONLY_VENUE}:
        return nearest_draw(
            question.pool,
            question.quotas,
            pairs=question.pairs,
            include=question.include,
            groups=question.groups,
            max_chance=question.max_chance,
        )
    places = question.pairs[ONLY_VENUE]
    found = draw(
        question.pool,
        question.quotas,
        lay=places,
        professional=places,
        seed="nobody is drawn by this",
        include=question.include,
        groups=question.groups,
    )
    return replace(found, max_chance=question.max_chance)


def nearest_pairable(question: Question, *, progress: Progress | None = None) -> Nearest:
    """Return whether a draw can be met and paired, or what comes nearest; nobody is drawn, no cap is looked at.

    The lottery first looks away from who must not be paired. What stands in the way of its panels becomes a rule, the
    quotas give way to it as little as they can, and so on until a lottery stands.

    Raises:
        ValueError: the input contradicts itself.
    """
    nearest = nearest_of(question)
    partners = Partners(question.pool, nearest.groups)
    if not partners.anybody_apart or (nearest.selected and partners.bottleneck(nearest.selected) is None):
        return Nearest(nearest)
    problem = problem_of_cohort(question.pool, question.quotas, replace(nearest, max_chance=None))
    quotas, found = {quota_rule(quota): quota for quota in question.quotas}, dict[Bottleneck, None]()
    changes: tuple[Change, ...] = ()
    while True:
        try:
            loose = hold(with_changes(with_bottlenecks(problem, partners, found), changes), progress=progress)
        except NoPanelError:
            return Nearest(None, tuple(found))
        new = [one for one in bottlenecks_of(loose, partners) if one not in found]
        if not new:
            return Nearest(_with(nearest, changes, quotas), tuple(found))
        found |= dict.fromkeys(new)
        bound = with_bottlenecks(problem, partners, found)
        kept = {rule.name: (rule.minimum, rule.maximum) for rule in bound.rules if rule.name not in quotas}
        least = nearest_change(bound, kept)
        if least is None:
            return Nearest(None, tuple(found))
        changes = least


def _with(nearest: DrawResult, changes: Sequence[Change], quotas: Mapping[str, Quota]) -> DrawResult:
    return replace(nearest, met=False, shortfalls=_joined(nearest, changes, quotas)) if changes else nearest


def _joined(nearest: DrawResult, changes: Iterable[Change], quotas: Mapping[str, Quota]) -> tuple[Shortfall, ...]:
    """Return what gives way, to the places and to the quotas among themselves and to who must not be paired."""
    joined = {(one.kind, one.category, one.value, one.role, one.venue): one for one in nearest.shortfalls}
    for change in changes:
        quota = quotas[change.rule]
        key = (change.kind, quota.category, quota.value, quota.role, quota.venue)
        wanted = quota.minimum if change.kind == MINIMUM else quota.maximum or 0
        joined[key] = Shortfall(change.kind, wanted, change.possible, *key[1:])
    return tuple(joined.values())


def as_near(question: Question, nearest: DrawResult) -> Question:
    """Return the question with its quotas as near as they can be met."""
    possible = {(one.kind, one.category, one.value, one.role, one.venue): one.possible for one in nearest.shortfalls}
    quotas = []
    for quota in question.quotas:
        about = (quota.category, quota.value, quota.role, quota.venue)
        least = possible.get((MINIMUM, *about), quota.minimum)
        quotas.append(replace(quota, minimum=least, maximum=possible.get((MAXIMUM, *about), quota.maximum)))
    return replace(question, quotas=quotas)
