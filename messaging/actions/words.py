"""Words that coordinators write in place of the usual ones: every version is kept."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from messaging.models import Message, Template
from messaging.models.outbox import UNSENT
from messaging.purposes import purpose_of
from messaging.wording import WordsRefused, check_words
from people.actions.audit import record
from people.models import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Variant:
    """One place for words: what is said, by which channel, in which language and format, in which programme."""

    purpose: str
    channel: str
    language: str
    easy_read: bool
    programme_ref: str

    def columns(self) -> dict[str, str | bool]:
        """Return the columns of a template that name it."""
        return {
            "purpose": self.purpose,
            "channel": self.channel,
            "language": self.language,
            "easy_read": self.easy_read,
            "programme_ref": self.programme_ref,
        }


class SavedMeanwhile(Exception):  # noqa: N818 - it is told to staff, with what to do
    """Somebody else saved these words since the page was shown."""


def save_words(*, variant: Variant, title: str, body: str, after: int, by: Person, now: datetime) -> Template:
    """Keep new words for a variant as its next version; the words that are in use already give no new one.

    `after` is the version that the page was shown with, 0 for the usual words.

    Raises:
        WordsRefused: they hold a placeholder that nothing fills, or the subject has two lines; nothing is kept.
        SavedMeanwhile: there is a later version than `after`.
    """
    try:
        check_words(purpose_of(variant.purpose), title=title, body=body)
    except WordsRefused as error:
        log.warning("Words for “%s” were refused (%s): %s", variant.purpose, error.field, error)
        raise
    words = (title.strip(), body.replace("\r\n", "\n").strip())
    return _next(variant, words, after=after, by=by, now=now)


def use_usual_words(*, variant: Variant, after: int, by: Person, now: datetime) -> Template:
    """Let the usual words hold again; the coordinators' versions are kept.

    Raises:
        SavedMeanwhile: there is a later version than `after`.
    """
    return _next(variant, ("", ""), after=after, by=by, now=now)


def _next(variant: Variant, words: tuple[str, str], *, after: int, by: Person, now: datetime) -> Template:
    title, body = words
    newest = Template.objects.filter(**variant.columns()).newest_first().first()
    version = newest.version if newest else 0
    if newest and (newest.title, newest.body) == (title, body):
        return newest
    if version != after:
        raise SavedMeanwhile(_("Somebody else saved these words meanwhile. Compare, then save again."))
    try:
        with transaction.atomic():
            row = Template.objects.create(
                **variant.columns(), version=version + 1, title=title, body=body, saved_at=now, saved_by=by
            )
            record(by=by, action="words.save", about=row, now=now, fields=["title", "body"])
    except IntegrityError as error:
        raise SavedMeanwhile(_("Somebody else saved these words meanwhile. Compare, then save again.")) from error
    return row


def stamp_of(message: Message) -> str:
    """Return what a page remembers of the words that a message had."""
    return message.edited_at.isoformat() if message.edited_at else ""


@transaction.atomic
def edit_message(
    *, message: Message, title: str, body: str, after: str | None = None, by: Person, now: datetime
) -> bool:
    """Give one message that has not left words of its own; tell whether it had not. Placeholders are still filled.

    On a list for staff it waits again for a moment, so that the list shows the new words.

    `after` is the stamp of the words that the page showed; without one nobody else is thought of.

    Raises:
        WordsRefused: as in `save_words`.
        SavedMeanwhile: somebody else has given it other words since.
    """
    try:
        check_words(purpose_of(message.purpose), title=title, body=body)
    except WordsRefused as error:
        log.warning("Words for message %s were refused (%s): %s", message.ref, error.field, error)
        raise
    words = {"edited_title": title.strip(), "edited_body": body.replace("\r\n", "\n").strip()}
    rows = Message.objects.filter(pk=message.pk, state__in=UNSENT)
    there = Message.objects.locked().select_related(None).get(pk=message.pk)
    others = (there.edited_title, there.edited_body) != (words["edited_title"], words["edited_body"])
    if after is not None and others and stamp_of(there) != after:
        raise SavedMeanwhile(_("Somebody else saved these words meanwhile. Compare, then save again."))
    states = Message.State
    edited = rows.filter(state__in=[states.QUEUED, states.HELD]).update(**words, edited_at=now, edited_by=by)
    edited += rows.exclude(state__in=[states.QUEUED, states.HELD]).update(
        **words, edited_at=now, edited_by=by, state=states.QUEUED, claim=None, lease_until=None
    )
    if edited:
        record(by=by, action="message edited", about=message, now=now, fields=["edited_title", "edited_body"])
    return edited == 1
