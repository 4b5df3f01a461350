"""The pages on which people see and change what we know of them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.consent_texts import CURRENT
from people.models import Consent, ContactMethod, Need, Person, Supporter
from tests.factories import (
    NOW,
    ConsentFactory,
    ContactMethodFactory,
    NeedFactory,
    PersonFactory,
    SupporterFactory,
)

pytestmark = pytest.mark.django_db
PAGES = [
    "/my/details/",
    "/my/details/name/",
    "/my/details/contact/",
    "/my/details/ways/",
    "/my/details/reading/",
    "/my/needs/",
    "/my/supporters/",
    "/my/supporters/add/",
    "/my/consents/",
    "/my/helping/",
]


@pytest.fixture
def mair(client):
    person = PersonFactory.create(
        given_name="Mair",
        family_name="Evans",
        email="mair@example.org",
        mobile="+447700900123",
        address="1 High Street",
    )
    client.force_login(person)
    return person


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def field(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode()).group(1)


@pytest.mark.parametrize("path", PAGES)
def test_visitor_is_sent_to_sign_in(client, path):
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("path", PAGES)
def test_page_takes_the_same_few_queries_whatever_there_is(client, mair, path):
    counts = []
    for rows in (1, 3):
        for slug in ("audio", "parking", "vegan")[len(mair.needs.all()) : rows]:
            NeedFactory.create(person=mair, slug=slug)
            SupporterFactory.create(person=mair)
            SupporterFactory.create(supporter=mair)
        for purpose in ("evaluation", "publicity", "follow_up")[mair.consents.count() : rows]:
            ConsentFactory.create(person=mair, purpose=purpose)
        for position, method in list(enumerate(("email", "sms", "letter"), 1))[mair.contact_methods.count() : rows]:
            ContactMethodFactory.create(person=mair, method=method, position=position)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[1] <= 8


def test_summary_shows_everything_and_links_to_each_part(client, mair):
    NeedFactory.create(person=mair, slug="hearing-loop")
    ConsentFactory.create(person=mair)
    ContactMethodFactory.create(person=mair, method="sms")
    page = client.get("/my/details/")
    text = words(page)

    assert [
        found in text
        for found in ("Mair Evans", "07700 900123", "1. Text message", "Hearing loop", "Taking part in the evaluation")
    ] == [True] * 5
    assert [f'href="{path}"' in page.content.decode() for path in PAGES[1:9] if "add" not in path] == [True] * 7


def test_name_is_changed(client, mair):
    page = client.get("/my/details/name/")
    response = client.post(
        "/my/details/name/",
        {"version": field(page, "version"), "given_name": "Mary", "family_name": "Evans", "known_as": "Mair"},
    )
    mair.refresh_from_db()

    assert response["Location"] == "/my/details/"
    assert (mair.given_name, mair.called, mair.version) == ("Mary", "Mair", 2)


def test_contact_is_kept_in_one_form(client, mair):
    client.post(
        "/my/details/contact/",
        {
            "version": 1,
            "contact_email": "Home@Example.org",
            "mobile": "07700 900 555",
            "phone": "",
            "address": "1 High Street\r\nOxford",
            "postcode": "ox2 1ab",
        },
    )
    mair.refresh_from_db()

    assert (mair.contact_email, mair.mobile, mair.address) == (
        "home@example.org",
        "+447700900555",
        "1 High Street\nOxford",
    )
    assert (mair.postcode, mair.outward_code, mair.email) == ("OX2 1AB", "OX2", "mair@example.org")


def test_contact_that_is_wrong_is_kept_and_explained(client, mair):
    page = client.post(
        "/my/details/contact/", {"version": 1, "mobile": "my phone", "postcode": "OX1", "contact_email": "x@"}
    )
    text = words(page)

    assert (field(page, "mobile"), field(page, "postcode")) == ("my phone", "OX1")
    assert "Enter a telephone number, like 07700 900123." in text
    assert "Enter a full UK postcode, like OX1 1AA." in text
    assert Person.objects.get(pk=mair.pk).version == 1


def test_two_who_save_at_once_are_shown_both_texts(client, mair):
    old = client.get("/my/details/contact/")
    Person.objects.filter(pk=mair.pk).update(version=2, mobile="+447700900999")
    typed = {
        "version": field(old, "version"),
        "mobile": "07700 900555",
        "address": "1 High Street",
        "postcode": "OX1 1AA",
    }
    conflict = client.post("/my/details/contact/", typed)
    text = words(conflict)
    before = Person.objects.get(pk=mair.pk).mobile
    again = client.post("/my/details/contact/", typed | {"version": field(conflict, "version")})

    assert (conflict.status_code, field(conflict, "mobile"), before) == (409, "07700 900555", "+447700900999")
    assert "Mobile number 07700 900999 07700 900555" in text
    assert "Postcode OX1 1AA" not in text
    assert (again.status_code, Person.objects.get(pk=mair.pk).mobile) == (302, "+447700900555")


def test_ways_are_kept_in_order(client, mair):
    client.post(
        "/my/details/ways/",
        {"version": 1, "first": "sms", "second": "", "third": "letter", "safe_times": "after 2pm"},
    )
    mair = Person.objects.get(pk=mair.pk)

    assert list(ContactMethod.objects.values_list("position", "method")) == [(1, "sms"), (2, "letter")]
    assert (mair.safe_times, mair.links_in_texts) == ("after 2pm", False)


def test_ways_show_what_was_chosen(client, mair):
    ContactMethodFactory.create(person=mair, method="letter")
    page = client.get("/my/details/ways/").content.decode()

    assert '<option value="letter" selected>' in page


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"first": "email", "second": "email"}, "Choose each way once. You chose “Email” before."),
        ({"first": "supporter"}, "Tell us who supports you first, or choose another way."),
        ({"first": "phone"}, "Add a telephone number first, or choose another way."),
        ({"first": "relay_uk"}, "Add a telephone number first, or choose another way."),
        ({"first": "sms"}, "Add your mobile number first, or choose another way."),
        ({"first": "letter"}, "Add your address first, or choose another way."),
        ({"first": ""}, "Choose an answer for “Best way”."),
    ],
)
def test_ways_that_cannot_be_used_are_explained(client, mair, chosen, sentence):
    Person.objects.filter(pk=mair.pk).update(mobile="", address="")
    page = client.post("/my/details/ways/", {"version": 1, "safe_times": "mornings", **chosen})

    assert (sentence in words(page), field(page, "safe_times")) == (True, "mornings")
    assert ContactMethod.objects.count() == 0


def test_way_through_a_supporter_works_once_there_is_one(client, mair):
    SupporterFactory.create(person=mair)
    client.post("/my/details/ways/", {"version": 1, "first": "supporter", "second": "bsl_relay"})

    assert list(ContactMethod.objects.values_list("method", flat=True)) == ["supporter", "bsl_relay"]


def test_language_and_easy_read_are_kept(client, mair):
    client.post("/my/details/reading/", {"version": 1, "language": "cy", "easy_read": "yes"})
    mair.refresh_from_db()

    assert (mair.language, mair.easy_read) == ("cy", True)


def test_conflict_over_easy_read_says_the_choice_in_words(client, mair):
    Person.objects.filter(pk=mair.pk).update(version=2)
    text = words(client.post("/my/details/reading/", {"version": 1, "language": "en", "easy_read": "yes"}))

    assert "You typed Which words do you want? Ordinary text Easy Read: short sentences, pictures" in text


# --- needs ---------------------------------------------------------------------------------------------------------


def test_needs_are_ticked_with_their_notes(client, mair):
    NeedFactory.create(person=mair, slug="audio")
    client.post(
        "/my/needs/",
        {
            "needs_environment": ["hearing-loop", "parking"],
            "note_parking": " by the door ",
            "note_vegan": "not ticked",
        },
    )

    assert {need.slug: need.note for need in Need.objects.current().of(mair)} == {
        "hearing-loop": None,
        "parking": "by the door",
    }


def test_needs_show_what_stands(client, mair):
    NeedFactory.create(person=mair, slug="parking", note="by the door")
    page = client.get("/my/needs/")

    assert re.findall(r'value="([a-z0-9-]+)" checked', page.content.decode()) == ["parking"]
    assert field(page, "note_parking") == "by the door"
    assert "We ask what helps, never why." in words(page)


def test_needs_saved_on_an_older_page_keep_what_staff_recorded_meanwhile(client, mair):
    NeedFactory.create(person=mair, slug="audio")
    seen = unescape(field(client.get("/my/needs/"), "seen"))
    NeedFactory.create(person=mair, slug="bsl-interpreter")

    page = client.post("/my/needs/", {"seen": seen, "needs_environment": ["parking"]}, follow=True)

    assert sorted(need.slug for need in Need.objects.current()) == ["bsl-interpreter", "parking"]
    assert "Somebody else has changed it meanwhile." in words(page)


def test_needs_with_nothing_ticked_end_all(client, mair):
    NeedFactory.create(person=mair, slug="audio")
    client.post("/my/needs/", {})

    assert Need.objects.current().count() == 0


def test_something_else_asks_what(client, mair):
    page = client.post("/my/needs/", {"needs_other": ["other"], "needs_dietary": ["vegan"]})

    assert "Write what else you need, or take the tick away." in words(page)
    assert re.findall(r'value="([a-z0-9-]+)" checked', page.content.decode()) == ["vegan", "other"]
    assert Need.objects.count() == 0


# --- supporters ----------------------------------------------------------------------------------------------------

SAM = {"given_name": "Sam", "family_name": "Carer", "kind": "carer", "email": "", "mobile": "", "gets_copies": "on"}


def test_supporter_is_added_once_however_often_the_form_is_sent(client, mair):
    answers = [client.post("/my/supporters/add/", SAM | {"email": "Sam@Example.org"})["Location"] for _ in range(2)]
    agreement = Supporter.objects.get()

    assert answers == ["/my/supporters/"] * 2
    assert (agreement.supporter.contact_email, agreement.gets_copies, agreement.agreed_by) == (
        "sam@example.org",
        True,
        mair,
    )


def test_copies_need_an_email_to_go_to(client, mair):
    page = client.post("/my/supporters/add/", SAM | {"mobile": "07700 900777"})

    assert "Copies go by email. Enter their email, or leave out the copies." in words(page)
    assert Supporter.objects.count() == 0


def test_supporter_needs_one_way_to_be_reached(client, mair):
    page = client.post("/my/supporters/add/", SAM)

    assert (field(page, "given_name"), Supporter.objects.count()) == ("Sam", 0)
    assert "Enter their email or their mobile number." in words(page)


def test_wrong_mobile_of_a_supporter_is_the_only_complaint(client, mair):
    page = client.post("/my/supporters/add/", SAM | {"mobile": "12"})

    assert "Enter their email or their mobile number." not in words(page)


def test_copies_are_changed(client, mair):
    agreement = SupporterFactory.create(person=mair, gets_copies=True)
    client.post(f"/my/supporters/{agreement.supporter.ref}/", {})
    agreement.refresh_from_db()

    assert agreement.gets_copies is False


def test_support_ends_after_a_question(client, mair):
    agreement = SupporterFactory.create(person=mair)
    path = f"/my/supporters/{agreement.supporter.ref}/end/"
    asked = client.get(path)
    before = Supporter.objects.current().count()
    client.post(path)

    assert (asked.status_code, before, Supporter.objects.current().count()) == (200, 1, 0)


@pytest.mark.parametrize("tail", ["", "end/"])
def test_supporter_of_somebody_else_is_not_found(client, mair, tail):
    other = SupporterFactory.create()
    ended = SupporterFactory.create(person=mair, ended_at=NOW, ended_by=mair)
    paths = [f"/my/supporters/{agreement.supporter.ref}/{tail}" for agreement in (other, ended)]

    assert [client.post(path).status_code for path in paths] == [404, 404]
    assert Supporter.objects.current().get() == other


def test_supporter_sees_whom_they_help(client, mair):
    helped = SupporterFactory.create(supporter=mair, person__given_name="Gwen", person__family_name="Price")
    SupporterFactory.create(supporter=mair, person__given_name="Ended", ended_at=NOW, ended_by=mair)
    text = words(client.get("/my/helping/"))

    assert ("Gwen Price" in text, "Ended" in text, helped.person.email in text) == (True, False, False)
    assert "See whom you support" in words(client.get("/my/details/"))


# --- consents ------------------------------------------------------------------------------------------------------


def press(client, purpose, deed, shown=None):
    hash_shown = CURRENT[purpose].shown_hash if shown is None else shown
    return client.post("/my/consents/", {"purpose": purpose, "deed": deed, "shown": hash_shown}, follow=True)


def test_consent_is_given_once_and_shown_with_its_day(client, mair, time_machine):
    time_machine.move_to(NOW + timedelta(days=8), tick=False)
    client.force_login(mair)
    for _ in range(2):
        page = press(client, "publicity", "give")

    assert (Consent.objects.get().given_by, Consent.objects.get().channel) == (mair, "web")
    assert "You agreed on Tuesday 9 March 2027." in words(page)


def test_consent_is_taken_back(client, mair):
    ConsentFactory.create(person=mair, purpose="publicity")
    answers = [press(client, "publicity", "withdraw").status_code for _ in range(2)]

    assert (answers, Consent.objects.standing().count()) == ([200, 200], 0)


def test_consent_to_words_that_changed_is_not_taken(client, mair):
    page = press(client, "publicity", "give", shown="old")

    assert ("The words have changed" in words(page), Consent.objects.count()) == (True, 0)


@pytest.mark.parametrize("data", [{"purpose": "programme", "deed": "give"}, {"purpose": "publicity", "deed": "x"}, {}])
def test_consent_to_something_else_changes_nothing(client, mair, data):
    assert (client.post("/my/consents/", data).status_code, Consent.objects.count()) == (200, 0)


def test_selection_is_shown_only_where_it_was_given(client, mair):
    title = str(Consent.Purpose.SELECTION.label)
    before = title in words(client.get("/my/consents/"))
    ConsentFactory.create(person=mair, purpose="selection")

    assert (before, title in words(client.get("/my/consents/"))) == (False, True)
