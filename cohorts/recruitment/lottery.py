"""Selection by lot under parity and quotas: the fair lottery, and whether a cohort can be drawn at all. No Django.

`leximin` holds the fairest lottery over all panels that keep the rules; `verify` checks one. `draw` is quick and says
what matters before: whether everything can be met, and if not, what comes nearest. Each person's random number comes
from the seed and their key alone; its panel is the one with the largest sum of these numbers among all that meet every
rule. A cohort is drawn from the lottery (`lottery_cohort`), not by this panel. The order of rows never matters.

This module loads scipy: workers and commands import it, pages do not (they have `lottery_pool` and
`lottery_reserves`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from cohorts.recruitment.lottery_bound import NoPanelError
from cohorts.recruitment.lottery_leximin import Certificate, Lottery, LotteryError, leximin, verify
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_pool import (
    ALGORITHM_VERSION,
    LAY,
    PROFESSIONAL,
    ROLES,
    Candidate,
    DrawResult,
    Quota,
    Shortfall,
    check_choices,
    check_groups,
    check_pool,
    check_quotas,
    digest,
    shortfalls_of,
    ticket,
    with_companions,
)
from cohorts.recruitment.lottery_programme import (
    LAY_SEATS,
    PAIRS,
    PROFESSIONAL_SEATS,
    QUOTAS,
    Integers,
    Programme,
    build,
    nearest,
)
from cohorts.recruitment.lottery_reserves import PassedOver, ReserveChoice, next_reserve
from cohorts.recruitment.lottery_silent import silent_without_chance
from cohorts.recruitment.lottery_types import Group, Problem, Rule

__all__ = [
    "ALGORITHM_VERSION",
    "Candidate",
    "Certificate",
    "DrawResult",
    "Group",
    "Lottery",
    "LotteryError",
    "NoPanelError",
    "Panel",
    "PassedOver",
    "Problem",
    "Quota",
    "ReserveChoice",
    "Rule",
    "Shortfall",
    "digest",
    "draw",
    "leximin",
    "next_reserve",
    "shortfalls_of",
    "silent_without_chance",
    "ticket",
    "verify",
    "zero_chance_if_unsaid",
]

WEIGHT_BITS = 24  # whole numbers, so that the solver's tolerance (1e-6) lies far below the smallest difference


class _Prepared:
    """A checked draw in canonical order (people and quotas sorted), with the slack of the nearest that can be met."""

    def __init__(
        self,
        pool: Sequence[Candidate],
        quotas: Sequence[Quota],
        places: tuple[int, int],
        *,
        include: Iterable[str],
        exclude: Iterable[str],
        groups: Iterable[Sequence[str]] | None,
    ) -> None:
        self.pool = sorted(pool, key=lambda candidate: candidate.key)
        self.quotas = sorted(quotas, key=lambda quota: quota.name)
        self.places = dict(zip(ROLES, places, strict=True))
        self.groups = tuple(sorted(tuple(sorted(group)) for group in groups or ()))
        check_pool(self.pool)
        check_quotas(self.quotas)
        check_groups(self.groups, (candidate.key for candidate in self.pool))
        self.include = with_companions(include, self.groups)
        self.exclude = with_companions(exclude, self.groups)
        check_choices(self.pool, self.places, self.include, self.exclude)
        self.programme: Programme = build(
            self.pool,
            self.quotas,
            places,
            fixed=lambda candidate: candidate.key in self.include,
            barred=lambda candidate: candidate.key in self.exclude,
            groups=self.groups,
        )
        self.slack: Integers = nearest(self.programme, self.quotas)

    def panel(self, worth: Sequence[int]) -> set[str]:
        """The keys of the panel with the largest sum of `worth` (one number a person) under the nearest rules."""
        cost = -np.concatenate([np.array(worth, dtype=float), np.zeros(self.programme.slacks)])
        found = self.programme.certain(cost, (self.slack, self.slack))
        return {candidate.key for candidate, taken in zip(self.pool, found, strict=False) if taken}

    def seeded_panel(self, seed: str) -> set[str]:
        """The panel that a seed gives."""
        return self.panel([(ticket(seed, candidate.key) >> (256 - WEIGHT_BITS)) + 1 for candidate in self.pool])

    def shortfalls(self) -> tuple[Shortfall, ...]:
        """What the slack means: places first, then quotas by name."""
        found = list(self._places_short())
        for index, quota in enumerate(self.quotas):
            low, high = (int(part) for part in self.slack[QUOTAS + 2 * index : QUOTAS + 2 * index + 2])
            about = (quota.category, quota.value, quota.role)
            if low:
                found.append(Shortfall("minimum", quota.minimum, quota.minimum - low, *about))
            if high and quota.maximum is not None:
                found.append(Shortfall("maximum", quota.maximum, quota.maximum + high, *about))
        return tuple(found)

    def _places_short(self) -> list[Shortfall]:
        """Name the role all of whom are seated and yet too few; both, where quotas or groups leave the seats empty."""
        seats = {
            LAY: self.places[LAY] - int(self.slack[PAIRS] + self.slack[LAY_SEATS]),
            PROFESSIONAL: self.places[PROFESSIONAL] - int(self.slack[PAIRS] + self.slack[PROFESSIONAL_SEATS]),
        }
        able = Counter(candidate.role for candidate in self.pool if candidate.key not in self.exclude)
        short = [role for role in ROLES if seats[role] < self.places[role]]
        named = [role for role in short if able[role] == seats[role]] or short
        equal = self.places[LAY] != self.places[PROFESSIONAL] or seats[LAY] == seats[PROFESSIONAL]
        kind = "places" if equal else "parity"
        return [Shortfall(kind, self.places[role], seats[role], role=role) for role in named]


def draw(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    *,
    lay: int,
    professional: int,
    seed: str,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    groups: Iterable[Sequence[str]] | None = (),
) -> DrawResult:
    """Draw a panel of `lay` lay and `professional` professional people that meets every quota.

    `include` and `exclude` are keys of people who must be in or out; `groups` are keys of people who come together
    or not at all. The same seed and people give the same panel on every order of the rows. What cannot be met is
    named in `shortfalls`, with the nearest that can. Raises ValueError where the input contradicts itself.
    """
    if not seed:
        raise ValueError("A draw needs a seed: enter the public random number or words.")
    ready = _Prepared(pool, quotas, (lay, professional), include=include, exclude=exclude, groups=groups)
    chosen = ready.seeded_panel(seed)
    order = sorted(ready.pool, key=lambda candidate: ticket(seed, candidate.key), reverse=True)
    shortfalls = ready.shortfalls()
    return DrawResult(
        met=not shortfalls,
        selected=tuple(candidate.key for candidate in order if candidate.key in chosen),
        reserves={
            role: tuple(
                candidate.key
                for candidate in order
                if candidate.role == role and candidate.key not in chosen | ready.exclude
            )
            for role in ROLES
        },
        shortfalls=shortfalls,
        seated={role: sum(candidate.role == role for candidate in order if candidate.key in chosen) for role in ROLES},
        lay=lay,
        professional=professional,
        include=tuple(sorted(ready.include)),
        exclude=tuple(sorted(ready.exclude)),
        groups=ready.groups,
    )


def zero_chance_if_unsaid(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    *,
    lay: int,
    professional: int,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    groups: Iterable[Sequence[str]] | None = (),
) -> tuple[str, ...]:
    """The people, sorted by key, whom no panel can hold and whom an answer instead of "not said" could let in.

    Exact, not sampled; a panel of whom not all can be paired counts for nothing. Judged under the nearest quotas where
    the quotas cannot be met. A person whom an answer could not help either (they were excluded, say) is not named.
    """
    nearest = draw(
        pool,
        quotas,
        lay=lay,
        professional=professional,
        seed="nobody is drawn by this",
        include=include,
        exclude=exclude,
        groups=groups,
    )
    return silent_without_chance(pool, quotas, nearest)
