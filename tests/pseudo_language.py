"""A language that nobody speaks: whatever passed through gettext comes back in marks, so the rest stands out."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from importlib import import_module

import pytest
from asgiref.local import Local
from django.conf import settings
from django.db import models
from django.template import Engine
from django.utils.translation import trans_real

from common import dates
from leadingtogether import context_processors
from tests.test_house import our_models

OPEN, CLOSE = "⟦", "⟧"
# Attributes that are read or spoken; a `value` only where it is the words on a button.
SPOKEN = frozenset(
    {"alt", "aria-description", "aria-label", "aria-roledescription", "data-label", "label", "placeholder", "title"}
)
BUTTONS = frozenset({"submit", "button", "reset"})
# Commands for a computer are the same in every language.
SILENT = frozenset({"code", "script", "style"})
SHOWN_BY_CALENDARS = ("DESCRIPTION", "LOCATION", "SUMMARY", "X-WR-CALNAME")
# What is the same in every language: an address, a reference, a code of letters and digits, a point in a list.
SAME_EVERYWHERE = re.compile(
    r"""
    [\w.+-]+@[\w-]+(?:\.[\w-]+)+                  # an email address
    | https?://\S+                                # a web address
    | [\w.-]+(?::\d+)?/j/[A-Z0-9]+/?              # a web address as it is printed on paper
    | \b[0-9A-Z]{4}(?:\ [0-9A-Z]{4})+\b            # a reference, or a secret, as it is said
    | \b[\w-]+\.(?:csv|ics|json|pdf|txt|xlsx|zip)\b          # the name of a file
    | \b[0-9a-f]{12,}\b                           # a fingerprint
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[^\W\d_]")
# Columns of text that the program itself fills: what stands there has to come through gettext.
FILLED_BY_PROGRAM = frozenset(
    {
        "cohorts.Task.title",
        "evaluation.Item.easy_text",
        "evaluation.Item.text",
        "evaluation.Questionnaire.easy_introduction",
        "evaluation.Questionnaire.introduction",
        "evaluation.Questionnaire.title",
        "evaluation.Section.introduction",
        "evaluation.Section.title",
        "evaluation.Wave.title",
        "messaging.Message.body",
        "messaging.Message.title",
        "messaging.Message.why",
        "people.AuditEvent.action",
    }
)
# A word of small letters in a row is a code of the program: shown as it is, it would be a mistake.
CODE = re.compile(r"[a-z0-9_-]*")


def speak_pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every translation of this process come back as “⟦message⟧”, in whatever language is active.

    Every module is imported first, as where the service runs: what it translates while it is imported stays unmarked.
    """
    import_module(settings.ROOT_URLCONF)
    # Days are written once in each language and kept: marked ones must neither be missed nor stay behind.
    monkeypatch.setattr(dates, "_written", dates._written.__wrapped__)
    # So are the way around and the words of templates.
    monkeypatch.setattr(context_processors, "_drawn", context_processors._drawn.__wrapped__)
    for loader in Engine.get_default().template_loaders:
        monkeypatch.setattr(loader, "get_template_cache", {})
    # And a process that has settled remembers messages, in the language that is active here as well.
    monkeypatch.setattr(trans_real, "_active", Local())
    monkeypatch.setattr(trans_real, "_translations", {})
    monkeypatch.setattr(trans_real, "_default", None)
    translation = trans_real.DjangoTranslation
    monkeypatch.setattr(translation, "gettext", lambda _self, message: marked(message))
    monkeypatch.setattr(translation, "ngettext", lambda _self, one, many, n: marked(one if n == 1 else many))


def marked(message: str) -> str:
    """Return a message in marks, without the context that pgettext puts before it."""
    return f"{OPEN}{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}{CLOSE}"


def is_marked(words: object) -> bool:
    """Tell whether the whole of a lazy text passed through gettext."""
    text = str(words)
    return text.startswith(OPEN) and text.endswith(CLOSE)


class Reader(HTMLParser):
    """Collects what a person reads or hears on a page and stands outside the marks, in `outside`.

    Marks may begin and end in different elements: `{% blocktranslate %}` holds links and bold words.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.skipped: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read the attributes that are words; marks in an attribute begin and end there."""
        values = dict(attrs)
        # Scripts say what stands in data-i18n.
        spoken = [value for name, value in attrs if name in SPOKEN or name.startswith("data-i18n")]
        if tag == "input" and values.get("type") in BUTTONS:
            spoken.append(values.get("value"))
        if tag == "meta" and values.get("name") == "description":
            spoken.append(values.get("content"))
        # What is in a language of its own says so, as “Cymraeg” does.
        if tag in self.skipped or tag in SILENT or (tag != "html" and "lang" in values):
            self.skipped.append(tag)
        elif not self.depth:
            self.outside += [text for value in spoken for text in outside_marks(value or "")]

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not read."""
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        """Read a text."""
        if self.skipped:
            return
        for text in re.split(f"([{OPEN}{CLOSE}])", data):
            if text == OPEN:
                self.depth += 1
            elif text == CLOSE:
                self.depth -= 1
            elif not self.depth:
                self.outside.append(text)


def outside_marks(text: str) -> list[str]:
    """Return the parts of a plain text that stand outside the marks."""
    depth, parts = 0, []
    for part in re.split(f"([{OPEN}{CLOSE}])", text):
        if part in {OPEN, CLOSE}:
            depth += 1 if part == OPEN else -1
        elif not depth:
            parts.append(part)
    return parts if depth == 0 else [text]


def outside_of_page(html: str) -> list[str]:
    """Return every text of a page outside the marks that has words; say so where marks do not match."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    if reader.depth:
        reader.outside.append(f"{reader.depth} marks are never closed")
    return with_words(reader.outside)


def outside_of_calendar(text: str) -> list[str]:
    """Return the words outside the marks of what a calendar shows; its long lines are folded."""
    lines = re.sub(r"\r\n[ \t]", "", text).splitlines()
    shown = [line.partition(":")[2].replace("\\n", "\n") for line in lines if line.startswith(SHOWN_BY_CALENDARS)]
    return with_words(part for line in shown for part in outside_marks(line))


def with_words(texts: Iterable[str]) -> list[str]:
    """Return the texts, in one line each, that still have letters without what is the same in every language."""
    tidy = (" ".join(text.split()) for text in texts)
    return [text for text in tidy if WORD.search(SAME_EVERYWHERE.sub("", text))]


def without_rows(texts: Iterable[str], rows: set[str]) -> list[str]:
    """Return the texts that have words beyond those that people wrote into the rows."""
    left = [text for text in texts if text not in rows]
    if not left:
        return []
    longest_first = sorted(rows, key=len, reverse=True)
    written = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    return [text for text in left if WORD.search(SAME_EVERYWHERE.sub("", written.sub("", text)))]


def words_of_rows() -> set[str]:
    """Return what people wrote, from every row: names, towns, titles. No states and no codes: pages say those."""
    return {line for text in texts_of_rows() for line in lines_of(text) if line and not CODE.fullmatch(line)}


def texts_of_rows() -> Iterator[str]:
    """Yield the value of each column of text that has no choices."""
    for model in our_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not isinstance(field, models.SlugField)
            and not field.choices
            and f"{model._meta.label}.{field.name}" not in FILLED_BY_PROGRAM
        ]
        if columns:
            for row in model._base_manager.values_list(*columns):
                yield from (text for value in row if value for text in texts_in(value))


def texts_in(value: object) -> Iterator[str]:
    """Yield the texts in a value: a sealed field holds lists and tables of them, also as the names of columns."""
    if isinstance(value, dict):
        yield from (text for pair in value.items() for one in pair for text in texts_in(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in texts_in(one))
    else:
        yield str(value)


def lines_of(text: str) -> Iterator[str]:
    """Yield a text as pages show it: in one piece, and line by line."""
    yield " ".join(text.split())
    yield from (" ".join(line.split()) for line in text.splitlines())


# Parts of a template: what is translated, what is not shown, what fills it, and what is written in a tag.
TRANSLATED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*trans(?:late)?\s.*?%}|_\((\"|').*?\1\)",
    re.DOTALL,
)
HIDDEN = re.compile(
    r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|{%\s*block\s+body_class\s*%}.*?{%\s*endblock\b.*?%}", re.DOTALL
)
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
TAG = re.compile(r"{[{%].*?[}%]}", re.DOTALL)
SENTENCE = re.compile(r"\"([^\"]*)\"|'([^']*)'")
# What a template says has a capital letter or two words; names of files, classes and addresses have neither.
SAID = re.compile(r"[A-Z][a-z]|[a-z] [a-z]")


def outside_of_template(source: str) -> list[str]:
    """Return the words of a template outside gettext, in every branch, whether or not a page gets there."""
    shown = TRANSLATED.sub("", HIDDEN.sub("", source))
    literals = [one or two for tag in TAG.findall(shown) for one, two in SENTENCE.findall(tag)]
    page = TAG.sub(" ", VALUE.sub("0", shown))
    return [*outside_of_page(page), *(text for text in literals if SAID.search(text))]
