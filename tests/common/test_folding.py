"""Folded texts: in Python and in the database alike."""

import unicodedata

import pytest
from django.db import connection
from django.db.models import F

from common.folding import ACCENTS, LATIN, LONGER, PLAIN, Folded, fold
from people.models import Person
from tests.factories import PersonFactory


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zoë O’Neill-Groß", "zoe o'neill gross"),
        ("Zoe\u0308", "zoe"),
        ("ŁUKASZ Ærø", "lukasz aero"),
        ("Мария", "мария"),
        ("50%_\\", "50%_\\"),
        ("", ""),
    ],
)
def test_folding_leaves_what_everybody_can_type(text, folded):
    assert fold(text) == folded


def test_every_latin_letter_with_an_accent_becomes_a_plain_one():
    letters = "".join(chr(number) for numbers in LATIN for number in numbers)

    left = {one for one in fold(letters) if unicodedata.normalize("NFD", one)[0].isascii() and not one.isascii()}

    assert left == set()
    assert all(len(short) == 1 for short in PLAIN.values())
    assert not set(LONGER) & set(PLAIN)


def test_folding_twice_changes_nothing():
    every = "".join(chr(number) for number in range(1, 0x2100))

    assert fold(fold(every)) == fold(every)


def test_database_folds_as_python_does(db):
    # Every sign of the table, a hundred to a name; PostgreSQL takes no NUL.
    signs = [*PLAIN, *LONGER, *map(chr, ACCENTS), *map(chr, range(1, 0x80))]
    names = ["".join(signs[start : start + 100]) for start in range(0, len(signs), 100)]
    people = [PersonFactory.create(given_name=name) for name in names]

    found = dict(Person.objects.annotate(folded=Folded(F("given_name"))).values_list("pk", "folded"))

    assert connection.vendor in {"sqlite", "postgresql"}
    assert {person.pk: fold(person.given_name) for person in people} == found
