"""Change from the baseline to the end, by subscale: counted over people who answered both, never shown below 5."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.models import Programme
from common.words import say_number
from evaluation import statistics
from evaluation.default_questionnaire import SUBSCALES
from evaluation.models import Item
from evaluation.reads import asked_in_waves, compared, numbers_compared
from evaluation.scores import Score, scores_of

FEWEST = 5


@dataclass(frozen=True)
class Result:
    """One subscale: its change; None for everything where fewer than 5 people answered both."""

    subscale: str
    items: int
    change: statistics.Change | None

    @property
    def before(self) -> str:
        """The mean at the baseline, in words."""
        return _said(self.change.before if self.change else None)

    @property
    def after(self) -> str:
        """The mean at the end, in words."""
        return _said(self.change.after if self.change else None)

    @property
    def difference(self) -> str:
        """The mean change with its sign."""
        return _signed(self.change.mean if self.change else None)

    @property
    def range(self) -> str:
        """The interval of the change."""
        if self.change is None or self.change.low is None or self.change.high is None:
            return ""
        return _("%(low)s to %(high)s") % {"low": _signed(self.change.low), "high": _signed(self.change.high)}


def _said(value: float | None) -> str:
    return "" if value is None else say_number(value, 2)


def _signed(value: float | None) -> str:
    if value is None:
        return ""
    # A minus sign, not a hyphen: it is read out, and does not break at the end of a line.
    return ("+" if value > 0 else "−" if value < 0 else "") + say_number(abs(value), 2)


def results_of(programme: Programme) -> list[Result]:
    """Return the change of each subscale of the agreement scale between two waves, in three queries."""
    ends = ("baseline", f"workshop-{programme.workshops}")
    asked = _items(programme, ends)
    given = _answers(programme, {item.pk: item.code for items in asked.values() for item in items}, ends)
    first, last = (_scores(asked[wave], given[wave]) for wave in ends)
    found = []
    for name, (score, before) in first.items():
        after = last.get(name, (score, {}))[1]
        change = statistics.paired_change(before, after)
        found.append(Result(str(SUBSCALES[score.subscale]), len(score.items), change if change.n >= FEWEST else None))
    return found


def _items(programme: Programme, waves: tuple[str, str]) -> dict[str, list[Item]]:
    """Return what each of these waves asks on the agreement scale, in order."""
    found: dict[str, list[Item]] = {wave: [] for wave in waves}
    for item in asked_in_waves(programme, waves):
        found[item.wave].append(item)  # type: ignore[attr-defined]
    return found


def _answers(
    programme: Programme, codes: Mapping[int, str], waves: tuple[str, str]
) -> dict[str, dict[str, dict[str, int | None]]]:
    """Return by wave and person what they answered, by code: numbers alone, and of who answered at the end alone."""
    given: dict[int, dict[str, int | None]] = defaultdict(dict)
    for response, item, number in numbers_compared(programme, waves, waves[-1]):
        if item in codes:
            given[response][codes[item]] = number
    found: dict[str, dict[str, dict[str, int | None]]] = {wave: {} for wave in waves}
    for response, wave, place in compared(programme, waves, waves[-1]):
        found[wave][str(place)] = given[response]
    return found


def _scores(
    items: Sequence[Item], given: Mapping[str, Mapping[str, int | None]]
) -> dict[str, tuple[Score, dict[str, float | None]]]:
    """Return each score of one wave by person."""
    return {
        score.name: (score, {person: score.of(answers) for person, answers in given.items()})
        for score in scores_of(items)
    }
