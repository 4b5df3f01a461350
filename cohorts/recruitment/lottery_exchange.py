"""A panel that breaks some rules is put right by exchanging a few people at once: all ways are looked up in a table.

Each column has a code, a random whole number a rule, added up over the rules that count it. The codes of the people
who come in must add up to those of the people who go out and of what is missing: two sums that are equal name an
exchange that puts every rule right at once. The sums of all pairs are sorted beforehand, so that four people are found
by looking up the sums of two (Horowitz and Sahni: "Computing partitions with applications to the knapsack problem", J.
ACM 21, 1974). What is found is checked against the rules themselves. No Django.
"""

import itertools
import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cohorts.recruitment.lottery_types import Floats, Integers

# Tables of all pairs grow with the square of the columns.
MOST_COLUMNS = 1_000
# So many sums are looked up for one number of people who go and come, before the next is tried.
LOOKUPS = 30_000
MOST_SUBSETS = 30_000
MOST_OUT = MOST_IN = 4
# Of the exchanges found, so many are looked at; of the counts that rules with room may have, so many are aimed at.
LOOKED_AT, MOST_AIMS = 20, 40
# So often a panel is made better before it is used.
MOST_STEPS = 10
# Rules that have room and count so few columns (households) are not in the codes, only checked.
FEW = 6


def most_things(number: int, size: int) -> int:
    """Return of how many things, at most `number`, all subsets of a size may be listed."""
    while math.comb(number, size) > MOST_SUBSETS:
        number -= 1
    return number


@lru_cache(maxsize=16)
def subsets(number: int, size: int) -> Integers:
    """Return all subsets of so many things, one a row."""
    found = list(itertools.combinations(range(number), size))
    return np.array(found, dtype=np.int64).reshape(len(found), size)


class _Table:
    """Sets of columns by the sum of their codes; the sums wrap around at 64 bits, which keeps equal sums equal."""

    def __init__(self, codes: Integers, members: Integers) -> None:
        sums = codes[members].sum(axis=1)
        order = np.argsort(sums, kind="stable")
        self.members, sums = members[order], sums[order]
        self.columns = [np.ascontiguousarray(column) for column in self.members.T]
        self.start = np.nonzero(np.append(True, sums[1:] != sums[:-1]))[0]
        self.end = np.append(self.start[1:], len(sums))
        self.sums = sums[self.start]
        # A sum is looked up by its highest bits: the few groups that share them with another are not found.
        self.shift = np.uint64(64 - int(np.ceil(np.log2(6 * len(self.sums) + 2))))
        self.slots: Integers = np.zeros(1 << int(np.uint64(64) - self.shift), dtype=np.int64)
        self.slots[self._slot(self.sums)] = np.arange(len(self.sums))

    def _slot(self, sums: Integers) -> Integers:
        return (sums.view(np.uint64) >> self.shift).astype(np.int64)

    def price(self, worth: Floats) -> None:
        """Say what each column is worth from now on."""
        self.worth: Floats = sum((worth[column] for column in self.columns), np.zeros(len(self.members)))
        self.best: Floats = np.maximum.reduceat(self.worth, self.start)

    def find(self, sums: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
        """Return the group of each sum, and whether it is one."""
        group: Integers = self.slots[self._slot(sums)]
        there: npt.NDArray[np.bool_] = self.sums[group] == sums
        return group, there

    def of(self, group: int) -> Iterator[Integers]:
        """Yield the sets of a group, the one that is worth most first."""
        inside = np.arange(self.start[group], self.end[group])
        yield from self.members[inside[np.argsort(-self.worth[inside], kind="stable")]]


class Exchange:
    """Rules lower ≤ rows · y ≤ upper over columns that are taken (y = 1) or not (0); rows hold whole numbers.

    The first `seats` rows count places: they say how many more must come than go.
    """

    def __init__(self, rows: Floats, lower: Floats, upper: Floats, seats: int = 1) -> None:
        self.rows, self.lower, self.upper, self.seats = rows, lower, upper, seats
        room = lower < upper
        hard = ~room | ((rows != 0).sum(axis=1) >= FEW)
        random = np.random.default_rng(0).integers(1, 2**63 - 1, len(lower))
        self.by_row: Integers = np.where(hard, random, 0)
        self.roomy = np.nonzero(room & hard)[0]
        self.codes: Integers = (self.by_row[:, None] * rows.astype(np.int64)).sum(axis=0)
        columns = rows.shape[1]
        self.priced: Floats | None = None
        self.ones = _Table(self.codes, np.arange(columns, dtype=np.int64)[:, None])
        self.pairs = _Table(self.codes, np.stack(np.triu_indices(columns, 1), axis=1))

    def put_right(self, taken: Integers, worth: Floats) -> Integers | None:
        """Return columns that keep all rules, few of them changed, worth as much as possible; None if none is found."""
        self.price(worth)
        count = self.rows @ taken
        missing = np.maximum(self.lower - count, 0.0) - np.maximum(count - self.upper, 0.0)
        if not missing.any():
            return taken
        more, aims = int(np.round(missing[: self.seats].sum())), self._aims(count + missing, missing)
        for out in range(max(0, -more), MOST_OUT + 1):
            into = out + more
            if 1 <= into <= MOST_IN:
                found = self._exchanged(taken, worth, (out, into), aims)
                if found is not None:
                    return found
        return None

    def price(self, worth: Floats) -> None:
        """Say what each column is worth from now on."""
        if worth is not self.priced:
            self.ones.price(worth)
            self.pairs.price(worth)
            self.priced = worth

    def improved(self, taken: Integers, worth: Floats) -> Integers:
        """Return columns that keep all rules as `taken` does, and that no exchange found makes worth more."""
        self.price(worth)
        for _step in range(MOST_STEPS):
            aims = self._aims(self.rows @ taken, np.zeros(len(self.lower)))
            for many in (2, 3):
                found = self._exchanged(taken, worth, (many, many), aims)
                if found is not None and worth @ found > worth @ taken + 1e-12:
                    break
            else:
                return taken
            taken = found
        return taken

    def _aims(self, count: Floats, missing: Floats) -> Integers:
        """The codes of what must be added; rules with room may have one more or one fewer as well."""
        up = [row for row in self.roomy if count[row] < self.upper[row] - 0.5]
        down = [row for row in self.roomy if count[row] > self.lower[row] + 0.5]
        change = [np.int64(0)]
        change += [self.by_row[one] - self.by_row[other] for one in up for other in down]
        change += [self.by_row[one] for one in up] + [-self.by_row[other] for other in down]
        base = (self.by_row * np.round(missing).astype(np.int64)).sum()
        aims: Integers = np.array(change[:MOST_AIMS]) + base
        return aims

    def _exchanged(self, taken: Integers, worth: Floats, how: tuple[int, int], aims: Integers) -> Integers | None:
        """Look for `how` = (so many out, so many in)."""
        out, into = how
        held = np.nonzero(taken)[0]
        held = held[np.argsort(worth[held], kind="stable")[: most_things(len(held), out)]]
        leaving = held[subsets(len(held), out)]
        if len(leaving) > LOOKUPS // len(aims):
            lightest = np.argsort(worth[leaving].sum(axis=1), kind="stable")
            leaving = leaving[lightest[: LOOKUPS // len(aims)]]
        asked = (self.codes[leaving].sum(axis=1)[:, None] + aims[None, :]).ravel()
        first = self._first(taken, into, LOOKUPS // max(1, len(asked)) + 1)
        if not (len(asked) and len(first)):
            return None
        table = self.ones if into == 1 else self.pairs
        group, there = table.find((asked[:, None] - self.codes[first].sum(axis=1)[None, :]).ravel())
        hits = np.nonzero(there)[0]
        gives = hits // len(first) // len(aims)
        gain = table.best[group[hits]] + worth[first].sum(axis=1)[hits % len(first)] - worth[leaving].sum(axis=1)[gives]
        for place in np.argsort(-gain, kind="stable")[:LOOKED_AT]:
            left = taken.copy()
            left[leaving[gives[place]]] = 0
            found = self._filled(left, first[hits[place] % len(first)], table, int(group[hits[place]]))
            if found is not None:
                return found
        return None

    def _first(self, taken: Integers, into: int, most: int) -> Integers:
        """The columns that come in beside those in the table: none, one, or two; those worth most."""
        if into <= 2:
            return np.zeros((1, 0), dtype=np.int64)
        table = self.ones if into == 3 else self.pairs
        chosen: Integers = table.members
        if most < len(chosen):
            chosen = chosen[np.argpartition(-table.worth, most)[:most]]
        absent: Integers = chosen[(taken[chosen] == 0).all(axis=1)]
        return absent

    def _filled(self, left: Integers, first: Integers, table: _Table, group: int) -> Integers | None:
        """Take `first` and the best set of the group, if that keeps all rules."""
        left[first] += 1
        for others in table.of(group):
            if not left[others].any():
                found = left.copy()
                found[others] = 1
                count = self.rows @ found
                if np.all(count > self.lower - 0.5) and np.all(count < self.upper + 0.5):
                    return found
        return None
