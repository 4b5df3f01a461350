"""Charts drawn in Python: each has dozens of marks and cells, as templates they took longer than the page around."""

from django import template
from django.utils.safestring import SafeString

from common.charts import Block, Chart, Point
from common.charts import Line as Text
from common.markup import escaped, filled_each

register = template.Library()

TEXT = '<text x="{}" y="{}"{}>{}</text>'
BLOCK = '<rect x="{}" y="{}" width="{}" height="24" class="{}" />'
GRID = '<line class="lt-chart__line" x1="30" x2="{}" y1="{}" y2="{}" />'
MEANS = '<polyline points="{}" fill="none" stroke="#5c2a6b" stroke-width="3" />'
POINT = (
    '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="#0b0c0c" stroke-width="2" />'
    '<circle cx="{0}" cy="{3}" r="6" fill="#5c2a6b" />'
    '<text x="{0}" y="{3}" dx="9" dy="-9">{4}</text>'
)
MIDDLE = ' text-anchor="middle"'
# On a line chart what begins left of this says the scale; the rest stands under its point.
SCALE = 10
ROW = '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th>{}</tr>\n'
NUMBER = '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>'


@register.filter
def chart_marks(chart: Chart) -> SafeString:
    """Return what is drawn inside the SVG of a chart."""
    # Numbers as the SVG reads them: with a dot, whatever the language of the page.
    parts = [GRID.format(chart.width, y, y) for y in chart.grid]
    parts += [_text(line, middle=chart.kind == "line" and line.x > SCALE) for line in chart.lines]
    parts += [_block(block) for block in chart.blocks]
    if chart.points:
        parts.append(MEANS.format(chart.path))
    parts += [_point(point) for point in chart.points]
    return SafeString("\n".join(parts))


@register.filter
def chart_rows(chart: Chart) -> SafeString:
    """Return the rows of the table of a chart."""
    return filled_each(ROW, ((name, filled_each(NUMBER, ((one,) for one in values))) for name, *values in chart.rows))


def _text(line: Text, *, middle: bool) -> str:
    return TEXT.format(line.x, line.y, MIDDLE if middle else "", escaped(line.text))


def _block(block: Block) -> str:
    kind = f"lt-tone-{block.tone}" if block.tone else "lt-chart__bar"
    drawn = BLOCK.format(block.x, block.y, block.width, kind)
    if not block.text:
        return drawn
    more = (MIDDLE if block.tone else "") + (' class="lt-chart__on-dark"' if block.dark else "")
    return drawn + TEXT.format(block.text_x, block.text_y, more, escaped(block.text))


def _point(point: Point) -> str:
    return POINT.format(point.x, point.top, point.bottom, point.y, escaped(point.text))
