"""Which items of a questionnaire make which score, and the scores of the answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluation import statistics
from evaluation.models import Item, Scale

HIGHEST = {Scale.AGREEMENT: 5, Scale.FACES: 3}


@dataclass(frozen=True)
class Score:
    """One subscale on one scale: its column and its items. "Before" looks back; faces never mix with the rest."""

    name: str
    subscale: str
    items: tuple[statistics.Item, ...]
    highest: int

    def of(self, answers: Mapping[str, int | None]) -> float | None:
        """Return a person's score from their answers by code; None below 75 % of the items."""
        return statistics.subscale_score(answers, self.items, highest=self.highest)


def scores_of(items: Iterable[Item]) -> list[Score]:
    """Return the scores that these items make, in the order in which they first come."""
    found: dict[tuple[str, bool, str], dict[str, statistics.Item]] = {}
    for item in items:
        if item.subscale and item.scale:
            group = found.setdefault((item.subscale, item.looking_back, item.scale), {})
            group[item.code] = statistics.Item(item.code, item.reverse_scored)
    return [
        Score(_name(subscale, scale, back=back), subscale, tuple(group.values()), HIGHEST[Scale(scale)])
        for (subscale, back, scale), group in found.items()
    ]


def _name(subscale: str, scale: str, *, back: bool) -> str:
    return f"score_{subscale}" + ("_before" if back else "") + ("_faces" if scale == Scale.FACES else "")
