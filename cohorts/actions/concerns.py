"""Reports that something is wrong: written by anybody, read by the safeguarding lead and deputy alone.

The audit trail names no reporter: administrators read it, and who reported is as confidential as what.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.reading import promise_for, readers_of
from cohorts.actions.versions import NotAllowedError
from cohorts.messages.concerns import ARRIVED, HANDED_OVER, UNREAD
from cohorts.models import Concern, ConcernNote, Programme
from common.working_days import is_working_day, working_days_between
from messaging.actions import Draft, cancel, queue_many
from messaging.models import Message
from people.actions.audit import record
from people.models import Person

State = Concern.State
Kind = ConcernNote.Kind


@transaction.atomic
def report_concern(
    *,
    words: str,
    how_to_reach: str,
    submission_id: UUID,
    by: Person | None,
    now: datetime,
    danger: str = "",
    programme: Programme | None = None,
) -> Concern:
    """Keep what somebody reports, once for each page that was sent, and tell the two who read it, without its words.

    `by` is empty for a visitor, and for whoever does not want to give their name.
    """
    concern, made = Concern.objects.get_or_create(
        submission_id=submission_id,
        defaults={
            "words": words,
            "how_to_reach": how_to_reach or None,
            "danger": danger,
            "reported_by": by,
            "reported_at": now,
            "promised_on": promise_for(programme, now=now).read_by,
            "programme": programme,
        },
    )
    if made:
        record(by=None, action="concern.report", about=concern, now=now)
        _tell(concern, ARRIVED, readers=_readers(concern), now=now)
    return concern


@transaction.atomic
def mark_read(*, concern: Concern, by: Person, now: datetime) -> None:
    """Write down who read a concern first, and when. Whoever did looks after it until it is handed over."""
    if Concern.objects.filter(pk=concern.pk, read_at__isnull=True).update(read_at=now, read_by=by):
        Concern.objects.filter(pk=concern.pk, state=State.NEW).update(state=State.LOOKED_AT, held_by=by)
        waiting = Message.objects.about(subject_of(concern))
        cancel(messages=waiting, why=_("The report has been read."), now=now, by=by)
        record(by=by, action="concern.read", about=concern, now=now, fields=["read_at"])


@transaction.atomic
def add_note(*, concern: Concern, words: str, submission_id: UUID, by: Person, now: datetime) -> ConcernNote:
    """Add what was done, once for each page that was sent. A note is never changed."""
    return _note(concern, Kind.NOTE, words, submission_id, by=by, now=now)[0]


@transaction.atomic
def hand_over(
    *, concern: Concern, to: Person, words: str, submission_id: UUID, by: Person, now: datetime
) -> ConcernNote:
    """Let the other one of the two look after it from now on, and tell them.

    Raises:
        NotAllowedError: it is closed, or `to` may not read it.
    """
    current = Concern.objects.locked().get(pk=concern.pk)
    if current.state == State.CLOSED:
        raise NotAllowedError(_("This report is closed. Open it again first."))
    reader = next((one for one in _readers(concern) if one == to), None)
    if reader is None:
        raise NotAllowedError(_("They do not read reports of this programme any more. Choose somebody else."))
    note, made = _note(concern, Kind.HANDED_OVER, words, submission_id, by=by, now=now, to=to)
    if made:
        Concern.objects.filter(pk=concern.pk).update(held_by=to, state=State.LOOKED_AT)
        _tell(concern, HANDED_OVER, readers=[reader], now=now, occurrence=str(note.pk))
    return note


@transaction.atomic
def close_concern(*, concern: Concern, outcome: str, submission_id: UUID, by: Person, now: datetime) -> Concern:
    """Close a report with what came of it. Closing it twice keeps the first outcome."""
    current = Concern.objects.locked().get(pk=concern.pk)
    if current.state == State.CLOSED:
        return current
    _note(concern, Kind.CLOSED, outcome, submission_id, by=by, now=now)
    current.state, current.outcome, current.closed_at, current.closed_by = State.CLOSED, outcome, now, by
    current.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    record(by=by, action="concern.close", about=current, now=now, fields=["state", "outcome"])
    return current


@transaction.atomic
def open_again(*, concern: Concern, words: str, submission_id: UUID, by: Person, now: datetime) -> Concern:
    """Open a closed report again, and say why. What came of it before stays in its notes."""
    current = Concern.objects.locked().get(pk=concern.pk)
    if current.state != State.CLOSED:
        return current
    _note(concern, Kind.OPENED_AGAIN, words, submission_id, by=by, now=now)
    current.state, current.held_by, current.outcome = State.LOOKED_AT, by, None
    current.closed_at = current.closed_by = None
    current.save(update_fields=["state", "held_by", "outcome", "closed_at", "closed_by"])
    record(by=by, action="concern.open_again", about=current, now=now, fields=["state"])
    return current


def chase_unread(*, now: datetime) -> int:
    """Remind the two of each report that nobody has read after one working day, once each working day."""
    today = timezone.localdate(now)
    if not is_working_day(today):
        return 0
    unread = Concern.objects.unread().select_related("programme")
    late = [row for row in unread if working_days_between(timezone.localdate(row.reported_at), today) >= 1]
    return sum(_tell(row, UNREAD, readers=_readers(row), now=now, occurrence=today.isoformat()) for row in late)


def subject_of(concern: Concern) -> str:
    """Return what messages about a concern say that they are about."""
    return f"concern:{concern.pk}"


def _readers(concern: Concern) -> list[Person]:
    return list({row.person_id: row.person for row in readers_of(concern.programme)}.values())


def _note(
    concern: Concern,
    kind: str,
    words: str,
    submission_id: UUID,
    *,
    by: Person,
    now: datetime,
    to: Person | None = None,
) -> tuple[ConcernNote, bool]:
    note, made = ConcernNote.objects.get_or_create(
        submission_id=submission_id,
        defaults={"concern": concern, "kind": kind, "words": words, "to": to, "at": now, "by": by},
    )
    if made:
        record(by=by, action=f"concern.{kind}", about=concern, now=now, fields=["notes"])
    return note, made


def _tell(concern: Concern, purpose: str, *, readers: list[Person], now: datetime, occurrence: str = "") -> int:
    """Queue one message to each reader. Of no programme, so that no coordinator's list counts it."""
    drafts = [
        Draft(
            key=f"{purpose}:{concern.pk}:{reader.pk}:{occurrence}",
            person=reader,
            purpose=purpose,
            due_at=now,
            subject_key=subject_of(concern),
            data={"concern": concern.pk},
        )
        for reader in readers
    ]
    there = set(Message.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True))
    return queue_many(drafts=[draft for draft in drafts if draft.key not in there], now=now)
