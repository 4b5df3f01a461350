"""The second factor of staff: six digits from an app, or a recovery code. The arithmetic is django-allauth's."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.db import IntegrityError, transaction

from people.actions.audit import record
from people.models import Person


def has_second_factor(*, person: Person) -> bool:
    """Whether a person has set up an app."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


@transaction.atomic
def set_up_totp(*, person: Person, secret: str, code: str, now: datetime) -> bool:
    """Keep the secret (encrypted) and make recovery codes, once `code` shows that the app has it.

    False where the code is wrong, or where the person has an app already: a second tab changes nothing.
    """
    if not validate_totp_code(secret, code):
        return False
    try:
        with transaction.atomic():
            app = TOTP.activate(person, secret)
    except IntegrityError:
        return False
    # Marks the code as used: nobody who saw it can use it again.
    app.validate_code(code)
    RecoveryCodes.activate(person)
    record(by=person, action="second_factor.set_up", about=person, now=now)
    return True


@transaction.atomic
def accept_code(*, person: Person, code: str, now: datetime) -> bool:
    """Whether `code` is the app's current one, or an unused recovery code, which it then uses up."""
    kept = Authenticator.objects.filter(
        user=person, type__in=[Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    )
    for authenticator in kept.order_by("-type"):
        if authenticator.wrap().validate_code(code):
            Authenticator.objects.filter(pk=authenticator.pk).update(last_used_at=now)
            record(by=person, action=f"second_factor.{authenticator.type}", about=person, now=now)
            return True
    return False


def recovery_codes(*, person: Person) -> list[str]:
    """Return the unused recovery codes of a person."""
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(kept.wrap().get_unused_codes()) if kept else []


@transaction.atomic
def new_recovery_codes(*, person: Person, now: datetime) -> None:
    """Replace a person's recovery codes by new ones."""
    Person.objects.select_for_update().get(pk=person.pk)
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(person)
    record(by=person, action="second_factor.new_recovery_codes", about=person, now=now)


@transaction.atomic
def remove_second_factor(*, person: Person, by: Person | None, now: datetime) -> bool:
    """Take the second factor of somebody who lost it away, so that they set it up anew; tell whether there was one."""
    deleted, _by_model = Authenticator.objects.filter(user=person).delete()
    if deleted:
        record(by=by, action="second_factor.remove", about=person, now=now)
    return bool(deleted)
