"""A panel that breaks a few rules is put right by swapping: quicker than an integer programme, where it succeeds.

Rows count people, so a swap changes each row by at most one; what every possible swap would do to all rows together is
one product of matrices. It takes the swap that puts most right, and never the same column twice in a short while. A row
that stays broken weighs more with each swap, so that the search does not go round in circles (Morris: "The breakout
method for escaping from local minima", AAAI 1993). No Django.
"""

import numpy as np

from cohorts.recruitment.lottery_types import Floats, Integers

# After so many swaps the integer programme is asked. A column that was moved rests for so many swaps.
MOST_SWAPS = 300
# Where an exchange of several people is looked up next, fewer do.
FEW_SWAPS = 10
REST = 6
# How much the cost counts beside one broken rule: it decides among swaps that are equally good.
COST_SHARE = 1e-3


class Repair:
    """Rules lower ≤ rows · (floor + y) ≤ upper over columns that may be taken (y = 1) or not; rows are 0 or 1."""

    def __init__(self, rows: Floats, lower: Floats, upper: Floats, cost: Floats) -> None:
        self.rows, self.lower, self.upper = rows, lower, upper
        spread = float(np.max(np.abs(cost), initial=1e-12))
        self.cost = COST_SHARE * cost / spread
        self.weight: Floats = np.ones(len(lower))
        self.nearest: Integers = np.zeros(0, dtype=np.int64)

    @staticmethod
    def suits(rows: Floats) -> bool:
        """Whether every row counts every column at most once."""
        return bool(np.all((rows == 0.0) | (rows == 1.0)))

    def mended(self, taken: Integers, most: int = MOST_SWAPS) -> Integers | None:
        """Return columns near `taken` that keep all rules, or None where so many swaps do not find any.

        Then `nearest` are those that broke least.
        """
        taken, least = taken.copy(), np.inf
        count = self.rows @ taken
        resting = np.zeros(len(taken))
        self.weight = np.ones(len(count))
        for swap in range(most):
            short, over = self.lower - count, count - self.upper
            broken = float(np.maximum(np.maximum(short, over), 0.0).sum())
            if broken < 0.5:
                return taken
            if broken < least:
                least, self.nearest = broken, taken.copy()
            self.weight += (short > 0.5) | (over > 0.5)
            into, out = self._best(taken, count, resting > swap)
            if into < 0 and out < 0:
                return None
            for column, by in ((into, 1), (out, -1)):
                if column >= 0:
                    taken[column] += by
                    count = count + by * self.rows[:, column]
                    resting[column] = swap + 1 + REST
        return None

    def _best(self, taken: Integers, count: Floats, resting: "np.typing.NDArray[np.bool_]") -> tuple[int, int]:
        """Return the column to take and the one to give up (-1: none) that leave the rules least broken."""
        now = self._broken(count)
        up, down = self._broken(count + 1) - now, self._broken(count - 1) - now
        free = ~resting
        into, out = np.nonzero((taken == 0) & free)[0], np.nonzero((taken == 1) & free)[0]
        gain = up @ self.rows[:, into] + self.cost[into]
        loss = down @ self.rows[:, out] - self.cost[out]
        bent = np.nonzero(up + down)[0]
        both = gain[:, None] + loss[None, :]
        both -= (self.rows[bent][:, into].T * (up + down)[bent]) @ self.rows[bent][:, out]
        choices = [(float(values.min()), number) for number, values in enumerate((both, gain, loss)) if values.size]
        if not choices:
            return -1, -1
        _least, number = min(choices)
        if number == 0:
            place = int(np.argmin(both))
            return int(into[place // len(out)]), int(out[place % len(out)])
        return (int(into[np.argmin(gain)]), -1) if number == 1 else (-1, int(out[np.argmin(loss)]))

    def _broken(self, count: Floats) -> Floats:
        broken: Floats = np.maximum(self.lower - count, 0.0) + np.maximum(count - self.upper, 0.0)
        return self.weight * broken
