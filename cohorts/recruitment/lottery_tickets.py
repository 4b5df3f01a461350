"""A lottery as 1,000 equally likely tickets, so that three ten-sided dice can draw it in front of everybody. No Django.

Rounding probabilities to thousandths changes chances. The number of tickets of each panel is chosen so that the person
who loses most loses as little as the search finds, and never more than `LARGEST_LOSS`.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_published import TICKETS
from cohorts.recruitment.lottery_types import Floats

# 0.15 percentage points: a ticket and a half.
LARGEST_LOSS = 0.0015
KICKS = 200
# Panels looked at in each step: the most promising to take a ticket from, and to give it to.
NEAR = 12

Counts = npt.NDArray[np.int64]


class RoundingError(ValueError):
    """No way was found to round this lottery to tickets that costs nobody more than `LARGEST_LOSS`."""


def tickets_of(panels: Sequence[Panel], people: Sequence[str]) -> tuple[int, ...]:
    """Return for each of 1,000 tickets the index of its panel, in the order of the panels.

    The same for the same panels. Raises RoundingError where somebody's chance would change by more than 0.15 points.
    """
    at = {person: row for row, person in enumerate(people)}
    holds = np.zeros((len(people), len(panels)))
    for column, panel in enumerate(panels):
        holds[[at[person] for person in panel.members], column] = 1.0
    rounding = _Rounding(holds, np.array([panel.probability for panel in panels]))
    rounding.search()
    if rounding.worst > LARGEST_LOSS * TICKETS:
        raise RoundingError(
            f"Rounded to {TICKETS} tickets, a chance changes by {rounding.worst / TICKETS:.4f}; "
            f"it may change by {LARGEST_LOSS}."
        )
    return tuple(np.repeat(np.arange(len(panels)), rounding.best).tolist())


class _Rounding:
    """Tickets a panel, and how far each person's tickets are from their chance times 1,000."""

    def __init__(self, holds: Floats, probabilities: Floats) -> None:
        self.holds = holds
        wanted = TICKETS * probabilities
        self.counts: Counts = np.floor(wanted + 1e-9).astype(np.int64)
        self.off: Floats = holds @ (self.counts - wanted)
        self._hand_out(wanted)
        self.best, self.worst = self.counts.copy(), self._largest()

    def _largest(self) -> float:
        return float(np.max(np.abs(self.off), initial=0.0))

    def _hand_out(self, wanted: Floats) -> None:
        """Give the tickets that rounding down left over to the panels whose people lack most."""
        sizes = self.holds.sum(axis=0)
        for _ticket in range(TICKETS - int(self.counts.sum())):
            cost = 2 * (self.holds.T @ self.off) + sizes
            cost[self.counts - wanted >= 1] = np.inf
            self._move(None, int(np.argmin(cost)))

    def _move(self, taken: int | None, given: int) -> None:
        if taken is not None:
            self.counts[taken] -= 1
            self.off = self.off - self.holds[:, taken]
        self.counts[given] += 1
        self.off = self.off + self.holds[:, given]

    def search(self) -> None:
        """Move tickets while it helps; then disturb the best found and try again, until it is good enough."""
        chance = np.random.default_rng(0)
        for kick in range(KICKS):
            for power in (4, 8):
                self._descend(power)
            if self._largest() < self.worst:
                self.best, self.worst = self.counts.copy(), self._largest()
            if self.worst <= LARGEST_LOSS * TICKETS:
                return
            self.off = self.off + self.holds @ (self.best - self.counts)
            self.counts = self.best.copy()
            for _move in range(2 + kick % 4):
                self._move(int(chance.choice(np.nonzero(self.counts)[0])), int(chance.integers(len(self.counts))))

    def _descend(self, power: int) -> None:
        """Move one ticket at a time while the sum of |off| to this power falls."""
        while True:
            pull = self.holds.T @ (np.sign(self.off) * np.abs(self.off) ** (power - 1))
            sources = np.argsort(np.where(self.counts > 0, -pull, np.inf), kind="stable")[:NEAR]
            targets = np.argsort(pull, kind="stable")[:NEAR]
            now = float((np.abs(self.off) ** power).sum())
            moves = [(int(source), int(target)) for source in sources for target in targets if source != target]
            able = [(self._after(*move, power), move) for move in moves if self.counts[move[0]] > 0]
            best, move = min(able, default=(now, (0, 0)))
            if best >= now - 1e-9:
                return
            self._move(*move)

    def _after(self, source: int, target: int, power: int) -> float:
        off = self.off - self.holds[:, source] + self.holds[:, target]
        return float((np.abs(off) ** power).sum())
