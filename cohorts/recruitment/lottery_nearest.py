"""When no panel keeps all the rules: the smallest change of quotas with which one does. No Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from cohorts.recruitment.lottery_bound import INFINITY, OPTIMAL, programme_of
from cohorts.recruitment.lottery_types import Problem, types_of


@dataclass(frozen=True)
class Change:
    """One quota that would have to give way: `kind` is "minimum" or "maximum", from what it is to what can be met."""

    rule: str
    venue: str | None
    kind: str
    wanted: int
    possible: int

    def __str__(self) -> str:
        where = f" at {self.venue}" if self.venue else ""
        bound = "at least" if self.kind == "minimum" else "at most"
        return f"{self.rule}{where}: {bound} {self.possible} instead of {self.wanted}"


def nearest(problem: Problem, limits: Mapping[str, tuple[int, int]] | None = None) -> tuple[Change, ...] | None:
    """Return the changes of quotas, smallest in total, with which a panel exists; None where no change of quotas helps.

    `limits` says, by the name of a rule, how low its minimum and how high its maximum may go (without: any distance).
    Empty where the quotas can be met as they are. The caps of chances are not looked at.
    """
    types = types_of(problem)
    solver = programme_of(types, whole=True)
    solver.setOptionValue("mip_rel_gap", 0.0)
    rows = [row for row, name in enumerate(types.names) if name in {rule.name for rule in problem.rules}]
    first = types.matrix.shape[1]
    for row in rows:
        low, high = (limits or {}).get(types.names[row], (-INFINITY, INFINITY))
        for sign, room in ((1.0, types.lower[row] - low), (-1.0, high - types.upper[row])):
            solver.addCol(1.0, 0.0, max(room, 0.0), 1, np.array([row], dtype=np.int32), np.array([sign]))
    solver.run()
    if solver.getModelStatus() != OPTIMAL:
        return None
    slack = np.round(np.array(solver.getSolution().col_value[first:])).astype(int).reshape(-1, 2)
    found = []
    for row, (short, over) in zip(rows, slack, strict=True):
        venue = _venue_of(problem, types.names[row])
        if short:
            least = int(types.lower[row])
            found.append(Change(types.names[row], venue, "minimum", least, least - int(short)))
        if over:
            most = int(types.upper[row])
            found.append(Change(types.names[row], venue, "maximum", most, most + int(over)))
    return tuple(found)


def _venue_of(problem: Problem, name: str) -> str | None:
    return next((rule.venue for rule in problem.rules if rule.name == name), None)


def with_changes(problem: Problem, changes: Iterable[Change]) -> Problem:
    """Return the problem with its quotas changed as proposed."""
    possible = {(change.rule, change.kind): change.possible for change in changes}
    return replace(
        problem,
        rules=tuple(
            replace(
                rule,
                minimum=possible.get((rule.name, "minimum"), rule.minimum),
                maximum=possible.get((rule.name, "maximum"), rule.maximum),
            )
            for rule in problem.rules
        ),
    )
