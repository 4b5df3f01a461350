"""The sealed file in the hands of a named verifier: once, recorded with who and when."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.recruitment.models import Ceremony, Handover
from common.dates import in_london, say_date
from messaging.actions import queue
from people.actions.audit import record
from people.models import Person

# How long a verifier has to download the file.
LASTS = timedelta(days=21)
Kind = Handover.Kind


@dataclass(frozen=True)
class HandedOver:
    """A handover, and the secret part of its link, which is shown once and kept nowhere ("" without a link)."""

    handover: Handover
    token: str


def hash_of(token: str) -> str:
    """Return what the database keeps of a link."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def hand_over(
    *,
    ceremony: Ceremony,
    kind: str,
    name: str = "",
    organisation: str = "",
    person: Person | None = None,
    by: Person,
    now: datetime,
) -> HandedOver:
    """Let a named verifier have the sealed file: a member of the team, or somebody from outside.

    Raises:
        NotAllowedError: nothing is published yet, or nobody is named.
    """
    ceremony = Ceremony.objects.locked().get(pk=ceremony.pk)
    if ceremony.published_at is None:
        raise NotAllowedError(_("Publish the file first. The sealed file belongs to it."))
    if ceremony.erased_at is not None:
        raise NotAllowedError(erased_words(ceremony))
    named = str(person) if person is not None else name.strip()
    if not named or (kind == Kind.TEAM) != (person is not None):
        raise NotAllowedError(_("Say who checks this draw."))
    token = secrets.token_urlsafe(32) if kind == Kind.LINK else ""
    row = Handover.objects.create(
        ceremony=ceremony,
        kind=kind,
        name=named,
        organisation=organisation.strip(),
        person=person,
        token_hash=hash_of(token) if token else "",
        made_at=now,
        made_by=by,
        expires_at=now + LASTS,
    )
    record(by=by, action="handover.make", about=row, now=now)
    if person is not None:
        queue(
            key=f"sealed-file:{row.pk}",
            person=person,
            purpose="sealed-file",
            due_at=now,
            now=now,
            subject_key=f"handover:{row.pk}",
            programme_ref=ceremony.programme.ref,
            data={"handover": row.pk},
            by=by,
        )
    return HandedOver(row, token)


@transaction.atomic
def take(*, handover: Handover, by: Person | None, now: datetime) -> bytes:
    """Return the sealed file and write down that it was taken. `by` is nobody where a link was used.

    Raises:
        NotAllowedError: it was taken before, or the time is over.
    """
    row = Handover.objects.locked().get(pk=handover.pk)
    if row.taken_at is not None:
        raise NotAllowedError(_("The file was downloaded already. Ask the team to hand it over again."))
    if row.expires_at <= now:
        raise NotAllowedError(_("The time to download the file is over. Ask the team to hand it over again."))
    ceremony = Ceremony.objects.locked().get(pk=row.ceremony_id)
    if ceremony.erased_at is not None:
        raise NotAllowedError(erased_words(ceremony))
    row.taken_at = now
    row.save(update_fields=["taken_at"])
    record(by=by, action="handover.take", about=row, now=now, fields=["taken_at"])
    return str(ceremony.sealed).encode()


def erased_words(ceremony: Ceremony) -> str:
    """Return what to say of a sealed file that is kept no longer."""
    words = _("The sealed file was erased on %(day)s. Its SHA-256 stays in the published file.")
    return words % {"day": say_date(in_london(ceremony.erased_at).date())} if ceremony.erased_at else ""
