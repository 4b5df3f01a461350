"""Charts: what is drawn, what is said in the table, and what a page shows of both."""

import pytest
from django.template.loader import render_to_string

from common.charts import bar_chart, likert_chart, line_chart
from common.words import say_number

ANSWERS = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")


def bars(rows, **kwargs):
    return bar_chart(title="Who came", sentence="Most came.", label="Workshop", measure="Came", rows=rows, **kwargs)


def likert(rows, answers=ANSWERS):
    return likert_chart(title="Answers", sentence="Most agreed.", label="Statement", answers=answers, rows=rows)


def test_bar_chart_draws_in_proportion():
    chart = bars([("Workshop 1", 1.0), ("Workshop 2", 0.5)])

    assert [block.width for block in chart.blocks] == [344, 172]


def test_bar_chart_says_every_number_in_its_table():
    chart = bars([("Workshop 1", 0.82), ("Workshop 2", None)])

    assert chart.rows == (("Workshop 1", "82%"), ("Workshop 2", "not shown"))


def test_bar_chart_speaks_of_other_units():
    chart = bars([("Crawley", 8), ("Bristol", 12)], maximum=16, say=say_number)

    assert [(block.width, block.text) for block in chart.blocks] == [(172, "8"), (258, "12")]


def test_bar_chart_never_leaves_its_width():
    chart = bars([("Workshop 1", 3.0)])

    assert chart.blocks[0].width == 344


def test_bar_chart_breaks_a_long_label():
    chart = bars([("A workshop with a name that is far too long for the width of a telephone", 0.5)])

    assert [line.text for line in chart.lines] == [
        "A workshop with a name that is far too long",
        "for the width of a telephone",
    ]


def test_bar_chart_of_nothing_has_no_bars():
    chart = bars([])

    assert (chart.blocks, chart.rows, chart.height) == ((), (), 19)


def test_likert_chart_fills_the_width():
    chart = likert([("I felt heard", [1, 2, 3, 4, 10])])

    assert sum(block.width for block in chart.blocks) == pytest.approx(400)


def test_likert_chart_writes_only_where_there_is_room():
    chart = likert([("I felt heard", [1, 1, 0, 8, 10])])

    assert [block.text for block in chart.blocks] == ["", "", "", "40%", "50%"]


def test_likert_chart_counts_answers_in_its_table():
    chart = likert([("I felt heard", [0, 0, 0, 1, 1]), ("Nobody said", [0, 0, 0, 0, 0])])

    assert chart.rows == (
        ("I felt heard", "0%", "0%", "0%", "50%", "50%", "2"),
        ("Nobody said", "–", "–", "–", "–", "–", "0"),
    )


def test_likert_chart_refuses_a_row_of_another_length():
    with pytest.raises(ValueError, match="zip"):
        likert([("I felt heard", [1, 2])])


def test_line_chart_puts_a_higher_mean_higher():
    chart = line_chart(
        title="Score",
        sentence="It went up.",
        label="When",
        measure="Mean",
        rows=[("Start", 2.0, 1.5, 2.5), ("End", 4.0, 3.5, 4.5)],
    )

    assert [(point.y, point.top, point.bottom) for point in chart.points] == [(158, 135, 181), (66, 43, 89)]
    assert chart.rows == (("Start", "2.0", "1.5", "2.5"), ("End", "4.0", "3.5", "4.5"))


@pytest.mark.parametrize("chart", [bars([("A <b>", 0.5)]), likert([("A <b>", [1, 1, 1, 1, 1])])])
def test_chart_page_has_heading_sentence_drawing_and_table(chart):
    html = render_to_string("components/_chart.html", {"chart": chart})

    parts = {
        f">{chart.title}</h2>": 1,
        f'<p class="govuk-body">{chart.sentence}</p>': 1,
        'role="img"': 1,
        "<table": 1,
        "<b>": 0,
        "style=": 0,
        "<script": 0,
    }
    assert {part: html.count(part) for part in parts} == parts
