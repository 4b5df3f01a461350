"""Proving an applicant's email address by a code, before anything joins a person who is known."""

import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cohorts.recruitment.models import Application
from messaging.actions import send_to_address

CODE_LASTS = timedelta(minutes=10)
TRIES = 5
# Per address and hour, over all drafts: nobody's inbox is filled by a stranger.
EMAILS_AN_HOUR = 6


class Proof(Enum):
    """What came of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_OLD = "too old"


def may_email(*, address: str) -> bool:
    """Whether another email may go to the address this hour; counts this one."""
    key = f"apply-email:{sha256(address.encode()).hexdigest()}"
    cache.add(key, 0, timeout=3600)
    try:
        return cache.incr(key) <= EMAILS_AN_HOUR
    except ValueError:
        # The hour ended between the two lines.
        return True


def _hash(application: Application, code: str) -> str:
    return salted_hmac("recruitment.proof", f"{application.pk}:{code}", algorithm="sha256").hexdigest()


def _keep(application: Application, proof: dict[str, Any]) -> None:
    application.draft = {**(application.draft or {}), "proof": proof}
    application.save(update_fields=["draft"])


def send_code(*, application: Application, address: str, now: datetime) -> bool:
    """Email a new code of six digits; only its hash is kept. Tell whether it went (a former code ends then)."""
    if not may_email(address=address):
        return False
    code = f"{secrets.randbelow(1_000_000):06}"
    with transaction.atomic():
        row = Application.objects.locked().get(pk=application.pk)
        until = (now + CODE_LASTS).isoformat()
        _keep(row, {"email": address, "hash": _hash(row, code), "until": until, "tries": 0})
    title = _("%(code)s is your code") % {"code": code}
    body = _(
        "Your code is %(code)s.\n\n"
        "Type it on the page where you are applying to Leading Together. It works for 10 minutes.\n\n"
        "If you are not applying, somebody has mistyped their address. You need do nothing."
    ) % {"code": code}
    return send_to_address(address=address, title=title, body=body, now=now)


def waiting_for(*, application: Application, address: str) -> bool:
    """Whether a code for this address was sent and still counts its tries."""
    proof = (application.draft or {}).get("proof", {})
    return bool(proof) and proof.get("email") == address


@transaction.atomic
def check_code(*, application: Application, address: str, code: str, now: datetime) -> Proof:
    """Compare a typed code; each wrong one counts, and after five the code has ended."""
    row = Application.objects.locked().get(pk=application.pk)
    proof = dict((row.draft or {}).get("proof", {}))
    if proof.get("email") != address or proof["tries"] >= TRIES or now > datetime.fromisoformat(proof["until"]):
        return Proof.TOO_OLD
    if hmac.compare_digest(proof["hash"], _hash(row, code)):
        return Proof.RIGHT
    _keep(row, {**proof, "tries": proof["tries"] + 1})
    return Proof.WRONG
