"""Bringing the unsent reminders of surveys, and the notice of the follow-up, in step with the rules of a programme."""

from datetime import datetime

from django.utils.translation import gettext_noop

from evaluation import messages
from evaluation.actions.invitations import reminders_of
from evaluation.actions.notices import notice_days, notice_of
from evaluation.models import Invitation, Wave
from evaluation.notice_messages import NOTICE
from messaging.actions import Draft, cancel, queue_again, queue_many
from messaging.models import Message
from messaging.rules import Numbers
from people.models import Person

# Kept in English in the row; what was cancelled for it comes back when the rule does.
WHY_OFF = gettext_noop("The rule for it was switched off.")
WHY_BACK = gettext_noop("It was switched on again.")


def renew_survey_reminders(*, programme_ref: str, now: datetime, by: Person | None) -> int:
    """Move, cancel or bring back the reminders of open surveys that have not left; return how many changed.

    One whose new moment has passed keeps its old one: nobody loses a reminder by a change of rules.
    """
    numbers = Numbers(messages.REMINDER)
    invitations = Invitation.objects.filter(place__programme__ref=programme_ref, closes_at__gt=now)
    about = Message.objects.filter(purpose=messages.REMINDER, programme_ref=programme_ref, copy_of=None)
    waiting = invitations.unanswered().filter(cancelled_at__isnull=True).select_related("wave", "place__person")
    drafts, off, on = [], set(), set()
    for invitation in waiting:
        key = f"{invitation.wave.slug}:{invitation.place_id}:reminder-"
        wanted = reminders_of(invitation, invitation.wave, programme_ref, numbers)
        off |= {f"{key}{usual}" for usual in invitation.wave.reminder_days if usual not in dict(wanted)}
        for turn, (usual, due) in enumerate(wanted, start=1):
            on.add(f"{key}{usual}")
            if now < due < invitation.closes_at:
                drafts.append(_draft(f"{key}{usual}", invitation, due, turn, programme_ref))
    cancelled = cancel(messages=about.filter(key__in=off), why=WHY_OFF, now=now, by=by)
    queue_again(messages=about.filter(key__in=on, why=WHY_OFF), why=WHY_BACK, now=now, by=by)
    return cancelled + queue_many(drafts=drafts, now=now)


def _draft(key: str, invitation: Invitation, due: datetime, turn: int, programme_ref: str) -> Draft:
    return Draft(
        key=key,
        person=invitation.place.person,
        purpose=messages.REMINDER,
        due_at=due,
        stale_after=invitation.closes_at,
        subject_key=invitation.subject_key,
        programme_ref=programme_ref,
        data={"invitation": invitation.pk, "turn": turn},
    )


def renew_notices(*, programme_ref: str, now: datetime, by: Person | None) -> int:
    """Move, cancel or bring back the notices of follow-up surveys that have not opened; return how many changed.

    One whose new moment has passed keeps its old one.
    """
    about = Message.objects.filter(purpose=NOTICE, programme_ref=programme_ref, copy_of=None)
    days = notice_days(programme_ref)
    if days is None:
        return cancel(messages=about, why=WHY_OFF, now=now, by=by)
    queue_again(messages=about.filter(why=WHY_OFF), why=WHY_BACK, now=now, by=by)
    ahead = Invitation.objects.still_wanted().filter(
        place__programme__ref=programme_ref,
        wave__anchor=Wave.Anchor.MONTHS_AFTER_LAST,
        opens_at__gt=now,
        cancelled_at__isnull=True,
    )
    notices = (notice_of(one, one.place, days) for one in ahead.select_related("place__person", "place__programme"))
    return queue_many(drafts=[notice for notice in notices if notice.due_at > now], now=now)
