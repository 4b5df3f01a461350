"""The outbox: one row a key, moved while unsent, left alone afterwards."""

from datetime import timedelta

import pytest

from messaging.actions import Draft, cancel, cancel_all_to, queue, queue_many
from messaging.models import Message
from tests.factories import NOW, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db
State = Message.State
LATER = NOW + timedelta(days=7)
CLAIM = "7a2cbb6e-3f5c-4f41-9a3b-111111111111"


def test_queue_writes_one_row_under_its_key(purpose) -> None:
    purpose(urgent=True, resend_when_unknown=True)
    person = PersonFactory.create()

    message = queue(
        key="k",
        person=person,
        purpose="test",
        due_at=LATER,
        now=NOW,
        subject_key="w:1",
        programme_ref="K7M29XQT",
    )

    assert (message.state, message.due_at, message.queued_at) == (State.QUEUED, LATER, NOW)
    assert (message.subject_key, message.programme_ref) == ("w:1", "K7M29XQT")
    assert (message.urgent, message.on_unknown) == (True, Message.OnUnknown.RESEND_ONCE)


def test_queue_refuses_a_purpose_that_nobody_registered() -> None:
    with pytest.raises(LookupError, match="No purpose “nothing” is registered"):
        queue(key="k", person=PersonFactory.create(), purpose="nothing", due_at=NOW, now=NOW)

    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "extra", "after"),
    [
        (State.QUEUED, {"retry_at": LATER}, State.QUEUED),
        (State.HELD, {}, State.HELD),
        (State.CLAIMED, {"claim": CLAIM, "lease_until": LATER}, State.QUEUED),
        (State.TO_CALL, {}, State.QUEUED),
        (State.TO_PRINT, {}, State.QUEUED),
    ],
)
def test_queue_moves_a_key_that_has_not_left(state, extra, after) -> None:
    message = MessageFactory.create(key="k", state=state, **extra)

    queue(key="k", person=message.person, purpose="test", due_at=LATER, now=NOW, stale_after=LATER)

    message.refresh_from_db()
    assert (message.state, message.due_at, message.stale_after) == (after, LATER, LATER)
    assert (message.claim, message.lease_until, message.retry_at) == (None, None, None)


@pytest.mark.parametrize(
    ("state", "extra"),
    [
        (State.SENDING, {"claim": CLAIM, "lease_until": LATER}),
        (State.SENT, {"sent_at": NOW}),
        (State.DELIVERED, {"sent_at": NOW}),
        (State.FAILED, {}),
        (State.BOUNCED, {}),
        (State.UNKNOWN, {}),
        (State.MISSED, {}),
        (State.CANCELLED, {"why": "Not wanted."}),
    ],
)
def test_queue_leaves_a_key_that_has_left_or_ended(state, extra) -> None:
    message = MessageFactory.create(key="k", state=state, **extra)

    queue(key="k", person=message.person, purpose="test", due_at=LATER, now=NOW)

    message.refresh_from_db()
    assert (message.state, message.due_at) == (state, NOW)


@pytest.mark.parametrize("state", [State.TO_CALL, State.QUEUED])
def test_queue_again_with_the_same_moment_changes_nothing(state) -> None:
    message = MessageFactory.create(key="k", state=state, retry_at=LATER)

    queue(key="k", person=message.person, purpose="test", due_at=NOW, now=NOW)

    message.refresh_from_db()
    assert (message.state, message.retry_at) == (state, LATER)


def test_queue_many_counts_what_is_new_or_moved(django_assert_max_num_queries) -> None:
    people = PersonFactory.create_batch(20)
    for person in people[:3]:
        MessageFactory.create(key=f"k:{person.pk}", person=person, due_at=NOW)
    MessageFactory.create(key=f"k:{people[3].pk}", person=people[3], due_at=LATER)
    drafts = [Draft(key=f"k:{person.pk}", person=person, purpose="test", due_at=LATER) for person in people]

    with django_assert_max_num_queries(5):
        changed = queue_many(drafts=drafts, now=NOW)

    assert changed == 19
    assert list(Message.objects.values_list("due_at", flat=True)) == [LATER] * 20
    assert queue_many(drafts=drafts, now=NOW) == 0


def test_cancel_stops_what_has_not_left_and_says_why() -> None:
    person = PersonFactory.create()
    for state in (State.QUEUED, State.HELD, State.TO_CALL, State.TO_PRINT, State.FAILED):
        MessageFactory.create(person=person, state=state)
    claimed = MessageFactory.create(person=person, state=State.CLAIMED, claim=CLAIM, lease_until=LATER)
    sent = MessageFactory.create(person=person, state=State.SENT, sent_at=NOW)
    other = MessageFactory.create()

    stopped = cancel_all_to(person=person, why="They left.", now=NOW, by=None)

    assert stopped == 5
    assert set(Message.objects.filter(state=State.CANCELLED).values_list("why", "settled_at", "claim")) == {
        ("They left.", NOW, None)
    }
    for message in (claimed, sent, other):
        message.refresh_from_db()
    assert [claimed.state, sent.state, other.state] == [State.CANCELLED, State.SENT, State.QUEUED]


def test_cancel_takes_only_what_it_was_given() -> None:
    workshop = MessageFactory.create(subject_key="workshop:1")
    MessageFactory.create(subject_key="workshop:2")

    stopped = cancel(messages=Message.objects.about("workshop:1"), why="It moved.", now=NOW)

    assert stopped == 1
    assert list(Message.objects.filter(state=State.CANCELLED)) == [workshop]
