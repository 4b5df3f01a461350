"""What a coordinator could do about one person of a draft, and what each of it would cost."""

from collections.abc import Iterator
from dataclasses import dataclass

from cohorts.models import Place
from cohorts.pairing.board import Board, Cost
from cohorts.pairing.models import ProposedPair


@dataclass(frozen=True)
class Other:
    """Another partner: the fit of the two, what it costs to pair them, and to swap without touching anybody else."""

    place: Place
    fit: int | None
    # None where the two cannot be paired: one of them is in a pair that is kept.
    forced: Cost | None
    swapped: Cost | None
    # Who has this partner in the draft, and whom they would get by a swap.
    holder: Place | None
    forbidden: bool


@dataclass(frozen=True)
class Options:
    """Everything about one lay partner of a draft."""

    lay: Place
    proposed: ProposedPair | None
    others: list[Other]
    # What it costs to keep the two apart; None where it cannot be said, because the pair is kept.
    apart: Cost | None
    # What keeping the two costs against the best there is without that.
    kept: Cost | None


def options_of(board: Board, lay: Place) -> Options:
    """Return what could be done about one lay partner: other partners, those who cost least first."""
    proposed = next((row.proposed for row in board.rows if row.lay.pk == lay.pk), None)
    others = sorted(_others(board, lay, proposed), key=_order)
    apart, kept = _apart(board, lay, proposed), board.cost(lay, proposed.professional) if proposed else None
    if apart is not None and kept is not None:
        best = min(apart, kept)
        kept = Cost(kept.pairs - best.pairs, kept.fit - best.fit)
    return Options(lay=lay, proposed=proposed, others=others, apart=apart, kept=kept)


def _others(board: Board, lay: Place, proposed: ProposedPair | None) -> Iterator[Other]:
    holders = {row.proposed.professional_id: row.lay for row in board.rows if row.proposed}
    for place in board.professionals:
        if (proposed and place.pk == proposed.professional_id) or board.excludes(lay, place):
            continue
        holder = holders.get(place.pk)
        forbidden = board.forbids(lay, place)
        yield Other(
            place=place,
            fit=board.fit(lay, place),
            forced=board.cost(lay, place),
            swapped=None if forbidden else _swapped(board, lay, place, proposed, holder),
            holder=holder,
            forbidden=forbidden,
        )


def _swapped(
    board: Board, lay: Place, place: Place, proposed: ProposedPair | None, holder: Place | None
) -> Cost | None:
    """Return what it costs that two swap partners: who has this one gets the other's, if the other has one."""
    theirs = proposed.professional if proposed else None
    if any(row.proposed and row.proposed.locked for row in board.rows if row.lay in (lay, holder)):
        return None
    if holder and theirs and (board.excludes(holder, theirs) or board.forbids(holder, theirs)):
        return None
    before = [(lay, theirs)] * bool(theirs) + [(holder, place)] * bool(holder)
    after = [(lay, place)] + [(holder, theirs)] * bool(holder and theirs)
    fits = [[board.fit(one, other) for one, other in pairs if one and other] for pairs in (before, after)]
    if any(fit is None for pair in fits for fit in pair):
        return None
    was, becomes = (sum(fit or 0 for fit in pair) for pair in fits)
    return Cost(len(before) - len(after), was - becomes)


def _apart(board: Board, lay: Place, proposed: ProposedPair | None) -> Cost | None:
    """Return what it costs to keep two apart who are proposed: the cheapest of all other ways, which is exact.

    In the best pairs without these two, the one or the other has somebody else, or both have nobody.
    """
    if proposed is None or (kept := board.cost(lay, proposed.professional)) is None:
        return None
    other = proposed.professional
    ways = [board.cost(lay, place) for place in board.professionals if place.pk != other.pk]
    ways += [board.cost(row.lay, other) for row in board.rows if row.lay.pk != lay.pk]
    ways.append(Cost(kept.pairs + 1, kept.fit + proposed.fit))
    return min(way for way in ways if way is not None)


def _order(other: Other) -> tuple[bool, int, int, int]:
    cost = other.forced or Cost(0, 0)
    return (other.forced is None, cost.pairs, cost.fit, other.place.pk)
