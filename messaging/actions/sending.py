"""Sending at once, for codes that must never rest in the outbox."""

import logging
from datetime import datetime
from email.utils import make_msgid

from messaging.channels import Fate, Parcel
from messaging.channels.email import EmailChannel, email_domain
from people.models import Person

log = logging.getLogger(__name__)


def send_now(*, person: Person, title: str, body: str, now: datetime) -> bool:
    """Email `body` to `person` at once; tell whether the mail server took it.

    For sign-in codes and links, so it goes to the email for signing in alone: a contact email may be shared by a
    household. The words are neither stored nor logged, and nothing is sent again. False where the person has no email,
    may not be contacted, or the server did not take it; the page says the same in every case.
    """
    if not person.email or not person.may_be_contacted:
        return False
    return send_to_address(address=person.email, title=title, body=body, now=now)


def send_to_address(*, address: str, title: str, body: str, now: datetime) -> bool:
    """Email `body` at once to an address that may belong to nobody yet, such as an applicant's; tell whether it went.

    As in `send_now`, nothing is stored or logged.
    """
    channel = EmailChannel()
    parcel = Parcel(
        address=address,
        title=" ".join(title.split()),
        body=body,
        message_id=make_msgid(domain=email_domain()),
        now=now,
    )
    try:
        outcome = channel.send(parcel)
    finally:
        channel.close()
    if outcome.fate is not Fate.ACCEPTED:
        # The reason may quote the address, so only the kind of trouble is logged.
        log.warning("An email could not be sent at once (%s).", outcome.fate.value)
    return outcome.fate is Fate.ACCEPTED
