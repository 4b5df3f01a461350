"""How many of those asked have answered: by wave and cohort."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cohorts.models import Cohort, Programme
from common.along import fetch_along
from common.charts import Chart, bar_chart
from common.words import say_number, say_percent
from evaluation.models import Wave
from evaluation.reads import asked_and_answered, cohorts_of, days_of, waves_of
from evaluation.statistics import Share, response_rate

# How many were asked and how many of them have answered, by the keys of wave and cohort.
Counts = dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Cell:
    """The response rate of one cohort in one wave, or over several."""

    share: Share

    @property
    def rate(self) -> str:
        """The rate in whole per cent."""
        return "" if self.share.share is None else say_percent(self.share.share)

    @property
    def counted(self) -> str:
        """Of how many it is the rate: “12 of 20”."""
        return _("%(count)s of %(of)s") % {"count": say_number(self.share.count), "of": say_number(self.share.of)}

    @property
    def interval(self) -> str:
        """The 95 % interval, in whole per cent: “49 to 94%”."""
        if self.share.low is None or self.share.high is None:
            return ""
        low = say_percent(self.share.low).removesuffix("%")
        return _("%(low)s to %(high)s") % {"low": low, "high": say_percent(self.share.high)}


@dataclass(frozen=True)
class Row:
    """One wave: a cell for each cohort (None where nobody was asked yet) and one over all."""

    wave: Wave
    cells: list[tuple[Cohort, Cell | None]]
    total: Cell | None

    @property
    def name(self) -> str:
        """The wave's name for staff."""
        return wave_name(self.wave)

    @property
    def columns(self) -> list[tuple[str, Cell | None]]:
        """The cells under the names of their columns, that over all cohorts first."""
        return [(_("All"), self.total), *((cohort.name, cell) for cohort, cell in self.cells)]


@dataclass(frozen=True)
class Rates:
    """The response rates of a programme."""

    cohorts: list[Cohort]
    rows: list[Row]
    # Cohorts that have begun, and in which the baseline was asked of nobody.
    never: list[Cohort]


def rates_of(programme: Programme, *, now: datetime) -> Rates:
    """Return the response rates of a programme as they are now, in four queries."""
    cohorts, waves = list(cohorts_of(programme)), list(waves_of(programme))
    counts = {(wave, cohort): (asked, sent) for wave, cohort, asked, sent in asked_and_answered(programme, now)}
    asked_cohorts = [cohort for cohort in cohorts if any(key[1] == cohort.pk for key in counts)]
    rows = []
    for wave in waves:
        cells = [(cohort, _cell([counts.get((wave.pk, cohort.pk), (0, 0))])) for cohort in asked_cohorts]
        rows.append(Row(wave, cells, _cell([counts.get((wave.pk, cohort.pk), (0, 0)) for cohort in asked_cohorts])))
    return Rates(asked_cohorts, rows, _never_asked(cohorts, waves, counts, now=now))


def _never_asked(cohorts: list[Cohort], waves: list[Wave], asked: Counts, *, now: datetime) -> list[Cohort]:
    """Return the cohorts that have begun and in which nobody was asked the baseline: it is not asked any more."""
    closing = [wave.pk for wave in waves if wave.anchor == Wave.Anchor.PLACE_ACCEPTED and wave.closes_at_first_workshop]
    if not closing:
        return []
    were = {cohort for wave, cohort in asked if wave in closing}
    others = [one for one in cohorts if one.pk not in were and one.state != Cohort.State.CANCELLED]
    fetch_along(others, workshops=days_of([one.pk for one in others]))
    return [one for one in others if one.has_begun(now=now)]


def _cell(counts: list[tuple[int, int]]) -> Cell | None:
    asked, answered = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    return Cell(response_rate(responded=answered, invited=asked)) if asked else None


def chart_of(rows: list[tuple[Wave, float | None]]) -> Chart:
    """Return the chart of the rate of each wave; None is a rate that is withheld."""
    known = [(share, wave) for wave, share in rows if share is not None]
    sentence = _("Nobody has been asked yet.")
    if known:
        lowest, wave = min(known, key=lambda one: one[0])
        sentence = _("The fewest answered “%(wave)s”: %(share)s of those asked.") % {
            "wave": wave_name(wave),
            "share": say_percent(lowest),
        }
    return bar_chart(
        title=_("How many answered each survey"),
        sentence=sentence,
        label=_("Survey"),
        measure=_("Answered"),
        rows=[(wave_name(wave), share) for wave, share in rows],
    )


def wave_name(wave: Wave) -> str:
    """Return a wave's name for staff, who have several “After a workshop” side by side."""
    if wave.anchor == Wave.Anchor.WORKSHOP_HELD:
        return _("After workshop %(number)s") % {"number": wave.workshop_number}
    if wave.anchor == Wave.Anchor.MONTHS_AFTER_LAST:
        return _("%(months)s months on") % {"months": wave.months}
    return _("Baseline") if wave.slug == "baseline" else _(wave.title)
