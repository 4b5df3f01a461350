"""Codes in letters: made when a letter is printed, and opening one task until it is done or the code has ended.

A code may be typed again as long as its task is not done, so that whoever is interrupted can finish, also elsewhere. It
is used up when the task is done: when the message that carried it would no longer be said.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from access.hashes import hash_of, new_letter_code, new_link, say_letter_code
from access.models import SignInToken
from common.dates import in_london
from common.refs import clean_ref
from messaging.letter_codes import Doorkeeper, LetterCode
from messaging.models import Message
from messaging.verdicts import verdict_on
from people.actions.audit import record

LASTS = timedelta(days=21)
# In these states a letter is on its way or has arrived; a message that was stopped opens nothing.
OUT = frozenset({"to_print", "sent", "delivered"})


def typed_at() -> str:
    """Return where codes are typed, short enough to copy from paper."""
    return f"{settings.BASE_URL}{reverse('access:letter')}".removeprefix("https://").removeprefix("http://").rstrip("/")


@transaction.atomic
def make_letter_code(*, message: Message, opens: str, now: datetime) -> LetterCode:
    """Make the code of a letter, which opens the path `opens`; what was printed in this letter before ends.

    Only its hash is kept: the code is on the paper alone.
    """
    end_letter_codes(message=message, now=now)
    code = new_letter_code()
    until = now + LASTS
    SignInToken.objects.create(
        person=message.person,
        purpose=SignInToken.Purpose.LETTER,
        link_hash=hash_of("link", new_link()),
        code_hash=hash_of("letter", code),
        opens=opens,
        message=message,
        created_at=now,
        expires_at=until,
    )
    return LetterCode(typed_at(), say_letter_code(code), in_london(until).date())


def end_letter_codes(*, message: Message, now: datetime) -> int:
    """End every code that was printed in a letter; return how many still worked."""
    return SignInToken.objects.in_letter(message).live(now=now).update(used_at=now)


@transaction.atomic
def open_letter_code(*, code: str, now: datetime) -> SignInToken | None:
    """Return the token of a typed code where its task is still to be done; None where it opens nothing.

    A code whose task was done meanwhile, by phone for example, is used up here.
    """
    typed = clean_ref(code)
    token = SignInToken.objects.by_letter_code(typed).usable().live(now=now).select_related("message").first()
    if token is None or settle_letter_code(token=token, now=now):
        return None
    SignInToken.objects.filter(pk=token.pk, opened_at__isnull=True).update(opened_at=now)
    record(by=token.person, action="person.open_letter", about=token.person, now=now)
    return token


def settle_letter_code(*, token: SignInToken, now: datetime) -> bool:
    """Use a code up where its task is done; tell whether it is used up."""
    message = Message.objects.with_person().filter(codes=token).first()
    if message is not None and message.state in OUT and verdict_on(message, now=now).due:
        return False
    SignInToken.objects.live(now=now).filter(pk=token.pk).update(used_at=now)
    return True


DOORKEEPER = Doorkeeper(address=typed_at, make=make_letter_code, end=end_letter_codes, lasts=LASTS)
