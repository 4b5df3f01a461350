"""Staff show a second factor before anything else."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from access import actions
from access.sessions import SECOND_FACTOR
from people.models import AuditEvent, Person
from tests.factories import NOW, PersonFactory, ProgrammeFactory, TeamMembershipFactory, coordinator_of

pytestmark = pytest.mark.django_db
ASK, SET_UP, CODES = "/second-factor/", "/second-factor/set-up/", "/second-factor/recovery-codes/"
SECRET = "JBSWY3DPEHPK3PXP"
# A page of ours that every person may open.
PAGE = "/my/details/"


@pytest.fixture
def coordinator():
    return coordinator_of(ProgrammeFactory.create(), given_name="Cora")


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def sign_in(client, person, opens=PAGE):
    link = actions.make_link(person=person, opens=opens, now=timezone.now()).link
    return client.post(link.removeprefix("http://127.0.0.1:8000"))


def code_now(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def enrol(person):
    assert actions.set_up_totp(person=person, secret=SECRET, code=code_now(), now=timezone.now())


def wrong():
    return "000000" if code_now() != "000000" else "111111"


def test_staff_without_an_app_see_enrolment_and_the_way_out_alone(client, coordinator):
    sign_in(client, coordinator)
    answers = {path: client.get(path).get("Location", "") for path in (PAGE, "/", "/admin/", CODES)}
    asked = client.get(ASK + "?next=" + PAGE)

    assert answers == {
        PAGE: "/second-factor/?next=%2Fmy%2Fdetails%2F",
        "/": "/second-factor/?next=%2F",
        "/admin/": "/second-factor/?next=%2Fadmin%2F",
        CODES: "/second-factor/?next=%2Fsecond-factor%2Frecovery-codes%2F",
    }
    assert asked["Location"] == "/second-factor/set-up/?next=%2Fmy%2Fdetails%2F"
    assert (client.get(SET_UP).status_code, client.post("/sign-out/").status_code) == (200, 302)


def test_post_of_staff_before_the_second_factor_does_nothing(client, coordinator):
    sign_in(client, coordinator)
    response = client.post("/my/details/name/", {"version": 1, "given_name": "Changed"})

    assert response["Location"] == "/second-factor/"
    assert Person.objects.get(pk=coordinator.pk).given_name == "Cora"


def test_back_office_staff_need_it_too_by_either_door(client):
    administrator = PersonFactory.create(is_staff=True, is_superuser=True)
    sign_in(client, administrator, "/admin/")
    answers = [client.get(path)["Location"] for path in ("/admin/", "/admin/login/")]

    assert [answer.split("?")[0] for answer in answers] == [ASK, ASK]


def test_participants_are_not_asked(client):
    sign_in(client, PersonFactory.create())

    assert client.get(PAGE).status_code == 200
    assert [client.get(path).status_code for path in (ASK, SET_UP, CODES)] == [404] * 3


def test_enrolment_shows_picture_and_key_and_leads_to_recovery_codes(client, coordinator, clock):
    sign_in(client, coordinator)
    page = client.get(SET_UP + "?next=" + PAGE).content.decode()
    secret = re.search(r'<code class="lt-secret">([A-Z2-7 ]+)</code>', page).group(1).replace(" ", "")
    done = client.post(SET_UP, {"code": code_now(secret), "next": PAGE})
    codes = client.get(done["Location"]).content.decode()
    kept = client.post(CODES, {"kept": "1", "next": PAGE})

    assert 'src="data:image/svg+xml' in page
    assert done["Location"] == "/second-factor/recovery-codes/?next=%2Fmy%2Fdetails%2F"
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", codes)) == 10
    assert (kept["Location"], client.get(PAGE).status_code) == (PAGE, 200)


def test_wrong_code_at_enrolment_keeps_the_same_picture(client, coordinator, clock):
    sign_in(client, coordinator)
    before = re.search(r'src="(data:[^"]+)"', client.get(SET_UP).content.decode()).group(1)
    page = client.post(SET_UP, {"code": "12345"}).content.decode()

    assert (before in page, "This code is not right" in page) == (True, True)
    assert Authenticator.objects.count() == 0


def test_recovery_codes_are_not_shown_again(client, coordinator, clock):
    enrol(coordinator)
    client.force_login(coordinator)
    page = client.get(CODES).content.decode()

    assert (re.findall(r"<code>", page), "You have 10 codes left." in page) == ([], True)


def test_new_recovery_codes_replace_the_old(client, coordinator, clock):
    enrol(coordinator)
    old = actions.recovery_codes(person=coordinator)
    client.force_login(coordinator)
    shown = client.post(CODES, follow=True).content.decode()
    new = actions.recovery_codes(person=coordinator)

    assert (set(old) & set(new), len(re.findall(r"<code>", shown))) == (set(), 10)
    assert actions.accept_code(person=coordinator, code=old[0], now=NOW) is False


def test_code_of_the_app_opens_what_was_asked_for(client, coordinator, clock):
    enrol(coordinator)
    clock.shift(60)
    sign_in(client, coordinator)
    before = client.session.session_key
    asked = client.get(client.get(PAGE)["Location"]).content.decode()
    passed = client.post(ASK, {"code": code_now(), "next": PAGE})

    assert 'name="next" value="/my/details/"' in asked
    assert (passed["Location"], client.get(PAGE).status_code) == (PAGE, 200)
    assert client.session.session_key != before


def test_code_is_asked_again_at_the_next_sign_in(client, coordinator, clock):
    enrol(coordinator)
    client.force_login(coordinator)
    sign_in(client, coordinator)

    assert client.get(PAGE)["Location"].startswith(ASK)


def test_code_works_once(coordinator, clock):
    enrol(coordinator)
    clock.shift(60)
    answers = [actions.accept_code(person=coordinator, code=code_now(), now=timezone.now()) for _ in range(2)]

    assert answers == [True, False]


def test_code_that_enrolled_does_not_open(coordinator, clock):
    enrol(coordinator)

    assert actions.accept_code(person=coordinator, code=code_now(), now=NOW) is False


def test_recovery_code_opens_once(client, coordinator, clock):
    enrol(coordinator)
    code = actions.recovery_codes(person=coordinator)[0]
    answers = []
    for _ in range(2):
        browser = Client()
        sign_in(browser, coordinator)
        answers.append(browser.post(ASK, {"code": f"{code[:4]} {code[4:]}"}).status_code)

    assert answers == [302, 200]
    assert len(actions.recovery_codes(person=coordinator)) == 9


def test_code_of_somebody_else_does_not_open(coordinator, clock):
    enrol(coordinator)
    other = TeamMembershipFactory.create().person

    assert actions.accept_code(person=other, code=code_now(), now=NOW) is False


def test_wrong_codes_have_to_wait(client, coordinator, clock):
    enrol(coordinator)
    sign_in(client, coordinator)
    answers = [client.post(ASK, {"code": wrong()}) for _ in range(6)]
    right = client.post(ASK, {"code": actions.recovery_codes(person=coordinator)[0]})

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "This code is not right" in answers[0].content.decode()
    assert (right.status_code, "9:15am" in right.content.decode()) == (429, True)


def test_right_code_forgets_the_wrong_ones(client, coordinator, clock):
    enrol(coordinator)
    clock.shift(60)
    for _ in range(2):
        browser = Client()
        sign_in(browser, coordinator)
        for _ in range(4):
            browser.post(ASK, {"code": wrong()})
        last = browser.post(ASK, {"code": code_now()})
        clock.shift(60)

    assert last.status_code == 302


def test_enrolled_staff_cannot_enrol_again(client, coordinator, clock):
    enrol(coordinator)
    sign_in(client, coordinator)

    assert client.get(SET_UP)["Location"] == ASK
    assert actions.set_up_totp(person=coordinator, secret=SECRET, code=code_now(), now=NOW) is False


def test_passed_staff_are_not_asked_twice(client, coordinator, clock):
    enrol(coordinator)
    client.force_login(coordinator)

    assert client.get(ASK, {"next": PAGE})["Location"] == PAGE


def test_secrets_are_sealed_in_the_database(coordinator, clock):
    enrol(coordinator)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert (SECRET in kept, Authenticator.objects.count()) == (False, 2)


def test_second_factor_is_recorded_without_its_codes(coordinator, clock):
    enrol(coordinator)
    actions.accept_code(person=coordinator, code=actions.recovery_codes(person=coordinator)[0], now=NOW)

    assert list(AuditEvent.objects.values_list("action", "fields")) == [
        ("second_factor.set_up", []),
        ("second_factor.recovery_codes", []),
    ]


def test_who_becomes_staff_is_asked_from_the_next_page_on(client):
    person = PersonFactory.create()
    sign_in(client, person)
    before = client.get(PAGE).status_code
    TeamMembershipFactory.create(person=person)

    assert (before, client.get(PAGE)["Location"].startswith(ASK)) == (200, True)


def test_demo_link_needs_no_second_factor_outside_production_alone(client, coordinator, settings):
    link = actions.make_demo_link(person=coordinator, opens=PAGE, now=timezone.now())
    client.post(link.removeprefix("http://127.0.0.1:8000"))
    demo = client.get(PAGE).status_code
    settings.DEMO_WORLD = False

    assert (demo, client.get(PAGE)["Location"].startswith(ASK)) == (200, True)


def test_public_pages_outside_the_house_stay_open(client, coordinator):
    """What is on every page for everybody: the health of the service."""
    sign_in(client, coordinator)

    assert client.get("/healthz").status_code in {200, 503}


def test_reset_lets_somebody_enrol_anew(client, coordinator, clock, capsys):
    enrol(coordinator)
    call_command("reset_second_factor", coordinator.email.upper())
    sign_in(client, coordinator)

    assert client.get(ASK)["Location"] == SET_UP
    assert "Cora" in capsys.readouterr().out
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", coordinator.email)
    with pytest.raises(CommandError, match="Nobody signs in with"):
        call_command("reset_second_factor", "nobody@example.org")


def test_link_of_the_command_still_asks_for_the_second_factor(client, coordinator):
    sign_in(client, coordinator)

    assert SECOND_FACTOR not in client.session
