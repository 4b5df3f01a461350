"""The integer programme behind the first lottery: one column a person, and slack for all that may not be met."""

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from cohorts.recruitment.lottery_pool import LAY, PROFESSIONAL, Candidate, Quota

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Slack columns: pairs of places given up, then single lay and professional places (which breaks parity), then for
# each quota the places by which its minimum is lowered and by which its maximum is raised.
PAIRS, LAY_SEATS, PROFESSIONAL_SEATS, QUOTAS = 0, 1, 2, 3
OPTIMAL, INFEASIBLE = 0, 2


@dataclass(frozen=True)
class Programme:
    """Rows `lower ≤ matrix · (people, slack) ≤ upper`; people are 0 or 1 within `least` and `most`."""

    people: int
    matrix: Floats
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats
    slack_most: Floats

    @property
    def slacks(self) -> int:
        """The number of slack columns."""
        return len(self.slack_most)

    def solve(
        self,
        cost: npt.ArrayLike,
        slack: tuple[npt.ArrayLike, npt.ArrayLike],
        rows: Sequence[tuple[Floats, float]] = (),
    ) -> Integers | None:
        """The columns of least cost with slack within its two bounds and `row · columns ≤ limit`; None if none."""
        columns = self.people + self.slacks
        bounds = Bounds(
            np.concatenate([self.least, np.broadcast_to(slack[0], self.slacks)]),
            np.concatenate([self.most, np.broadcast_to(slack[1], self.slacks)]),
        )
        constraints = [LinearConstraint(self.matrix, self.lower, self.upper)]
        constraints += [LinearConstraint(row[np.newaxis, :], -np.inf, limit) for row, limit in rows]
        answer = milp(
            np.asarray(cost, dtype=float),
            integrality=np.ones(columns),
            bounds=bounds,
            constraints=constraints,
            options={"mip_rel_gap": 0.0},
        )
        if answer.status == INFEASIBLE:
            return None
        if answer.status != OPTIMAL:
            raise RuntimeError(f"The draw could not be computed: {answer.message}")
        found: Integers = np.rint(answer.x).astype(np.int64)
        return found

    def certain(
        self,
        cost: npt.ArrayLike,
        slack: tuple[npt.ArrayLike, npt.ArrayLike],
        rows: Sequence[tuple[Floats, float]] = (),
    ) -> Integers:
        """As `solve`, where a solution is known to exist."""
        found = self.solve(cost, slack, rows)
        if found is None:
            raise RuntimeError("The draw could not be computed: the solver lost a panel that it had found.")
        return found

    def on_slack(self, cost: Floats) -> Floats:
        """A cost of slack columns as a cost of all columns."""
        return np.concatenate([np.zeros(self.people), cost])


def build(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    places: tuple[int, int],
    *,
    fixed: Callable[[Candidate], bool],
    barred: Callable[[Candidate], bool],
    groups: Sequence[Sequence[str]],
) -> Programme:
    """Write the rules of a draw as rows; `places` are (lay, professional)."""
    people, slacks = len(pool), QUOTAS + 2 * len(quotas)
    rows: list[tuple[Floats, float, float]] = []
    for role, seats, column in ((LAY, places[0], LAY_SEATS), (PROFESSIONAL, places[1], PROFESSIONAL_SEATS)):
        row = _row(slacks, [candidate.role == role for candidate in pool])
        row[people + PAIRS] = row[people + column] = 1
        rows.append((row, seats, seats))
    for index, quota in enumerate(quotas):
        counted = [quota.counts(candidate) for candidate in pool]
        least, most = _row(slacks, counted), _row(slacks, counted)
        least[people + QUOTAS + 2 * index] = 1
        most[people + QUOTAS + 2 * index + 1] = -1
        rows.append((least, quota.minimum, np.inf))
        rows.append((most, -np.inf, np.inf if quota.maximum is None else quota.maximum))
    position = {candidate.key: index for index, candidate in enumerate(pool)}
    for group in groups:
        for one, other in itertools.pairwise(group):
            row = np.zeros(people + slacks)
            row[position[one]], row[position[other]] = 1, -1
            rows.append((row, 0, 0))
    slack_most = np.full(slacks, float(max(people, sum(places), *(quota.minimum for quota in quotas), 0)))
    # Places are given up two by two where a cohort is to be equal; otherwise each role stands for itself.
    slack_most[PAIRS] = places[0] if places[0] == places[1] else 0
    return Programme(
        people=people,
        matrix=np.array([row for row, _, _ in rows]),
        lower=np.array([low for _, low, _ in rows], dtype=float),
        upper=np.array([high for _, _, high in rows], dtype=float),
        least=np.array([fixed(candidate) for candidate in pool], dtype=float),
        most=np.array([not barred(candidate) for candidate in pool], dtype=float),
        slack_most=slack_most,
    )


def nearest(programme: Programme, quotas: Sequence[Quota]) -> Integers:
    """The slack of the nearest draw that can be met; all zero where everything can.

    Nearest is the smallest total change: each place given up and each step of a quota counts one. An equal cohort
    stays equal wherever that is possible at all. Among equals it gives up fewer places, then lowers fewer minimums
    (they protect those who are seldom heard), then goes by a hash of the quotas' names, so that neither the order
    of the rows nor the version of the solver decides.
    """
    found = programme.solve(np.zeros(programme.people + programme.slacks), (0, 0))
    if found is not None:
        return found[programme.people :]
    rows: list[tuple[Floats, float]] = []
    slack = np.zeros(programme.slacks, dtype=np.int64)
    for cost in _stages(programme, quotas):
        slack = programme.certain(programme.on_slack(cost), (0, programme.slack_most), rows)[programme.people :]
        rows.append((programme.on_slack(cost), float(cost @ slack)))
    return slack


def _stages(programme: Programme, quotas: Sequence[Quota]) -> list[Floats]:
    """What `nearest` makes small, one after another; each over the slack columns."""
    size = programme.slacks
    places, minimums = np.zeros(size), np.zeros(size)
    places[[PAIRS, LAY_SEATS, PROFESSIONAL_SEATS]] = 2, 1, 1
    minimums[QUOTAS::2] = 1
    change = np.ones(size)
    change[PAIRS] = 2
    names = [str(column) for column in range(QUOTAS)]
    names += [repr((quota.name, bound)) for quota in quotas for bound in ("minimum", "maximum")]
    hashed = np.array([int(hashlib.sha256(name.encode()).hexdigest()[:5], 16) + 1 for name in names], dtype=float)
    stages = [change, places, minimums, hashed]
    if programme.slack_most[PAIRS]:
        parity = np.zeros(size)
        parity[[LAY_SEATS, PROFESSIONAL_SEATS]] = 1
        stages.insert(0, parity)
    return stages


def _row(slacks: int, counted: Sequence[bool]) -> Floats:
    return np.concatenate([np.array(counted, dtype=float), np.zeros(slacks)])
