"""The choice of somebody who is left without a partner: offered, opened after a call, chosen, let go."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cohorts.actions.tasks import close_tasks, open_task, reopen_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place, Task
from cohorts.pairing.choice_messages import (
    OPTIONS_AFTER_DEATH,
    OPTIONS_AFTER_LEAVING,
    OPTIONS_AFTER_THREE,
    subject_of_choice,
)
from cohorts.pairing.kinds import CHOICE
from cohorts.pairing.models import Pair, PartnerChoice, Three
from common.dates import in_london
from messaging.actions import cancel, queue
from messaging.models import Message
from messaging.querysets import MessageQuerySet
from people.actions.audit import record
from people.models import Person

# After so many days without an answer staff phone.
ASK_AFTER = timedelta(days=7)


@transaction.atomic
def offer_choice(*, pair: Pair, place: Place, died: bool, by: Person, now: datetime) -> PartnerChoice:
    """Let somebody choose whose partner has gone. After a death it stays closed until staff have spoken with them.

    Once for each pair and person. The caller has locked the cohort.
    """
    known = PartnerChoice.objects.filter(pair=pair, place=place).first()
    if known is not None:
        return known
    drop_choices(place=place, why=_("A later choice took its place."), by=by, now=now)
    choice = PartnerChoice.objects.create(pair=pair, place=place, made_at=now)
    record(by=by, action="partner_choice.make", about=choice, now=now)
    if died:
        _task(choice, "call", _("Phone %(name)s: their partner has died."), 0, now)
        return choice
    _open(choice, by, now)
    return choice


@transaction.atomic
def open_choice(*, choice: PartnerChoice, by: Person, now: datetime) -> PartnerChoice:
    """Record that somebody spoke with the person after a death, and let them choose now. Twice changes nothing.

    Raises:
        NotAllowedError: the choice was let go.
    """
    choice = PartnerChoice.objects.locked().get(pk=choice.pk)
    if choice.dropped_at is not None:
        raise NotAllowedError(_("There is nothing to choose any more: %(why)s") % {"why": choice.dropped_why})
    if choice.opened_at is None:
        close_tasks(keys=[key_of(choice, "call")], by=by, now=now)
        _open(choice, by, now)
    return choice


def _open(choice: PartnerChoice, by: Person, now: datetime) -> None:
    choice.opened_at, choice.opened_by = now, by
    choice.save(update_fields=["opened_at", "opened_by"])
    record(by=by, action="partner_choice.open", about=choice, now=now, fields=["opened_at"])
    queue(
        key=f"partner-options:{choice.pk}",
        person=choice.place.person,
        purpose=_news_of(choice),
        due_at=now,
        now=now,
        subject_key=subject_of_choice(choice),
        programme_ref=choice.pair.cohort.programme.ref,
        data={"choice": choice.pk},
        by=by,
    )
    _task(choice, "ask", _("Ask %(name)s how they want to go on, if they have not chosen."), ASK_AFTER.days, now)


def _news_of(choice: PartnerChoice) -> str:
    if Three.objects.filter(pair=choice.pair_id, place=choice.place_id).exists():
        return OPTIONS_AFTER_THREE
    died = choice.pair.end_reason == Pair.EndReason.DIED
    return OPTIONS_AFTER_DEATH if died else OPTIONS_AFTER_LEAVING


@transaction.atomic
def choose(
    *, choice: PartnerChoice, option: str, note: str, by: Person, now: datetime, told_to: Person | None = None
) -> PartnerChoice:
    """Record what somebody chose; until it is carried out they may choose something else.

    `by` is the person; `told_to` is the member of staff whom they told by phone. The same answer twice changes nothing.

    Raises:
        NotAllowedError: it is not open, was carried out already, or was let go.
    """
    choice = PartnerChoice.objects.locked().get(pk=choice.pk)
    if not choice.may_choose:
        raise NotAllowedError(_("This was settled meanwhile. Phone us if you want to talk about it."))
    if (choice.option, choice.note) == (option, note):
        return choice
    choice.option, choice.note = option, note
    choice.chosen_at, choice.chosen_by, choice.recorded_by = now, by, told_to
    choice.save(update_fields=["option", "note", "chosen_at", "chosen_by", "recorded_by"])
    record(by=told_to or by, action="partner_choice.choose", about=choice, now=now, fields=["option"])
    cancel(messages=_said(choice), why=_("They have chosen."), now=now, by=told_to or by)
    close_tasks(keys=[key_of(choice, "ask")], by=told_to or by, now=now)
    _task(choice, "do", _("See to what %(name)s chose after losing their partner."), 3, now)
    return choice


@transaction.atomic
def drop_choices(
    *, why: str, by: Person | None, now: datetime, pair: Pair | None = None, place: Place | None = None
) -> int:
    """Let go of the open choices about a pair, or of one person; return how many that were."""
    about = PartnerChoice.objects.open()
    about = about.filter(pair=pair) if pair is not None else about.filter(place=place)
    choices = list(about.select_for_update())
    for choice in choices:
        choice.dropped_at, choice.dropped_why = now, why[:160]
        choice.save(update_fields=["dropped_at", "dropped_why"])
        cancel(messages=_said(choice), why=why, now=now, by=by)
        close_tasks(keys=[key_of(choice, step) for step in ("call", "ask", "do")], by=by, now=now)
        record(by=by, action="partner_choice.drop", about=choice, now=now, fields=["dropped_at"])
    return len(choices)


@transaction.atomic
def take_back_choices(*, pair: Pair, by: Person, now: datetime) -> int:
    """Open the choices again that this pair was to settle, of people who still take part; return how many."""
    later = PartnerChoice.objects.open().filter(place=OuterRef("place"))
    settled = PartnerChoice.objects.filter(new_pair=pair, place__state=Place.State.ACTIVE).exclude(Exists(later))
    choices = list(settled.select_for_update(of=("self",)).select_related("place__person"))
    for choice in choices:
        choice.settled_at, choice.settled_by, choice.new_pair = None, None, None
        choice.save(update_fields=["settled_at", "settled_by", "new_pair"])
        for task in Task.objects.filter(key=key_of(choice, "do")):
            reopen_task(task=task, by=by, now=now, why=_("The new pair has ended before it was introduced."))
        record(by=by, action="partner_choice.reopen", about=choice, now=now, fields=["settled_at"])
    return len(choices)


def key_of(choice: PartnerChoice, step: str) -> str:
    """Return the key of a task about a choice: to call, to ask, to do."""
    return f"partner-choice:{choice.pk}:{step}"


def _said(choice: PartnerChoice) -> MessageQuerySet:
    return Message.objects.about(subject_of_choice(choice))


def _task(choice: PartnerChoice, step: str, title: str, days: int, now: datetime) -> None:
    pair, person = choice.pair, choice.place.person
    open_task(
        key=key_of(choice, step),
        kind=CHOICE.slug,
        subject_ref=choice.ref,
        title=title % {"name": person},
        programme=pair.cohort.programme,
        cohort=pair.cohort,
        person=person,
        now=now,
        due_on=in_london(now).date() + timedelta(days=days),
    )
