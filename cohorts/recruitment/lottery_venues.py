"""Several cohorts drawn together, who and at which venue: whether it can be met, and if not, what comes nearest.

Each venue has its own places, as many lay as professional, and its own quotas; people go only where they would. No
Django.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from cohorts.recruitment.lottery_bound import INFINITY, OPTIMAL, NoPanelError, Solver, programme_of
from cohorts.recruitment.lottery_cohort import FAIR_VERSION, problem_of_cohort, quota_rule, role_rule
from cohorts.recruitment.lottery_pool import (
    LAY,
    PROFESSIONAL,
    ROLES,
    Candidate,
    DrawResult,
    Quota,
    Shortfall,
    check_groups,
    check_pool,
    check_quotas,
    with_companions,
)
from cohorts.recruitment.lottery_types import Floats, types_of

PAIR, SEAT, MINIMUM, MAXIMUM = "pair", "seat", "minimum", "maximum"
NO_CHANCE = 1e-9
# What a slack column means: its kind, venue, quota and role.
Meaning = tuple[str, str, Quota | None, str]


def nearest_draw(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    *,
    pairs: Mapping[str, int],
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    groups: Iterable[Sequence[str]] | None = (),
    max_chance: float | None = None,
) -> DrawResult:
    """Say whether every venue can have its `pairs` under its quotas, or what comes nearest; nobody is drawn yet.

    Nearest is the smallest total change: each place given up and each step of a quota counts one. Venues stay equal
    wherever that is possible. Among equals it gives up fewer places, then lowers fewer minimums, then goes by a hash.

    Raises:
        ValueError: the input contradicts itself.
    """
    together = tuple(sorted(tuple(sorted(group)) for group in groups or ()))
    _check(pool, quotas, pairs, together)
    places = sum(pairs.values())
    wanted = DrawResult(
        met=True,
        selected=(),
        reserves=dict.fromkeys(ROLES, ()),
        shortfalls=(),
        seated=dict.fromkeys(ROLES, places),
        lay=places,
        professional=places,
        include=tuple(sorted(with_companions(include, together))),
        exclude=tuple(sorted(with_companions(exclude, together))),
        groups=together,
        algorithm_version=FAIR_VERSION,
        at={venue: {LAY: count, PROFESSIONAL: count} for venue, count in sorted(pairs.items())},
        max_chance=max_chance,
    )
    return _Slack(pool, quotas, wanted).smallest()


def _check(
    pool: Sequence[Candidate], quotas: Sequence[Quota], pairs: Mapping[str, int], groups: Sequence[Sequence[str]]
) -> None:
    check_pool(pool)
    check_quotas(quotas)
    check_groups(groups, (candidate.key for candidate in pool))
    for candidate in pool:
        if not set(candidate.venues) & pairs.keys():
            raise ValueError(f"{candidate.key!r} would go to none of the venues: take them out of the pool.")


class _Slack:
    """The integer programme of types with a column for each thing that may give way; one use."""

    def __init__(self, pool: Sequence[Candidate], quotas: Sequence[Quota], wanted: DrawResult) -> None:
        self.quotas = sorted(quotas, key=lambda quota: quota.name)
        self.pool, self.wanted = pool, wanted
        types = types_of(problem_of_cohort(pool, self.quotas, wanted))
        self.row = {name: number for number, name in enumerate(types.names)}
        self.solver: Solver = programme_of(types, whole=True)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        self.first = types.matrix.shape[1]
        self.columns: list[Meaning] = []

    def smallest(self) -> DrawResult:
        """Return the result with the smallest change; without a shortfall where everything can be met."""
        self.solver.run()
        if self.solver.getModelStatus() == OPTIMAL:
            return self.wanted
        self._add_columns()
        value: Floats = np.zeros(0)
        for cost in self._stages():
            columns = np.arange(len(self.columns), dtype=np.int32) + self.first
            self.solver.changeColsCost(len(columns), columns, cost)
            self.solver.run()
            if self.solver.getModelStatus() != OPTIMAL:
                raise NoPanelError("No panel keeps the rules, whichever quotas give way.")
            value = np.round(np.array(self.solver.getSolution().col_value[self.first :]))
            some = np.nonzero(cost)[0].astype(np.int32)
            self.solver.addRow(-INFINITY, float(cost @ value), len(some), some + np.int32(self.first), cost[some])
        return self._told(value.astype(int).tolist())

    def _add_columns(self) -> None:
        for venue, seats in self.wanted.at.items():
            size, rows = f"places at {venue}", {role: role_rule(role, venue) for role in ROLES}
            self._column((PAIR, venue, None, ""), {size: 2, rows[LAY]: 1, rows[PROFESSIONAL]: 1}, seats[LAY])
            for role in ROLES:
                self._column((SEAT, venue, None, role), {size: 1, rows[role]: 1}, seats[role])
        for quota in self.quotas:
            name = quota_rule(quota)
            if name in self.row:
                self._column((MINIMUM, quota.venue or "", quota, ""), {name: 1}, quota.minimum)
                if quota.maximum is not None:
                    self._column((MAXIMUM, quota.venue or "", quota, ""), {name: -1}, len(self.pool))

    def _column(self, means: Meaning, rows: Mapping[str, int], most: float) -> None:
        at = sorted((self.row[name], float(by)) for name, by in rows.items() if name in self.row)
        index = np.array([row for row, _by in at], dtype=np.int32)
        self.solver.addCol(0.0, 0.0, float(most), len(at), index, np.array([by for _row, by in at]))
        self.columns.append(means)

    def _stages(self) -> list[Floats]:
        """What is made small, one after another: parity broken, change, places, minimums, a hash of the names."""
        kinds = np.array([kind for kind, _venue, _quota, _role in self.columns])
        names = [f"{kind} {venue} {quota.name if quota else ''} {role}" for kind, venue, quota, role in self.columns]
        return [
            (kinds == SEAT).astype(float),
            np.where(kinds == PAIR, 2.0, 1.0),
            np.where(kinds == PAIR, 2.0, 0.0) + (kinds == SEAT),
            (kinds == MINIMUM).astype(float),
            np.array([int(hashlib.sha256(name.encode()).hexdigest()[:5], 16) + 1.0 for name in names]),
        ]

    def _told(self, value: Sequence[int]) -> DrawResult:
        at = {venue: dict(seats) for venue, seats in self.wanted.at.items()}
        found: list[Shortfall] = []
        for (kind, venue, quota, role), by in zip(self.columns, value, strict=True):
            if by and quota is None:
                for one in ROLES if kind == PAIR else (role,):
                    at[venue][one] -= by
            elif by and quota is not None:
                bound = quota.minimum if kind == MINIMUM else quota.maximum or 0
                possible = bound - by if kind == MINIMUM else bound + by
                found.append(Shortfall(kind, bound, possible, quota.category, quota.value, quota.role, quota.venue))
        short = [
            Shortfall("places", self.wanted.at[venue][role], seats[role], role=role, venue=venue)
            for venue, seats in at.items()
            for role in ROLES
            if seats[role] < self.wanted.at[venue][role]
        ]
        return replace(
            self.wanted,
            met=False,
            shortfalls=(*short, *found),
            at=at,
            seated={role: sum(seats[role] for seats in at.values()) for role in ROLES},
        )
