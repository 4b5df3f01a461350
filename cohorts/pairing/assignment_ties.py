"""Deciding between equals alike whatever the order of the rows. Pure: arrays in, arrays out."""

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]

BLOCK = 256  # rows of tie-breaking noise made at a time: 5,000 by 5,000 then needs 10 MB, not 200


def add_noise(cost: Floats, hashes: tuple[Hashes, Hashes], step: float) -> None:
    """Add to every cell a share of less than half a step, so small that a whole assignment stays below half a step."""
    scale = step / 2 / (min(cost.shape) + 1) / 2**31
    short = [(side >> np.uint64(32)).astype(np.uint32) for side in hashes]
    for start in range(0, cost.shape[0], BLOCK):
        mixed = short[0][start : start + BLOCK, np.newaxis] ^ short[1]
        # The finalizer of MurmurHash3 by Austin Appleby, in the public domain.
        mixed ^= mixed >> np.uint32(16)
        mixed *= np.uint32(0x85EBCA6B)
        mixed ^= mixed >> np.uint32(13)
        mixed *= np.uint32(0xC2B2AE35)
        mixed >>= np.uint32(1)
        cost[start : start + BLOCK] += mixed.view(np.int32) * scale


def step_of(scores: Floats) -> float:
    """The smallest step of fit: 1 for whole numbers, else a decimal down to a millionth, else a trifle of the range."""
    if np.array_equal(scores, np.rint(scores)):
        return 1.0
    for digits in range(1, 7):
        if np.array_equal(scores, np.round(scores, digits)):
            return 10.0**-digits
    return float(max(scores.max() - scores.min(), np.finfo(float).tiny)) * 1e-9


@lru_cache(maxsize=8)
def in_order(side: str, keys: tuple[str, ...]) -> tuple[npt.NDArray[np.intp], Hashes]:
    """Return the people of one side in the order of their hashes, and these hashes; kept for the next run."""
    hashed = np.array([hash_of(f"{side}\n{key}") for key in keys], dtype=np.uint64)
    order = np.argsort(hashed, kind="stable")
    found = order, hashed[order]
    for array in found:
        array.flags.writeable = False
    return found


@lru_cache(maxsize=20_000)
def hash_of(text: str) -> int:
    """Return 64 bits of the SHA-256 of a person's key; each person is hashed once."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
