"""Races that only PostgreSQL shows: seats, answers and draws, each from many threads at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cohorts.actions.programmes import change_cohort
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Place
from cohorts.recruitment.actions.draws import confirm_draw, make_draw
from cohorts.recruitment.actions.offer_answers import accept_offer, decline_offer
from cohorts.recruitment.actions.offers import free_seats, make_offers, offer_next_reserve
from cohorts.recruitment.models import Application, Draw, EmployerRelease, Offer
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, REPLY_BY, World
from tests.factories import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(act: Callable[[int], Any], times: int) -> list[Any]:
    """Do `act` in so many threads that start together; return what each gave or why not."""
    barrier, found = threading.Barrier(times), [None] * times

    def run(number: int) -> None:
        try:
            barrier.wait()
            found[number] = act(number)
        except (NotAllowedError, StaleError) as error:
            found[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def drawn(full_pool: Callable[[], World]) -> World:
    """Four people are drawn for four seats."""
    world = full_pool()
    world.draw()
    return world


def test_make_offers_at_once_never_offers_more_than_the_seats(drawn: World) -> None:
    made = at_once(
        lambda _number: make_offers(cohort=drawn.cohort, reply_by=REPLY_BY, by=drawn.coordinator, now=NOW), 8
    )

    assert sorted(len(offers) for offers in made) == [0] * 7 + [4]
    assert Offer.objects.filter(state="open").count() == 4


def test_offer_next_reserve_at_once_fills_a_seat_once(drawn: World) -> None:
    drawn.offers()
    offer = Offer.objects.filter(role=LAY).first()
    assert offer is not None
    decline_offer(offer=offer, by=drawn.coordinator, now=NOW)

    at_once(
        lambda _number: offer_next_reserve(
            cohort=drawn.cohort, role=LAY, reply_by=REPLY_BY, by=drawn.coordinator, now=NOW
        ),
        8,
    )

    assert free_seats(cohort=drawn.cohort) == {LAY: 0, PROFESSIONAL: 0}
    assert Offer.objects.filter(role=LAY, state="open").count() == 2


def test_accept_offer_at_once_makes_one_place_and_asks_once(drawn: World) -> None:
    drawn.offers()
    offer = Offer.objects.filter(role=PROFESSIONAL).select_related("application__person").first()
    assert offer is not None
    assert offer.application.person is not None
    person = offer.application.person

    places = at_once(lambda _number: accept_offer(offer=offer, by=person, now=NOW), 8)

    assert len({place.pk for place in places}) == 1
    assert (Place.objects.count(), EmployerRelease.objects.count()) == (1, 1)


def test_accept_and_decline_at_once_give_one_answer(drawn: World) -> None:
    drawn.offers()
    offer = Offer.objects.filter(role=LAY).select_related("application__person").first()
    assert offer is not None
    assert offer.application.person is not None
    person = offer.application.person

    def answer(number: int) -> object:
        act = accept_offer if number % 2 else decline_offer
        return act(offer=offer, by=person, now=NOW)

    at_once(answer, 8)

    offer.refresh_from_db()
    assert offer.state == ("accepted" if Place.objects.filter(person=person).exists() else "declined")
    assert Application.objects.get(pk=offer.application_id).state == offer.state


def test_make_draw_at_once_keeps_one(full_pool: Callable[[], World]) -> None:
    world = full_pool()

    made = at_once(
        lambda number: make_draw(cohort=world.cohort, seed=f"seed {number % 2}", by=world.coordinator, now=NOW), 4
    )

    assert len({draw.pk for draw in made if isinstance(draw, Draw)}) == 1
    assert Draw.objects.count() == 1


def test_confirm_draw_at_once_moves_people_once(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    draw = make_draw(cohort=world.cohort, seed="seed", by=world.coordinator, now=NOW)

    at_once(lambda _number: confirm_draw(draw=draw, by=world.coordinator, now=NOW + timedelta(minutes=1)), 6)

    assert Application.objects.filter(state="drawn").count() == 4
    assert draw.reserves.count() == 4


def test_change_cohort_at_once_tells_all_but_one(world: World) -> None:
    saved = at_once(
        lambda number: change_cohort(
            cohort=Cohort.objects.get(pk=world.cohort.pk),
            version=1,
            values={"name": f"Name {number}"},
            by=world.coordinator,
            now=NOW,
        ),
        8,
    )

    assert sum(isinstance(one, StaleError) for one in saved) == 7
