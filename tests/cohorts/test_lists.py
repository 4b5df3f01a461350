"""Lists of staff pages whose rows are drawn in Python."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from cohorts.models import Cohort, Task
from cohorts.templatetags.lists import cohort_rows, task_items
from cohorts.views.cohort_table import CohortRow
from cohorts.views.next_steps import NextStep
from cohorts.views.task_rows import TaskRow, rows_of
from people.models import Person

ME = 7
ON = date(2027, 3, 1)
ANNA = Person(pk=3, ref="K7M29XQT", given_name="Anna", family_name="O<b>Neil")
BERT = Person(pk=9, ref="K7M29XQU", given_name="Bert", family_name="Reed")
OXFORD = Cohort(pk=4, ref="K7M29XQV", name="Oxford & Bath")


def row(**fields: object) -> TaskRow:
    """Return the row of an open task."""
    task = Task(pk=11, kind="by-hand", title="Ring <her>", state=Task.State.OPEN, **fields)
    return rows_of([task], me=ME, on=ON)[0]


def words(html: str) -> str:
    """Return what somebody reads of it."""
    return re.sub(r"\s+", " ", strip_tags(html.replace("<br>", " | "))).strip()


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        ({}, "Nobody’s | No day Take: Ring &lt;her&gt; Done: Ring &lt;her&gt;"),
        ({"assigned_to_id": ME}, "Mine | No day Done: Ring &lt;her&gt;"),
        ({"assigned_to": BERT}, "Bert Reed | No day Done: Ring &lt;her&gt;"),
        (
            {"assigned_to": BERT, "person": ANNA, "cohort": OXFORD, "due_on": date(2027, 2, 28)},
            "Bert Reed, Anna O&lt;b&gt;Neil, Oxford &amp; Bath | Overdue 28 Feb 2027 Done: Ring &lt;her&gt;",
        ),
        (
            {"assigned_to_id": ME, "due_on": ON, "snoozed_until": date(2027, 3, 9)},
            "Mine | 1 Mar 2027 | Put off until 9 Mar 2027 Done: Ring &lt;her&gt;",
        ),
    ],
)
def test_task_items_say_whose_a_task_is_what_it_is_about_and_until_when(fields: dict[str, object], read: str) -> None:
    assert words(task_items([row(**fields)], "/here/", "secret")) == f"Ring &lt;her&gt; | {read}"


def test_task_items_can_be_taken_and_finished_and_lead_back() -> None:
    html = task_items([row(person=ANNA, cohort=OXFORD)], "/?a=1&b=2", "secret")

    found = re.findall(r'(?:href|action|value)="([^"]*)"', html)

    back = ["secret", "/?a=1&amp;b=2"]
    assert found == [
        reverse("cohorts:task", args=[11]),
        reverse("person", args=["K7M29XQT"]),
        reverse("cohorts:cohort", args=["K7M29XQV"]),
        reverse("cohorts:task_take", args=[11]),
        *back,
        reverse("cohorts:task_done", args=[11]),
        *back,
    ]
    # Two buttons in one line, not one long word.
    assert re.search(r"</form>\s+<form", html)


def test_cohort_rows_say_each_number_under_the_name_of_its_column() -> None:
    whole = CohortRow(
        name="Oxford & Bath",
        venue="Town Hall, Oxford",
        url="/cohorts/1/",
        stage=SafeString("<b>Running</b>"),
        opens="1 Mar 2027",
        closes="",
        lay="4 for 10",
        professionals="5 for 10",
        offers="2",
        places="7 of 20",
        step=NextStep("See <them>", "/next/"),
    )
    bare = replace(whole, opens="", step=NextStep("Nothing more to do."))

    html = cohort_rows([whole, bare], *"abcdefg")

    found = [re.findall(r'data-label="(.)">(.*?)</td>', line) for line in html.splitlines()]
    numbers = [("c", "4 for 10"), ("d", "5 for 10"), ("e", "2"), ("f", "7 of 20")]
    day = '<span class="lt-nowrap">{}</span>'
    assert found == [
        [
            ("a", "<b>Running</b>"),
            ("b", f"<span>{day.format('1 Mar 2027')} to {day.format('…')}</span>"),
            *numbers,
            (
                "g",
                (
                    '<a class="govuk-link" href="/next/">See &lt;them&gt;'
                    '<span class="govuk-visually-hidden">: Oxford &amp; Bath</span></a>'
                ),
            ),
        ],
        [("a", "<b>Running</b>"), ("b", "not set"), *numbers, ("g", "Nothing more to do.")],
    ]
    assert html.count('<a class="govuk-link" href="/cohorts/1/">Oxford &amp; Bath</a><br>') == 2
