"""The rows of the call sheet: what a caller reads of one person."""

import re
from datetime import UTC, date, datetime

from django.utils.html import strip_tags

from leadingtogether.call_sheet import Line
from leadingtogether.due import Due
from leadingtogether.templatetags.calls import call_rows
from messaging.listing import Reach
from messaging.models import Call
from people.models import Person, Supporter

ANNA = Person(given_name="Anna", family_name="O<b>Neil")
ANN = Person(given_name="Ann", family_name="Kay")


def due(title: str, *, urgent: bool = False) -> Due:
    """Return a task that is due."""
    return Due(what="task", ref="1", title=title, words="", language="en", day=None, urgent=urgent)


def line(person: Person = ANNA, **fields: object) -> Line:
    """Return a line of which everything is empty but what is given."""
    empty = {"due": [], "reach": Reach("Phone call", "", None), "needs": [], "missing": [], "last_call": None}
    return Line(person=person, **{**empty, "url": "/calls/1/", **fields})  # type: ignore[arg-type]


def cells(one: Line) -> list[str]:
    """Return what each cell of a row says, its lines apart."""
    html = call_rows([one], "How", "About", "Last")
    found = re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", html)
    labels = ["".join(re.findall(r'data-label="(.*?)"', attributes)) for attributes, _said in found]
    assert labels == ["", "How", "About", "Last", ""]
    return [strip_tags(said.replace("<br>", " | ")) for _attributes, said in found]


def test_call_row_of_somebody_of_whom_little_is_known() -> None:
    assert cells(line()) == ["Anna O&lt;b&gt;Neil", "No number known | Phone call", "", "–", ""]


def test_call_row_says_who_how_about_what_and_what_came_of_the_last_call() -> None:
    person = Person(given_name="Mair", family_name="Rees", known_as="M & M", safe_times="after <five>", language="cy")
    call = Call(outcome="no_answer", at=datetime(2027, 3, 1, 9, tzinfo=UTC), by=ANN, again_on=date(2027, 3, 9))
    whole = line(
        person,
        due=[due("Ring <her>", urgent=True), due("Ask & listen")],
        reach=Reach("Through their supporter", "+447700900123", Supporter(supporter=ANN)),
        needs=["More time"],
        missing=["Postcode", "No telephone number"],
        last_call=call,
    )

    assert cells(whole) == [
        "Mair Rees | Call them M &amp; M | Urgent",
        "07700 900123 | Through their supporter: Ann Kay | after &lt;five&gt; | More time | Welsh",
        "Ring &lt;her&gt; | Ask &amp; listen | Missing: Postcode, No telephone number",
        "No answer | 1 Mar 2027, Ann Kay | Again on 9 Mar 2027",
        "",
    ]
    assert '<a class="govuk-link" href="/calls/1/">Mair Rees</a><br>' in call_rows([whole], "", "", "")


def test_call_row_tells_what_is_urgent_beside_a_name() -> None:
    assert cells(line(due=[due("Ring", urgent=True)]))[0] == "Anna O&lt;b&gt;Neil | Urgent"
    assert cells(line(due=[due("Ring")]))[0] == "Anna O&lt;b&gt;Neil"
    assert cells(line(Person(given_name="Anna", known_as="Annie")))[0] == "Anna | Call them Annie"
