"""Rows that hang on others are read once for all of those."""

from typing import Any

import pytest
from django.utils.functional import SimpleLazyObject

from common.along import fetch_along
from people.models import ContactMethod, Person
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def _with_ways(*ways: str) -> Person:
    person = PersonFactory()
    person.contact_methods.all().delete()
    for position, way in enumerate(ways, 1):
        ContactMethod.objects.create(person=person, method=way, position=position)
    return Person.objects.get(pk=person.pk)


def test_fetch_along_gives_each_its_own_in_the_order_of_the_read(django_assert_num_queries: Any) -> None:
    people = [_with_ways("email", "letter"), _with_ways(), _with_ways("phone")]
    rows = ContactMethod.objects.filter(person__in=people).order_by("-position")
    with django_assert_num_queries(1):
        fetch_along(people, contact_methods=rows)
        found = [[way.method for way in person.contact_methods.all()] for person in people]
    assert found == [["letter", "email"], [], ["phone"]]


def test_fetch_along_gives_two_copies_of_a_row_the_same() -> None:
    person = _with_ways("email")
    people = [person, Person.objects.get(pk=person.pk)]
    fetch_along(people, contact_methods=ContactMethod.objects.filter(person=person))
    assert [one.preferred_methods for one in people] == [["email"], ["email"]]


def test_fetch_along_asks_nothing_for_nobody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        fetch_along([], contact_methods=ContactMethod.objects.all())


def test_fetch_along_gives_whoever_is_signed_in_their_own(django_assert_num_queries: Any) -> None:
    person = _with_ways("phone", "email")
    wrapped: Any = SimpleLazyObject(lambda: person)
    fetch_along([wrapped], contact_methods=ContactMethod.objects.filter(person=person).order_by("position"))
    with django_assert_num_queries(0):
        assert wrapped.preferred_methods == ["phone", "email"]
