"""The lead and the deputy at the same moment: races show on PostgreSQL only."""

import uuid

import pytest

from cohorts.actions.concerns import close_concern, mark_read, report_concern
from cohorts.models import Concern
from messaging.models import Message
from people.models import AuditEvent, Person
from tests.cohorts.pairing.test_races import at_once
from tests.factories import NOW, TeamMembershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def lead() -> Person:
    return TeamMembershipFactory.create(role="safeguarding_lead").person


def reported(submission_id: uuid.UUID) -> Concern:
    return report_concern(words="Help", how_to_reach="", submission_id=submission_id, by=None, now=NOW)


def test_report_sent_twice_at_once_is_one_report_and_one_message():
    lead()
    submission_id = uuid.uuid4()
    at_once(4, lambda: reported(submission_id))

    assert (Concern.objects.count(), Message.objects.count()) == (1, 1)


def test_closing_at_once_keeps_one_outcome_and_one_note():
    by = lead()
    concern = reported(uuid.uuid4())
    at_once(4, lambda: close_concern(concern=concern, outcome="Talked", submission_id=uuid.uuid4(), by=by, now=NOW))

    assert [note.kind for note in concern.notes.all()] == ["closed"]


def test_opening_at_once_has_one_first_reader():
    by = lead()
    concern = reported(uuid.uuid4())
    at_once(4, lambda: mark_read(concern=concern, by=by, now=NOW))

    assert AuditEvent.objects.filter(action="concern.read").count() == 1
