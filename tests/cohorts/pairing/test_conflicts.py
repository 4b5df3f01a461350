"""Introductions wait until both have looked at the names of the other role, and said whom they must not have."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from cohorts.pairing.actions.conflicts import say_looked
from cohorts.pairing.actions.pairs import introduce_all, introduce_pair
from cohorts.pairing.models import ConflictCheck, Pair
from people.models import AuditEvent
from tests.cohorts.pairing.worlds import lay, professional
from tests.factories import NOW, CohortFactory, ConsentFactory, PairFactory, coordinator_of


@pytest.fixture
def pair(db, travel) -> Pair:
    travel("2027-03-01T09:00")
    cohort = CohortFactory.create()
    anita = professional(cohort, "Anita", employer="Oxford Hospital")
    ConsentFactory.create(person=anita.person, purpose="showing_name")
    return PairFactory.create(cohort=cohort, lay=lay(cohort, "Mair"), professional=anita)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def staff_of(pair: Pair) -> Client:
    return client_of(coordinator_of(pair.cohort.programme))


def state_of(pair: Pair) -> str:
    return Pair.objects.get(pk=pair.pk).state


def test_introduce_pair_waits_for_who_has_somebody_to_look_at_and_has_not_answered(pair):
    by = coordinator_of(pair.cohort.programme)
    with pytest.raises(NotAllowedError, match=r"^Mair: we wait until they have said"):
        introduce_pair(pair=pair, by=by, now=NOW)
    say_looked(place=pair.lay, by=pair.lay.person, now=NOW)

    assert introduce_pair(pair=pair, by=by, now=NOW).state == "introduced"


def test_say_looked_twice_is_one_record(pair):
    for _ in range(2):
        say_looked(place=pair.lay, by=pair.lay.person, now=NOW)

    assert ConflictCheck.objects.count() == AuditEvent.objects.filter(action="conflict_check.make").count() == 1


def test_introduce_all_leaves_out_who_is_waited_for_and_names_them(pair):
    ready = PairFactory.create(cohort=pair.cohort, lay=lay(pair.cohort, "Tom"))
    say_looked(place=ready.lay, by=ready.lay.person, now=NOW)
    result = introduce_all(cohort=pair.cohort, by=coordinator_of(pair.cohort.programme), now=NOW)

    assert (result.pairs, result.waiting, result.refused) == ((ready,), (pair.lay,), ())


def test_board_counts_only_the_pairs_that_are_ready_on_its_button(pair):
    ready = PairFactory.create(cohort=pair.cohort, lay=lay(pair.cohort, "Tom"))
    say_looked(place=ready.lay, by=ready.lay.person, now=NOW)
    board = staff_of(pair).get(reverse("pairing:board", args=[pair.cohort.ref])).content.decode()

    assert "Introduce the 1 that is ready" in board


def test_board_names_who_is_waited_for_before_and_after_the_button(pair):
    staff = staff_of(pair)
    board = staff.get(reverse("pairing:board", args=[pair.cohort.ref])).content.decode()
    after = staff.post(reverse("pairing:introduce", args=[pair.cohort.ref]), {"which": "all"}, follow=True)

    assert "These people have not said yet whom they must not be paired with" in board
    assert 'value="all"' not in board
    assert reverse("pairing:looked", args=[pair.lay.ref]) in board
    assert "Mair: we wait until they have said" in after.content.decode()
    assert state_of(pair) == "proposed"


@pytest.mark.parametrize(("why", "state"), [("", "proposed"), (" Mair has no phone. ", "introduced")])
def test_one_pair_is_introduced_all_the_same_for_a_reason_that_is_kept(pair, why, state):
    staff = staff_of(pair)
    page = staff.get(reverse("pairing:pair", args=[pair.ref])).content.decode()
    staff.post(reverse("pairing:pair_introduce", args=[pair.ref]), {"unasked": why})
    after = staff.get(reverse("pairing:pair", args=[pair.ref])).content.decode()

    assert 'name="unasked"' in page
    assert state_of(pair) == state
    assert ("Why all the same: Mair has no phone." in after) == bool(why)


def test_a_reason_that_was_not_needed_is_not_kept(pair):
    say_looked(place=pair.lay, by=pair.lay.person, now=NOW)
    found = introduce_pair(pair=pair, by=coordinator_of(pair.cohort.programme), now=NOW, unasked="In a hurry.")

    assert (found.state, found.introduced_unasked) == ("introduced", "")


def test_pair_introduced_unasked_is_introduced(pair):
    pair.introduced_unasked = "Mair has no phone."
    with pytest.raises(IntegrityError, match="pair_introduced_unasked_is_introduced"), transaction.atomic():
        pair.save()
    pair.introduced_at, pair.introduced_by = NOW, pair.made_by
    pair.save()

    assert Pair.objects.get(pk=pair.pk).introduced_unasked == "Mair has no phone."


def test_who_looked_before_the_partner_came_is_asked_again(pair):
    say_looked(place=pair.lay, by=pair.lay.person, now=NOW)
    Place.objects.filter(pk=pair.professional_id).update(accepted_at=NOW + timedelta(days=1))
    client, url = client_of(pair.lay.person), reverse("pairing:in_confidence")
    with pytest.raises(NotAllowedError, match=r"^Mair: we wait until they have said"):
        introduce_pair(pair=pair, by=coordinator_of(pair.cohort.programme), now=NOW)

    home = client.get(reverse("home"), follow=True).content.decode()
    before = client.get(url).content.decode()
    say_looked(place=pair.lay, by=pair.lay.person, now=NOW + timedelta(days=2))
    after = client.get(url).content.decode()

    assert "See the names" in home
    assert ["Nobody here is a conflict for me" in page for page in (before, after)] == [True, False]
    assert introduce_pair(pair=pair, by=coordinator_of(pair.cohort.programme), now=NOW).state == "introduced"


def answered(place: Place) -> list[str | None]:
    return [row.recorded_by and "staff" for row in ConflictCheck.objects.filter(place=place)]


def test_person_says_that_nobody_is_a_conflict(pair):
    client = client_of(pair.lay.person)
    url = reverse("pairing:in_confidence")
    before = client.get(url).content.decode()
    after = client.post(url, {"nobody": "yes"}, follow=True).content.decode()

    assert ["Nobody here is a conflict for me" in page for page in (before, after)] == [True, False]
    assert answered(pair.lay) == [None]


def test_naming_somebody_is_an_answer_too(pair):
    said = {"whom": pair.professional.ref, "what": "apart", "reason": "asked"}
    client_of(pair.lay.person).post(reverse("pairing:in_confidence"), said)

    assert answered(pair.lay) == [None]


def test_staff_read_the_names_out_by_phone(pair):
    staff, url = staff_of(pair), reverse("pairing:looked", args=[pair.lay.ref])
    page = staff.get(url).content.decode()
    before = answered(pair.lay)
    staff.post(url)

    assert f"{pair.professional.person.full_name}, Oxford Hospital" in page
    assert (before, answered(pair.lay)) == ([], ["staff"])


def test_home_asks_to_look_at_the_names_until_somebody_has(pair):
    client = client_of(pair.lay.person)
    before = client.get(reverse("home"), follow=True).content.decode()
    say_looked(place=pair.lay, by=pair.lay.person, now=NOW)
    after = client.get(reverse("home"), follow=True).content.decode()

    assert ["See the names" in page for page in (before, after)] == [True, False]
