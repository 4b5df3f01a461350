"""Change from the baseline to the end, by subscale: counted over people who answered both, never shown below 5."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.models import Programme
from common.words import say_number
from evaluation import statistics
from evaluation.default_questionnaire import SUBSCALES
from evaluation.models import Item, Response, Scale
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
    """Return the change of each subscale of the agreement scale between two waves, in six queries."""
    first = _scores(programme, "baseline")
    last = _scores(programme, f"workshop-{programme.workshops}")
    found = []
    for name, (score, before) in first.items():
        after = last.get(name, (score, {}))[1]
        change = statistics.paired_change(before, after)
        found.append(Result(str(SUBSCALES[score.subscale]), len(score.items), change if change.n >= FEWEST else None))
    return found


def _scores(programme: Programme, wave: str) -> dict[str, tuple[Score, dict[str, float | None]]]:
    """Return each score of one wave by person."""
    responses = (
        Response.objects.finished()
        .with_consent()
        .filter(invitation__wave__programme=programme, invitation__wave__slug=wave)
        .select_related("invitation")
        .prefetch_related("answers")
    )
    items = list(
        Item.objects.filter(
            section__questionnaire__waves__programme=programme,
            section__questionnaire__waves__slug=wave,
            scale=Scale.AGREEMENT,
            looking_back=False,
        ).order_by("section__position", "position")
    )
    codes = {item.pk: item.code for item in items}
    given = {
        str(response.invitation.place_id): {
            codes[answer.item_id]: answer.number for answer in response.answers.all() if answer.item_id in codes
        }
        for response in responses
    }
    return {
        score.name: (score, {person: score.of(answers) for person, answers in given.items()})
        for score in scores_of(items)
    }
