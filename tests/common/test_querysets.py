"""The compiler of the house writes what Django's writes, whatever is read and however it is ordered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.sql import Query

from common.querysets import Different, HouseQuery, SoonerOrder, counts_of
from people.models import Need, Person
from tests.factories import NeedFactory, PersonFactory

READS: dict[str, Callable[[], QuerySet[Any]]] = {
    "one": lambda: Person.objects.filter(pk=1),
    "the model's order": Person.objects.all,
    "no order": Person.objects.order_by,
    "with another row": lambda: Need.objects.select_related("person").order_by("person__family_name", "-pk"),
    "an expression": lambda: Person.objects.order_by(Lower("family_name").desc(), F("email").asc(nulls_last=True)),
    "a column of its own": lambda: Person.objects.annotate(needed=Count("needs")).order_by("-needed", "pk"),
    "its own among others": lambda: (
        Need.objects.select_related("person").annotate(called=Lower("person__family_name")).order_by("called", "slug")
    ),
    "a constant": lambda: Person.objects.annotate(kind=Value("x")).order_by("kind"),
    "values": lambda: Person.objects.values_list("family_name", "pk").order_by("family_name"),
    "grouped": lambda: Need.objects.values("slug").annotate(many=Count("pk")).order_by("-many", "slug"),
    "once": lambda: Person.objects.distinct().order_by("needs__slug"),
    "backwards": lambda: Person.objects.order_by("family_name").reverse(),
    "two together": lambda: (
        Person.objects.order_by().filter(pk=1).union(Person.objects.order_by().filter(pk=2)).order_by("family_name")
    ),
    "one inside": lambda: Need.objects.filter(person__in=Person.objects.order_by("family_name")[:3]),
    "the fields of another": lambda: Need.objects.select_related("person").only("slug", "person__email"),
}


def as_django(query: Query) -> tuple[str, Any]:
    """Return the SQL that Django writes for the query, and for those inside it."""
    plain = query.clone()
    plain.__class__ = Query
    plain.combined_queries = tuple(one.clone() for one in plain.combined_queries)
    for one in plain.combined_queries:
        one.__class__ = Query
    compiler = plain.get_compiler("default")
    assert not isinstance(compiler, SoonerOrder)
    return compiler.as_sql()


@pytest.mark.django_db
@pytest.mark.parametrize("read", READS)
def test_house_compiler_writes_what_django_writes(read: str) -> None:
    query = READS[read]().query

    compiler = query.get_compiler("default")

    assert isinstance(query, HouseQuery)
    assert isinstance(compiler, SoonerOrder)
    assert compiler.as_sql() == as_django(query)


@pytest.mark.django_db
def test_joined_reads_one_s_own_columns_and_those_named(django_assert_num_queries: Any) -> None:
    NeedFactory.create(person=PersonFactory.create(given_name="Mair", email="mair@example.org"))

    need = Need.objects.joined(person=["given_name"]).get()

    with django_assert_num_queries(0):
        assert (need.person.given_name, need.ended_at) == ("Mair", None)
    with django_assert_num_queries(1):
        assert need.person.email == "mair@example.org"


def test_counts_of_asks_everything_at_once(db, django_assert_num_queries) -> None:
    first, second = PersonFactory(family_name="Ash"), PersonFactory(family_name="Bell")
    for slug in ("hearing-loop", "parking"):
        NeedFactory(person=first, slug=slug)
    people = Person.objects.filter(pk__in=[first.pk, second.pk])
    questions: list[QuerySet[Any]] = [
        people,
        Person.objects.none(),
        people.filter(needs__slug__in=["hearing-loop", "parking"]).distinct(),
        people.filter(pk__in=[]),
        people.annotate(needed=Count("needs")).filter(needed=2),
        people.filter(family_name="50%"),
    ]

    with django_assert_num_queries(1):
        counts = counts_of(questions)

    assert counts == [2, 0, 1, 0, 1, 0]


@pytest.mark.parametrize(("most", "count"), [(1, 2), (2, 3), (3, 3), (9, 3)])
def test_counts_of_counts_different_rows_once_and_not_all_of_many(most, count, db) -> None:
    for name, many in (("Ash", 3), ("Bell", 1), ("Cole", 2)):
        for _ in range(many):
            PersonFactory(family_name=name)
    names = Person.objects.filter(family_name__in=["Ash", "Bell", "Cole"]).order_by().values_list("family_name")

    assert counts_of([Different(names, most), Different(names.none(), most)]) == [count, 0]
    assert counts_of([Different(names.union(names, all=True), most)]) == [count]


def test_counts_of_nothing_asks_nothing(db, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert counts_of([]) == []
