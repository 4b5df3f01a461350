"""Panels near a panel that are worth more: some people exchanged for others. No Django."""

from collections.abc import Iterable

import numpy as np

from cohorts.recruitment.lottery_bound import Cut
from cohorts.recruitment.lottery_exchange import MOST_COLUMNS, Exchange
from cohorts.recruitment.lottery_types import Floats, Integers, Types


class Neighbours:
    """The tables of exchanges in which all rules are kept, and the panels stay at some edges."""

    def __init__(self, types: Types, edges: Iterable[Cut] = ()) -> None:
        self.first = np.concatenate([[0], np.cumsum(types.most)[:-1]]).astype(np.int64)
        self.of = np.repeat(np.arange(len(types.most)), types.most.astype(np.int64))
        kept = list(edges)
        rows = np.vstack([types.matrix, *(edge.of_columns(types) for edge in kept)])
        most = [edge.most for edge in kept]
        self.exchange = Exchange(rows[:, self.of], np.append(types.lower, most), np.append(types.upper, most))

    @staticmethod
    def suits(types: Types) -> bool:
        """Whether the tables of the exchange stay small."""
        return float(types.most.sum()) <= MOST_COLUMNS

    def better(self, panel: Integers, worth: Floats) -> Integers:
        """Return a panel that no exchange found makes worth more."""
        taken = (np.arange(len(self.of)) - self.first[self.of] < panel[self.of]).astype(np.int64)
        improved = self.exchange.improved(taken, worth[self.of])
        return np.bincount(self.of, improved, minlength=len(panel)).astype(np.int64)
