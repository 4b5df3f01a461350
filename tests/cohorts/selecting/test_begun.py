"""Once the first workshop has begun nobody is offered a place and nobody takes one; the cohort runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Task
from cohorts.recruitment.actions.offer_answers import accept_offer, decline_offer
from cohorts.recruitment.actions.offers import make_offers, offer_again, offer_promised
from cohorts.recruitment.models import Application, Offer
from cohorts.recruitment.tasks import lapse_offers
from cohorts.recruitment.views.promises import cohorts_for
from cohorts.tasks import start_cohorts
from tests.cohorts.selecting.conftest import LAY, REPLY_BY, World
from tests.factories import NOW, TODAY, WorkshopFactory

pytestmark = pytest.mark.django_db
# The first workshop begins at half past nine on the second day.
BEGINS = TODAY + timedelta(days=1)
AFTER = NOW + timedelta(days=1, hours=1)


@pytest.fixture
def offered(full_pool: Callable[[], World]) -> World:
    """Four offers are open and the first workshop begins tomorrow."""
    world = full_pool()
    WorkshopFactory.create(cohort=world.cohort, number=1, date=BEGINS)
    world.draw()
    world.offers()
    return world


def first_offer() -> Offer:
    found = Offer.objects.filter(role=LAY).select_related("application__person", "cohort").order_by("pk").first()
    assert found is not None
    return found


def test_accept_offer_refuses_once_the_first_workshop_has_begun(offered: World) -> None:
    offer = first_offer()
    person: Any = offer.application.person

    with pytest.raises(NotAllowedError, match="Phone us on 0300 000 0000"):
        accept_offer(offer=offer, by=person, now=AFTER)
    with pytest.raises(NotAllowedError, match="Offer a place in a cohort that has not begun"):
        accept_offer(offer=offer, by=offered.coordinator, now=AFTER)
    assert accept_offer(offer=offer, by=person, now=NOW).state == "active"


def test_decline_offer_after_the_beginning_asks_for_no_reserve(offered: World) -> None:
    decline_offer(offer=first_offer(), by=offered.coordinator, now=AFTER)

    assert not Task.objects.filter(kind="next-reserve").exists()


def test_no_offer_is_made_once_the_first_workshop_has_begun(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    WorkshopFactory.create(cohort=world.cohort, number=1, date=BEGINS)
    world.draw()
    lapsed = world.offers()[0]
    Offer.objects.filter(pk=lapsed.pk).update(state="lapsed", answered_at=NOW)
    Application.objects.filter(pk=lapsed.application_id).update(state="lapsed")
    lapsed.refresh_from_db()
    said = {"by": world.coordinator, "now": AFTER, "reply_by": REPLY_BY}

    for refused in (
        lambda: make_offers(cohort=world.cohort, **said),  # type: ignore[arg-type]
        lambda: offer_again(offer=lapsed, **said),  # type: ignore[arg-type]
        lambda: offer_promised(application=lapsed.application, cohort=world.cohort, **said),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotAllowedError, match=r"The first workshop of “Oxford” has begun"):
            refused()
    assert Offer.objects.count() == 4


def test_lapse_offers_ends_what_can_no_longer_be_accepted(offered: World) -> None:
    assert lapse_offers(NOW) == 0
    assert lapse_offers(AFTER) == 4
    assert lapse_offers(AFTER) == 0
    assert set(Offer.objects.values_list("state", flat=True)) == {"lapsed"}
    assert not Task.objects.filter(kind="next-reserve").exists()


def test_start_cohorts_lets_a_cohort_run_in_which_somebody_has_a_place(offered: World) -> None:
    assert start_cohorts(AFTER) == 0
    offer = first_offer()
    accept_offer(offer=offer, by=offer.application.person, now=NOW)  # type: ignore[arg-type]

    assert (start_cohorts(NOW), start_cohorts(AFTER), start_cohorts(AFTER)) == (0, 1, 0)
    offered.cohort.refresh_from_db()
    assert offered.cohort.state == Cohort.State.RUNNING


def test_a_promise_is_not_kept_in_a_cohort_that_has_begun(offered: World) -> None:
    class Promised:
        class place:  # noqa: N801
            cohort_id = 0

    assert list(cohorts_for(Promised, offered.coordinator)) == [offered.cohort]  # type: ignore[arg-type]
    offered.cohort.workshops.update(date=timezone.localdate() - timedelta(days=1))
    assert list(cohorts_for(Promised, offered.coordinator)) == []  # type: ignore[arg-type]


def test_offer_page_says_that_it_is_too_late_and_whom_to_phone(offered: World, client: Client) -> None:
    offer = first_offer()
    Offer.objects.update(reply_by=timezone.localdate() + timedelta(days=3))
    offered.cohort.workshops.update(date=timezone.localdate() - timedelta(days=1))
    client.force_login(offer.application.person)  # type: ignore[arg-type]
    page = reverse("recruitment:offer", args=[offer.ref])

    shown = client.get(page).content.decode()
    answered = client.post(page, {"answer": "accept"}, follow=True).content.decode()

    assert "Nobody new can join this group any more" in shown
    assert "0300 000 0000</span></strong>. We tell you whether there is a place in another group." in shown
    assert "Yes, I take the place" not in shown
    assert "so nobody new can join it. Phone us on 0300 000 0000." in answered
    offer.refresh_from_db()
    assert offer.state == "open"
