"""Finding people by words, alike on every page that looks for them."""

import random

import pytest

from people.finding import words_of
from people.models import Person
from tests.factories import PersonFactory


def found(typed: str) -> list[str]:
    return [person.family_name for person in Person.objects.holding(*words_of(typed)).order_by("pk")]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Élodie", "Élodie"),
        ("Élodie", "élodie"),
        ("Élodie", "ÉLOD"),
        ("Elodie", "Élodie"),
        ("Élodie", "elodie"),
        ("Zoë", "zoe"),
        ("Zoe\u0308", "Zoë"),
        ("Gwenllïan", "GWENLLÏAN"),
        ("O'Neill", "o'neill"),
        ("O’Neill", "O'Neill"),
        ("O'Neill", "O’NEILL"),
        ("Smith-Jones", "smith-jones"),
        ("Smith Jones", "Smith-Jones"),
        ("van der Berg", "van der berg"),
        ("van der Berg", "Berg der"),
        ("Smith-Jones", "smith jones"),
        ("Łukasz", "Łukasz"),
        ("Łukasz", "lukasz"),
        ("Søren Ødegård", "soren odegard"),
        ("Þórunn Æsa", "thorunn aesa"),
        ("Nguyễn", "nguyen"),
        ("Ångström", "ångström"),
        ("Ángel-Núñez d'Aubigné", "Ángel-Núñez"),
        ("Angel-Nunez", "ángel-núñez"),
        ("Groß", "groß"),
        ("Groß", "GROSS"),
        ("Мария", "Мария"),
        ("Мария", "мария"),
        ("50%_\\", "50%_\\"),
    ],
)
def test_person_is_found_by_a_name_as_it_is_typed(db, name, typed):
    PersonFactory.create(family_name=name)
    PersonFactory.create(family_name="Somebody", given_name="Else")

    assert found(typed) == [name]


@pytest.mark.parametrize(
    "typed", ["%", "_", "sm%th", "sm_th", "\\", "é", "'", "-", "смит", "smithe", "s'ith", "s-ith", "ännn"]
)
def test_signs_stand_for_nobody(db, typed):
    PersonFactory.create(family_name="Smith", given_name="Ann", email=None)

    assert found(typed) == []


@pytest.mark.parametrize("typed", ["meg", "mair@example", "home@example.org", "CF10", "cf10", "k7m4-9xqt", "K7M49XQT"])
def test_person_is_found_by_other_things_that_are_said(db, typed):
    PersonFactory.create(
        given_name="Mair",
        family_name="Pugh",
        known_as="Meg",
        email="mair@example.org",
        contact_email="home@example.org",
        outward_code="CF10",
        ref="K7M49XQT",
    )
    PersonFactory.create(family_name="Other", outward_code="CF1")

    assert found(typed) == ["Pugh"]


def test_every_word_is_wanted_and_no_word_goes_from_one_part_into_the_next(db):
    PersonFactory.create(given_name="Ann", family_name="Smith", email="ann@example.org")

    assert found("smith ann") == ["Smith"]
    assert found("ann jones") == []
    assert found("annsmith") == []
    assert found("") == ["Smith"]


def test_nothing_is_left_to_find_of_somebody_who_is_erased(db):
    person = PersonFactory.create(
        given_name="Ann", family_name="Smith", known_as="Annie", contact_email="a@example.org"
    )

    Person.objects.filter(pk=person.pk).update(given_name="", family_name="", known_as="", email=None, contact_email="")

    assert Person.objects.values_list("names_and_emails", flat=True).get(pk=person.pk).strip() == ""


def test_longest_names_and_addresses_can_be_kept(db):
    # No text of an index may be longer than a third of a page of PostgreSQL: signs of four bytes that do not repeat.
    chance = random.Random(1)
    name = "".join(chr(chance.randrange(0x1F300, 0x1F5FF)) for _number in range(100))
    address = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _number in range(242)) + "@example.org"

    person = PersonFactory.create(
        given_name=name, family_name=name, known_as=name, email=address, contact_email=f"b{address[1:]}"
    )

    assert Person.objects.holding(*words_of(address[:100])).get() == person
