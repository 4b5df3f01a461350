"""Who goes to which venue, once it is clear who is drawn: where they would rather go, under the same rules. No Django.

The lottery is fair about who is drawn. Over several venues it leaves open, within the rules, who sits where; here each
panel is seated again with the smallest sum of ranks. Nobody's chance of a place changes.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import highspy
import numpy as np

from cohorts.recruitment.lottery_bound import OPTIMAL, quiet_solver
from cohorts.recruitment.lottery_leximin import Lottery
from cohorts.recruitment.lottery_pairing import Partners
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_types import ALL, Problem

Seat = tuple[str, str]


def seat_by_rank(lottery: Lottery, partners: Partners) -> Lottery:
    """Return the lottery with each panel seated by rank; a panel that could then not be paired stays as it is."""
    wishes = {key: candidate.venues for key, candidate in partners.people.items()}
    shares: dict[tuple[Seat, ...], float] = {}
    for panel in lottery.panels:
        seats = _seated(lottery.problem, panel, wishes)
        if any(partners.bottleneck([one for one, at in seats if at == venue]) for venue in lottery.problem.sizes):
            seats = panel.seats
        shares[seats] = shares.get(seats, 0.0) + panel.probability
    panels = sorted(
        (Panel(share, seats) for seats, share in shares.items()), key=lambda one: (-one.probability, one.seats)
    )
    return replace(lottery, panels=tuple(panels))


def _seated(problem: Problem, panel: Panel, wishes: Mapping[str, Sequence[str]]) -> tuple[Seat, ...]:
    seats = [(person, venue) for person in sorted(panel.members) for venue in problem.venues[person]]
    at = {seat: number for number, seat in enumerate(seats)}
    solver = quiet_solver()
    for number, (person, venue) in enumerate(seats):
        solver.addVar(0.0, 1.0)
        solver.changeColCost(number, float(wishes[person].index(venue)))
        solver.changeColIntegrality(number, highspy.HighsVarType.kInteger)
    for row, least, most in _rows(problem, panel, at):
        if row:
            columns = np.array(sorted(row), dtype=np.int32)
            solver.addRow(float(least), float(most), len(row), columns, np.array([float(row[one]) for one in columns]))
    solver.run()
    if solver.getModelStatus() != OPTIMAL:
        return panel.seats
    taken = np.round(np.array(solver.getSolution().col_value)).astype(bool)
    return tuple(seat for seat, number in at.items() if taken[number])


def _rows(problem: Problem, panel: Panel, at: Mapping[Seat, int]) -> Iterator[tuple[dict[int, int], int, int]]:
    """Yield column → count with its least and most: one seat each, places, rules, and people who come together."""
    for person in panel.members:
        yield {at[person, venue]: 1 for venue in problem.venues[person]}, 1, 1
    for venue, size in problem.sizes.items():
        yield {number: 1 for (_one, where), number in at.items() if where == venue}, size, size
    for rule in problem.rules:
        counts = {number: rule.counts.get(one, 0) for (one, where), number in at.items() if rule.venue in {None, where}}
        yield {number: count for number, count in counts.items() if count}, rule.minimum, rule.maximum
    together = [group for group in problem.groups if group.rule == ALL and set(group.members) <= set(panel.members)]
    for group, venue in itertools.product(together, problem.sizes):
        for one, other in itertools.pairwise(group.members):
            sides = ((one, 1), (other, -1))
            yield {at[side, venue]: sign for side, sign in sides if (side, venue) in at}, 0, 0
