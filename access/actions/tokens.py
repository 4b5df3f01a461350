"""Making links and codes, and using them up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from access.hashes import hash_of, new_code, new_link
from access.messages import sign_in_mail, unknown_mail
from access.models import RateLimit, SignInToken
from access.permissions import may_sign_in
from common.refs import clean_ref
from messaging.actions import send_to_address
from people.actions.audit import record
from people.middleware import LANGUAGE_OF
from people.models import Person

LASTS = timedelta(minutes=10)
DEMO_LASTS = timedelta(days=3650)
KEPT = timedelta(days=1)
CODE_TRIES = 5
LONGEST_PATH = 200


@dataclass(frozen=True)
class Issued:
    """What a person is given; the database keeps only hashes of it."""

    link: str
    code: str


def ask_to_sign_in(*, email: str, opens: str, request_key: str, now: datetime) -> None:
    """Email a link and a code to `email`, or where nobody signs in with it, the sentence that says so.

    Known or unknown, one email goes to the address that was typed, so that neither the page nor the time that it takes
    tells whether we know it. The email leaves after the token is committed: no lock is held while a server answers.
    """
    address = email.strip().lower()
    person = Person.objects.signing_in_with(address)
    if person is None or not may_sign_in(person):
        new_link(), new_code()
        title, body = unknown_mail()
    else:
        issued = make_link(person=person, opens=opens, request_key=request_key, now=now)
        with translation.override(LANGUAGE_OF.get(person.language, settings.LANGUAGE_CODE)):
            minutes = int(LASTS.total_seconds() // 60)
            title, body = sign_in_mail(person=person, link=issued.link, code=issued.code, minutes=minutes)
    send_to_address(address=address, title=title, body=body, now=now)


@transaction.atomic
def make_link(
    *,
    person: Person,
    now: datetime,
    opens: str = "",
    request_key: str = "",
    purpose: str = SignInToken.Purpose.EMAIL,
) -> Issued:
    """Make a link and a code that sign `person` in once within 10 minutes and then open the path `opens`.

    The code works only in the browser that holds `request_key`; without one there is no code.
    """
    link, code = new_link(), new_code() if request_key else ""
    SignInToken.objects.create(
        person=person,
        purpose=purpose,
        link_hash=hash_of("link", link),
        code_hash=hash_of("code", code) if code else "",
        request_key=hash_of("request", request_key) if request_key else "",
        opens=_short(opens),
        created_at=now,
        expires_at=now + LASTS,
    )
    return Issued(_address(link), code)


@transaction.atomic
def make_demo_link(*, person: Person, opens: str, now: datetime) -> str:
    """Return the reusable demo link of a person, the same each time, until the demo world is reset.

    Raises:
        RuntimeError: there is no demo world here.
    """
    if not settings.DEMO_WORLD:
        msg = "There are no demo links in production."
        raise RuntimeError(msg)
    link = salted_hmac("access.demo", person.ref, algorithm="sha256").hexdigest()[:32]
    SignInToken.objects.update_or_create(
        link_hash=hash_of("link", link),
        defaults={
            "person": person,
            "purpose": SignInToken.Purpose.DEMO,
            "opens": _short(opens),
            "created_at": now,
            "expires_at": now + DEMO_LASTS,
        },
    )
    return _address(link)


def demo_allowed(*, token: SignInToken) -> bool:
    """Whether a token is worth anything here: a demo link is worth nothing where there is no demo world."""
    return settings.DEMO_WORLD or token.purpose != SignInToken.Purpose.DEMO


@transaction.atomic
def use_link(*, link: str, now: datetime) -> SignInToken | None:
    """Use a link up and return its token; None where it cannot be used. Of two posts at once one has it.

    A demo link stays, and is worth nothing where there is no demo world.
    """
    token = SignInToken.objects.by_link(link).usable().live(now=now).first()
    return _use_up(token, now=now) if token else None


@transaction.atomic
def use_code(*, code: str, request_key: str, now: datetime) -> SignInToken | None:
    """Use up the token whose code was typed in the browser that asked for it; None where it is not the right one.

    After five tries even the right code is refused, and a new one has to be asked for.
    """
    if not request_key:
        return None
    asked = SignInToken.objects.usable().live(now=now).filter(request_key=hash_of("request", request_key))
    # The try is counted before the code is compared: five guesses at once are five tries.
    if not asked.filter(code_tries__lt=CODE_TRIES).update(code_tries=F("code_tries") + 1):
        return None
    token = asked.filter(code_hash=hash_of("code", clean_ref(code))).first()
    return _use_up(token, now=now) if token else None


@transaction.atomic
def delete_expired(*, now: datetime) -> int:
    """Delete tokens and counted tries a day after they ended; return how many rows that were."""
    tokens, _by_model = SignInToken.objects.expired_before(now - KEPT).delete()
    windows, _by_model = RateLimit.objects.before(now - KEPT).delete()
    return tokens + windows


def _use_up(token: SignInToken, *, now: datetime) -> SignInToken | None:
    if token.purpose == SignInToken.Purpose.DEMO:
        return token if demo_allowed(token=token) else None
    if not SignInToken.objects.live(now=now).filter(pk=token.pk).update(used_at=now):
        return None
    token.used_at = now
    if token.purpose == SignInToken.Purpose.EMAIL:
        _take_proved_address(token.person, now=now)
    record(by=token.person, action="person.sign_in", about=token.person, now=now)
    return token


def _take_proved_address(person: Person, *, now: datetime) -> None:
    """Make the contact email of a named supporter the one they sign in with: they have just shown that it is theirs."""
    if person.email or not person.contact_email:
        return
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk, email__isnull=True).update(email=person.contact_email)
    except IntegrityError:
        return
    person.email = person.contact_email
    record(by=person, action="person.prove_email", about=person, now=now, fields=["email"])


def _address(link: str) -> str:
    return settings.BASE_URL + reverse("access:link", args=[link])


def _short(path: str) -> str:
    return path if len(path) <= LONGEST_PATH else ""
