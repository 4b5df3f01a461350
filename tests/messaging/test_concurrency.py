"""Several workers at once: nothing is lost and nothing doubled. On SQLite they take turns, on PostgreSQL they race."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from messaging.actions import delivery, queue
from messaging.actions.claiming import LEASE, claim_batch
from messaging.actions.print_batches import post_batch, print_letters
from messaging.channels import Fate, Outcome, postroom
from messaging.channels.postroom import Postroom
from messaging.models import Message, PrintBatch, PrintedLetter
from messaging.tasks import send_due
from people.models import Person
from tests.factories import NOW, ContactMethodFactory, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Sink:
    """One mail server for all workers, which counts how often each message came."""

    def __init__(self) -> None:
        self.came: Counter[str] = Counter()
        self.lock = threading.Lock()

    def send(self, parcel) -> Outcome:
        with self.lock:
            self.came[parcel.message_id] += 1
        return Outcome(Fate.ACCEPTED)

    def close(self) -> None:
        """Hold nothing."""


def at_once(*jobs: Callable[[], object]) -> None:
    """Run the jobs in threads that start together; raise what any of them raised."""
    ready = threading.Barrier(len(jobs))
    errors: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=10)
            job()
        except BaseException as error:  # noqa: BLE001 - given to the test below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []


@pytest.fixture
def sink(monkeypatch) -> Sink:
    everybody = Sink()
    monkeypatch.setattr(postroom, "EmailChannel", lambda: everybody)
    return everybody


def test_workers_at_once_send_each_message_once(sink) -> None:
    person = PersonFactory.create()
    MessageFactory.create_batch(60, person=person, urgent=True)

    at_once(*[lambda: send_due(NOW)] * 4)

    assert sorted(sink.came.values()) == [1] * 60
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}


def test_workers_at_once_say_one_thing_a_day_to_each_person(sink) -> None:
    people = PersonFactory.create_batch(5)
    for person in people:
        MessageFactory.create_batch(6, person=person)

    at_once(*[lambda: send_due(NOW)] * 4)

    counted = Message.objects.filter(said_on__isnull=False).values_list("person", flat=True)
    assert sorted(counted) == sorted(person.pk for person in people)
    assert sorted(sink.came.values()) == [1] * 5


def test_claims_at_once_share_nothing() -> None:
    MessageFactory.create_batch(40, person=PersonFactory.create())
    taken: list[int] = []

    at_once(*[lambda: taken.extend(message.pk for message in claim_batch(now=NOW, size=15))] * 4)

    assert len(taken) == len(set(taken))
    assert Message.objects.filter(state=Message.State.CLAIMED).count() == len(taken)


def test_frozen_worker_that_wakes_among_others_doubles_nothing(sink) -> None:
    MessageFactory.create_batch(20, person=PersonFactory.create(), urgent=True)
    batch = claim_batch(now=NOW)
    later = NOW + LEASE + timedelta(seconds=1)

    at_once(
        lambda: delivery.deliver_batch(batch=batch, postroom=Postroom(), clock=lambda: NOW),
        lambda: send_due(later),
    )
    send_due(later)

    assert sorted(sink.came.values()) == [1] * 20
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}


def test_one_key_queued_from_everywhere_is_one_message() -> None:
    person: Person = PersonFactory.create()

    at_once(*[lambda: queue(key="k", person=person, purpose="test", due_at=NOW, now=NOW)] * 6)

    assert Message.objects.filter(key="k").count() == 1


def test_move_against_delivery_is_sent_once_or_later(sink) -> None:
    person = PersonFactory.create()
    keys = [message.key for message in MessageFactory.create_batch(20, person=person, urgent=True)]
    tomorrow = NOW + timedelta(days=1)

    def move() -> None:
        for key in keys:
            queue(key=key, person=person, purpose="test", due_at=tomorrow, now=NOW)

    at_once(move, lambda: send_due(NOW))
    send_due(tomorrow)

    assert sorted(sink.came.values()) == [1] * 20


def test_two_who_print_at_once_print_each_letter_once() -> None:
    letters = MessageFactory.create_batch(6, state=Message.State.TO_PRINT, channel="letter")
    by = PersonFactory.create()

    at_once(*[lambda: print_letters(messages=Message.objects.all(), by=by, now=NOW)] * 3)

    assert sorted(PrintedLetter.objects.values_list("message", flat=True)) == [letter.pk for letter in letters]
    assert PrintBatch.objects.count() == 1


def test_batch_that_two_record_as_posted_is_posted_once() -> None:
    MessageFactory.create_batch(4, person=at_home())
    send_due(NOW)
    by = PersonFactory.create()
    batch = print_letters(messages=Message.objects.all(), by=by, now=NOW)
    assert batch is not None
    posted: list[int] = []

    at_once(*[lambda: posted.append(post_batch(batch=batch, posted_on=NOW.date(), by=by, now=NOW).count)] * 3)

    assert sorted(posted) == [0, 0, 4]


def at_home() -> Person:
    """Return somebody who is reached by letter."""
    person = PersonFactory.create(email=None, address="1 High Street")
    ContactMethodFactory.create(person=person, method="letter")
    return person
