"""Putting a mistake of keying right after the answers were sent; what stood before is kept, and is shown to nobody."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.actions.responses import Given
from evaluation.models import Answer, AnswerCorrection, Invitation, Item, Response
from people.actions import audit
from people.models import Person


class NotKeyedError(Exception):
    """Staff did not write these answers down, so they cannot correct them; the text says so."""


@transaction.atomic
def correct_answer(
    *, invitation: Invitation, item: Item, given: Given, why: str, by: Person, now: datetime
) -> AnswerCorrection | None:
    """Put one answer right that staff keyed; None where it says that already: a second post changes nothing.

    Raises:
        NotKeyedError: the answers were not sent, or the person gave them themselves.
    """
    Invitation.objects.locked().get(pk=invitation.pk)
    response = Response.objects.finished().filter(invitation=invitation, keyed_by__isnull=False).first()
    if response is None:
        raise NotKeyedError(_("Only answers that staff wrote down and sent can be corrected here."))
    before = Answer.objects.filter(response=response, item=item).first()
    old = Given(before.number, before.words, before.may_quote) if before else Given()
    if old == given:
        return None
    _write(response, item, given)
    row = AnswerCorrection.objects.create(
        response=response,
        item=item,
        number_before=old.number,
        words_before=old.words,
        may_quote_before=old.may_quote,
        number_after=given.number,
        words_after=given.words,
        may_quote_after=given.may_quote,
        why=why,
        at=now,
        by=by,
    )
    audit.record(by=by, action="correct response", about=response, now=now)
    return row


def _write(response: Response, item: Item, given: Given) -> None:
    if given.skipped:
        Answer.objects.filter(response=response, item=item).delete()
        return
    values = {"number": given.number, "words": given.words, "may_quote": given.may_quote}
    Answer.objects.update_or_create(response=response, item=item, defaults=values)
