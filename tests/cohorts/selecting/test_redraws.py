"""A declined, lapsed or given-up place is drawn again, with those who stay as fixed members."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Job, Task
from cohorts.recruitment.actions.couples import go_alone
from cohorts.recruitment.actions.draws import verify_draw
from cohorts.recruitment.actions.offer_answers import accept_offer, decline_offer, lapse_overdue
from cohorts.recruitment.actions.offers import LETTER_DAYS, make_offers
from cohorts.recruitment.actions.redraws import ask_for_redraw, newcomers_of, offer_redrawn, proposal_of
from cohorts.recruitment.models import Application, Draw, Offer, Reserve
from cohorts.tasks import run_jobs
from people.models import ContactMethod
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, REPLY_BY, World
from tests.factories import NOW, ApplicationFactory, CohortChoiceFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def offered(full_pool: Callable[[], World]) -> World:
    """Five of each role, two of each drawn and offered; of the lay people two are women, and one must be."""
    world = full_pool()
    world.quota("gender", "woman", 1, 1, role=LAY)
    for application in Application.objects.filter(role=LAY).order_by("pk")[:2]:
        world.says(application, gender="woman")
    for application in Application.objects.filter(role=LAY).order_by("pk")[2:]:
        world.says(application, gender="man")
    world.draw()
    world.offers()
    return world


def is_woman(application: Application) -> bool:
    return application.selection_answers.filter(category="gender", value="woman").exists()


def offer_to_the_woman() -> Offer:
    return next(offer for offer in Offer.objects.filter(role=LAY) if is_woman(offer.application))


def redrawn(world: World) -> Draw:
    """Ask for the free places to be drawn again, and let a worker do it."""
    ask_for_redraw(cohort=world.cohort, by=world.coordinator, now=LATER)
    run_jobs(LATER)
    draw = proposal_of(cohort=world.cohort)
    assert draw is not None, Job.objects.latest("pk").message
    return draw


def offer_again(world: World, draw: Draw) -> list[Offer]:
    return offer_redrawn(draw=draw, cohort=world.cohort, reply_by=REPLY_BY, by=world.coordinator, now=LATER)


def test_redraw_keeps_who_stays_and_the_quotas(offered: World) -> None:
    decline_offer(offer=offer_to_the_woman(), by=offered.coordinator, now=LATER)
    stay = set(Offer.objects.filter(state="open").values_list("application__ref", flat=True))

    draw = redrawn(offered)
    made = offer_again(offered, draw)

    assert set(draw.result["include"]) == stay
    assert [is_woman(offer.application) for offer in made] == [True]
    assert draw.follows is not None
    in_use = Offer.objects.filter(state__in=["open", "accepted"])
    assert Counter(in_use.values_list("role", flat=True)) == {LAY: 2, PROFESSIONAL: 2}
    assert not Reserve.objects.filter(application=made[0].application, used_at=None).exists()
    assert not Task.objects.filter(kind="next-reserve", state="open").exists()


def test_redraw_follows_from_the_first_chance_and_can_be_checked(offered: World) -> None:
    decline_offer(offer=offer_to_the_woman(), by=offered.coordinator, now=LATER)

    first = redrawn(offered)
    again = redrawn(offered)

    assert (first, first.seed) == (again, "seed + 1")
    assert verify_draw(draw=Draw.objects.get(pk=first.pk)) is True


def test_redraw_never_draws_somebody_who_declined_or_left(offered: World) -> None:
    declined = offer_to_the_woman()
    decline_offer(offer=declined, by=offered.coordinator, now=LATER)
    # They applied anew since; they cancelled all the same.
    Application.objects.filter(pk=declined.application_id).update(state="withdrawn")
    anew = ApplicationFactory.create(
        programme=offered.cohort.programme, person=declined.application.person, role=LAY, state="eligible"
    )
    CohortChoiceFactory.create(application=anew, cohort=offered.cohort, rank=1)
    offered.says(anew, agreed=False, gender="woman")

    draw = redrawn(offered)

    keys = {candidate["key"] for candidate in draw.pool}
    assert not keys & {anew.ref, declined.application.ref}


def test_redraw_fills_places_that_lapsed(offered: World) -> None:
    lapse_overdue(now=NOW + timedelta(days=11))

    draw = redrawn(offered)

    assert (draw.result["include"], len(newcomers_of(draw))) == ([], 4)


def test_redraw_is_worked_out_again_when_somebody_answers(offered: World) -> None:
    decline_offer(offer=offer_to_the_woman(), by=offered.coordinator, now=LATER)
    draw = redrawn(offered)
    decline_offer(offer=Offer.objects.filter(state="open")[0], by=offered.coordinator, now=LATER)

    with pytest.raises(NotAllowedError, match="has answered since"):
        offer_again(offered, draw)
    other = redrawn(offered)

    draw.refresh_from_db()
    assert (draw.state, other.state, len(newcomers_of(other))) == ("discarded", "made", 2)


def test_redraw_asks_people_who_were_not_drawn_only_where_a_quota_needs_them(offered: World) -> None:
    other = next(one for one in Application.objects.filter(role=LAY).exclude(state="offered") if is_woman(one))
    Reserve.objects.filter(application=other).delete()
    Application.objects.filter(pk=other.pk).update(state="not_drawn")
    men = Application.objects.filter(role=LAY, state__in=["reserve", "not_drawn"]).exclude(pk=other.pk)
    assert men.count() == 2

    decline_offer(offer=Offer.objects.filter(role=PROFESSIONAL)[0], by=offered.coordinator, now=LATER)
    without = {candidate["key"] for candidate in redrawn(offered).pool}
    decline_offer(offer=offer_to_the_woman(), by=offered.coordinator, now=LATER)
    draw = redrawn(offered)
    offer_again(offered, draw)

    other.refresh_from_db()
    assert (other.ref in without, draw.met, other.state) == (False, True, "offered")


def test_offer_redrawn_twice_makes_the_offers_once(offered: World) -> None:
    decline_offer(offer=offer_to_the_woman(), by=offered.coordinator, now=LATER)
    draw = redrawn(offered)

    assert [len(offer_again(offered, draw)) for _ in range(2)] == [1, 0]


def test_redraw_says_what_is_still_not_met(offered: World) -> None:
    for application in Application.objects.filter(role=LAY, state__in=["reserve", "not_drawn"]):
        if is_woman(application):
            Application.objects.filter(pk=application.pk).update(state="withdrawn")
    decline_offer(offer=offer_to_the_woman(), by=offered.coordinator, now=LATER)

    draw = redrawn(offered)

    assert [(one["kind"], one["possible"]) for one in draw.result["shortfalls"]] == [("minimum", 0)]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda _world: None, "No place is free"),
        (lambda _world: Draw.objects.update(state="discarded") and None, "Draw the cohort first"),
        (lambda world: WorkshopFactory.create(cohort=world.cohort, number=1, date=NOW.date()), "first workshop"),
    ],
)
def test_redraw_says_why_it_cannot_be_done(full_pool: Callable[[], World], spoil: Any, sentence: str) -> None:
    world = full_pool()
    if "Draw the cohort" not in sentence:
        world.draw()
        world.offers()
    spoil(world)

    with pytest.raises(NotAllowedError, match=sentence):
        ask_for_redraw(cohort=world.cohort, by=world.coordinator, now=LATER + timedelta(hours=12))


def test_redraw_leaves_out_half_of_a_couple_until_they_come_alone(offered: World) -> None:
    reserves = list(Application.objects.filter(state="reserve", role=LAY).order_by("pk"))
    gone = Application.objects.filter(state="reserve", role=PROFESSIONAL)[0]
    for one, other in ((reserves[0], gone), (gone, reserves[0])):
        Application.objects.filter(pk=one.pk).update(partner_application=other)
    Application.objects.filter(pk=gone.pk).update(state="withdrawn")
    decline_offer(offer=offer_to_the_woman(), by=offered.coordinator, now=LATER)

    keys = {candidate["key"] for candidate in redrawn(offered).pool}
    go_alone(application=Application.objects.get(pk=reserves[0].pk), by=offered.coordinator, now=LATER)
    then = {candidate["key"] for candidate in redrawn(offered).pool}

    assert (reserves[0].ref in keys, reserves[0].ref in then) == (False, True)


def test_make_offers_offers_both_of_a_couple_or_neither(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.draw()
    lay, professional = (Application.objects.filter(state="drawn", role=role)[0] for role in (LAY, PROFESSIONAL))
    for one, other in ((lay, professional), (professional, lay)):
        Application.objects.filter(pk=one.pk).update(partner_application=other)
    Application.objects.filter(pk=professional.pk).update(state="withdrawn")

    made = world.offers()

    assert len(made) == 2
    assert lay.pk not in {offer.application_id for offer in made}
    go_alone(application=lay, by=world.coordinator, now=LATER)
    assert [offer.application_id for offer in world.offers()] == [lay.pk]


def test_offer_by_letter_has_more_days_but_ends_before_the_first_workshop(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.draw()
    by_post, by_mail = Application.objects.filter(state="drawn", role=LAY).order_by("pk")
    ContactMethod.objects.filter(person=by_post.person).delete()
    ContactMethod.objects.create(person=by_post.person, method="letter", position=1)
    person = by_post.person
    assert person is not None
    person.address, person.postcode = "1 High Street, Oxford", "OX1 1AA"
    person.save()

    make_offers(cohort=world.cohort, reply_by=REPLY_BY, by=world.coordinator, now=NOW)

    days = dict(Offer.objects.filter(role=LAY).values_list("application", "reply_by"))
    assert days == {by_post.pk: REPLY_BY + LETTER_DAYS, by_mail.pk: REPLY_BY}


def test_a_declined_place_is_filled_in_the_browser(client: Client, offered: World) -> None:
    client.force_login(offered.coordinator)
    offer = offer_to_the_woman()
    client.post(
        reverse("recruitment:offer_answer", args=[offer.ref]),
        {"how": "phone", "answer": "decline", "reason": "No time"},
    )
    page = reverse("recruitment:fill", args=[offered.cohort.ref])

    offers = client.get(reverse("recruitment:offers", args=[offered.cohort.ref])).content.decode()
    before = client.get(page).content.decode()
    client.post(page)
    run_jobs(LATER)
    shown = client.get(page).content.decode()
    reply = {f"reply_by_{part}": str(getattr(REPLY_BY, part)) for part in ("day", "month", "year")}
    client.post(reverse("recruitment:fill_offer", args=[offered.cohort.ref]), reply)

    made = Offer.objects.latest("pk")
    assert page in offers
    assert str(offer.application.person) in before
    assert str(made.application.person) in shown
    assert (made.state, is_woman(made.application)) == ("open", True)


def test_somebody_who_accepted_stays(offered: World) -> None:
    staying = Offer.objects.filter(role=PROFESSIONAL).order_by("pk")[0]
    accept_offer(offer=staying, by=offered.coordinator, now=LATER)
    decline_offer(offer=offer_to_the_woman(), by=offered.coordinator, now=LATER)

    draw = redrawn(offered)

    assert staying.application.ref in draw.result["include"]


@pytest.mark.parametrize("leavers", [1, 2])
def test_fill_asks_few_queries(
    client: Client, offered: World, leavers: int, django_assert_max_num_queries: Any
) -> None:
    for offer in Offer.objects.filter(state="open").order_by("pk")[:leavers]:
        decline_offer(offer=offer, by=offered.coordinator, now=LATER)
    redrawn(offered)
    client.force_login(offered.coordinator)
    page = reverse("recruitment:fill", args=[offered.cohort.ref])
    client.get(page)

    with django_assert_max_num_queries(12):
        client.get(page)


def test_somebody_whose_partner_declined_is_named_and_may_come_alone(client: Client, offered: World) -> None:
    lay, professional = (Offer.objects.filter(role=role).order_by("pk")[0] for role in (LAY, PROFESSIONAL))
    for one, other in ((lay, professional), (professional, lay)):
        Application.objects.filter(pk=one.application_id).update(partner_application=other.application)
    decline_offer(offer=professional, by=offered.coordinator, now=LATER)
    client.force_login(offered.coordinator)
    page = reverse("recruitment:fill", args=[offered.cohort.ref])

    named = client.get(page).content.decode()
    alone = reverse("recruitment:alone", args=[offered.cohort.ref, lay.application.ref])
    back = client.post(alone, {"next": page}, follow=True)

    assert "Applied together, and one does not come any more" in named
    assert str(lay.application.person) in named
    assert back.redirect_chain == [(page, 302)]
    assert "Applied together, and one" not in back.content.decode()
