"""A letter that came back becomes a task, once each time it comes back."""

from datetime import timedelta

import pytest

from cohorts.models import Task
from cohorts.tasks import returned_letters
from messaging.models import Message
from tests.factories import NOW, MessageFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_returned_letter_becomes_one_task_each_time() -> None:
    programme = ProgrammeFactory.create()
    fields = {"channel": "letter", "state": "bounced", "sent_at": NOW, "why": "Gone away", "settled_at": NOW}
    message = MessageFactory.create(programme_ref=programme.ref, **fields)
    MessageFactory.create(programme_ref=programme.ref, **{**fields, "channel": "email"})

    opened = [returned_letters(NOW), returned_letters(NOW)]
    Message.objects.filter(pk=message.pk).update(settled_at=NOW + timedelta(days=9))
    opened.append(returned_letters(NOW))

    assert opened == [1, 0, 1]
    assert {(task.person, task.subject_ref, task.programme) for task in Task.objects.all()} == {
        (message.person, message.ref, programme)
    }
