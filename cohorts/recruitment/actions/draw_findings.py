"""What is found about a frozen pool before anybody is drawn: the same for every draw, however it is asked for.

The solver takes a second and much memory to load, so it is imported when somebody looks and not before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.recruitment.lottery_pool import Candidate, DrawResult, Quota

if TYPE_CHECKING:
    from cohorts.recruitment.lottery_pairing import Bottleneck

# Told bound, gap and panels so far.
Progress = Callable[[float, float, int], None]


@dataclass(frozen=True)
class Asked:
    """Who takes part and what is asked; `pairs` by venue, which is "" where there is only one.

    `seated` stay; of each of `groups` all come or none.
    """

    people: Sequence[Candidate]
    quotas: Sequence[Quota]
    pairs: Mapping[str, int]
    seated: Sequence[str]
    groups: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Findings:
    """What can be met or comes nearest, whom silence leaves without a chance, and who cannot all be paired."""

    nearest: DrawResult
    without_chance: tuple[str, ...]
    in_the_way: "tuple[Bottleneck, ...]"


def look(
    *,
    asked: Asked,
    max_chance: float | None = None,
    progress: Progress | None = None,
    pulse: Callable[[], None] | None = None,
) -> Findings:
    """Return what is found; nobody is drawn. A cap on chances is noted, and kept by the lottery.

    `pulse` is called again and again while it is looked at whom silence leaves without a chance.

    Raises:
        NotAllowedError: whatever the quotas, people are drawn who cannot all be paired.
        ValueError: the input contradicts itself.
    """
    from cohorts.recruitment import lottery_pairable as looking  # noqa: PLC0415 - loads the solver
    from cohorts.recruitment.lottery_silent import silent_without_chance  # noqa: PLC0415 - loads the solver

    question = looking.Question(asked.people, asked.quotas, asked.pairs, asked.seated, asked.groups)
    found = looking.nearest_pairable(question, progress=progress)
    if found.result is None:
        raise NotAllowedError(none_to_draw(None))
    nearest = replace(found.result, selected=(), reserves={}, max_chance=max_chance)
    return Findings(nearest, silent_without_chance(asked.people, asked.quotas, nearest, pulse=pulse), found.in_the_way)


def none_to_draw(max_chance: float | None) -> str:
    """Return why there is no lottery although the quotas can be met: the cap, or people who must not be paired."""
    if max_chance is not None:
        return _("With these quotas somebody's chance must be above %(cap)d%%. Raise the limit, or leave it out.") % {
            "cap": round(100 * max_chance)
        }
    return _(
        "No group that keeps the quotas can be paired, because of people who must not be paired with each other. "
        "Look at “Can it be met?” to see who."
    )
