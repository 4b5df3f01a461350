"""What the database itself refuses of messages, templates and rules, and what it lets pass."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from messaging.models import Call, Message, Rule, Template
from tests.factories import NOW, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db
State = Message.State
CLAIM = uuid.UUID(int=1)
REFUSED = {
    "message_claim_has_lease": [
        {"state": State.CLAIMED, "claim": CLAIM, "lease_until": None},
        {"state": State.QUEUED, "claim": None, "lease_until": NOW},
    ],
    "message_leased_while_worked_on": [
        {"state": State.QUEUED, "claim": CLAIM, "lease_until": NOW},
        {"state": State.CLAIMED},
        {"state": State.SENDING},
    ],
    "message_sent_has_when": [{"state": State.SENT}, {"state": State.DELIVERED}],
    "message_cancelled_says_why": [{"state": State.CANCELLED}],
}
ALLOWED = [
    {"state": State.CLAIMED, "claim": CLAIM, "lease_until": NOW},
    {"state": State.SENDING, "claim": CLAIM, "lease_until": NOW},
    {"state": State.QUEUED},
    {"state": State.SENT, "sent_at": NOW},
    {"state": State.CANCELLED, "why": "They left."},
    {"state": State.UNKNOWN},
]


@pytest.mark.parametrize(("name", "fields"), [(name, fields) for name, rows in REFUSED.items() for fields in rows])
def test_message_is_refused(name, fields) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MessageFactory.create(**fields)


@pytest.mark.parametrize("fields", ALLOWED, ids=str)
def test_message_is_let_pass(fields) -> None:
    assert MessageFactory.create(**fields).pk is not None


def test_key_is_used_once() -> None:
    MessageFactory.create(key="k")

    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory.create(key="k")


def test_template_version_once() -> None:
    person = PersonFactory.create()
    fields = {"purpose": "test", "channel": "email", "body": "Words.", "saved_at": NOW, "saved_by": person}
    Template.objects.create(version=1, **fields)
    Template.objects.create(version=2, **fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        Template.objects.create(version=2, **fields)


def test_rule_occurrence_once() -> None:
    Rule.objects.create(purpose="test", occurrence="two-weeks-before", days=-14)
    Rule.objects.create(purpose="test", occurrence="the-day-before", days=-1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(purpose="test", occurrence="the-day-before", days=-2)


def test_call_is_recorded_once_for_a_page() -> None:
    person = PersonFactory.create()
    fields = {"person": person, "by": person, "outcome": "reached", "at": NOW}
    Call.objects.create(submission_id=uuid.UUID(int=1), **fields)
    Call.objects.create(submission_id=uuid.UUID(int=2), **fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(submission_id=uuid.UUID(int=1), **fields)
