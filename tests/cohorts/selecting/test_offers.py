"""Offers: seats, answers, reserves, the employer."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cohorts.actions.places import confirm_release, withdraw_place
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place, Task
from cohorts.recruitment.actions.offer_answers import accept_offer, decline_offer, withdraw_offer
from cohorts.recruitment.actions.offers import free_seats, make_offers, offer_again, offer_next_reserve
from cohorts.recruitment.actions.releases import answer_release
from cohorts.recruitment.models import Application, EmployerRelease, Offer
from cohorts.recruitment.release_links import hash_of, link_of, token_of
from cohorts.recruitment.tasks import lapse_offers
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import Consent, Person
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, REPLY_BY, World
from tests.factories import NOW, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(full_pool: Callable[[], World]) -> World:
    """Four offers are open."""
    world = full_pool()
    world.draw()
    world.offers()
    return world


def one_offer(role: str) -> Offer:
    found = Offer.objects.filter(role=role, state="open").select_related("application__person", "cohort").first()
    assert found is not None
    return found


def person_of(offer: Offer) -> Person:
    assert offer.application.person is not None
    return offer.application.person


def accept(offer: Offer, **options: object) -> Place:
    return accept_offer(offer=offer, by=person_of(offer), now=NOW, **options)  # type: ignore[arg-type]


def test_make_offers_fills_the_seats_once(offered: World) -> None:
    again = offered.offers()

    offered.cohort.refresh_from_db()
    assert (again, offered.cohort.state) == ([], "confirming")
    assert free_seats(cohort=offered.cohort) == {LAY: 0, PROFESSIONAL: 0}
    assert Application.objects.filter(state="offered").count() == 4
    purposes = Message.objects.exclude(purpose="draw-reserve").exclude(purpose="draw-not-drawn")
    assert sorted(purposes.values_list("purpose", flat=True)) == ["offer"] * 4 + ["offer-reminder"] * 4


def test_make_offers_refuses_a_day_that_has_come(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.draw()

    with pytest.raises(NotAllowedError, match="after today"):
        make_offers(cohort=world.cohort, reply_by=NOW.date(), by=world.coordinator, now=NOW)


def test_make_offers_reminds_three_days_before_the_last_day(offered: World) -> None:
    due = set(Message.objects.filter(purpose="offer-reminder").values_list("due_at", flat=True))

    assert [moment.date() for moment in due] == [REPLY_BY - timedelta(days=3)]
    message, about = Message.objects.filter(purpose="offer-reminder")[0], purpose_of("offer-reminder").about
    assert about is not None
    assert about(message) == offered.cohort.name


def test_accept_offer_makes_a_place_and_welcomes(offered: World) -> None:
    offer = one_offer(LAY)

    place = accept(offer, consents=[Consent.Purpose.EVALUATION])

    offer.refresh_from_db()
    assert (place.programme, place.role, place.provisional) == (offered.cohort.programme, LAY, False)
    assert (offer.state, offer.place) == ("accepted", place)
    assert Application.objects.get(pk=offer.application_id).state == "accepted"
    assert list(place.person.consents.values_list("purpose", flat=True)) == ["evaluation"]
    said = Message.objects.filter(person=place.person).order_by("purpose").values_list("purpose", "state")
    assert list(said) == [("offer", "cancelled"), ("offer-reminder", "cancelled"), ("welcome", "queued")]


def test_accept_offer_twice_gives_one_place(offered: World) -> None:
    offer = one_offer(LAY)

    assert accept(offer) == accept(offer)
    assert Place.objects.count() == 1


def test_accept_offer_refuses_after_the_last_day(offered: World) -> None:
    offer = one_offer(LAY)

    with pytest.raises(NotAllowedError, match="has passed"):
        accept_offer(offer=offer, by=person_of(offer), now=NOW + timedelta(days=11))
    assert Place.objects.count() == 0


def test_accept_offer_counts_the_last_day_in_london(offered: World) -> None:
    offer = one_offer(LAY)
    last_minute = NOW.replace(hour=23, minute=59) + timedelta(days=10)

    assert accept_offer(offer=offer, by=person_of(offer), now=last_minute).state == "active"


def test_accept_offer_refuses_a_second_place_in_the_programme(offered: World) -> None:
    offer = one_offer(LAY)
    Place.objects.create(
        person=person_of(offer),
        cohort=offered.cohort,
        programme=offered.cohort.programme,
        role=PROFESSIONAL,
        accepted_at=NOW,
    )

    with pytest.raises(NotAllowedError, match="already have a place"):
        accept(offer)


def test_accept_offer_told_by_phone_names_who_recorded_it(offered: World) -> None:
    offer = one_offer(LAY)

    place = accept_offer(
        offer=offer,
        by=offered.coordinator,
        now=NOW,
        consents=["follow_up"],
        channel=Consent.Channel.PHONE,
    )

    offer.refresh_from_db()
    assert offer.answered_by == offered.coordinator
    assert list(place.person.consents.values_list("channel", "given_by")) == [("phone", offered.coordinator.pk)]


def test_accept_offer_of_a_professional_asks_the_manager(offered: World) -> None:
    place = accept(one_offer(PROFESSIONAL))

    release = EmployerRelease.objects.get(place=place)
    message = Message.objects.get(purpose="release-request")
    manager = message.person
    assert place.provisional is True
    assert (manager.full_name, manager.contact_email, manager.email, manager.is_active) == (
        "Sam Okafor",
        "sam@trust.example",
        None,
        False,
    )
    assert release.token_hash == hash_of(token_of(EmployerRelease.objects.get()))
    assert purpose_of("release-request").context(message)["link"] == link_of(release)


def test_accept_offer_asks_a_manager_who_is_known_already(offered: World) -> None:
    first, second = (accept(offer) for offer in Offer.objects.filter(role=PROFESSIONAL))

    assert first.release.manager == second.release.manager


def test_accept_offer_without_a_manager_makes_a_task(offered: World) -> None:
    offer = one_offer(PROFESSIONAL)
    Application.objects.filter(pk=offer.application_id).update(manager_email="")
    offer.refresh_from_db()

    accept(offer)

    assert list(Task.objects.values_list("kind", flat=True)) == ["release-phone"]
    assert Message.objects.filter(purpose="release-request").count() == 0


def test_decline_offer_frees_the_seat_and_tells_staff(offered: World) -> None:
    offer = one_offer(LAY)

    for _ in range(2):
        decline_offer(offer=offer, reason="No time", by=person_of(offer), now=NOW)

    offer.refresh_from_db()
    assert (offer.state, offer.decline_reason) == ("declined", "No time")
    assert free_seats(cohort=offered.cohort)[LAY] == 1
    assert list(Task.objects.values_list("kind", flat=True)) == ["next-reserve"]


def test_decline_offer_refuses_what_was_accepted(offered: World) -> None:
    offer = one_offer(LAY)
    accept(offer)

    with pytest.raises(NotAllowedError, match="closed"):
        decline_offer(offer=offer, by=person_of(offer), now=NOW)


def test_withdraw_offer_stops_its_messages(offered: World) -> None:
    offer = one_offer(LAY)

    withdraw_offer(offer=offer, by=offered.coordinator, now=NOW)

    assert set(Message.objects.about(f"offer:{offer.pk}").values_list("state", flat=True)) == {"cancelled"}
    assert Application.objects.get(pk=offer.application_id).state == "withdrawn"


def test_lapse_offers_closes_what_is_overdue_once(offered: World) -> None:
    accept(one_offer(LAY))
    on_the_day = lapse_offers(NOW + timedelta(days=10))

    after = [lapse_offers(NOW + timedelta(days=11)) for _ in range(2)]

    assert (on_the_day, after) == (0, [3, 0])
    assert Offer.objects.filter(state="lapsed").count() == 3


def test_lapse_offers_follows_people_who_left(offered: World) -> None:
    place = accept(one_offer(LAY))
    withdraw_place(place=place, reason="", by=offered.coordinator, now=NOW)

    handled = [lapse_offers(NOW) for _ in range(2)]

    assert handled == [1, 0]
    assert Application.objects.get(person=place.person).state == "withdrawn"
    assert Task.objects.filter(kind="next-reserve").count() == 1


def test_offer_next_reserve_takes_the_first_of_that_role(offered: World) -> None:
    offer = one_offer(LAY)
    decline_offer(offer=offer, by=person_of(offer), now=NOW)
    first = offered.cohort.reserves.filter(role=LAY).order_by("position").first()
    assert first is not None

    came = offer_next_reserve(cohort=offered.cohort, role=LAY, reply_by=REPLY_BY, by=offered.coordinator, now=NOW)

    assert came.offer is not None
    assert (came.offer.application, came.choice.keeps_all) == (first.application, True)
    assert list(Task.objects.values_list("state", flat=True)) == ["done"]
    with pytest.raises(NotAllowedError, match="No place of this kind is free"):
        offer_next_reserve(cohort=offered.cohort, role=LAY, reply_by=REPLY_BY, by=offered.coordinator, now=NOW)


def test_offer_next_reserve_restores_a_quota(world: World) -> None:
    world.cohort.pairs_wanted = 1
    world.cohort.save()
    world.quota("disability", "yes", 1, role=LAY)
    asked, other, wanted = (world.applicant(LAY) for _ in range(3))
    world.applicant(PROFESSIONAL)
    for application, value in ((asked, "yes"), (other, "no"), (wanted, "yes")):
        world.says(application, disability=value)
    world.draw(seed="seed", reserves_each=2)
    drawn = next(offer for offer in world.offers() if offer.role == LAY)
    left = ({asked.pk, wanted.pk} - {drawn.application_id}).pop()
    decline_offer(offer=drawn, by=person_of(drawn), now=NOW)

    came = offer_next_reserve(cohort=world.cohort, role=LAY, reply_by=REPLY_BY, by=world.coordinator, now=NOW)

    assert came.offer is not None
    assert came.offer.application_id == left


def test_offer_next_reserve_says_when_nobody_is_left(world: World) -> None:
    for role in (LAY, LAY, PROFESSIONAL, PROFESSIONAL):
        world.applicant(role)
    world.draw()
    offer = next(one for one in world.offers() if one.role == LAY)
    decline_offer(offer=offer, by=person_of(offer), now=NOW)

    came = offer_next_reserve(cohort=world.cohort, role=LAY, reply_by=REPLY_BY, by=world.coordinator, now=NOW)

    assert came.offer is None


def test_offer_again_after_a_lapse_needs_a_free_seat(offered: World) -> None:
    late = NOW + timedelta(days=11)
    lapse_offers(late)
    lapsed = Offer.objects.filter(role=LAY, state="lapsed").order_by("pk").first()
    assert lapsed is not None

    again = offer_again(offer=lapsed, reply_by=REPLY_BY + timedelta(days=10), by=offered.coordinator, now=late)

    assert (again.state, again.application) == ("open", lapsed.application)
    with pytest.raises(NotAllowedError, match="has not lapsed"):
        offer_again(offer=lapsed, reply_by=REPLY_BY + timedelta(days=10), by=offered.coordinator, now=late)


def test_answer_release_confirmed_makes_the_place_firm(offered: World) -> None:
    place = accept(one_offer(PROFESSIONAL))
    release = place.release
    assert release.manager is not None

    for _ in range(2):
        answer_release(release=release, confirmed=True, by=release.manager, now=NOW)

    place.refresh_from_db()
    assert (place.provisional, place.released_by) == (False, release.manager)
    with pytest.raises(NotAllowedError, match="already confirmed"):
        answer_release(release=release, confirmed=False, by=release.manager, now=NOW)
    with pytest.raises(NotAllowedError, match="It was confirmed already"):
        answer_release(release=release, confirmed=False, by=offered.coordinator, now=NOW)


def test_lapse_offers_follows_releases_that_staff_confirmed(offered: World) -> None:
    place = accept(one_offer(PROFESSIONAL))
    confirm_release(place=place, by=offered.coordinator, now=NOW)

    handled = [lapse_offers(NOW) for _ in range(2)]

    release = EmployerRelease.objects.get()
    assert handled == [1, 0]
    assert (release.state, release.answered_by) == ("confirmed", offered.coordinator)


def test_answer_release_refused_keeps_the_place_provisional_and_tells_staff(offered: World) -> None:
    place = accept(one_offer(PROFESSIONAL))

    answer_release(release=place.release, confirmed=False, reason="No cover", by=offered.coordinator, now=NOW)

    place.refresh_from_db()
    assert place.provisional is True
    assert list(Task.objects.values_list("kind", flat=True)) == ["release-refused"]


@pytest.mark.parametrize(
    ("purpose", "data"),
    [("offer", "offer"), ("offer-reminder", "offer"), ("welcome", "place"), ("release-request", "release")],
)
def test_messages_are_due_until_they_are_overtaken(offered: World, purpose: str, data: str) -> None:
    offer = one_offer(PROFESSIONAL)
    message = Message(person=PersonFactory.create(), purpose=purpose)
    if data != "offer":
        place = accept(offer)
        message.data = {"place": place.pk, "release": place.release.pk}
        overtake = lambda: withdraw_place(place=place, reason="", by=offered.coordinator, now=NOW)  # noqa: E731
    else:
        message.data = {"offer": offer.pk}
        overtake = lambda: decline_offer(offer=offer, by=person_of(offer), now=NOW)  # type: ignore[assignment]  # noqa: E731
    kind = purpose_of(purpose)
    before = kind.still_due(message, NOW).due
    words = str(kind.body).format(**kind.common, **kind.context(message))
    overtake()

    assert (before, kind.still_due(message, NOW).due) == (True, False)
    assert offered.cohort.programme.name in words


def test_welcome_asks_for_what_the_code_in_its_letter_opens(offered: World) -> None:
    accept(one_offer(LAY))
    welcome = Message.objects.get(purpose="welcome")
    purpose = purpose_of("welcome")

    assert purpose.opens is not None
    assert (purpose.opens(welcome), "here what you need on these days:\n{link}" in str(purpose.body)) == (
        "/my/needs/",
        True,
    )
