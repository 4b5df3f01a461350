"""The two charts over all venues: places taken, and who came."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.charts import Chart, bar_chart
from common.words import say_number, say_percent
from leadingtogether.all_venues import Line, total_of

# A chart with more bars than this is read by nobody; the table has them all.
MOST_BARS = 12


def charts_of(lines: Sequence[Line]) -> list[Chart]:
    """Return the charts that have something to show."""
    return [chart for chart in (_places_chart(lines), _attendance_chart(lines)) if chart is not None]


def _places_chart(lines: Sequence[Line]) -> Chart | None:
    if not lines:
        return None
    total = total_of(lines)
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
    held = [line for line in lines if line.came[1]]
    if not held:
        return None
    came, expected = (sum(line.came[part] for line in held) for part in (0, 1))
    return bar_chart(
        title=_("Who came to the workshops"),
        sentence=_("%(share)s of those expected at the workshops held so far came.")
        % {"share": say_percent(came / expected)}
        + _fewest(held),
        label=_("Venue"),
        measure=_("Came"),
        rows=_lowest([(line.cohort.name, line.came[0] / line.came[1]) for line in held]),
    )


def _lowest(rows: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(rows, key=lambda row: row[1])[:MOST_BARS]


def _fewest(lines: Sequence[Line]) -> str:
    if len(lines) <= MOST_BARS:
        return ""
    return " " + _("The chart shows the %(count)d venues with the lowest share.") % {"count": MOST_BARS}
