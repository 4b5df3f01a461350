"""Whom the exclusions make impossible to pair: the smallest group with fewer possible partners than members.

By Hall's theorem (P. Hall, "On representatives of subsets", 1935) everyone on one side can be paired unless there is
such a group. Here too: how high the worst pair can be without one pair fewer. Pure: arrays in, arrays and indices out.
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

Booleans = npt.NDArray[np.bool_]
SEARCH_STEPS = 100_000  # about a tenth of a second; real exclusions need a few dozen


def most_pairs(allowed: Booleans) -> npt.NDArray[np.int64]:
    """For each row its column in a matching with as many pairs as there can be (Hopcroft and Karp), or −1."""
    if not allowed.any():
        return np.full(allowed.shape[0], -1, dtype=np.int64)
    columns: npt.NDArray[np.int64] = maximum_bipartite_matching(csr_array(allowed), perm_type="column").astype(np.int64)
    return columns


def above_the_best_floor(scores: npt.NDArray[np.float64], allowed: Booleans) -> Booleans:
    """The allowed cells at or above the highest floor of fit that costs no pair."""
    most = np.count_nonzero(most_pairs(allowed) >= 0)
    floors = np.unique(scores[allowed])
    low, high = 0, len(floors) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if np.count_nonzero(most_pairs(allowed & (scores >= floors[middle])) >= 0) == most:
            low = middle
        else:
            high = middle - 1
    return allowed & (scores >= floors[low]) if len(floors) else allowed


def smallest_blocked(allowed: Booleans) -> tuple[list[int], list[int]] | None:
    """The smallest group of rows with fewer allowed columns than rows, and those columns; None if all can be paired.

    Each unmatched row, with the rows that alternating paths reach from it, is a group from which nobody can be left
    out. The smallest of all groups is NP-hard to find in general, so smaller ones are looked for by a bounded search:
    among exclusions as people make them it ends with the smallest.
    """
    partner_of = most_pairs(allowed)
    owner_of = {int(column): row for row, column in enumerate(partner_of) if column >= 0}
    unmatched = [row for row, column in enumerate(partner_of) if column < 0]
    if not unmatched:
        return None
    group = min((_reached(allowed, owner_of, row) for row in unmatched), key=lambda rows: (len(rows), rows))
    masks = [int.from_bytes(np.packbits(row).tobytes(), "big") for row in allowed]
    budget = [SEARCH_STEPS]
    for size in range(1, len(group)):
        rows = [row for row, mask in enumerate(masks) if mask.bit_count() < size]
        if (found := _search(masks, rows, size, budget)) is not None:
            group = found
            break
    return group, [int(column) for column in np.flatnonzero(allowed[group].any(axis=0))]


def _reached(allowed: Booleans, owner_of: dict[int, int], start: int) -> list[int]:
    """The rows that alternating paths reach from an unmatched row, with the row itself."""
    seen, waiting = {start}, [start]
    while waiting:
        for column in np.flatnonzero(allowed[waiting.pop()]):
            owner = owner_of[int(column)]
            if owner not in seen:
                seen.add(owner)
                waiting.append(owner)
    return sorted(seen)


def _search(masks: list[int], rows: list[int], size: int, budget: list[int]) -> list[int] | None:
    """The first group of `size` rows with fewer than `size` columns among them; None if none, or the budget is up."""
    waiting: list[tuple[int, int, list[int]]] = [(0, 0, [])]
    while waiting and budget[0]:
        budget[0] -= 1
        place, columns, chosen = waiting.pop()
        if len(chosen) == size:
            return chosen
        if len(rows) - place < size - len(chosen):
            continue
        waiting.append((place + 1, columns, chosen))
        joined = columns | masks[rows[place]]
        if joined.bit_count() < size:
            waiting.append((place + 1, joined, [*chosen, rows[place]]))
    return None
