"""A later place that was promised: carried over, offered without a draw, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.places import withdraw_place
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place, Task
from cohorts.recruitment.actions.draws import make_draw
from cohorts.recruitment.actions.offer_answers import accept_offer, follow_withdrawn_places
from cohorts.recruitment.actions.promises import drop_promise, keep_promise, make_promise
from cohorts.recruitment.models import Application, Offer, Promise
from tests.cohorts.selecting.conftest import LAY, World
from tests.factories import NOW, TODAY, ApplicationFactory, CohortFactory, TeamMembershipFactory

pytestmark = pytest.mark.django_db
REPLY_BY = TODAY + timedelta(days=10)


@pytest.fixture
def promised(full_pool: Any) -> Promise:
    """A lay partner accepted a place, left, and was promised another."""
    world: World = full_pool()
    world.draw()
    offers = world.offers()
    offer = next(one for one in offers if one.role == LAY)
    application = offer.application
    application.motivation, application.topics = "I want to help.", ["access"]
    application.save()
    world.says(application, gender="woman")
    place = accept_offer(offer=offer, by=world.coordinator, now=NOW)
    withdraw_place(place=place, reason="", by=world.coordinator, now=NOW)
    follow_withdrawn_places(now=NOW)
    return make_promise(place=place, by=world.coordinator, now=NOW)


def later_cohort(promise: Promise, **fields: Any) -> Any:
    cohort = CohortFactory.create(state="selecting", **({"pairs_wanted": 1} | fields))
    if not promise.made_by.memberships.filter(programme=cohort.programme).exists():
        TeamMembershipFactory.create(programme=cohort.programme, person=promise.made_by)
    return cohort


def keep(promise: Promise, cohort: Any) -> Offer:
    return keep_promise(promise=promise, cohort=cohort, reply_by=REPLY_BY, by=promise.made_by, now=NOW)


def test_keep_promise_carries_the_application_over_and_offers_the_place_once(promised: Promise) -> None:
    cohort = later_cohort(promised)

    offers = [keep(promised, cohort) for _twice in range(2)]

    application = Application.objects.get(pk=offers[0].application_id)
    assert offers[0] == offers[1]
    assert (application.source, application.state, application.programme) == ("carried", "offered", cohort.programme)
    assert (application.motivation, application.topics, application.available_all_dates) == (
        "I want to help.",
        ["access"],
        None,
    )
    assert list(application.selection_answers.values_list("category", "value")) == [("gender", "woman")]
    assert Task.objects.get(kind="promise").state == "done"


def test_keep_promise_counts_as_seated_in_the_draw(promised: Promise) -> None:
    cohort = later_cohort(promised)
    keep(promised, cohort)
    for role in ("lay", "professional"):
        one = ApplicationFactory.create(programme=cohort.programme, role=role, state="eligible")
        one.choices.create(cohort=cohort, rank=1)

    made = make_draw(cohort=cohort, seed="1", accept_nearest=True, accept_no_chance=True, by=promised.made_by, now=NOW)

    assert Promise.objects.get().application.ref in made.result["selected"]


def test_keep_promise_in_the_same_programme_is_allowed(promised: Promise) -> None:
    cohort = later_cohort(promised, programme=promised.place.programme)

    place = accept_offer(offer=keep(promised, cohort), by=promised.made_by, now=NOW)

    assert Place.objects.in_use().filter(person=place.person).get() == place


def test_keep_promise_uses_the_application_that_is_there(promised: Promise) -> None:
    cohort = later_cohort(promised)
    own = ApplicationFactory.create(programme=cohort.programme, person=promised.place.person, state="eligible")

    assert keep(promised, cohort).application == own


def test_keep_promise_refuses_a_full_cohort_and_a_promise_let_go(promised: Promise) -> None:
    cohort = later_cohort(promised)
    other = ApplicationFactory.create(programme=cohort.programme, state="offered")
    Offer.objects.create(
        application=other, cohort=cohort, role=LAY, reply_by=REPLY_BY, made_at=NOW, made_by=promised.made_by
    )

    with pytest.raises(NotAllowedError, match="No place of this kind is free in that cohort"):
        keep(promised, cohort)
    assert not Application.objects.filter(source="carried").exists()
    drop_promise(promise=promised, by=promised.made_by, now=NOW)
    with pytest.raises(NotAllowedError, match="This promise was let go"):
        keep(promised, later_cohort(promised))


def test_promise_page_offers_the_place(promised: Promise) -> None:
    cohort = later_cohort(promised)
    client, page = Client(), reverse("recruitment:promise", args=[promised.ref])
    client.force_login(promised.made_by)
    typed = {"cohort": str(cohort.pk), "reply_by_day": "11", "reply_by_month": "3", "reply_by_year": "2027"}

    nothing = client.post(page, typed | {"cohort": ""}).content.decode()
    client.post(page, typed)
    shown = client.get(page).content.decode()

    assert "Choose the cohort in which the place is offered." in nothing
    assert ("Kept on" in shown, Offer.objects.filter(cohort=cohort).count()) == (True, 1)


def test_promise_constraints_refuse_half_a_story(promised: Promise) -> None:
    for wrong in ({"kept_at": NOW}, {"dropped_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Promise.objects.filter(pk=promised.pk).update(**wrong)

    assert Promise.objects.filter(pk=promised.pk).update(dropped_at=NOW, dropped_by=promised.made_by) == 1
