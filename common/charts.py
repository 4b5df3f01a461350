"""Charts written as SVG by the server, each with its heading, one plain sentence and its table.

Every chart is 400 units wide, so that its text (15 units) stays readable when a phone shows it 340 pixels wide.
Draw one with `{% include 'components/_chart.html' with chart=chart only %}`.
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common.words import say_number, say_percent

WIDTH = 400
LINE = 19  # units from one line of text to the next
BAR = 24  # height of a bar, in units
AIR = 4  # between a label and its bar
GAP = 14  # units between two rows
LETTERS = 46  # letters of a label that fit into one line
VALUE = 56  # units kept free for the value at the right of a bar
# The tones of an answer scale, from the first to the last answer, by how many answers there are.
TONES = {2: (1, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
DARK = {1, 5}


@dataclass(frozen=True)
class Line:
    """One line of text at its place."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Block:
    """One rectangle, with the text on or beside it."""

    x: float
    y: float
    width: float
    tone: int
    text: str
    text_x: float
    text_y: float
    dark: bool = False


@dataclass(frozen=True)
class Point:
    """One mean with its range: coordinates in units."""

    x: float
    y: float
    top: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A chart with its words and its table; what it draws is in lines, blocks and points."""

    kind: str
    title: str
    sentence: str
    height: float
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    points: tuple[Point, ...] = ()
    grid: tuple[float, ...] = ()
    keys: tuple[tuple[int, str], ...] = ()
    width: int = field(default=WIDTH)

    @property
    def path(self) -> str:
        """Return the points as the `points` attribute of a polyline."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def _label(text: str, y: float) -> tuple[list[Line], float]:
    """Return the lines of a label that begins at height y, and the height below it."""
    # Most labels are short, and to wrap one takes as long as to draw its bar.
    parts = [text] if len(text) <= LETTERS and text.isprintable() else textwrap.wrap(text, LETTERS) or [""]
    return [Line(part, 0, round(y + LINE * number - 4, 1)) for number, part in enumerate(parts, 1)], y + LINE * len(
        parts
    ) + AIR


def bar_chart(
    *,
    title: str,
    sentence: str,
    label: str,
    measure: str,
    rows: Sequence[tuple[str, float | None]],
    maximum: float = 1.0,
    say: Callable[[float], str] = say_percent,
) -> Chart:
    """Return a chart with one bar a row.

    `label` and `measure` head the table's columns. A value is a share from 0 to 1 unless `maximum` and `say` speak of
    another unit; None is a number that is withheld or unknown, and is said so.
    """
    lines: list[Line] = []
    blocks: list[Block] = []
    table = []
    y = 0.0
    for name, value in rows:
        said = _("not shown") if value is None else say(value)
        drawn, y = _label(name, y)
        lines += drawn
        width = 0.0 if value is None or not maximum else round(min(value / maximum, 1) * (WIDTH - VALUE), 1)
        blocks.append(Block(0, y, width, 0, said, width + 8 if width else 0, y + BAR - 7))
        table.append((name, said))
        y += BAR + GAP
    return Chart(
        "bars", title, sentence, max(y - GAP + 2, LINE), (label, measure), tuple(table), tuple(lines), tuple(blocks)
    )


def likert_chart(
    *, title: str, sentence: str, label: str, answers: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]
) -> Chart:
    """Return a stacked bar for each statement: how many gave each answer, from the first answer to the last.

    `rows` holds counts in the order of `answers` (2 to 5 of them). A statement that nobody answered has an empty bar.
    Raises ValueError where a row has not as many counts as there are answers.
    """
    tones = TONES[len(answers)]
    lines: list[Line] = []
    blocks: list[Block] = []
    table = []
    y = 0.0
    for statement, counts in rows:
        total = sum(counts)
        drawn, y = _label(f"{statement} ({say_number(total)})", y)
        lines += drawn
        shares = [count / total if total else 0.0 for count in counts]
        x = 0.0
        for tone, share in zip(tones, shares, strict=True):
            width = round(share * WIDTH, 1)
            # A number in too narrow a piece runs over its edges; the table has it.
            said = say_percent(share) if width >= 38 else ""
            blocks.append(Block(round(x, 1), y, width, tone, said, round(x + width / 2, 1), y + BAR - 7, tone in DARK))
            x += width
        table.append((statement, *(say_percent(share) if total else "–" for share in shares), say_number(total)))
        y += BAR + GAP
    return Chart(
        "likert",
        title,
        sentence,
        max(y - GAP + 2, LINE),
        (label, *answers, _("Answers")),
        tuple(table),
        tuple(lines),
        tuple(blocks),
        keys=tuple(zip(tones, answers, strict=True)),
    )


def line_chart(
    *,
    title: str,
    sentence: str,
    label: str,
    measure: str,
    rows: Sequence[tuple[str, float, float, float]],
    lowest: int = 1,
    highest: int = 5,
) -> Chart:
    """Return the means of a score over time, each with its range as a thin line.

    A row is (when, mean, low, high), all on the scale from `lowest` to `highest`.
    """
    top, left, step = 20, 30, 46
    bottom = top + step * (highest - lowest)

    def place(value: float) -> float:
        return round(bottom - (value - lowest) * step, 1)

    apart = (WIDTH - left - 80) / max(len(rows) - 1, 1)
    points = tuple(
        Point(round(left + 40 + apart * number, 1), place(mean), place(high), place(low), say_number(mean, 1))
        for number, (_when, mean, low, high) in enumerate(rows)
    )
    scale = [Line(str(value), 4, place(value) + 5) for value in range(lowest, highest + 1)]
    when = [Line(row[0], point.x, bottom + 30) for row, point in zip(rows, points, strict=True)]
    return Chart(
        "line",
        title,
        sentence,
        bottom + 40,
        (label, measure, _("Low"), _("High")),
        tuple((name, *(say_number(value, 1) for value in values)) for name, *values in rows),
        lines=tuple(scale + when),
        points=points,
        grid=tuple(place(value) for value in range(lowest, highest + 1)),
    )
