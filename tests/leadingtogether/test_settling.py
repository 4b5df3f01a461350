"""A web process before it answers anybody: nothing that it says changes, and nothing is walked through in vain."""

import gc
from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext, trans_real

from leadingtogether.settling import drop_empty_catalogues, remember_messages, settle

SAID = ("Phone us", "Enter a valid email address.", "Monday", "Home")


@pytest.fixture(autouse=True)
def unsettled() -> Iterator[None]:
    """Begin and end with the catalogues as Django reads them, and with every object in the collector's sight."""
    trans_real._translations.clear()
    trans_real._default = None
    yield
    trans_real._translations.clear()
    trans_real._default = None
    gc.unfreeze()


def catalogues_of(language: str) -> list[set[str]]:
    """Return the messages of each catalogue that is asked, one after the other."""
    found, one = [], trans_real.translation(language)
    while one is not None:
        found.append(set(one._catalog.keys()) - {""})
        one = one._fallback
    return found


def said() -> dict[str, list[str]]:
    """Return a few words in each language: of ours, and of Django."""
    words = {}
    for language in ("en-gb", "cy"):
        with translation.override(language):
            words[language] = [gettext(message) for message in SAID]
    return words


@pytest.mark.parametrize(("language", "asked"), [("en-gb", 1), ("cy", 2)])
def test_drop_empty_catalogues_leaves_those_with_messages(language: str, asked: int) -> None:
    before = catalogues_of(language)

    drop_empty_catalogues()

    assert catalogues_of(language) == [messages for messages in before if messages]
    assert len(catalogues_of(language)) == asked < len(before)


def test_drop_empty_catalogues_changes_no_word() -> None:
    before = said()

    drop_empty_catalogues()

    assert said() == before
    assert before["cy"] != before["en-gb"]


def test_remember_messages_changes_no_word() -> None:
    before = said()

    remember_messages()
    remember_messages()

    assert [said(), said()] == [before] * 2
    assert type(gettext(SafeString("Home"))) is SafeString
    assert type(gettext("Home")) is str


def test_remember_messages_looks_for_each_once() -> None:
    remember_messages()

    for _time in range(3):
        said()

    for language in ("en-gb", "cy"):
        assert trans_real.translation(language).gettext.cache_info().misses == len(SAID)


def test_settle_sets_aside_what_is_loaded() -> None:
    settle()

    assert gc.get_freeze_count() > 100_000
