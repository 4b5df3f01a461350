"""Deciding between equals alike whatever the order of the rows. Pure: arrays in, arrays out."""

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Names = tuple[str, ...]

SMALL = 2**15  # cells of which the processor holds a few arrays at hand


def cells_of(array: npt.NDArray[Any], rows: Indices, columns: Indices) -> npt.NDArray[Any]:
    """Return a copy of these rows and columns, in this order."""
    if array.size <= SMALL:
        return array.take(rows, axis=0).take(columns, axis=1)
    return array[np.ix_(rows, columns)]


def add_noise(cost: Floats, names: tuple[Names, Names], step: float) -> None:
    """Add to every cell a share of less than half a step, so small that a whole assignment stays below half a step.

    The cells are in the order of in_order, whatever the order of the names. A large array's noise is made some rows
    at a time: 5,000 by 5,000 then needs no 200 MB of its own.
    """
    scale = step / (min(cost.shape) + 1)
    if cost.size <= SMALL:
        cost += shares_of_few(*names, scale)
        return
    lay, professional = in_order("lay", names[0])[1], in_order("professional", names[1])[1]
    rows = max(1, SMALL // cost.shape[1])
    for start in range(0, cost.shape[0], rows):
        part = cost[start : start + rows]
        part += shares(lay[start : start + rows], professional, scale)


def shares(lay: Floats, professional: Floats, scale: float) -> Floats:
    """Return each cell's share of noise, of ± half of `scale`, from its two people's factors.

    It is how far the factors' product is from the nearest whole number (multiplicative hashing): as good as drawn for
    each cell, and the same wherever the two of them stand.
    """
    product = lay[:, np.newaxis] * professional
    found: Floats = np.rint(product)
    found -= product
    found *= scale
    return found


@lru_cache(maxsize=8)
def shares_of_few(lay: Names, professional: Names, scale: float) -> Floats:
    """Return the shares of a cohort's size, kept for the next run with the same people: they need no fit."""
    found = shares(in_order("lay", lay)[1], in_order("professional", professional)[1], scale)
    found.flags.writeable = False
    return found


def step_of(scores: Floats) -> float:
    """The smallest step of fit: 1 for whole numbers, else a decimal down to a millionth, else a trifle of the range."""
    if np.count_nonzero(np.rint(scores) == scores) == scores.size:
        return 1.0
    for digits in range(1, 7):
        if np.array_equal(scores, np.round(scores, digits)):
            return 10.0**-digits
    return float(max(scores.max() - scores.min(), np.finfo(float).tiny)) * 1e-9


@lru_cache(maxsize=16)
def in_order(side: str, keys: Names) -> tuple[Indices, Floats]:
    """Return the people of one side in the order of their hashes, and each one's factor; kept for the next run.

    The factors of lay people are odd whole numbers below 2**26, of professionals odd multiples of 2**-26 below 1: a
    product of two is exact in 53 bits. Raises ValueError where two people have one key.
    """
    if (different := len(set(keys))) < len(keys):
        raise ValueError(f"{different} different keys are given for {len(keys)} people: give each one of their own.")
    hashed = np.array([hash_of(f"{side}\n{key}") for key in keys], dtype=np.uint64)
    order = np.argsort(hashed, kind="stable")
    odd = (hashed[order] >> np.uint64(38) | np.uint64(1)).astype(np.float64)
    found = order, odd if side == "lay" else odd / 2**26
    for array in found:
        array.flags.writeable = False
    return found


@lru_cache(maxsize=8)
def numbers(count: int) -> Names:
    """Return keys for people who have none of their own: their places."""
    return tuple(str(number) for number in range(count))


@lru_cache(maxsize=20_000)
def hash_of(text: str) -> int:
    """Return 64 bits of the SHA-256 of a person's key; each person is hashed once."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
