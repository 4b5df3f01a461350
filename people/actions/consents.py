"""Giving consent and taking it back."""

from datetime import datetime

from django.db import transaction

from people.actions.audit import record
from people.consent_texts import ConsentText
from people.errors import NotTheirsToGive
from people.models import Consent, Person


@transaction.atomic
def give(
    *, person: Person, text: ConsentText, by: Person, now: datetime, channel: str = Consent.Channel.WEB
) -> Consent:
    """Record that a person agreed to `text`, with the hash of the words in the language shown now.

    Giving it twice gives one consent. An older version that stands ends when the newer is given.

    Raises:
        NotTheirsToGive: somebody else tried on this website; a supporter never consents for an adult.
    """
    if channel == Consent.Channel.WEB and by != person:
        raise NotTheirsToGive
    # Two tabs at once must not both give it.
    Person.objects.select_for_update().get(pk=person.pk)
    standing = Consent.objects.standing().filter(person=person, purpose=text.purpose).first()
    if standing is not None:
        if standing.version == text.version:
            return standing
        withdraw(consent=standing, by=by, now=now)
    consent = Consent.objects.create(
        person=person,
        purpose=text.purpose,
        version=text.version,
        text_hash=text.shown_hash,
        channel=channel,
        given_at=now,
        given_by=by,
    )
    record(by=by, action="consent.give", about=consent, now=now)
    return consent


@transaction.atomic
def withdraw(*, consent: Consent, by: Person, now: datetime) -> None:
    """Take a consent back, which is as easy as giving it; taking it back twice changes nothing."""
    if Consent.objects.standing().filter(pk=consent.pk).update(withdrawn_at=now, withdrawn_by=by):
        record(by=by, action="consent.withdraw", about=consent, now=now, fields=["withdrawn_at"])
