"""A departure that was an error: what comes back, what cannot, and that it happens once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Departure, Place, Task
from cohorts.pairing.models import Pair
from cohorts.recruitment.actions.offer_answers import accept_offer
from cohorts.recruitment.actions.promises import make_promise
from evaluation.models import Invitation
from leadingtogether.actions.departures import leave
from leadingtogether.actions.returning import take_departure_back
from messaging.models import Message
from tests.cohorts.selecting.conftest import LAY, World, full_pool, world  # noqa: F401
from tests.factories import NOW, PairFactory, PlaceFactory, coordinator_of
from tests.leadingtogether.test_departures import SAID, go, running, survey_message, unsent  # noqa: F401
from tests.worlds import RunningCohort

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def back(departure: Departure, by: Any) -> Departure:
    return take_departure_back(departure=departure, by=by, now=LATER)


def test_take_departure_back_gives_place_pair_surveys_and_messages_back(running: RunningCohort) -> None:  # noqa: F811
    by = running.people["coordinator"]
    survey_message(running)
    before = unsent(running.lay)
    pair = Pair.objects.get(pk=running.pair.pk)
    departure = go(running.lay, by, replace(SAID, confirmation=True)).departure
    Message.objects.filter(purpose="departure-confirmed").update(state="sent", sent_at=NOW)

    undone = [back(departure, by) for _twice in range(2)]

    place = Place.objects.get(pk=running.lay.pk)
    assert (place.state, place.left_evaluation_at, place.withdrawn_at) == ("active", None, None)
    assert Pair.objects.get(pk=pair.pk).state == pair.state
    assert Invitation.objects.still_wanted().filter(pk=running.invitation.pk).exists()
    assert unsent(running.lay) == before
    assert {one.undone_by for one in undone} == {by}
    assert Task.objects.filter(kind="back-without-partner").count() == 0


def test_take_departure_back_asks_for_a_partner_where_theirs_has_somebody_else(
    running: RunningCohort,  # noqa: F811
) -> None:
    by = running.people["coordinator"]
    departure = go(running.lay, by).departure
    other = PlaceFactory.create(cohort=running.cohort, programme=running.programme, role=LAY)
    PairFactory.create(cohort=running.cohort, lay=other, professional=running.professional, state="introduced")

    back(departure, by)

    assert Task.objects.get(kind="back-without-partner").person == running.lay.person


def test_take_departure_back_refuses_where_the_seat_is_given_away(full_pool: Callable[[], World]) -> None:  # noqa: F811
    world = full_pool()  # noqa: F811
    world.draw()
    offer = next(one for one in world.offers() if one.role == LAY)
    place = accept_offer(offer=offer, by=world.coordinator, now=NOW)
    departure = leave(place=place, said=SAID, offer=None, by=world.coordinator, now=NOW).departure
    PlaceFactory.create(cohort=world.cohort, programme=world.cohort.programme, role=LAY)

    with pytest.raises(NotAllowedError, match="has been offered to somebody else"):
        back(departure, world.coordinator)

    place.refresh_from_db()
    assert place.state == "withdrawn"


def test_take_departure_back_asks_no_reserve_and_lets_a_promise_go(full_pool: Callable[[], World]) -> None:  # noqa: F811
    world = full_pool()  # noqa: F811
    world.draw()
    offer = next(one for one in world.offers() if one.role == LAY)
    place = accept_offer(offer=offer, by=world.coordinator, now=NOW)
    departure = leave(place=place, said=SAID, offer=None, by=world.coordinator, now=NOW).departure
    promise = make_promise(place=place, by=world.coordinator, now=NOW)
    open_before = Task.objects.filter(kind="next-reserve", state="open").count()

    back(departure, world.coordinator)

    promise.refresh_from_db()
    offer.application.refresh_from_db()
    assert (open_before, Task.objects.filter(kind="next-reserve", state="open").count()) == (1, 0)
    assert promise.dropped_at is not None
    assert offer.application.state == "accepted"


def test_place_back_shows_what_comes_back_and_does_it(running: RunningCohort, client: Client) -> None:  # noqa: F811
    by = coordinator_of(running.programme)
    go(running.lay, by)
    client.force_login(by)
    page = reverse("place_back", args=[running.lay.ref])

    linked = page in client.get(reverse("cohorts:place", args=[running.lay.ref])).content.decode()
    shown = client.get(page).content.decode()
    done = client.post(page, follow=True).content.decode()
    again = client.get(page, follow=True).content.decode()

    assert linked
    assert f"The pair with {running.professional.person} and its project go on" in shown
    assert "takes part again." in done
    assert "there is nothing to take back" in again
