"""What the fair lottery costs: nine pools, CPU seconds and peak memory, each in a process of its own.

The pools are made up, like real ones in size and in how few of some groups apply; the same each time. Beside each run
stands the old greedy way (`--method legacy`), and the library that citizens' assemblies use, where it is installed.
"""

import importlib.util
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cohorts.recruitment.lottery_figures import gini
from cohorts.recruitment.lottery_legacy import legacy_panels
from cohorts.recruitment.lottery_leximin import LARGEST_GAP, chances_of, hold, problem_of, verify
from cohorts.recruitment.lottery_types import Problem, Rule

MOST_MEGABYTES = 200
LEGACY_DRAWS = 100
# Seconds on the clock after which a run is given up.
LONGEST = 120
PEER = "sortition_algorithms"
Shares = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Pool:
    """A pool to measure: what it is, how long it may take, and how it is made."""

    name: str
    most_seconds: float
    make: Callable[[], Problem]
    legacy: bool = True


def _made_up(people: int, places: int, categories: Mapping[str, Shares], *, slack: int, seed: int) -> Problem:
    """Return a pool in which each value has a share of those who apply, and another of the area, which is asked for."""
    chance = random.Random(seed)
    pool: dict[str, dict[str, str | None]] = {
        f"p{number:04d}": {
            name: chance.choices(list(shares), [here for here, _there in shares.values()])[0]
            for name, shares in categories.items()
        }
        for number in range(people)
    }
    quotas = {name: _quotas(name, shares, pool, places, slack) for name, shares in categories.items()}
    return problem_of(pool, quotas, places)


def _quotas(
    name: str, shares: Shares, pool: Mapping[str, Mapping[str, str | None]], places: int, slack: int
) -> dict[str, tuple[int, int]]:
    there = Counter(has[name] for has in pool.values())
    found = {}
    for value, (_here, wanted) in shares.items():
        exact = wanted * places
        found[value] = (max(min(int(exact) - slack, there[value]), 0), int(exact) + 1 + slack)
    return found


TWO: Mapping[str, Shares] = {
    "role": {"lay": (0.7, 0.5), "professional": (0.3, 0.5)},
    "gender": {"woman": (0.6, 0.5), "man": (0.4, 0.5)},
}
SIX: Mapping[str, Shares] = {
    **TWO,
    "age": {"16-29": (0.1, 0.2), "30-44": (0.2, 0.25), "45-59": (0.3, 0.25), "60-74": (0.3, 0.2), "75+": (0.1, 0.1)},
    "area": {"north": (0.4, 0.25), "east": (0.3, 0.25), "south": (0.2, 0.25), "west": (0.1, 0.25)},
    "ethnic group": {"white": (0.85, 0.7), "asian": (0.07, 0.15), "black": (0.05, 0.1), "other": (0.03, 0.05)},
    "school": {"degree": (0.6, 0.35), "school": (0.3, 0.4), "none": (0.1, 0.25)},
}
SEVEN: Mapping[str, Shares] = {
    **SIX,
    "disability": {"yes": (0.15, 0.2), "no": (0.85, 0.8)},
}


def _skewed(people: int, places: int, values: Sequence[int], *, seed: int) -> Problem:
    """Return a pool that is far from the area's make-up, with quotas of the area's shares, rounded down and up.

    `values`: how many values each category has. Nearly everybody is alone in what they are.
    """
    chance = random.Random(seed)
    pool: dict[str, dict[str, str | None]] = {f"p{number:04d}": {} for number in range(people)}
    quotas = {}
    for category, count in enumerate(values):
        area = [chance.gammavariate(3, 1) for _value in range(count)]
        applied = [share * math.exp(chance.gauss(0, 1)) for share in area]
        name, words = f"category {category}", [f"value {value}" for value in range(count)]
        for has in pool.values():
            has[name] = chance.choices(words, applied)[0]
        there = Counter(has[name] for has in pool.values())
        exact = {word: share / sum(area) * places for word, share in zip(words, area, strict=True) if there[word]}
        quotas[name] = {word: (min(int(share), there[word]), math.ceil(share)) for word, share in exact.items()}
    return problem_of(pool, quotas, places)


def _six_venues() -> Problem:
    """Six venues with ten pairs each; 400 people who rank two or three of them, in a ring of towns."""
    chance = random.Random(6)
    towns = ["Bristol", "Crawley", "Guildford", "Oxford", "Reading", "Swindon"]
    pool: dict[str, dict[str, str | None]] = {}
    venues: dict[str, Sequence[str]] = {}
    for number in range(400):
        home = chance.randrange(6)
        pool[f"p{number:03d}"] = {
            "role": chance.choices(["lay", "professional"], [6, 4])[0],
            "age": chance.choices(["young", "middle", "old"], [2, 5, 3])[0],
            "carer": chance.choices(["yes", "no"], [3, 7])[0],
        }
        venues[f"p{number:03d}"] = [towns[(home + step) % 6] for step in range(chance.choice([2, 3]))]
    asked = (("role", "lay", 10, 10), ("role", "professional", 10, 10), ("age", "young", 4, 8), ("carer", "yes", 5, 20))
    rules = [
        Rule(f"{value} at {town}", {one: 1 for one, has in pool.items() if has[name] == value}, least, most, town)
        for town in towns
        for name, value, least, most in asked
    ]
    return problem_of(pool, {}, dict.fromkeys(towns, 20), rules=rules, venues=venues)


POOLS = {
    pool.name: pool
    for pool in (
        Pool("150 people, 22 places", 0.5, lambda: _made_up(150, 22, SIX, slack=0, seed=1)),
        Pool("360 people, 30 places, 7 tight categories", 2.0, lambda: _made_up(360, 30, SEVEN, slack=0, seed=2)),
        Pool("150 people, 22 places, skewed", 0.5, lambda: _skewed(150, 22, (2, 5, 4, 4, 3, 2), seed=4), legacy=False),
        Pool(
            "360 people, 30 places, 7 skewed",
            2.0,
            lambda: _skewed(360, 30, (3, 5, 8, 4, 4, 3, 3), seed=7),
            legacy=False,
        ),
        # No mixture of whole panels reaches what fractions would give here: it is solved from both sides.
        Pool(
            "150 people, 22 places, short of fractions",
            4.0,
            lambda: _skewed(150, 22, (2, 5, 4, 4, 3, 2), seed=22),
            legacy=False,
        ),
        Pool("200 people, 20 places, 2 categories", 0.1, lambda: _made_up(200, 20, TWO, slack=0, seed=3)),
        Pool("2,000 people, 200 places, 2 categories", 0.1, lambda: _made_up(2_000, 200, TWO, slack=0, seed=4)),
        Pool("2,000 people, 200 places, 6 categories", 60.0, lambda: _made_up(2_000, 200, SIX, slack=0, seed=5)),
        Pool("six venues of 20, 400 people", 4.0, _six_venues, legacy=False),
    )
}


def peak_megabytes() -> float:
    """Return the most memory that this process has held; what its parent held before it began does not count."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def measure(name: str, method: str) -> dict[str, float]:
    """Draw one pool in this process; return what it cost and how fair it is."""
    problem = POOLS[name].make()
    began = time.process_time()
    if method == "legacy":
        chances = chances_of(legacy_panels(problem, draws=LEGACY_DRAWS, seed="legacy"), problem.people)
        seconds, gap, panels = time.process_time() - began, -1.0, LEGACY_DRAWS
    else:
        lottery = hold(problem)
        seconds, gap, panels = time.process_time() - began, lottery.certificate.gap, len(lottery.panels)
        verify(lottery, proof=False)
        chances = dict(lottery.chances)
    return {
        "seconds": seconds,
        "megabytes": peak_megabytes(),
        "smallest": min(chances.values()),
        "gini": gini(chances.values()),
        "gap": gap,
        "panels": panels,
    }


def _apart(name: str, method: str) -> dict[str, float] | None:
    """Measure in a process of its own, so that memory is that of this lottery alone; None where it got nowhere."""
    command = [sys.executable, "-m", "benchmarks.lotteries", name, method]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=LONGEST)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    found: dict[str, float] = json.loads(done.stdout)
    return found


def run() -> int:
    """Measure all pools and print them; return how many aims were missed."""
    missed = 0
    print("\nThe lottery: CPU seconds, peak memory, smallest chance (the greedy way: over so many draws, estimated)\n")
    print(f"{'pool':43}{'method':9}{'seconds':>9}{'aim':>7}{'MB':>6}{'smallest':>10}{'Gini':>7}{'gap':>9}{'panels':>8}")
    for pool in POOLS.values():
        fair = _apart(pool.name, "leximin")
        missed += _misses(pool, fair)
        print(_line(pool, "leximin", fair) + ("  MISSED" if _misses(pool, fair) else ""), flush=True)
        if pool.legacy:
            print(_line(pool, "legacy", _apart(pool.name, "legacy")), flush=True)
    if importlib.util.find_spec(PEER) is None:
        print(f"\nThe peer ({PEER}) is not installed here, so nothing stands beside these figures.")
    return missed


def _misses(pool: Pool, found: Mapping[str, float] | None) -> bool:
    """Whether a run took too long or too much memory, or did not prove its lottery."""
    if found is None:
        return True
    return found["seconds"] > pool.most_seconds or found["megabytes"] > MOST_MEGABYTES or found["gap"] > LARGEST_GAP


def _line(pool: Pool, method: str, found: Mapping[str, float] | None) -> str:
    fair = method == "leximin"
    if found is None:
        return f"{pool.name if fair else '':43}{method:9}  got stuck, or took more than {LONGEST} seconds"
    aim, gap = (f"{pool.most_seconds:g}", f"{found['gap']:.0e}") if fair else ("", "")
    return (
        f"{pool.name if fair else '':43}{method:9}{found['seconds']:9.2f}{aim:>7}{found['megabytes']:6.0f}"
        f"{found['smallest']:10.4%}{found['gini']:7.3f}{gap:>9}{found['panels']:8.0f}"
    )


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:3])))
