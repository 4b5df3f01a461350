"""Answering: begun once, saved page by page, sent once; by the person, or by staff who write down what they hear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation import default_questionnaire as default
from evaluation.models import Answer, Invitation, Questionnaire, Response, Section
from evaluation.standing import Standing, standing_of
from evaluation.surveys import may_use_short_form
from messaging.actions import cancel
from messaging.models import Message
from people.actions import audit
from people.models import Person


class NotOpenError(Exception):
    """The survey takes no answers now; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


@dataclass(frozen=True)
class Given:
    """What was given for one item: a number of its scale, −98, −99 or nothing; words, and whether to quote them."""

    number: int | None = None
    words: str = ""
    may_quote: bool | None = None

    @property
    def skipped(self) -> bool:
        """Whether nothing was given."""
        return self.number is None and not self.words


@transaction.atomic
def begin(
    *,
    invitation: Invitation,
    now: datetime,
    short: bool = False,
    easy: bool | None = None,
    mode: str = Response.Mode.SELF,
    keyed_by: Person | None = None,
    helper: Person | None = None,
) -> Response:
    """Begin the response of an invitation, or return the one that is there; `helper` is a supporter who is signed in.

    Raises:
        NotOpenError: the survey takes no answers now.
    """
    current = _open(invitation, now, on_paper=mode == Response.Mode.KEYED)
    if current.begun:
        return current.response
    questionnaire = current.wave.questionnaire
    easy = current.place.person.easy_read if easy is None else easy
    if short and may_use_short_form(current, easy=easy):
        found = Questionnaire.objects.filter(slug=default.SHORT_EASY).order_by("-version").first()
        questionnaire = found or questionnaire
    response = Response.objects.create(
        invitation=current,
        questionnaire=questionnaire,
        mode=Response.Mode.ASSISTED if helper else mode,
        easy_read=easy,
        keyed_by=keyed_by,
        helper=helper,
        started_at=now,
        saved_at=now,
    )
    Questionnaire.objects.filter(pk=questionnaire.pk, used_at__isnull=True).update(used_at=now)
    if keyed_by is not None:
        audit.record(by=keyed_by, action="key response", about=response, now=now)
    if helper is not None:
        audit.record(by=helper, action="help with response", about=response, now=now)
    return response


@transaction.atomic
def save_page(
    *,
    invitation: Invitation,
    section: Section,
    given: Mapping[int, Given],
    goes_on: bool,
    now: datetime,
    helper: Person | None = None,
) -> Response:
    """Save what was given on one page, by the pk of its items; what was taken away is deleted.

    `goes_on` is false where the person stops here: they then come back to this page.

    Raises:
        NotOpenError: it was sent already, or takes no answers now.
    """
    response = _open(invitation, now).response
    kept = [
        Answer(response=response, item_id=item, number=one.number, words=one.words, may_quote=one.may_quote)
        for item, one in given.items()
        if not one.skipped
    ]
    Answer.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["response", "item"],
        update_fields=["number", "words", "may_quote"],
    )
    Answer.objects.filter(response=response, item__in=[item for item, one in given.items() if one.skipped]).delete()
    response.reached = max(response.reached, section.position if goes_on else 0)
    response.saved_at = now
    response.save(update_fields=["reached", "saved_at"])
    if helper is not None:
        audit.record(by=helper, action="help with answers", about=response, now=now)
    return response


@transaction.atomic
def finish(
    *,
    invitation: Invitation,
    now: datetime,
    helped: bool = False,
    helped_by: str = "",
    helper: Person | None = None,
) -> Response:
    """Send the answers. Sending them again changes nothing: two clicks and two tabs give one result.

    Raises:
        NotOpenError: it takes no answers any more.
    """
    try:
        current = _open(invitation, now)
    except NotOpenError as error:
        if error.standing is Standing.ANSWERED:
            return Response.objects.get(invitation=invitation)
        raise
    response = current.response
    response.finished_at = response.saved_at = now
    if helped and response.mode == Response.Mode.SELF:
        response.mode = Response.Mode.ASSISTED
    response.assisted_by = helped_by if helped else ""
    response.save(update_fields=["finished_at", "saved_at", "mode", "assisted_by"])
    if helper is not None:
        audit.record(by=helper, action="help to send response", about=response, now=now)
    waiting = Message.objects.about(current.subject_key)
    cancel(messages=waiting, why=_("The person has answered."), now=now, by=response.keyed_by or helper)
    return response


def _open(invitation: Invitation, now: datetime, *, on_paper: bool = False) -> Invitation:
    """Lock the invitation and read it again, so that of two posts one waits for the other."""
    # Two statements: a join in the one that waits would show the response as it was before the wait began.
    Invitation.objects.locked().get(pk=invitation.pk)
    current = Invitation.objects.with_everything_named().get(pk=invitation.pk)
    on_paper = on_paper or (current.begun and current.response.mode == Response.Mode.KEYED)
    standing = standing_of(current, now=now, on_paper=on_paper)
    if standing is not Standing.OPEN:
        raise NotOpenError(standing)
    return current
