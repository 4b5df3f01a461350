"""How fair a lottery is, in a few figures, and the panel that a seed gives. No Django."""

import math
from collections.abc import Collection, Sequence

from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_pool import ticket

# Below this a chance counts as none, so that one rounding error does not make the geometric mean 0.
NO_CHANCE = 1e-12


def gini(chances: Collection[float]) -> float:
    """Return the Gini coefficient of chances: 0 where all are equal, towards 1 where few people have all of it."""
    ordered = sorted(chances)
    total, count = sum(ordered), len(ordered)
    if total <= 0:
        return 0.0
    weighted = sum(rank * chance for rank, chance in enumerate(ordered, 1))
    return 2 * weighted / (count * total) - (count + 1) / count


def geometric_mean(chances: Collection[float]) -> float:
    """Return the geometric mean of chances; 0 where somebody has none."""
    if min(chances) < NO_CHANCE:
        return 0.0
    return math.exp(sum(math.log(chance) for chance in chances) / len(chances))


def panel_of_seed(panels: Sequence[Panel], seed: str) -> Panel:
    """Return the panel that a seed gives: SHA-256 of it as a number from 0 to 1, laid on the panels end to end."""
    mark = ticket(seed, "panel") / 2**256
    for panel in panels:
        mark -= panel.probability
        if mark < 0:
            return panel
    return panels[-1]
