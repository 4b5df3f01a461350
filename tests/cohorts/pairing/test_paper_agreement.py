"""The agreement of a pair on paper: printed for the two, and copied by staff when both have signed it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.pairing.actions.agreements import record_agreement, sign_agreement, write_agreement
from cohorts.pairing.models import Pair, PairAgreement
from people.models import Person
from tests.cohorts.pairing.worlds import lay, professional
from tests.factories import NOW, TODAY, CohortFactory, PairFactory, coordinator_of

pytestmark = pytest.mark.django_db
WORDS = "We meet on Tuesdays."


@pytest.fixture
def pair(travel) -> Pair:
    travel("2027-03-01T09:00")
    cohort = CohortFactory.create()
    known = {"state": "introduced", "introduced_at": NOW, "introduced_by": coordinator_of(cohort.programme)}
    return PairFactory.create(
        cohort=cohort, lay=lay(cohort, "Mair"), professional=professional(cohort, "Anita"), **known
    )


@pytest.fixture
def staff(pair: Pair) -> Person:
    return pair.introduced_by


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def recorded(pair: Pair, by: Person, *, version: int = 0, words: str = WORDS, signed_on: date = TODAY) -> PairAgreement:
    return record_agreement(pair=pair, version=version, words=words, signed_on=signed_on, by=by, now=NOW)


def test_record_agreement_signs_for_both_and_the_pair_works_together(pair, staff):
    for _twice in range(2):
        agreement = recorded(pair, staff, signed_on=TODAY - timedelta(days=2))

    pair.refresh_from_db()
    assert (agreement.words, agreement.signed_by_both, agreement.recorded_by) == (WORDS, True, staff)
    assert agreement.signed_by_lay_at.date() == TODAY - timedelta(days=2)
    assert (pair.state, PairAgreement.objects.count()) == ("active", 1)


def test_record_agreement_takes_the_place_of_words_that_staff_have_seen(pair, staff):
    begun = write_agreement(pair=pair, version=0, words="Soon.", by=pair.lay.person, now=NOW)
    with pytest.raises(StaleError):
        recorded(pair, staff, version=begun.version + 1)

    assert recorded(pair, staff, version=begun.version).words == WORDS


def test_record_agreement_refuses_a_pair_that_has_ended(pair, staff):
    Pair.objects.filter(pk=pair.pk).update(state="ended", ended_at=NOW, ended_by=staff, end_reason="withdrew")

    with pytest.raises(NotAllowedError, match="is not introduced, or it has ended"):
        recorded(pair, staff)
    assert not PairAgreement.objects.exists()


def test_new_words_need_both_signatures_again_and_are_no_longer_from_paper(pair, staff):
    agreement = recorded(pair, staff)
    changed = write_agreement(
        pair=pair, version=agreement.version, words="On Fridays.", by=pair.professional.person, now=NOW
    )
    changed = PairAgreement.objects.get(pk=changed.pk)

    assert (changed.signed_by_lay_at, changed.signed_by_professional_at, changed.recorded_by) == (None, None, None)
    version = changed.version
    assert sign_agreement(
        agreement=changed, version=version, place=pair.lay, by=pair.lay.person, now=NOW
    ).signed_by_lay_at


def test_agreement_on_paper_is_signed_by_both(pair, staff):
    with pytest.raises(IntegrityError, match="agreement_on_paper_is_signed_by_both"), transaction.atomic():
        PairAgreement.objects.create(pair=pair, words=WORDS, recorded_by=staff, signed_by_lay_at=NOW)

    signed = {"signed_by_lay_at": NOW, "signed_by_professional_at": NOW}
    assert PairAgreement.objects.create(pair=pair, words=WORDS, recorded_by=staff, **signed).signed_by_both


def typed(**changed: str) -> dict[str, str]:
    day = {"signed_on_day": "1", "signed_on_month": "3", "signed_on_year": "2027"}
    return {"words": WORDS, "version": "0", "both": "on", **day, **changed}


def test_staff_record_it_and_both_see_it(pair, staff):
    client, url = client_of(staff), reverse("pairing:agreement_keyed", args=[pair.ref])
    before = client.get(reverse("pairing:pair", args=[pair.ref])).content.decode()
    after = client.post(url, typed(), follow=True).content.decode()

    assert "They have written nothing down yet." in before
    assert url in before
    assert "Signed by both on paper on Monday 1 March 2027." in after
    for place in pair.places:
        mine = client_of(place.person).get(reverse("pairing:mine")).content.decode()
        assert WORDS in mine
        assert "You have agreed." in mine


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"both": ""}, "Tick “Both have signed the paper” to go on."),
        ({"words": " "}, "Enter an answer for “What the paper says”."),
        ({"signed_on_day": "2"}, "This day has not come yet. Write the day that stands on the paper."),
    ],
)
def test_staff_are_told_what_is_missing_and_nothing_is_saved(pair, staff, changed, sentence):
    page = client_of(staff).post(reverse("pairing:agreement_keyed", args=[pair.ref]), typed(**changed))

    assert "There is a problem" in page.content.decode()
    assert sentence in page.content.decode()
    assert not PairAgreement.objects.exists()


def test_staff_see_what_one_of_the_two_wrote_meanwhile(pair, staff):
    client, url = client_of(staff), reverse("pairing:agreement_keyed", args=[pair.ref])
    write_agreement(pair=pair, version=0, words="Soon.", by=pair.lay.person, now=NOW)
    again = write_agreement(pair=pair, version=1, words="On Mondays.", by=pair.lay.person, now=NOW)

    page = client.post(url, typed(version="1")).content.decode()
    client.post(url, typed(version=str(PairAgreement.objects.get(pk=again.pk).version)))

    assert "One of the two has written here meanwhile: “On Mondays.”." in page
    assert PairAgreement.objects.get().words == WORDS


def test_paper_asks_the_four_questions_and_both_signatures_in_the_larger_print(pair, staff):
    page = client_of(staff).get(reverse("pairing:agreement_paper", args=[pair.ref])).content.decode()

    for words in ("What do we want to reach?", "How often do we meet", "What do we do when it is hard?"):
        assert words in page
    assert f"{pair.lay.person.full_name}: signature and day" in page
    assert f"{pair.professional.person.full_name}: signature and day" in page
