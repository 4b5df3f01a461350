"""Letters that came back: each becomes a task, to find out where the person can be reached."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import open_task
from cohorts.models import Programme, Task
from common.dates import in_london
from messaging.models import Message

KIND = "returned-letter"


@transaction.atomic
def ask_about_returned_letters(*, now: datetime) -> int:
    """Open one task for each letter that came back; return how many were opened."""
    returned = Message.objects.letters_that_came_back().select_related("person")
    keys = {f"{KIND}:{one.pk}:{int(one.settled_at.timestamp())}": one for one in returned if one.settled_at}
    there = set(Task.objects.filter(key__in=list(keys)).values_list("key", flat=True))
    programmes = {one.ref: one for one in Programme.objects.filter(ref__in={m.programme_ref for m in keys.values()})}
    new = {key: one for key, one in keys.items() if key not in there and one.programme_ref in programmes}
    for key, message in new.items():
        title = _("A letter to %(name)s came back. Find out where they can be reached")
        open_task(
            key=key,
            kind=KIND,
            title=title % {"name": message.person},
            programme=programmes[message.programme_ref],
            person=message.person,
            subject_ref=message.ref,
            due_on=in_london(now).date(),
            now=now,
        )
    return len(new)
