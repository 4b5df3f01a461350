"""Letters in formats that no printer here makes: ordered from somebody who makes them, then posted."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from common.dates import in_london
from messaging.actions.delivery import recheck_letters
from messaging.actions.joining import count_as_said
from messaging.actions.print_batches import NotPossible
from messaging.models import FormatOrder, Message
from messaging.printing import paper_of, text_for_supplier, words_hash_of
from messaging.rendering import LANGUAGES, Templates
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def order_format(*, message: Message, kind: str, supplier: str, by: Person, now: datetime) -> FormatOrder:
    """Record that a letter is ordered as braille or audio, and keep the words for the supplier, with a new code.

    Raises:
        NotPossible: it is ordered already, or is not to be said by letter any more.
    """
    Message.objects.locked().get(pk=message.pk)
    current = Message.objects.filter(pk=message.pk).to_print().with_person().first()
    if current is None:
        raise NotPossible(_("This letter is not to be sent any more."))
    paper = paper_of(current, Templates([current.purpose]), now=now)
    with translation.override(LANGUAGES[Person.Language(current.person.language)]):
        text = text_for_supplier(paper.content)
    try:
        with transaction.atomic():
            order = FormatOrder(message=current, format=kind, supplier=supplier, ordered_at=now, ordered_by=by)
            order.content, order.words_hash = {"text": text}, paper.words_hash
            order.save()
    except IntegrityError as error:
        raise NotPossible(_("Somebody has ordered this already. Load the page again.")) from error
    record(by=by, action="format ordered", about=current, now=now)
    return order


def why_not_to_send(order: FormatOrder) -> str:
    """Return why what was ordered must not be posted; an empty text where it may. Read with message and person."""
    message, person = order.message, order.message.person
    if person.deceased_on is not None or not person.may_be_contacted:
        return _("This person is not to be contacted.")
    if message.state != Message.State.TO_PRINT:
        return message.why or _("It is not to be sent any more.")
    if words_hash_of(message) != order.words_hash:
        return _("The words have changed since. Stop this order, then order it again.")
    return ""


@transaction.atomic
def post_format(*, order: FormatOrder, posted_on: date, by: Person, now: datetime) -> bool:
    """Record that what was ordered is in the post; tell whether it waited for that. The message is sent with the last.

    Raises:
        NotPossible: the day is ahead or before the order, or it must not go any more.
    """
    Message.objects.locked().get(pk=order.message_id)
    recheck_letters(messages=Message.objects.filter(pk=order.message_id), now=now)
    row = FormatOrder.objects.open().with_everything_named().filter(pk=order.pk).first()
    if row is None:
        return False
    if not in_london(row.ordered_at).date() <= posted_on <= in_london(now).date():
        raise NotPossible(_("Choose the day on which it was posted: from the day of the order until today."))
    if why := why_not_to_send(row):
        raise NotPossible(why)
    row.posted_on, row.posted_at, row.posted_by = posted_on, now, by
    row.save(update_fields=["posted_on", "posted_at", "posted_by"])
    record(by=by, action="format posted", about=row.message, now=now)
    if not FormatOrder.objects.open().filter(message=row.message_id).exists():
        sent = {"sent_at": now, "settled_at": now, "settled_by": by, "why": _("Posted.")}
        Message.objects.filter(pk=row.message_id, state=Message.State.TO_PRINT).update(state=Message.State.SENT, **sent)
        count_as_said(messages=[row.message], on=posted_on)
    return True


@transaction.atomic
def stop_format(*, order: FormatOrder, by: Person, now: datetime) -> bool:
    """Give an order up that was not posted; tell whether it was open. If the letter is still due, it waits again."""
    stopped = FormatOrder.objects.open().filter(pk=order.pk).update(stopped_at=now) == 1
    if stopped:
        record(by=by, action="format stopped", about=order.message, now=now)
    return stopped
