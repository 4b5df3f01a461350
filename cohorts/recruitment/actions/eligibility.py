"""Deciding who may be drawn, and that a possible duplicate is another person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.recruitment.models import Application
from messaging.actions import queue
from people.actions.audit import record
from people.models import Person

State = Application.State


@dataclass(frozen=True)
class Decided:
    """How many applications were decided, and how many were left because their state does not allow it."""

    done: int
    left: int


@transaction.atomic
def decide(
    *, applications: Iterable[Application], eligible: bool, reason: str = "", by: Person, now: datetime
) -> Decided:
    """Decide that applications are eligible, or not and why; who is not eligible is told so, with the reason.

    An application that stands where the decision would leave it is left as it is, so that a second post changes
    nothing; so is one that has been drawn, or withdrawn.

    Raises:
        NotAllowedError: not eligible, and no reason is given.
    """
    if not eligible and not reason.strip():
        raise NotAllowedError(_("Say why, so that the person can be told."))
    to = State.ELIGIBLE if eligible else State.NOT_ELIGIBLE
    wanted = [application.pk for application in applications]
    rows = Application.objects.filter(pk__in=wanted).locked()
    done = [row for row in rows if to in Application.MOVES[row.state]]
    for row in done:
        row.state, row.decided_at, row.decided_by, row.version = to, now, by, row.version + 1
        row.not_eligible_reason = "" if eligible else reason.strip()
        row.save(update_fields=["state", "decided_at", "decided_by", "not_eligible_reason", "version"])
        record(by=by, action=f"application.{to}", about=row, now=now, fields=["state"])
        if not eligible:
            _tell(row, by, now)
    return Decided(done=len(done), left=len(wanted) - len(done))


@transaction.atomic
def undecide(*, application: Application, by: Person, now: datetime) -> Application:
    """Take a decision back before the draw. Twice changes nothing.

    Raises:
        NotAllowedError: the application has been drawn or withdrawn.
    """
    row = Application.objects.locked().get(pk=application.pk)
    if row.state == State.SUBMITTED:
        return row
    if State.SUBMITTED not in Application.MOVES[row.state]:
        raise NotAllowedError(_("This application has gone further, so the decision stays. Load the page again."))
    row.state, row.decided_at, row.decided_by, row.not_eligible_reason = State.SUBMITTED, None, None, ""
    row.version += 1
    row.save(update_fields=["state", "decided_at", "decided_by", "not_eligible_reason", "version"])
    record(by=by, action="application.undecide", about=row, now=now, fields=["state"])
    return row


@transaction.atomic
def different_people(*, application: Application, by: Person, now: datetime) -> Application:
    """Say that a possible duplicate is another person. Twice changes nothing."""
    row = Application.objects.locked().get(pk=application.pk)
    if row.possible_duplicate_of_id is not None:
        row.possible_duplicate_of = None
        row.save(update_fields=["possible_duplicate_of"])
        record(by=by, action="application.different_people", about=row, now=now, fields=["possible_duplicate_of"])
    return row


def _tell(row: Application, by: Person, now: datetime) -> None:
    if row.person is None:
        return
    queue(
        # The version makes a second decision after a first one taken back another message.
        key=f"not-eligible:{row.pk}:{row.version}",
        person=row.person,
        purpose="application-not-eligible",
        due_at=now,
        now=now,
        subject_key=f"application:{row.pk}",
        programme_ref=row.programme.ref,
        data={"application": row.pk, "version": row.version},
        by=by,
    )
