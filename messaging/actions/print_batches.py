"""Print batches: letters go into one, are posted with it, or are taken out; and a letter that came back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import in_london
from messaging.actions.delivery import load_rows, recheck_letters
from messaging.actions.joining import count_as_said
from messaging.letter_codes import doorkeeper
from messaging.models import Message, PrintBatch, PrintedLetter
from messaging.printing import paper_of, words_hash_of
from messaging.querysets import MessageQuerySet
from messaging.rendering import Templates
from people.actions.audit import record
from people.models import Person

State = PrintedLetter.State


class NotPossible(Exception):  # noqa: N818 - it is told to staff, with what to do
    """The step cannot be done; the text says why and what to do."""


@dataclass(frozen=True)
class Posted:
    """How many letters went, and which were left out because they must not go any more."""

    count: int
    left_out: list[PrintedLetter]


@transaction.atomic
def print_letters(*, messages: MessageQuerySet, by: Person, now: datetime) -> PrintBatch | None:
    """Put letters that wait to be printed into a new batch, in the order of waiting; None where none of them waits.

    Letters to one person stand one after the other, so that they go in one envelope.
    A letter that is in another batch already, and one that must be ordered in another format, is left where it is. Of
    two people who press the button at once one gets the letters.
    """
    wanted = list(messages.to_print().order_by("pk").values_list("pk", flat=True))
    list(Message.objects.filter(pk__in=wanted).locked().order_by("pk").values_list("pk", flat=True))
    waiting = list(Message.objects.filter(pk__in=wanted).to_print().printable().unprinted().with_person())
    if not waiting:
        return None
    batch = PrintBatch.objects.create(made_at=now, made_by=by, pdf_since=now)
    templates = Templates(message.purpose for message in waiting)
    load_rows(waiting)
    letters = []
    for position, message in enumerate(_by_envelope(waiting), start=1):
        paper = paper_of(message, templates, now=now)
        letter = PrintedLetter(batch=batch, message=message, position=position, size=paper.size)
        letter.content, letter.words_hash = paper.content, paper.words_hash
        letters.append(letter)
    PrintedLetter.objects.bulk_create(letters)
    record(by=by, action="letters printed", about=batch, now=now)
    return batch


def _by_envelope(waiting: list[Message]) -> list[Message]:
    first: dict[int, int] = {}
    for position, message in enumerate(waiting):
        first.setdefault(message.person_id, position)
    return sorted(waiting, key=lambda message: first[message.person_id])


def why_not_to_post(letter: PrintedLetter) -> str:
    """Return why a printed letter must not be posted; an empty text where it may.

    The letter was read with its message, person and needs.
    """
    message, person = letter.message, letter.message.person
    if person.deceased_on is not None:
        return _("This person has died.")
    if not person.may_be_contacted:
        return _("This person is not to be contacted.")
    if message.state == Message.State.CANCELLED:
        return message.why
    if message.state != Message.State.TO_PRINT:
        return _("It is not to be said by letter now: %(state)s.") % {"state": message.get_state_display().lower()}
    if words_hash_of(message) != letter.words_hash:
        return _("The words, the address or the print size have changed. Print it again.")
    return ""


@transaction.atomic
def take_out(*, letter: PrintedLetter, by: Person, now: datetime) -> bool:
    """Take one letter out of its batch; tell whether it still waited there.

    Its code ends. If it is still to be said, it waits to be printed again.
    """
    PrintBatch.objects.locked().get(pk=letter.batch_id)
    rows = PrintedLetter.objects.filter(pk=letter.pk, state=State.PRINTED)
    if rows.update(state=State.TAKEN_OUT, settled_at=now, settled_by=by) != 1:
        return False
    _end_code(letter.message, now)
    record(by=by, action="letter taken out", about=letter.message, now=now)
    return True


@transaction.atomic
def post_batch(*, batch: PrintBatch, posted_on: date, by: Person, now: datetime) -> Posted:
    """Record that the letters of a batch are in the post since `posted_on`; those that must not go are taken out.

    Whether each is still to be said is asked again first. Recording it twice changes nothing.

    Raises:
        NotPossible: the day is ahead, or before the batch was made.
    """
    row = PrintBatch.objects.locked().get(pk=batch.pk)
    if row.posted_at is not None:
        return Posted(0, [])
    if posted_on > in_london(now).date():
        raise NotPossible(_("Choose the day on which they were posted. It cannot be after today."))
    if posted_on < in_london(row.made_at).date():
        raise NotPossible(_("Choose the day on which they were posted. They were printed on a later day."))
    recheck_letters(messages=Message.objects.filter(printings__batch=row, printings__state=State.PRINTED), now=now)
    letters = list(row.letters.waiting().with_everything_named())
    going = [letter for letter in letters if not why_not_to_post(letter)]
    left_out = [letter for letter in letters if letter not in going]
    for letter in left_out:
        take_out(letter=letter, by=by, now=now)
    row.letters.filter(pk__in=[one.pk for one in going]).update(state=State.POSTED, settled_at=now, settled_by=by)
    _mark_sent((letter.message for letter in going), by=by, now=now)
    count_as_said(messages=[letter.message for letter in going], on=posted_on)
    row.posted_on, row.posted_at, row.posted_by = posted_on, now, by
    row.save(update_fields=["posted_on", "posted_at", "posted_by"])
    record(by=by, action="letters posted", about=row, now=now, fields=["posted_on"])
    return Posted(len(going), left_out)


def _mark_sent(messages: Iterable[Message], *, by: Person, now: datetime) -> None:
    for message in messages:
        rows = Message.objects.filter(pk=message.pk, state=Message.State.TO_PRINT)
        if rows.update(state=Message.State.SENT, sent_at=now, settled_at=now, settled_by=by, why=_("Posted.")):
            record(by=by, action="letter posted", about=message, now=now, fields=["state"])


@transaction.atomic
def letter_came_back(*, message: Message, why: str, by: Person, now: datetime) -> bool:
    """Record that a posted letter came back, and why; tell whether it was one that was posted. Its code ends."""
    rows = Message.objects.filter(pk=message.pk, channel="letter", state=Message.State.SENT)
    if rows.update(state=Message.State.BOUNCED, settled_at=now, settled_by=by, why=why[:250]) != 1:
        return False
    _end_code(message, now)
    record(by=by, action="letter came back", about=message, now=now, fields=["state", "why"])
    return True


def _end_code(message: Message, now: datetime) -> None:
    keeper = doorkeeper()
    if keeper is not None:
        keeper.end(message=message, now=now)
