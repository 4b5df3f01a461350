"""After a drop-out: who is left is paired with the least disturbance, and what each way costs is seen before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.places import withdraw_place
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.repairing import Ways, repair_pairs, ways_to_repair
from cohorts.pairing.actions.weightings import choose_weighting
from cohorts.pairing.models import Pair, Proposal
from cohorts.pairing.weights import COMPONENTS
from people.models import Person
from tests.cohorts.pairing.worlds import exclude, lay, professional
from tests.factories import NOW, CohortFactory, PairFactory, coordinator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory.create(name="Oxford")


@pytest.fixture
def by(cohort: Cohort) -> Person:
    person = coordinator_of(cohort.programme)
    weights = dict.fromkeys(COMPONENTS, 0) | {"topics": 1}
    choose_weighting(cohort=cohort, preset="own", weights=weights, worst_first=False, version=0, by=person, now=NOW)
    return person


@pytest.fixture
def pair(cohort: Cohort, by: Person) -> Pair:
    """Mair works with Anita; Tom and Ben are left over, and would each do better with one of them."""
    lay(cohort, "Tom", topics=["carers"])
    professional(cohort, "Ben", topics=["discharge"])
    return PairFactory.create(
        cohort=cohort,
        lay=lay(cohort, "Mair", topics=["discharge"]),
        professional=professional(cohort, "Anita", topics=["carers"]),
        state=Pair.State.INTRODUCED,
        introduced_at=NOW,
        introduced_by=by,
    )


def told(found: Ways) -> list[tuple[int, list[tuple[str, str]], int, int]]:
    return [
        (
            len(way.broken),
            [(made.lay.person.given_name, made.professional.person.given_name) for made in way.made],
            way.pairs,
            way.total_fit,
        )
        for way in found.ways
    ]


def test_ways_to_repair_begin_with_breaking_nothing(cohort: Cohort, pair: Pair) -> None:
    assert told(ways_to_repair(cohort)) == [
        (0, [("Tom", "Ben")], 2, 0),
        (1, [("Mair", "Ben"), ("Tom", "Anita")], 2, 2000),
    ]


def test_ways_to_repair_break_a_pair_where_an_exclusion_leaves_no_other_way(
    cohort: Cohort, pair: Pair, by: Person
) -> None:
    tom = cohort.places_taken.get(person__given_name="Tom")
    exclude(tom, cohort.places_taken.get(person__given_name="Ben"), by=by)

    assert told(ways_to_repair(cohort)) == [(0, [], 1, 0), (1, [("Mair", "Ben"), ("Tom", "Anita")], 2, 2000)]


def test_ways_to_repair_name_a_pair_that_an_exclusion_ends(cohort: Cohort, pair: Pair, by: Person) -> None:
    exclude(pair.lay, pair.professional, by=by)

    assert ways_to_repair(cohort).impossible == [pair]


def test_ways_to_repair_leave_threes_alone(cohort: Cohort, pair: Pair, by: Person) -> None:
    tom = cohort.places_taken.get(person__given_name="Tom")
    pair.third, pair.third_from, pair.third_approved_by = tom, NOW.date(), by
    pair.save()

    assert told(ways_to_repair(cohort)) == []


def test_repair_pairs_ends_what_it_says_and_proposes_the_rest(cohort: Cohort, pair: Pair, by: Person) -> None:
    way = ways_to_repair(cohort).ways[1]

    draft = repair_pairs(cohort=cohort, broken=[one.ref for one in way.broken], by=by, now=NOW)

    pair.refresh_from_db()
    assert (pair.state, pair.end_reason, pair.ended_by) == ("ended", "repaired", by)
    assert set(draft.pairs.values_list("lay__person__given_name", "professional__person__given_name")) == {
        ("Mair", "Ben"),
        ("Tom", "Anita"),
    }


def test_repair_pairs_that_is_no_way_any_more_changes_nothing(cohort: Cohort, pair: Pair, by: Person) -> None:
    with pytest.raises(NotAllowedError, match=r"The pairs have changed since you looked."):
        repair_pairs(cohort=cohort, broken=["NOTAREFX"], by=by, now=NOW)

    pair.refresh_from_db()
    assert pair.state == "introduced"
    assert not Proposal.objects.exists()


@pytest.fixture
def staff(client: Client, by: Person, sign_in: Callable[[Client, Person], None]) -> Client:
    sign_in(client, by)
    return client


def test_page_shows_the_ways_and_one_button_does_it(staff: Client, cohort: Cohort, pair: Pair) -> None:
    url = reverse("pairing:repair", args=[cohort.ref])
    board = staff.get(reverse("pairing:board", args=[cohort.ref])).content.decode()
    page = staff.get(url)

    after = staff.post(url, {"broken": page.context["ways"][0].key}, follow=True)

    assert url in board
    assert "End and propose" in page.content.decode()
    assert "1 pair is proposed." in after.content.decode()
    pair.refresh_from_db()
    assert pair.state == "introduced"


def test_page_shows_the_pairs_as_they_are_beside_what_breaking_one_would_give(
    staff: Client, cohort: Cohort, pair: Pair
) -> None:
    ben = Place.objects.get(cohort=cohort, person__given_name="Ben")
    withdraw_place(place=ben, reason="", by=coordinator_of(cohort.programme), now=NOW)
    page = staff.get(reverse("pairing:repair", args=[cohort.ref]))

    ways = page.context["ways"]
    assert [(len(way.broken), len(way.made), way.pairs) for way in ways] == [(0, 0, 1), (1, 1, 1)]
    assert "As it is now" in page.content.decode()
    assert page.content.decode().count("End and propose") == 1


def test_page_over_other_pairs_says_so(staff: Client, cohort: Cohort, pair: Pair) -> None:
    url = reverse("pairing:repair", args=[cohort.ref])

    page = staff.post(url, {"broken": "NOTAREFX"}, follow=True)

    assert "The pairs have changed since you looked." in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_queries(
    staff: Client, cohort: Cohort, by: Person, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        lay(cohort, f"Mair{number}")
        professional(cohort, f"Anita{number}")
        PairFactory.create(cohort=cohort)

    with django_assert_max_num_queries(12) as asked:
        assert staff.get(reverse("pairing:repair", args=[cohort.ref])).status_code == 200

    assert len(asked) == 11
