"""The pseudo language itself: it marks whatever is translated, and its reader finds whatever is not."""

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, ngettext, npgettext, pgettext

from tests.pseudo_language import (
    is_marked,
    outside_of_calendar,
    outside_of_page,
    outside_of_template,
    speak_pseudo,
    without_rows,
)

LAZY = gettext_lazy("Said at import")


def rendered(source: str, **values: object) -> str:
    return Template("{% load i18n %}" + source).render(Context(values))


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_speak_pseudo_marks_every_kind_of_translation(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    speak_pseudo(monkeypatch)

    with translation.override(language):
        said = [gettext("Hello"), pgettext("greeting", "Hello"), str(LAZY)]
        said += [ngettext("%d day", "%d days", 1) % 1, npgettext("time", "%d day", "%d days", 2) % 2]
        said.append(rendered("{% translate 'Hello' %}"))
        said.append(rendered("{% blocktranslate trimmed %}\n Hello {{ name }}\n{% endblocktranslate %}", name="Mair"))

    assert said == ["⟦Hello⟧", "⟦Hello⟧", "⟦Said at import⟧", "⟦1 day⟧", "⟦2 days⟧", "⟦Hello⟧", "⟦Hello Mair⟧"]


def test_speak_pseudo_ends_with_the_test() -> None:
    with pytest.MonkeyPatch.context() as patch:
        speak_pseudo(patch)

    assert gettext("Hello") == "Hello"


@pytest.mark.parametrize(
    ("page", "outside"),
    [
        ("<p>⟦Read ⟧<a>⟦our⟧</a> page</p>", ["page"]),
        ("<p>⟦Read <b>this</b> page⟧ 9:30</p>", []),
        ('<img alt="A cat"><img alt="⟦A cat⟧"><img alt="">', ["A cat"]),
        ('<input type="submit" value="Send"><input type="text" value="Mair">', ["Send"]),
        ('<td data-label="When">⟦Tuesday⟧</td>', ["When"]),
        ("<option>Yes</option><script>let one</script>", ["Yes"]),
        ('<html lang="en-gb"><button lang="cy"><b>Cymraeg</b></button> <i>one</i></html>', ["one"]),
        ("<p>⟦Never closed</p><p>and hidden</p>", ["1 marks are never closed"]),
        ("mair@example.org https://example.org/a K7M2 9XQT £25", []),
    ],
)
def test_outside_of_page_finds_what_is_not_in_marks(page: str, outside: list[str]) -> None:
    assert outside_of_page(page) == outside


@pytest.mark.parametrize(
    ("source", "outside"),
    [
        ("{# A note #}{% if one %}Yes{% else %}{% translate 'No' %}{% endif %}", ["Yes"]),
        ("{% include 'a/b.html' with title='Your day' hint=_('Your day') text='lt-tag' only %}", ["Your day"]),
        ("{{ name|default:'Nobody yet' }}", ["Nobody yet"]),
        ('<a title="{% translate "One" %}" class="lt-one">{{ name }}</a>', []),
    ],
)
def test_outside_of_template_reads_every_branch(source: str, outside: list[str]) -> None:
    assert outside_of_template(source) == outside


def test_outside_of_calendar_reads_what_a_calendar_shows() -> None:
    feed = "BEGIN:VEVENT\r\nSUMMARY:⟦Workshop 1⟧ in a\r\n  hall\r\nLOCATION:⟦Oxford⟧\r\nEND:VEVENT\r\n"

    assert outside_of_calendar(feed) == ["in a hall"]


def test_without_rows_leaves_what_nobody_wrote() -> None:
    rows = {"Mair", "Leading Together 2027"}

    assert without_rows(["Mair", "Mair, Leading Together 2027", "Leading Mair"], rows) == ["Leading Mair"]


@pytest.mark.parametrize(("words", "marked"), [("⟦Hello⟧", True), ("⟦Hello⟧ you", False), ("Hello", False)])
def test_is_marked_asks_for_the_whole(words: str, marked: bool) -> None:
    assert is_marked(words) == marked
