"""Reads that are composed once: the same rows, in fewer steps, and no function that would be kept wrongly."""

from datetime import date, timedelta
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.utils import timezone

from cohorts.models import Place, Programme, Role
from cohorts.recruitment.models import Application
from common import prepared_query, statements
from common.prepared import alike, prepared
from common.querysets import counts_of
from common.stand_ins import NotPreparedError
from people.models import Person
from tests.factories import ApplicationFactory, PersonFactory, PlaceFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def _named(*names: str) -> list[Person]:
    return [PersonFactory(given_name=name, family_name="Reed") for name in names]


@prepared
def people_called(name: str) -> "models.QuerySet[Person]":
    """Return who is called this."""
    return Person.objects.filter(given_name=name).order_by("pk")


@prepared
def people_like(part: str) -> "models.QuerySet[Person]":
    """Return whose name holds this."""
    return Person.objects.filter(given_name__icontains=part).order_by("pk")


@prepared
def places_of(person: Person, role: Role | None = None) -> "models.QuerySet[Place]":
    """Return the places of somebody, those of one role where it is given."""
    found = Place.objects.filter(person=person).select_related("person", "cohort__venue")
    return found.filter(role=role) if role else found


@prepared
def people_of(keys: list[int]) -> "models.QuerySet[Person]":
    """Return the people with these keys."""
    return Person.objects.filter(pk__in=keys).order_by("-pk")


@prepared
def people_with(refs: list[str]) -> "models.QuerySet[Person]":
    """Return the people with these references."""
    return Person.objects.filter(ref__in=refs).order_by("pk")


@prepared
def programmes_until(year: int) -> "models.QuerySet[Programme]":
    """Return the programmes of a year and of those before; its column is a small one."""
    return Programme.objects.filter(year__lte=year).order_by("year")


@prepared
def joined_since(on: date, instant: Any = None) -> "models.QuerySet[Person]":
    """Return who joined on a day or later."""
    found = Person.objects.filter(created_at__date__gte=on).order_by("pk")
    return found.filter(created_at__gte=instant) if instant else found


@prepared
def with_blanks(programme: Programme) -> "models.QuerySet[Application]":
    """Return the applications to a programme that left something open."""
    return Application.objects.filter(programme=programme).exclude(to_ask=[])


def test_prepared_read_finds_the_rows_of_each_value() -> None:
    anna, bert = _named("Anna", "Bert")
    assert [list(people_called(name)) for name in ("Anna", "Bert", "Cleo")] == [[anna], [bert], []]


def test_prepared_read_is_composed_once(django_assert_num_queries: Any) -> None:
    anna, bert = _named("Anna", "Bert")
    list(people_called("somebody"))
    with (
        patch.object(prepared_query, "_check", new=False),
        patch.object(statements.Pattern, "__init__", side_effect=AssertionError("composed again")),
        patch.object(prepared_query.PreparedQuery, "_compose", side_effect=AssertionError("composed again")),
        django_assert_num_queries(5),
    ):
        assert list(people_called("Anna")) == [anna]
        assert people_called("Bert").get() == bert
        assert people_called("Bert").first() == bert
        assert list(people_called("Cleo")[:3]) == []
        assert people_called("Anna")[0] == anna


def test_prepared_read_counts_and_tells_whether_there_is_a_row(django_assert_num_queries: Any) -> None:
    _named("Anna", "Anna", "Bert")
    with django_assert_num_queries(4):
        assert people_called("Anna").count() == 2
        assert people_called("Cleo").count() == 0
        assert people_called("Anna").exists()
        assert not people_called("Cleo").exists()


@pytest.mark.parametrize(("begins", "ends"), [(0, 2), (1, 3), (2, 9), (4, 9), (1, 1), (None, 1), (1, None)])
def test_prepared_read_can_be_cut(begins: int | None, ends: int | None) -> None:
    people = _named("Anna", "Anna", "Anna", "Anna")
    assert list(people_called("Anna")[begins:ends]) == people[begins:ends]
    assert list(people_called("Anna")[1:][begins:ends]) == people[1:][begins:ends]


def test_prepared_read_is_composed_anew_for_what_is_done_to_it() -> None:
    anna, _other, _bert = [*_named("Anna", "Anna"), *_named("Bert")]
    found = people_called("Anna")
    assert list(found.filter(pk=anna.pk)) == [anna]
    assert list(found.order_by("-pk").values_list("pk", flat=True)) == [_other.pk, anna.pk]
    assert Person.objects.filter(pk__in=found).count() == 2
    assert found[:1].count() == 1
    assert found[:1].exists()
    assert found.last() == _other
    assert found.aggregate(most=models.Max("pk")) == {"most": _other.pk}
    assert (found | people_called("Bert")).count() == 3
    assert found.filter(pk__gt=anna.pk).update(family_name="Shaw") == 1
    assert not found.none()


def test_prepared_read_takes_rows_choices_and_what_is_absent() -> None:
    place = PlaceFactory(role=Role.LAY)
    assert list(places_of(place.person)) == [place]
    assert list(places_of(place.person, Role.LAY)) == [place]
    assert list(places_of(place.person, role=Role.PROFESSIONAL)) == []
    assert places_of(place.person).get().cohort.venue == place.cohort.venue


def test_prepared_read_takes_lists_of_any_length() -> None:
    people = _named("Anna", "Bert", "Cleo")
    keys = [person.pk for person in people]
    assert [list(people_of(keys[:many])) for many in range(4)] == [people[:many][::-1] for many in range(4)]


def test_prepared_read_keeps_a_comparison_with_a_small_number() -> None:
    old, new = ProgrammeFactory(year=2026), ProgrammeFactory(year=2027)
    assert list(programmes_until(2026)) == [old]
    assert list(programmes_until(2027)) == [old, new]


def test_alike_adds_references_that_no_row_has() -> None:
    people = _named("Anna", "Bert", "Cleo")
    assert [len(alike(["K7M29XQT"] * many)) for many in (0, 1, 2, 3, 4, 5, 100)] == [0, 1, 2, 4, 4, 8, 128]
    assert list(people_with(alike([person.ref for person in people]))) == people
    assert list(people_of(alike([person.pk for person in people]))) == people[::-1]


def test_prepared_read_takes_days_and_instants() -> None:
    [anna] = _named("Anna")
    day = timezone.localdate(anna.created_at)
    assert list(joined_since(day)) == [anna]
    assert list(joined_since(day + timedelta(days=1))) == []
    assert list(joined_since(day, anna.created_at)) == [anna]
    assert list(joined_since(day, anna.created_at + timedelta(seconds=1))) == []


def test_prepared_read_hands_on_what_a_pattern_would_read_as_any_letter() -> None:
    people = _named("50 %", "Anna", "A_na")
    assert [list(people_like(part)) for part in ("%", "_", "ann")] == [[people[0]], [people[2]], [people[1]]]


def test_prepared_read_may_say_what_json_is_wanted() -> None:
    asked, _whole = ApplicationFactory(to_ask=["role.role"]), ApplicationFactory()
    assert list(with_blanks(asked.programme)) == list(with_blanks(asked.programme)) == [asked]


def test_prepared_read_hands_on_a_whole_text_as_it_is() -> None:
    people = _named("50 %", "50 pence")
    find = prepared(lambda name: Person.objects.filter(given_name__iexact=name))
    assert [list(find(name)) for name in ("50 %", "50 PENCE", "50_%")] == [[people[0]], [people[1]], []]


def test_prepared_reads_are_counted_in_one_statement(django_assert_num_queries: Any) -> None:
    _named("Anna", "Anna", "Bert")
    with django_assert_num_queries(1):
        assert counts_of([people_called("Anna"), people_called("Bert"), people_of([])]) == [2, 1, 0]


@prepared
def everybody_called(name: str, other: str) -> "models.QuerySet[Person]":
    """Return the numbers of those who are called one or the other."""
    first, second = (Person.objects.filter(given_name=one).order_by().values_list("pk") for one in (name, other))
    return first.union(second)


def test_prepared_read_gives_its_statement_for_another(django_assert_num_queries: Any) -> None:
    anna, bert = _named("Anna", "Bert")
    whole, part = people_called("Anna"), people_called("Anna").filter(pk__gt=anna.pk)
    assert (
        whole.query.sql_with_params() == Person.objects.filter(given_name="Anna").order_by("pk").query.sql_with_params()
    )
    assert part.query.sql_with_params() != whole.query.sql_with_params()
    assert str(anna.pk) in str(part.query)
    with pytest.raises(EmptyResultSet):
        people_of([]).query.sql_with_params()
    assert set(everybody_called("Anna", "Bert")) == {(anna.pk,), (bert.pk,)}
    with django_assert_num_queries(1):
        assert counts_of([everybody_called("Anna", "Bert"), everybody_called("Anna", "Anna")]) == [2, 1]


def test_prepared_read_says_in_its_words_what_is_always_the_same() -> None:
    place = PlaceFactory(role=Role.LAY)
    sql, values = places_of(place.person, Role.LAY).query.sql_with_params()
    assert "'lay'" in str(sql)
    assert values == (place.person.pk,)


@pytest.mark.parametrize("name", ["O’Neil", "O'Neil", "''", "50 %", "%s", "%%s", "a\\", "\\'", "?", "0", "é"])
def test_prepared_read_always_asks_for_the_same_text(name: str) -> None:
    [found, _other] = _named(name, "Anna")
    find = prepared(lambda person: Person.objects.filter(pk__gte=person.pk, given_name=name, family_name="Reed"))
    assert list(find(found)) == list(find(found)) == [found]
    assert find(found).count() == 1


@pytest.mark.parametrize("year", [0, 1, 2027, -1])
def test_prepared_read_always_asks_for_the_same_number(year: int) -> None:
    programmes = [ProgrammeFactory(year=2026), ProgrammeFactory(year=2027)]
    find = prepared(lambda first: Programme.objects.filter(pk__gte=first.pk).exclude(year__lt=models.F("year") + year))
    asked = Programme.objects.exclude(year__lt=models.F("year") + year)
    assert set(find(programmes[0])) == set(asked)


class Asking(NamedTuple):
    """What is asked with, under names."""

    name: str
    since: date


@prepared
def people_asked_for(asking: Asking) -> "models.QuerySet[Person]":
    """Return who is called so and joined on a day or later."""
    return Person.objects.filter(given_name=asking.name, created_at__date__gte=asking.since)


def test_prepared_read_takes_values_under_names() -> None:
    [anna] = _named("Anna")
    day = timezone.localdate(anna.created_at)
    assert list(people_asked_for(Asking("Anna", day))) == [anna]
    assert list(people_asked_for(Asking("Anna", day + timedelta(days=1)))) == []
    assert list(people_asked_for(Asking("Bert", day))) == []


def _looks_into_a_row(person: Person) -> "models.QuerySet[Person]":
    return Person.objects.filter(given_name=person.given_name)


def _computes(person: Person) -> "models.QuerySet[Person]":
    return Person.objects.filter(pk__gt=person.pk * 2)


def _asks(person: Person) -> "models.QuerySet[Person]":
    return Person.objects.filter(pk=person.pk) if Person.objects.exists() else Person.objects.none()


@pytest.mark.parametrize("function", [_looks_into_a_row, _computes, _asks])
def test_prepared_read_refuses_what_does_more_than_hand_on(function: Any) -> None:
    [person] = _named("Anna")
    with pytest.raises(TypeError, match="A prepared read may not"):
        list(prepared(function)(person))


def test_prepared_read_refuses_to_decide_by_a_text() -> None:
    def find(name: str) -> "models.QuerySet[Person]":
        return Person.objects.none() if name == "nobody" else Person.objects.filter(given_name=name)

    with pytest.raises(TypeError, match="may not compare a text"):
        list(prepared(find)("Anna"))


def test_prepared_read_refuses_to_fetch_along_what_depends_on_a_value() -> None:
    def find(person: Person) -> "models.QuerySet[Person]":
        theirs = models.Prefetch("places", Place.objects.filter(person=person))
        return Person.objects.prefetch_related(theirs)

    [person] = _named("Anna")
    with pytest.raises(TypeError, match="fetch rows along"):
        list(prepared(find)(person))


@pytest.mark.parametrize("value", [1.5, {"a": 1}, Person()])
def test_prepared_read_refuses_values_that_it_cannot_hand_on(value: Any) -> None:
    with pytest.raises(TypeError, match="prepared"):
        list(people_called(value))


def _decides(name: str) -> "models.QuerySet[Person]":
    return Person.objects.filter(family_name="Family" if name == "Anna" else "", given_name=name)


@pytest.mark.parametrize(
    ("build", "value"),
    [
        (_decides, "Anna"),
        (lambda values: Person.objects.filter(given_name__in=values), {"Anna"}),
        (lambda values: Person.objects.filter(given_name=next(iter(values))), {"Anna": 1}),
    ],
)
def test_refused_read_answers_nobody_with_an_error_in_production(
    build: Any, value: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    people = _named("Anna", "Bert")
    Person.objects.update(family_name="Family")
    find = prepared(build)
    with pytest.raises(NotPreparedError):
        find(value)

    monkeypatch.setattr(prepared_query, "_check", False)
    rows, count = list(find(value)), find(value).count()

    assert (rows, count) == (people[:1], 1)
    # Said once, and nothing of what was asked for.
    assert [(one.levelname, "is composed each time" in one.getMessage()) for one in caplog.records] == [
        ("WARNING", True)
    ]
    assert "Anna" not in caplog.text


def test_a_statement_that_would_differ_is_found_by_the_check() -> None:
    wanted = ["Anna"]
    find = prepared(lambda: Person.objects.filter(given_name=wanted[0]))
    list(find())
    wanted[0] = "Bert"
    with pytest.raises(AssertionError, match="is composed as"):
        list(find())
