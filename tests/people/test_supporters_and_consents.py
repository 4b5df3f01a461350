"""Who helps, and what people agreed to."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from people.actions import consents, supporters
from people.consent_texts import BY_VERSION, CURRENT, TEXTS, ConsentText
from people.errors import NotTheirsToGive
from people.models import AuditEvent, Consent, Person, Supporter
from tests.factories import NOW, ConsentFactory, PersonFactory, SupporterFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def deeds():
    return list(AuditEvent.objects.values_list("action", flat=True))


def name(person, **changes):
    values = {"given_name": "Sam", "family_name": "Carer", "email": "Sam@Example.org", "mobile": "", "kind": "carer"}
    return supporters.name_supporter(person=person, gets_copies=True, by=person, now=NOW, **(values | changes))


def test_agree_twice_gives_one_agreement():
    person, sam = PersonFactory.create(), PersonFactory.create()
    made = [supporters.agree(person=person, supporter=sam, kind="carer", by=person, now=NOW) for _ in range(2)]

    assert (made[0], Supporter.objects.count(), deeds()) == (made[1], 1, ["supporter.agree"])


def test_nobody_agrees_to_a_supporter_for_somebody_else_on_the_website():
    person, sam = PersonFactory.create(), PersonFactory.create()

    with pytest.raises(NotTheirsToGive):
        supporters.agree(person=person, supporter=sam, kind="carer", by=sam, now=NOW)
    assert Supporter.objects.count() == 0


def test_staff_record_who_said_how_that_somebody_supports():
    person, staff = PersonFactory.create(), PersonFactory.create()
    agreement = supporters.agree(
        person=person,
        supporter=PersonFactory.create(),
        kind="advocate",
        via="phone",
        said_by="Mair herself",
        by=staff,
        now=NOW,
    )

    assert (agreement.agreed_by, agreement.agreed_via, agreement.said_by) == (staff, "phone", "Mair herself")


@pytest.mark.parametrize(
    ("constraint", "wrong", "right"),
    [
        ("supporter_on_web_agreed_by_themselves", {"agreed_via": "web"}, {"agreed_via": "phone", "said_by": "Mair"}),
        ("supporter_recorded_says_who_told", {"agreed_via": "paper"}, {"agreed_via": "paper", "said_by": "Mair"}),
    ],
)
def test_supporter_says_how_it_was_agreed(constraint, wrong, right):
    staff = PersonFactory.create()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SupporterFactory.create(agreed_by=staff, **wrong)

    assert SupporterFactory.create(agreed_by=staff, **right).pk


def test_supporter_copies_say_since_when():
    with pytest.raises(IntegrityError, match="supporter_copies_since_when"), transaction.atomic():
        SupporterFactory.create(gets_copies=True, copies_since=None)

    assert SupporterFactory.create(gets_copies=True, copies_since=NOW).pk


def test_record_authority_says_what_was_seen_when_and_by_whom():
    agreement, staff = SupporterFactory.create(), PersonFactory.create()
    supporters.record_authority(
        agreement=agreement, authority="Deputy for welfare", seen_on=NOW.date(), by=staff, now=NOW
    )
    agreement.refresh_from_db()

    assert (agreement.authority, agreement.authority_seen_on, agreement.authority_seen_by) == (
        "Deputy for welfare",
        NOW.date(),
        staff,
    )
    assert deeds() == ["supporter.authority_seen"]


def test_agree_refuses_oneself():
    person = PersonFactory.create()

    with pytest.raises(ValueError, match="own supporter"):
        supporters.agree(person=person, supporter=person, kind="carer", by=person, now=NOW)


def test_name_supporter_makes_a_person_who_signs_in_only_after_proof():
    agreement = name(PersonFactory.create())

    assert (agreement.supporter.email, agreement.supporter.contact_email) == (None, "sam@example.org")
    assert agreement.gets_copies is True


def test_name_supporter_never_shows_who_is_known():
    known = PersonFactory.create(email="sam@example.org", given_name="Samantha")
    agreement = name(PersonFactory.create())

    assert (agreement.supporter == known, agreement.supporter.given_name) == (False, "Sam")


def test_name_supporter_twice_gives_one():
    person = PersonFactory.create()

    assert (name(person), Supporter.objects.count()) == (name(person), 1)


def test_helped_by_finds_whom_a_proved_address_was_named_for():
    sam = PersonFactory.create(email="sam@example.org")
    named, direct = name(PersonFactory.create()), SupporterFactory.create(supporter=sam)
    SupporterFactory.create()
    name(PersonFactory.create(), email="other@example.org")

    assert set(Supporter.objects.helped_by(sam)) == {named, direct}


def test_helped_by_nobody_without_an_email():
    name(PersonFactory.create(), email="", mobile="+447700900123")

    assert list(Supporter.objects.helped_by(PersonFactory.create(email=None))) == []


def test_set_copies_is_recorded_when_it_changes():
    agreement = SupporterFactory.create(gets_copies=False)
    for _ in range(2):
        supporters.set_copies(agreement=agreement, gets_copies=True, by=agreement.person, now=NOW)
    agreement.refresh_from_db()

    assert (agreement.gets_copies, deeds()) == (True, ["supporter.set_copies"])


def test_end_keeps_the_row_and_says_who_and_when():
    agreement = SupporterFactory.create()
    for _ in range(2):
        supporters.end(agreement=agreement, by=agreement.person, now=LATER)
    agreement.refresh_from_db()

    assert (agreement.ended_at, agreement.ended_by, deeds()) == (LATER, agreement.person, ["supporter.end"])


def test_supporter_stands_once_a_person():
    agreement = SupporterFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        SupporterFactory.create(person=agreement.person, supporter=agreement.supporter)

    assert SupporterFactory.create(supporter=agreement.supporter).pk


def test_supporter_is_somebody_else():
    person = PersonFactory.create()
    with pytest.raises(IntegrityError, match="supporter_is_somebody_else"), transaction.atomic():
        SupporterFactory.create(person=person, supporter=person)

    assert SupporterFactory.create(person=person).pk


@pytest.mark.parametrize(
    ("constraint", "half", "whole"),
    [
        ("supporter_end_has_when_and_who", "ended_at", "ended_by"),
        ("supporter_authority_seen_by_whom", "authority_seen_on", "authority_seen_by"),
    ],
)
def test_supporter_says_when_and_who_together(constraint, half, whole):
    when = NOW if half.endswith("_at") else NOW.date()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SupporterFactory.create(**{half: when})

    assert SupporterFactory.create(**{half: when, whole: PersonFactory.create()}).pk


def test_give_keeps_version_and_hash_of_the_words_shown():
    person = PersonFactory.create()
    text = CURRENT["evaluation"]
    consent = consents.give(person=person, text=text, by=person, now=NOW)

    assert (consent.version, consent.text_hash) == (1, sha256(str(text.text).encode()).hexdigest())
    assert (consent.stands, deeds()) == (True, ["consent.give"])


def test_hash_is_of_the_words_in_the_language_shown(monkeypatch):
    text = ConsentText("evaluation", 1, translation.gettext_lazy("Yes"))
    with translation.override("cy"):
        shown = str(text.text)
        kept = text.shown_hash

    assert kept == sha256(shown.encode()).hexdigest()


def test_give_twice_gives_one():
    person = PersonFactory.create()
    given = [consents.give(person=person, text=CURRENT["evaluation"], by=person, now=NOW) for _ in range(2)]

    assert (given[0], Consent.objects.count()) == (given[1], 1)


def test_give_of_a_newer_version_ends_the_older():
    older = ConsentFactory.create()
    newer = ConsentText("evaluation", 2, "New words.")
    consent = consents.give(person=older.person, text=newer, by=older.person, now=LATER)
    older.refresh_from_db()

    assert (older.withdrawn_at, consent.version, deeds()) == (LATER, 2, ["consent.withdraw", "consent.give"])


def test_nobody_consents_for_somebody_else_on_the_website():
    person, sam = PersonFactory.create(), PersonFactory.create()

    with pytest.raises(NotTheirsToGive):
        consents.give(person=person, text=CURRENT["evaluation"], by=sam, now=NOW)
    assert Consent.objects.count() == 0


def test_staff_record_what_was_agreed_on_paper():
    person, staff = PersonFactory.create(), PersonFactory.create()
    consent = consents.give(person=person, text=CURRENT["evaluation"], by=staff, now=NOW, channel=Consent.Channel.PAPER)

    assert (consent.given_by, consent.channel) == (staff, "paper")


def test_withdraw_keeps_the_row_and_can_be_given_again():
    consent = ConsentFactory.create()
    for _ in range(2):
        consents.withdraw(consent=consent, by=consent.person, now=LATER)
    consents.give(person=consent.person, text=CURRENT["evaluation"], by=consent.person, now=LATER)
    consent.refresh_from_db()

    assert (consent.stands, consent.withdrawn_at, Consent.objects.count()) == (False, LATER, 2)
    assert deeds() == ["consent.withdraw", "consent.give"]


def test_consent_stands_once_a_purpose():
    consent = ConsentFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentFactory.create(person=consent.person)

    assert ConsentFactory.create(person=consent.person, purpose="publicity").pk


def test_consent_withdrawal_has_when_and_who():
    with pytest.raises(IntegrityError, match="consent_withdrawal_has_when_and_who"), transaction.atomic():
        ConsentFactory.create(withdrawn_at=NOW)

    assert ConsentFactory.create(withdrawn_at=NOW, withdrawn_by=PersonFactory.create()).pk


def test_texts_have_one_row_a_version_and_the_newest_is_current():
    assert len(BY_VERSION) == len(TEXTS)
    assert [text.version for text in CURRENT.values()] == [
        max(each.version for each in TEXTS if each.purpose == purpose) for purpose in CURRENT
    ]


def test_nobody_is_asked_to_consent_to_running_the_programme():
    """Programme administration rests on public task."""
    assert "programme" not in CURRENT


def test_person_named_by_an_address_is_found_for_signing_in():
    agreement = name(PersonFactory.create())
    found = Person.objects.signing_in_with("sam@example.org")
    supporters.end(agreement=agreement, by=agreement.person, now=LATER)

    assert (found, Person.objects.signing_in_with("sam@example.org")) == (agreement.supporter, None)
