"""What one call settles: what was said, and the tasks that are done with it."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import close_task
from cohorts.models import Task
from cohorts.permissions import COORDINATOR
from messaging.actions import record_call
from messaging.models import Call, Message
from people.models import Person


@transaction.atomic
def settle_call(
    *,
    person: Person,
    outcome: str,
    said: Collection[str],
    tasks: Collection[int],
    note: str,
    again_on: date | None,
    submission_id: UUID,
    by: Person,
    now: datetime,
) -> Call:
    """Write down a call, once for each `submission_id`, and close the tasks about this person that it settled.

    `said` are references of messages, `tasks` ids; what `by` does not look after is left alone.
    """
    call = record_call(
        person=person,
        outcome=outcome,
        said=Message.objects.visible_to(by).filter(ref__in=said),
        note=note,
        again_on=again_on,
        submission_id=submission_id,
        by=by,
        now=now,
    )
    if outcome == Call.Outcome.REACHED:
        mine = Task.objects.for_team(by, COORDINATOR).about(person)
        for task in mine.filter(pk__in=tasks, state=Task.State.OPEN):
            close_task(task=task, by=by, now=now, why=_("Settled by phone."))
    return call
