"""How many of those asked have answered: by wave and cohort."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cohorts.models import Cohort, Programme
from common.charts import Chart, bar_chart
from common.words import say_percent
from evaluation.models import Invitation, Wave
from evaluation.statistics import Share, response_rate


@dataclass(frozen=True)
class Cell:
    """The response rate of one cohort in one wave, or over several."""

    share: Share

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


@dataclass(frozen=True)
class Rates:
    """The response rates of a programme."""

    cohorts: list[Cohort]
    rows: list[Row]


def never_asked(programme: Programme, *, now: datetime) -> list[Cohort]:
    """Return the cohorts that have begun and in which nobody was asked the baseline: it is not asked any more."""
    closing = Wave.objects.filter(programme=programme, anchor=Wave.Anchor.PLACE_ACCEPTED, closes_at_first_workshop=True)
    asked = Invitation.objects.filter(wave__in=closing.values("pk")).were_asked(now=now).values("cohort")
    begun = Cohort.objects.filter(programme__in=closing.values("programme")).begun(now=now)
    return list(begun.exclude(state=Cohort.State.CANCELLED).exclude(pk__in=asked).order_by("name"))


def rates_of(programme: Programme, *, now: datetime) -> Rates:
    """Return the response rates of a programme as they are now, in three queries."""
    cohorts = list(Cohort.objects.filter(programme=programme).order_by("name"))
    waves = list(Wave.objects.filter(programme=programme).order_by("position"))
    counts = Invitation.objects.filter(wave__programme=programme).were_asked(now=now).counts()
    asked_cohorts = [cohort for cohort in cohorts if any(key[1] == cohort.pk for key in counts)]
    rows = []
    for wave in waves:
        cells = [(cohort, _cell([counts.get((wave.pk, cohort.pk), (0, 0))])) for cohort in asked_cohorts]
        rows.append(Row(wave, cells, _cell([counts.get((wave.pk, cohort.pk), (0, 0)) for cohort in asked_cohorts])))
    return Rates(asked_cohorts, rows)


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
