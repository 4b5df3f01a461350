"""The two charts over all venues: places taken, and who came."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.charts import Chart, bar_chart
from common.words import say_number, say_percent
from leadingtogether.all_venues import Line, Total

# A chart with more bars than this is read by nobody; the table has them all.
MOST_BARS = 12


def charts_of(lines: Sequence[Line], total: Total) -> list[Chart]:
    """Return the charts that have something to show, of lines and what they add up to."""
    return [chart for chart in (_places_chart(lines, total), _attendance_chart(lines)) if chart is not None]


def _places_chart(lines: Sequence[Line], total: Total) -> Chart | None:
    if not lines:
        return None
    counts = {
        "taken": say_number(total.lay.places + total.professional.places),
        "wanted": say_number(total.lay.wanted + total.professional.wanted),
    }
    return bar_chart(
        title=_("Places taken"),
        sentence=_("%(taken)s of %(wanted)s places are taken.") % counts + _fewest(lines),
        label=_("Venue"),
        measure=_("Places taken"),
        rows=_lowest([(line.cohort.name, min(line.places / line.cohort.places, 1.0)) for line in lines]),
    )


def _attendance_chart(lines: Sequence[Line]) -> Chart | None:
    held = [(line, *line.came) for line in lines if line.came[1]]
    if not held:
        return None
    came, expected = sum(one for _line, one, _all in held), sum(one for _line, _came, one in held)
    return bar_chart(
        title=_("Who came to the workshops"),
        sentence=_("%(share)s of those expected at the workshops held so far came.")
        % {"share": say_percent(came / expected)}
        + _fewest([line for line, *_counts in held]),
        label=_("Venue"),
        measure=_("Came"),
        rows=_lowest([(line.cohort.name, came / expected) for line, came, expected in held]),
    )


def _lowest(rows: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(rows, key=lambda row: row[1])[:MOST_BARS]


def _fewest(lines: Sequence[Line]) -> str:
    if len(lines) <= MOST_BARS:
        return ""
    return " " + _("The chart shows the %(count)d venues with the lowest share.") % {"count": MOST_BARS}
