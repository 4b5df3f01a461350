"""What the pairing core costs beside scipy on the same array, and what other methods reach on the same people.

networkx and `matching` are compared with where they are installed; the service itself needs neither.
"""

import itertools
import math
import time
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from cohorts.pairing.assignment import Assignment, losses, solve

# Pairs, and how often each is measured: the quickest counts.
SIZES = {60: 300, 500: 15, 2_000: 3, 5_000: 1}
MOST_TIMES_SCIPY = 1.6
KEYS_AT = 60
ALTERNATIVES_AT = 500
MOST_TIMES_SOLVE = 5.0
# networkx is written in Python: at more pairs it takes minutes. `matching` copies its players one inside the other,
# and at 500 pairs that is deeper than Python goes.
GENERAL_AT = 60
STABLE_AT = 60

Fit = npt.NDArray[np.float64]
Keys = tuple[list[str], list[str]]


def run() -> int:
    """Measure; print; return how many aims were missed."""
    print("\nPairing: CPU milliseconds, the quickest of some runs, on whole fits from 0 to 1,000.\n")
    print(f"{'pairs':>7} {'scipy':>10} {'solve':>10} {'× scipy':>8}")
    missed = sum(_beside_scipy(size, times) for size, times in SIZES.items())
    _keys_apart()
    missed += _alternatives()
    _beside_general()
    _beside_stable()
    return missed


def people(size: int) -> tuple[Fit, Keys]:
    """Return the fit of so many lay people with as many professionals, and their keys."""
    fit = np.random.default_rng(size).integers(0, 1001, (size, size)).astype(np.float64)
    return fit, ([f"lay {row}" for row in range(size)], [f"pro {column}" for column in range(size)])


def quickest(work: Callable[[], Any], times: int) -> float:
    """Return the fewest milliseconds of CPU that this took in so many runs."""
    return side_by_side([work], times)[0]


def side_by_side(works: Sequence[Callable[[], Any]], times: int) -> list[float]:
    """Return the fewest milliseconds of CPU that each took in so many runs, by turns: what slows one slows all."""
    least = [math.inf] * len(works)
    for _time in range(times):
        for number, work in enumerate(works):
            begun = time.process_time()
            work()
            least[number] = min(least[number], 1000 * (time.process_time() - begun))
    return least


def _beside_scipy(size: int, times: int) -> int:
    fit, keys = people(size)
    bare, ours = side_by_side([lambda: linear_sum_assignment(fit, maximize=True), lambda: solve(fit, keys=keys)], times)
    # One aim for every size, also where what each run costs once (reading, checking, ordering) outweighs the search.
    missed, aim = ours > MOST_TIMES_SCIPY * bare, f"at most {MOST_TIMES_SCIPY}"
    print(f"{size:>7,} {bare:>10.2f} {ours:>10.2f} {ours / bare:>8.2f}   {aim}{', missed' if missed else ''}")
    return int(missed)


def _keys_apart() -> None:
    """Say what the keys cost: the table has the same people in each run, whose hashes are kept from the first."""
    fit, keys = people(KEYS_AT)
    runs = itertools.count()

    def with_new_people() -> None:
        run = next(runs)
        solve(fit, keys=([f"{run} {key}" for key in keys[0]], [f"{run} {key}" for key in keys[1]]))

    without = quickest(lambda: solve(fit), SIZES[KEYS_AT])
    new = quickest(with_new_people, SIZES[KEYS_AT])
    print(
        f"\nEach run has the same people: their hashes, and what is made of these alone, are kept from the first run."
        f" At {KEYS_AT} pairs\nwithout keys {without:.2f} ms; with people never seen before, each hashed in the run,"
        f" {new:.2f} ms."
    )


def _alternatives() -> int:
    fit, keys = people(ALTERNATIVES_AT)
    found = solve(fit, keys=keys)
    once, every = side_by_side([lambda: solve(fit, keys=keys), lambda: losses(found)], 5)
    missed = every > MOST_TIMES_SOLVE * once
    print(
        f"\nWhat every other partner would cost, for all of {ALTERNATIVES_AT} pairs in one pass: {every:.1f} ms,"
        f" {every / once:.1f} × one solve (at most {MOST_TIMES_SOLVE:.0f}){', missed' if missed else ''}."
    )
    return int(missed)


def _peer(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        print(f"\n{name}: not installed, so not compared with.")
        return None


def _beside_general() -> None:
    """Compare with the matching of any graph, which reaches the same total and knows nothing of two sides."""
    networkx = _peer("networkx")
    if networkx is None:
        return
    fit, keys = people(GENERAL_AT)
    graph = networkx.Graph()
    graph.add_weighted_edges_from(
        (one, other, int(fit[row, column])) for row, one in enumerate(keys[0]) for column, other in enumerate(keys[1])
    )
    theirs = quickest(lambda: networkx.max_weight_matching(graph, maxcardinality=True), 1)
    edges = networkx.max_weight_matching(graph, maxcardinality=True)
    total = sum(graph.edges[edge]["weight"] for edge in edges)
    ours = quickest(lambda: solve(fit, keys=keys), SIZES[GENERAL_AT])
    print(
        f"\nnetworkx max_weight_matching at {GENERAL_AT} pairs: {theirs:.0f} ms, total fit {total:,};"
        f" solve: {ours:.2f} ms, total fit {solve(fit, keys=keys).total_fit:,.0f}."
    )


def _beside_stable() -> None:
    """Compare with a stable matching: nobody would rather swap, and the total and the worst pair pay for it."""
    games = _peer("matching.games")
    if games is None:
        return
    fit, keys = people(STABLE_AT)
    best = solve(fit, keys=keys)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = quickest(lambda: _stable(games, fit), 1)
        total, worst = _stable(games, fit)
    lost = best.total_fit - total
    print(
        f"matching's StableMarriage at {STABLE_AT} pairs: {theirs:.0f} ms, total fit {total:,.0f}, which loses"
        f" {lost:,.0f} ({lost / best.total_fit:.1%}); its worst pair has {worst:.0f}, that of solve {_worst(best):.0f},"
        f" of solve with the worst first {_worst(solve(fit, keys=keys, worst_first=True)):.0f}."
    )


def _stable(games: ModuleType, fit: Fit) -> tuple[float, float]:
    """Return the total fit of a stable matching, and its least fit: each prefers who fits better."""
    size = len(fit)
    lay = {row: [int(column) for column in np.argsort(-fit[row], kind="stable")] for row in range(size)}
    professional = {column: [int(row) for row in np.argsort(-fit[:, column], kind="stable")] for column in range(size)}
    game = games.StableMarriage.create_from_dictionaries(
        {f"lay {row}": [f"pro {column}" for column in columns] for row, columns in lay.items()},
        {f"pro {column}": [f"lay {row}" for row in rows] for column, rows in professional.items()},
    )
    pairs = {int(str(one).split()[1]): int(str(other).split()[1]) for one, other in game.solve().items()}
    fits = [float(fit[row, column]) for row, column in pairs.items()]
    return sum(fits), min(fits)


def _worst(found: Assignment) -> float:
    return min(float(found.problem.fit[pair]) for pair in found.pairs)
