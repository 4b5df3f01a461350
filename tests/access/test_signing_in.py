"""Signing in by link and by code, and what nobody learns by trying."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from access import actions
from access.limits import EMAILS_FROM_A_NETWORK, EMAILS_TO_AN_ADDRESS
from access.models import RateLimit, SignInToken
from access.sessions import SECOND_FACTOR
from people.actions.supporters import name_supporter
from people.models import AuditEvent, Person, Supporter
from tests.factories import NOW, PersonFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"
SENT = "/sign-in/sent/"


@pytest.fixture
def mair():
    return PersonFactory.create(given_name="Mair", email="mair@example.org")


def ask(client, email, onward=""):
    return client.post(SIGN_IN, {"email": email, "next": onward})


def link_in(message):
    return re.search(r"http://127\.0\.0\.1:8000(/sign-in/link/\S+)", message.body).group(1)


def code_in(message):
    return re.search(r": ([A-Z0-9]{3} [A-Z0-9]{3})\n", message.body).group(1)


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_link_survives_five_gets_and_a_head_and_is_used_up_by_one_post(client, mair, mailoutbox):
    ask(client, "mair@example.org", "/my/details/")
    link = link_in(mailoutbox[0])
    opened = [client.get(link).status_code for _ in range(5)] + [client.head(link).status_code]
    first = client.post(link)
    second = Client().post(link)

    assert opened == [200] * 6
    assert (first.status_code, first["Location"], signed_in_as(client)) == (302, "/my/details/", str(mair.pk))
    assert second.status_code == 410
    assert 'action="/sign-in/"' in second.content.decode()


def test_opened_link_shows_a_button_and_no_name(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    page = client.get(link_in(mailoutbox[0])).content.decode()

    assert page.count(">Sign in</button>") == 1
    assert "Mair" not in page


def test_used_link_tells_who_is_signed_in_how_to_go_on(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    link = link_in(mailoutbox[0])
    client.post(link)
    page = client.post(link).content.decode()

    assert "Go on to your first page" in page


def test_link_works_in_another_browser(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    other = Client()
    other.post(link_in(mailoutbox[0]))

    assert signed_in_as(other) == str(mair.pk)


def test_link_is_too_old_after_ten_minutes(client, mair, time_machine, mailoutbox):
    time_machine.move_to(NOW, tick=False)
    ask(client, "mair@example.org")
    time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
    response = client.post(link_in(mailoutbox[0]))

    assert (response.status_code, signed_in_as(client)) == (410, None)


def test_sign_in_gives_the_session_a_new_key(client, mair, mailoutbox):
    session = client.session
    session["seen"] = True
    session.save()
    ask(client, "mair@example.org")
    client.post(link_in(mailoutbox[0]))

    assert client.session.session_key != session.session_key


def test_database_holds_neither_link_nor_code(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    link = link_in(mailoutbox[0]).split("/")[-2]
    row = SignInToken.objects.values().get()

    assert link not in str(row)
    assert code_in(mailoutbox[0]).replace(" ", "") not in str(row)
    assert (len(row["link_hash"]), len(row["code_hash"]), len(row["request_key"])) == (64, 64, 64)


def test_code_signs_in_the_browser_that_asked(client, mair, mailoutbox):
    ask(client, "MAIR@example.org", "/my/details/")
    response = client.post(SENT, {"code": code_in(mailoutbox[0]).lower().replace(" ", "-")})

    assert (response.status_code, response["Location"], signed_in_as(client)) == (302, "/my/details/", str(mair.pk))


def test_code_is_nothing_in_another_browser(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    other = Client()
    other.post(SENT, {"code": code_in(mailoutbox[0])})

    assert signed_in_as(other) is None


def test_code_of_one_request_is_nothing_for_another(mair, mailoutbox):
    one, other = Client(), Client()
    ask(one, "mair@example.org")
    ask(other, "mair@example.org")
    one.post(SENT, {"code": code_in(mailoutbox[1])})

    assert signed_in_as(one) is None


def test_code_is_refused_after_five_wrong_ones(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    pages = [client.post(SENT, {"code": "XXXXXX"}).content.decode() for _ in range(5)]
    last = client.post(SENT, {"code": code_in(mailoutbox[0])})

    assert ["This code does not work" in page for page in pages] == [True] * 5
    assert (last.status_code, signed_in_as(client)) == (200, None)


def test_code_still_works_after_four_wrong_ones(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    for _ in range(4):
        client.post(SENT, {"code": "XXXXXX"})
    client.post(SENT, {"code": code_in(mailoutbox[0])})

    assert signed_in_as(client) == str(mair.pk)


def test_used_code_uses_up_the_link_too(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    client.post(SENT, {"code": code_in(mailoutbox[0])})

    assert Client().post(link_in(mailoutbox[0])).status_code == 410


def test_wrong_code_keeps_what_was_typed(client, mair):
    ask(client, "mair@example.org")
    page = client.post(SENT, {"code": "CDF479"}).content.decode()

    assert 'value="CDF479"' in page


def same_page(response):
    return re.sub(r'(value|content)="[^"]*"|[a-z]+@example\.org', "", response.content.decode())


def test_unknown_address_gets_the_same_pages(mair):
    known, unknown = Client(), Client()
    answers = [ask(known, "mair@example.org"), ask(unknown, "nobody@example.org")]
    pages = [known.get(SENT), unknown.get(SENT)]
    wrong = [known.post(SENT, {"code": "XXXXXX"}), unknown.post(SENT, {"code": "XXXXXX"})]

    assert answers[0]["Location"] == answers[1]["Location"] == SENT
    assert same_page(pages[0]) == same_page(pages[1])
    assert same_page(wrong[0]) == same_page(wrong[1])


def test_unknown_address_gets_one_email_without_a_link(client, mailoutbox):
    ask(client, "nobody@example.org")

    assert [message.to for message in mailoutbox] == [["nobody@example.org"]]
    assert "/sign-in/link/" not in mailoutbox[0].body
    assert SignInToken.objects.count() == 0


@pytest.mark.parametrize(
    "closed",
    [{"is_active": False}, {"deceased_on": NOW.date()}, {"merged_into": True}],
    ids=["inactive", "deceased", "merged"],
)
def test_people_who_may_not_sign_in_get_no_link(client, mair, closed, mailoutbox):
    if "merged_into" in closed:
        closed = {"merged_into": PersonFactory.create()}
    Person.objects.filter(pk=mair.pk).update(**closed)
    ask(client, "mair@example.org")

    assert (SignInToken.objects.count(), "/sign-in/link/" in mailoutbox[0].body) == (0, False)


def test_link_is_worth_nothing_when_its_person_dies_meanwhile(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    Person.objects.filter(pk=mair.pk).update(deceased_on=NOW.date())

    assert client.post(link_in(mailoutbox[0])).status_code == 410


def test_session_ends_when_its_person_may_not_sign_in_any_more(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    client.post(link_in(mailoutbox[0]))
    Person.objects.filter(pk=mair.pk).update(is_active=False)

    assert client.get("/my/details/")["Location"] == "/sign-in/?next=/my/details/"


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leaves_the_site(client, mair, onward, mailoutbox):
    ask(client, "mair@example.org", onward)

    assert client.post(link_in(mailoutbox[0]))["Location"] == "/"


def test_next_is_kept_from_the_page_that_asked(client, mair):
    wanted = client.get("/my/details/")
    page = client.get(wanted["Location"]).content.decode()

    assert 'name="next" value="/my/details/"' in page


def test_sign_in_is_not_shown_to_who_is_signed_in(client, mair):
    client.force_login(mair)

    assert client.get("/sign-in/?next=/my/details/")["Location"] == "/my/details/"


def test_bad_address_is_kept_and_told_in_a_sentence(client, mailoutbox):
    page = ask(client, "mair@").content.decode()

    assert 'value="mair@"' in page
    assert "in the right format, like name@example.com" in page
    assert mailoutbox == []


def test_sixth_email_to_one_address_has_to_wait(client, mair, time_machine, mailoutbox):
    time_machine.move_to(NOW + timedelta(minutes=3), tick=False)
    answers = [ask(client, "mair@example.org").status_code for _ in range(5)]
    last = ask(Client(), "Mair@example.org")
    time_machine.move_to(NOW + timedelta(minutes=15), tick=False)
    later = ask(client, "mair@example.org")

    assert (answers, last.status_code, last["Retry-After"], later.status_code) == ([302] * 5, 429, "720", 302)
    assert "9:15am" in last.content.decode()
    assert len(mailoutbox) == 6


def test_one_network_has_to_wait_after_many_addresses(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    for number in range(EMAILS_FROM_A_NETWORK.tries):
        ask(client, f"person{number}@example.org")

    assert ask(client, "another@example.org").status_code == 429
    assert ask(Client(REMOTE_ADDR="10.0.0.9"), "another@example.org").status_code == 302


def test_network_is_what_the_proxy_says_in_production(client, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.PRODUCTION = True
    for number in range(EMAILS_FROM_A_NETWORK.tries + 1):
        forged = client.post(
            SIGN_IN, {"email": f"a{number}@example.org"}, headers={"x-forwarded-for": f"{number}.1.1.1, 9.9.9.9"}
        )
    other = client.post(SIGN_IN, {"email": "b@example.org"}, headers={"x-forwarded-for": "9.9.9.9, 8.8.8.8"})

    assert (forged.status_code, other.status_code) == (429, 302)


def test_counts_hold_no_address(client, mair):
    ask(client, "mair@example.org")

    assert [key for key in RateLimit.objects.values_list("key", flat=True) if "mair" in key or "127" in key] == []


def test_many_wrong_codes_from_one_network_have_to_wait(client, monkeypatch):
    monkeypatch.setattr("access.views.signing_in.CODES_FROM_A_NETWORK", EMAILS_TO_AN_ADDRESS)
    answers = [client.post(SENT, {"code": "XXXXXX"}).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


def test_sign_out_ends_the_session_and_needs_a_post(client, mair):
    client.force_login(mair)
    got = client.get("/sign-out/")
    posted = client.post("/sign-out/")

    assert (got.status_code, posted.status_code, signed_in_as(client)) == (405, 302, None)


def test_sign_in_is_recorded(client, mair, mailoutbox):
    ask(client, "mair@example.org")
    client.post(link_in(mailoutbox[0]))

    assert list(AuditEvent.objects.about(mair).values_list("action", "by")) == [("person.sign_in", mair.pk)]


def test_double_click_on_the_button_leaves_the_person_signed_in(client, mair, mailoutbox):
    """The second post arrives with the cookies from before the first: its answer must not take the session away."""
    ask(client, "mair@example.org")
    second_tab = Client()
    second_tab.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    link = link_in(mailoutbox[0])
    client.post(link)
    second = second_tab.post(link)

    assert "sessionid" not in second.cookies


def test_email_is_in_the_language_of_the_person(client, mair, monkeypatch):
    spoken = []
    monkeypatch.setattr(
        "access.actions.tokens.sign_in_mail",
        lambda **_: (spoken.append(get_language()), ("t", "b"))[1],
    )
    Person.objects.filter(pk=mair.pk).update(language="cy")
    ask(client, "mair@example.org")

    assert spoken == ["cy"]


# --- supporters who were named by an address ----------------------------------------------------------------------


def name_a_supporter(person, email="sam@example.org"):
    return name_supporter(
        person=person,
        given_name="Sam",
        family_name="Carer",
        email=email,
        mobile="",
        kind=Supporter.Kind.CARER,
        gets_copies=False,
        by=person,
        now=NOW,
    )


def test_named_supporter_signs_in_and_the_address_becomes_theirs(client, mair, mailoutbox):
    agreement = name_a_supporter(mair)
    ask(client, "sam@example.org")
    client.post(link_in(mailoutbox[0]))
    agreement.supporter.refresh_from_db()

    assert (signed_in_as(client), agreement.supporter.email) == (str(agreement.supporter_id), "sam@example.org")


def test_known_address_signs_in_its_own_person_not_the_named_supporter(client, mair, mailoutbox):
    sam = PersonFactory.create(email="sam@example.org")
    name_a_supporter(mair)
    ask(client, "sam@example.org")
    client.post(link_in(mailoutbox[0]))

    assert signed_in_as(client) == str(sam.pk)


# --- demo links and the back office -------------------------------------------------------------------------------


def path_of(link):
    return link.removeprefix("http://127.0.0.1:8000")


def test_demo_link_is_the_same_each_time_and_reusable(mair):
    links = [actions.make_demo_link(person=mair, opens="/my/details/", now=timezone.now()) for _ in range(2)]
    clients = [Client(), Client()]
    answers = [each.post(path_of(links[0]))["Location"] for each in clients]

    assert (len(set(links)), SignInToken.objects.count()) == (1, 1)
    assert answers == ["/my/details/"] * 2
    assert [signed_in_as(each) for each in clients] == [str(mair.pk)] * 2


def test_demo_link_shows_whose_it_is_and_the_button(client, mair):
    link = path_of(actions.make_demo_link(person=mair, opens="/", now=timezone.now()))
    page = client.get(link).content.decode()

    assert mair.full_name in page
    assert signed_in_as(client) is None


def test_demo_link_is_refused_in_production(client, mair, settings):
    link = path_of(actions.make_demo_link(person=mair, opens="/", now=timezone.now()))
    settings.DEMO_WORLD = False
    answers = [client.get(link).status_code, client.post(link).status_code]

    assert (answers, signed_in_as(client)) == ([410, 410], None)
    with pytest.raises(RuntimeError, match="no demo links"):
        actions.make_demo_link(person=mair, opens="/", now=timezone.now())


def test_admin_has_no_door_of_its_own(client, mair):
    visitor = client.get("/admin/login/", {"next": "/admin/people/"})
    client.force_login(mair)
    stranger = client.get("/admin/", follow=True)

    assert visitor["Location"] == "/sign-in/?next=%2Fadmin%2Fpeople%2F"
    assert stranger.status_code == 404


def test_password_signs_nobody_in(client, mair):
    mair.set_password("secret")
    mair.save()

    assert client.login(username="mair@example.org", password="secret") is False


def test_allauth_has_no_pages_of_its_own(client):
    assert [client.get(path).status_code for path in ("/accounts/login/", "/accounts/signup/")] == [404, 404]


def test_names_of_the_addresses_stay():
    names = ["sign_in", "sent", "sign_out", "second_factor", "set_up", "recovery_codes", "admin_login"]

    assert [reverse(f"access:{name}") for name in names] == [
        "/sign-in/",
        "/sign-in/sent/",
        "/sign-out/",
        "/second-factor/",
        "/second-factor/set-up/",
        "/second-factor/recovery-codes/",
        "/admin/login/",
    ]


def test_new_sign_in_forgets_the_second_factor_of_the_one_before(client, mair):
    client.force_login(mair)
    before = SECOND_FACTOR in client.session
    link = actions.make_link(person=mair, now=timezone.now()).link
    client.post(path_of(link))

    assert (before, SECOND_FACTOR in client.session) == (True, False)
