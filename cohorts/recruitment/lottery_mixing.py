"""The mixture of panels whose mean lies nearest to a point (Wolfe: "Finding the nearest point in a polytope", 1976).

Few panels carry the mixture, and each is needed. What is still missing in the mean says which panel would help most;
the distances get short much faster than with the duals of a linear programme, which jump about. No Django.
"""

import numpy as np

from cohorts.recruitment.lottery_types import Floats

SMALLEST_WEIGHT = 1e-13
# A point whose distance from the span of the others is less, beside its own, adds nothing.
SMALLEST_HEIGHT = 1e-9
# Sums are made anew after so many panels: small errors grow.
ANEW = 400


class Mixing:
    """Points with weights that add up to 1; their mean comes nearest to `target`. One use.

    `inverse` is that of (points - target) · (points - target)' + 1: each point more or fewer changes it by the product
    of two vectors.
    """

    def __init__(self, target: Floats) -> None:
        most = len(target) + 2
        self.target = target
        self.numbers: list[int] = []
        self.weights: Floats = np.zeros(0)
        self._apart: Floats = np.zeros((most, len(target)))
        self._inverse: Floats = np.zeros((most, most))
        self._added = 0

    def missing(self) -> Floats:
        """Return the target less the mean."""
        lacking: Floats = -np.einsum("i,ij->j", self.weights, self._apart[: len(self.numbers)])
        return lacking

    def add(self, point: Floats, number: int) -> bool:
        """Add a point, known by its number, and move the weights; False where it lies in the span of the others."""
        added = self._added_to_span(point, number)
        if not added and self._added % ANEW:
            # What was added up may have gone wrong by now: look again with sums made anew.
            self._anew()
            added = self._added_to_span(point, number)
        if added:
            self._added += 1
            if self._added % ANEW == 0:
                self._anew()
            self._settle()
        return added

    def _added_to_span(self, point: Floats, number: int) -> bool:
        size, apart = len(self.numbers), point - self.target
        # Sums by einsum: the threads of a matrix product wait busily, which costs more than they save.
        across = np.einsum("ij,j->i", self._apart[:size], apart) + 1.0
        reach = np.einsum("ij,j->i", self._inverse[:size, :size], across)
        alone = float(apart @ apart) + 1.0
        height = alone - float(across @ reach)
        if height < SMALLEST_HEIGHT * alone or size == len(self._apart):
            return False
        self._inverse[:size, :size] += np.outer(reach, reach / height)
        self._inverse[size, :size] = self._inverse[:size, size] = -reach / height
        self._inverse[size, size] = 1.0 / height
        self._apart[size] = apart
        self.numbers.append(number)
        self.weights = np.append(self.weights, 0.0 if size else 1.0)
        return True

    def _anew(self) -> None:
        size = len(self.numbers)
        self._inverse[:size, :size] = np.linalg.inv(self._apart[:size] @ self._apart[:size].T + 1.0)

    def _settle(self) -> None:
        """Move to the best weights, dropping each point whose weight would become negative on the way."""
        while True:
            size = len(self.numbers)
            best = self._inverse[:size, :size].sum(axis=1)
            best /= best.sum()
            below = np.nonzero(best <= SMALLEST_WEIGHT)[0]
            if not len(below):
                self.weights = best
                return
            fall = self.weights[below] - best[below]
            steps = np.where(fall > 0, self.weights[below] / np.where(fall > 0, fall, 1.0), 1.0)
            first = int(np.argmin(steps))
            self.weights = self.weights + min(float(steps[first]), 1.0) * (best - self.weights)
            self._drop(int(below[first]))
            self.weights = np.maximum(self.weights, 0.0) / np.maximum(self.weights, 0.0).sum()

    def _drop(self, place: int) -> None:
        last = len(self.numbers) - 1
        column = self._inverse[: last + 1, place].copy()
        self._inverse[: last + 1, : last + 1] -= np.outer(column, column / column[place])
        self._inverse[place, : last + 1] = self._inverse[last, : last + 1]
        self._inverse[: last + 1, place] = self._inverse[: last + 1, last]
        self._inverse[place, place] = self._inverse[last, last]
        self._apart[place], self.numbers[place] = self._apart[last], self.numbers[last]
        self.weights[place] = self.weights[last]
        self.weights = self.weights[:last]
        self.numbers.pop()
