"""Commands and sweeps around signing in, and what the database itself keeps true."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from access import actions
from access.actions import tokens
from access.limits import EMAILS_TO_AN_ADDRESS
from access.models import RateLimit, SignInToken
from access.tasks import expire_tokens
from people.models import Person
from tests.factories import NOW, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_signin_link_prints_a_link_that_works_once(client, capsys):
    person = PersonFactory.create(email="mair@example.org")
    call_command("signin_link", "Mair@example.org", "--next", "/my/details/")
    path = capsys.readouterr().out.strip().removeprefix("http://127.0.0.1:8000")
    answers = [client.post(path) for _ in range(2)]

    assert (answers[0]["Location"], answers[1].status_code) == ("/my/details/", 410)
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody@example.org"], "Nobody signs in with nobody@example.org"),
        (["closed@example.org"], "may not sign in"),
        (["mair@example.org", "--next", "https://evil.example/"], "Give --next as a path of this site"),
    ],
)
def test_signin_link_says_in_a_sentence_why_not(arguments, sentence):
    PersonFactory.create(email="mair@example.org")
    PersonFactory.create(email="closed@example.org", is_active=False)

    with pytest.raises(CommandError, match=sentence):
        call_command("signin_link", *arguments)
    assert SignInToken.objects.count() == 0


def test_expire_tokens_deletes_what_ended_a_day_ago():
    person = PersonFactory.create()
    actions.make_link(person=person, now=NOW)
    actions.count_try(limit=EMAILS_TO_AN_ADDRESS, of="mair@example.org", now=NOW)
    kept = expire_tokens(NOW + timedelta(hours=23))
    gone = expire_tokens(NOW + timedelta(hours=25))

    assert (kept, gone) == (0, 2)
    assert (SignInToken.objects.count(), RateLimit.objects.count()) == (0, 0)


def test_expire_tokens_keeps_demo_links():
    actions.make_demo_link(person=PersonFactory.create(), opens="/", now=NOW)

    assert (expire_tokens(NOW + timedelta(days=400)), SignInToken.objects.count()) == (0, 1)


def test_long_path_to_open_is_left_out():
    actions.make_link(person=PersonFactory.create(), opens="/" + "a" * 300, now=NOW)

    assert SignInToken.objects.get().opens == ""


def test_tries_are_counted_apart_and_forgotten():
    for _ in range(5):
        actions.count_try(limit=EMAILS_TO_AN_ADDRESS, of="a", now=NOW)
    refused = actions.count_try(limit=EMAILS_TO_AN_ADDRESS, of="a", now=NOW)
    other = actions.count_try(limit=EMAILS_TO_AN_ADDRESS, of="b", now=NOW)
    actions.forget_tries(limit=EMAILS_TO_AN_ADDRESS, of="a")

    assert (refused, other) == (NOW + timedelta(minutes=15), None)
    assert actions.count_try(limit=EMAILS_TO_AN_ADDRESS, of="a", now=NOW) is None


def token(**values):
    person = PersonFactory.create()
    return SignInToken.objects.create(
        person=person,
        purpose="email",
        created_at=NOW,
        **({"link_hash": "x", "expires_at": NOW + timedelta(1)} | values),
    )


def test_token_expires_after_it_is_made():
    with pytest.raises(IntegrityError, match="sign_in_token_expires_after_made"), transaction.atomic():
        token(expires_at=NOW)

    assert token().is_live(now=NOW) is True


def test_token_that_is_used_is_not_live():
    assert token(used_at=NOW).is_live(now=NOW) is False


def test_rate_limit_is_one_row_a_window():
    RateLimit.objects.create(key="a", window=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RateLimit.objects.create(key="a", window=NOW)

    assert RateLimit.objects.create(key="a", window=NOW + timedelta(minutes=15)).pk


def test_two_posts_at_once_sign_in_once():
    """Both have read the row before either uses it up: the conditional UPDATE lets one through."""
    issued = actions.make_link(person=PersonFactory.create(), now=NOW)
    link = issued.link.split("/")[-2]
    both = [SignInToken.objects.by_link(link).usable().get() for _ in range(2)]
    answers = [tokens._use_up(each, now=NOW) for each in both]

    assert [answer is None for answer in answers] == [False, True]


def test_letter_code_names_its_message_and_task() -> None:
    fields = {
        "person": PersonFactory.create(),
        "purpose": SignInToken.Purpose.LETTER,
        "code_hash": "c",
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=21),
    }
    message = MessageFactory.create()
    SignInToken.objects.create(link_hash="a", opens="/my/offers/", message=message, **fields)

    for number, wrong in enumerate([{"opens": "/my/offers/"}, {"message": message}]):
        with pytest.raises(IntegrityError, match="sign_in_token_letter_has_message_and_task"), transaction.atomic():
            SignInToken.objects.create(link_hash=str(number), **wrong, **fields)


def test_make_administrator_makes_the_first_person_and_again_only_a_link(client, capsys):
    for _turn in range(2):
        call_command("make_administrator", "Pat@example.org", "Pat", "Owen")
    pat = Person.objects.get()
    link = capsys.readouterr().out.split()[-1]
    client.post(urlsplit(link).path)

    assert (pat.email, pat.full_name, pat.is_staff, pat.is_superuser) == ("pat@example.org", "Pat Owen", True, True)
    assert client.session["_auth_user_id"] == str(pat.pk)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("pat", "“pat” is not an email address. Write it like you@example.org."),
        (
            "mair@example.org",
            "mair@example.org is the address of somebody who is no administrator. Use another address.",
        ),
    ],
)
def test_make_administrator_says_in_a_sentence_why_not(email, sentence):
    PersonFactory.create(email="mair@example.org")

    with pytest.raises(CommandError) as refusal:
        call_command("make_administrator", email, "Pat")

    assert (str(refusal.value), Person.objects.filter(is_superuser=True).exists()) == (sentence, False)
