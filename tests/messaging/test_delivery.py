"""Delivery: what becomes of a due message, from the claim to its end."""

from datetime import timedelta

import pytest

from messaging.actions import claiming, delivery, joining, outcomes, queue
from messaging.actions.claiming import LEASE, claim_batch
from messaging.actions.outcomes import BACKOFF, record_outcome, retry_after
from messaging.channels import Fate, Outcome, postroom
from messaging.models import Message
from messaging.purposes import not_due
from messaging.rendering import Words
from messaging.routing import route_for
from messaging.tasks import send_due
from people.models import ContactMethod
from tests.factories import NOW, ContactMethodFactory, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db
State = Message.State
MINUTE = timedelta(minutes=1)


class Answering:
    """A channel that answers with the fates it was given, the last one for ever, and remembers every parcel."""

    def __init__(self, *fates: Fate) -> None:
        self.fates = list(fates)
        self.parcels = []

    def send(self, parcel) -> Outcome:
        self.parcels.append(parcel)
        fate = self.fates.pop(0) if len(self.fates) > 1 else self.fates[0]
        return Outcome(fate, f"The server: {fate.value}")

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture
def channel(monkeypatch):
    """Make email answer as a test wants: `channel(Fate.LATER)`."""

    def answer(*fates: Fate) -> Answering:
        way = Answering(*fates)
        monkeypatch.setattr(postroom, "EmailChannel", lambda: way)
        return way

    return answer


def test_due_message_is_emailed_once(mailoutbox) -> None:
    person = PersonFactory.create(given_name="Mair", email="mair@example.org")
    message = MessageFactory.create(person=person, data={"news": "the best"})

    assert send_due(NOW) == 1
    assert send_due(NOW + MINUTE) == 0

    message.refresh_from_db()
    assert [(email.to, email.subject) for email in mailoutbox] == [(["mair@example.org"], "News for Mair")]
    assert mailoutbox[0].extra_headers["Message-ID"] == f"<{message.ref.lower()}@leadingtogether.example>"
    assert message.message_id == f"<{message.ref.lower()}@leadingtogether.example>"
    assert (message.state, message.claim, message.lease_until) == (State.SENT, None, None)
    assert NOW <= message.sent_at < NOW + MINUTE
    assert (message.channel, message.address, message.title) == ("email", "mair@example.org", "News for Mair")
    assert message.body == mailoutbox[0].body


def test_message_is_not_sent_before_it_is_due(mailoutbox) -> None:
    MessageFactory.create(due_at=NOW + MINUTE)
    MessageFactory.create(state=State.HELD)
    MessageFactory.create(retry_at=NOW + MINUTE)

    assert send_due(NOW) == 0
    assert mailoutbox == []


def test_urgent_messages_go_first(mailoutbox) -> None:
    MessageFactory.create(due_at=NOW - MINUTE, person__given_name="Second")
    MessageFactory.create(due_at=NOW, urgent=True, person__given_name="First")

    send_due(NOW)

    assert [email.subject for email in mailoutbox] == ["News for First", "News for Second"]


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ({"do_not_contact": True}, "This person is not to be contacted."),
        ({"deceased_on": NOW.date()}, "This person has died."),
    ],
)
def test_who_may_not_be_contacted_is_sent_nothing(who, why, mailoutbox) -> None:
    message = MessageFactory.create(person=PersonFactory.create(**who))

    send_due(NOW)

    message.refresh_from_db()
    assert (message.state, message.why) == (State.CANCELLED, why)
    assert mailoutbox == []


def test_what_is_no_longer_due_is_cancelled_with_why(purpose, mailoutbox) -> None:
    purpose(still_due=lambda _message, _now: not_due("They have answered."))
    message = MessageFactory.create()

    send_due(NOW)

    message.refresh_from_db()
    assert (message.state, message.why) == (State.CANCELLED, "They have answered.")
    assert NOW <= message.settled_at < NOW + MINUTE
    assert mailoutbox == []


def test_stale_message_is_missed(mailoutbox) -> None:
    message = MessageFactory.create(stale_after=NOW - MINUTE)
    in_time = MessageFactory.create(stale_after=NOW + MINUTE)

    send_due(NOW)

    message.refresh_from_db()
    in_time.refresh_from_db()
    assert (message.state, message.why) == (State.MISSED, "It was too late to say this.")
    assert in_time.state == State.SENT
    assert len(mailoutbox) == 1


def test_message_that_grows_stale_while_it_is_prepared_is_missed(mailoutbox) -> None:
    message = MessageFactory.create(stale_after=NOW + MINUTE)
    times = iter([NOW])

    delivery.deliver_due(now=NOW, clock=lambda: next(times, NOW + 2 * MINUTE))

    message.refresh_from_db()
    assert message.state == State.MISSED
    assert mailoutbox == []


def test_person_without_email_goes_on_the_call_list(mailoutbox) -> None:
    message = MessageFactory.create(person=PersonFactory.create(email=None, phone="01293 400000", given_name="Mair"))

    send_due(NOW)

    message.refresh_from_db()
    assert (message.state, message.channel, message.address) == (State.TO_CALL, "phone", "01293 400000")
    assert message.body == "Hello Mair,\n\nthe news is good."
    assert (message.sent_at, message.settled_at) == (None, None)
    assert mailoutbox == []


def test_person_who_wants_letters_goes_on_the_print_list(mailoutbox) -> None:
    person = PersonFactory.create(address="1 High Street\nOxford")
    ContactMethodFactory.create(person=person, method=ContactMethod.Method.LETTER)
    message = MessageFactory.create(person=person)

    send_due(NOW)

    message.refresh_from_db()
    assert (message.state, message.channel) == (State.TO_PRINT, "letter")
    assert mailoutbox == []


def test_mistake_in_a_purpose_fails_its_message_alone(purpose, mailoutbox) -> None:
    def broken(message):
        raise KeyError("workshop")

    purpose(slug="broken", context=broken)
    bad = MessageFactory.create(purpose="broken")
    unheard_of = MessageFactory.create(purpose="unheard-of")
    good = MessageFactory.create()

    send_due(NOW)

    for message in (bad, unheard_of, good):
        message.refresh_from_db()
    assert (bad.state, bad.why) == (State.FAILED, "The words could not be made (KeyError).")
    assert (unheard_of.state, unheard_of.why) == (State.FAILED, "The words could not be made (LookupError).")
    assert good.state == State.SENT
    assert len(mailoutbox) == 1


def test_purpose_loads_the_rows_of_a_batch_at_once(purpose, mailoutbox) -> None:
    asked = []

    def load(messages):
        asked.append(len(messages))
        return {message.pk: f"row of {message.key}" for message in messages}

    purpose(load=load, context=lambda message: {"news": message.loaded})
    MessageFactory.create(key="a")
    MessageFactory.create(key="b")

    send_due(NOW)

    assert asked == [2]
    assert ["row of a" in mailoutbox[0].body, "row of b" in mailoutbox[1].body] == [True, True]


# --- the fates of an email ------------------------------------------------------------------------------------------
def test_temporary_refusal_is_tried_again_later_and_later_then_fails(channel) -> None:
    way = channel(Fate.LATER)
    message = MessageFactory.create(key="k", urgent=True)
    now = NOW
    for attempt in range(1, len(BACKOFF) + 1):
        send_due(now)
        message.refresh_from_db()
        assert (message.state, message.attempts, message.why) == (State.QUEUED, attempt, "The server: later")
        assert message.due_at == NOW
        assert abs(message.retry_at - now - retry_after(key="k", attempts=attempt)) < MINUTE
        send_due(now)
        assert len(way.parcels) == attempt
        now = message.retry_at

    send_due(now)

    message.refresh_from_db()
    assert (message.state, message.why) == (State.FAILED, "It was tried 6 times. The server: later")
    assert len({parcel.message_id for parcel in way.parcels}) == 1


def test_backoff_differs_by_key_and_not_by_run() -> None:
    waits = {key: retry_after(key=key, attempts=3) for key in ("a", "b", "c")}

    assert waits == {key: retry_after(key=key, attempts=3) for key in ("a", "b", "c")}
    assert len(set(waits.values())) == 3
    assert all(0.75 * BACKOFF[2] <= wait <= 1.25 * BACKOFF[2] for wait in waits.values())


def test_lasting_refusal_fails_at_once(channel) -> None:
    way = channel(Fate.REFUSED)
    message = MessageFactory.create()

    send_due(NOW)
    send_due(NOW + timedelta(days=1))

    message.refresh_from_db()
    assert (message.state, message.why, message.attempts) == (State.FAILED, "The server: refused", 1)
    assert len(way.parcels) == 1


def test_broken_line_makes_it_unknown_and_nothing_sends_it_again(channel) -> None:
    way = channel(Fate.UNKNOWN)
    message = MessageFactory.create()

    send_due(NOW)
    send_due(NOW + timedelta(days=1))

    message.refresh_from_db()
    assert (message.state, message.why) == (State.UNKNOWN, "The server: unknown")
    assert len(way.parcels) == 1


def test_purpose_that_may_be_doubled_is_sent_once_more_and_only_once(channel) -> None:
    way = channel(Fate.UNKNOWN)
    message = MessageFactory.create(on_unknown=Message.OnUnknown.RESEND_ONCE)

    for day in range(4):
        send_due(NOW + timedelta(days=day))

    message.refresh_from_db()
    assert message.state == State.UNKNOWN
    assert len(way.parcels) == 2


def test_server_that_is_down_costs_no_attempt_and_is_not_asked_for_every_message(channel) -> None:
    way = channel(Fate.DOWN, Fate.ACCEPTED)
    first, second = MessageFactory.create(), MessageFactory.create()

    send_due(NOW)

    for message in (first, second):
        message.refresh_from_db()
    assert [(message.state, message.attempts) for message in (first, second)] == [(State.QUEUED, 0)] * 2
    assert len(way.parcels) == 1

    send_due(NOW + timedelta(minutes=5))

    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
    assert len(way.parcels) == 3


# --- workers that die, freeze or are overtaken ----------------------------------------------------------------------
def test_claimed_messages_are_nobody_elses() -> None:
    MessageFactory.create_batch(3)

    mine = claim_batch(now=NOW, size=2)
    theirs = claim_batch(now=NOW, size=2)

    assert (len(mine), len(theirs)) == (2, 1)
    assert {message.pk for message in mine}.isdisjoint(message.pk for message in theirs)
    assert claim_batch(now=NOW) == []


def test_worker_that_died_before_sending_leaves_it_to_the_next(mailoutbox) -> None:
    message = MessageFactory.create()
    claim_batch(now=NOW)

    assert send_due(NOW + LEASE - MINUTE) == 0
    assert send_due(NOW + LEASE) == 1

    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(mailoutbox) == 1


def die_while_sending(message: Message) -> Message:
    """Bring a message to where a worker was killed: past the fence, and nothing recorded."""
    [claimed] = claim_batch(now=NOW)
    leaving = claiming.Leaving(claimed, route_for(claimed), Words("t", "b"), "<id@example.org>")
    joining.send_together(leaving=[leaving], postroom=Frozen(), clock=lambda: NOW)
    message.refresh_from_db()
    return claimed


class Frozen:
    """A postroom whose only channel never comes back."""

    def __init__(self) -> None:
        self.ways = {"email": self}

    def send(self, _parcel) -> Outcome:
        raise Killed


class Killed(BaseException):
    """What SIGKILL would do."""


def test_worker_that_died_while_sending_leaves_it_unknown(mailoutbox) -> None:
    message = MessageFactory.create()
    with pytest.raises(Killed):
        die_while_sending(message)

    send_due(NOW + LEASE)
    send_due(NOW + timedelta(days=1))

    message.refresh_from_db()
    assert message.state == State.UNKNOWN
    assert message.why == "The program stopped while this was being sent. It may have arrived."
    assert mailoutbox == []


def test_worker_that_died_while_sending_what_may_be_doubled_has_it_sent_once_more(mailoutbox) -> None:
    message = MessageFactory.create(on_unknown=Message.OnUnknown.RESEND_ONCE)
    with pytest.raises(Killed):
        die_while_sending(message)

    send_due(NOW + LEASE)

    message.refresh_from_db()
    assert (message.state, message.on_unknown, message.attempts) == (State.SENT, Message.OnUnknown.HOLD, 1)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("overtaken", [True, False], ids=["another worker sent it", "nobody else came"])
def test_frozen_worker_finds_its_claim_gone(overtaken, mailoutbox) -> None:
    MessageFactory.create()
    batch = claim_batch(now=NOW)
    if overtaken:
        send_due(NOW + LEASE)
    before = len(mailoutbox)

    delivery.deliver_batch(batch=batch, postroom=postroom.Postroom(), clock=lambda: NOW + LEASE)

    assert len(mailoutbox) == before


def change_of_date(message: Message) -> None:
    queue(key=message.key, person=message.person, purpose="test", due_at=NOW + timedelta(days=3), now=NOW)


def withdrawal(message: Message) -> None:
    delivery.Message.objects.filter(pk=message.pk).update(
        state=State.CANCELLED, why="They left.", claim=None, lease_until=None
    )


def death(message: Message) -> None:
    message.person.deceased_on = NOW.date()
    message.person.save()


@pytest.mark.parametrize(
    ("happens", "state"),
    [(change_of_date, State.QUEUED), (withdrawal, State.CANCELLED), (death, State.CLAIMED)],
)
def test_what_changes_between_claim_and_sending_is_not_sent(happens, state, purpose, mailoutbox) -> None:
    message = MessageFactory.create()
    purpose(context=lambda _row: happens(message) or {"news": "old"})

    delivery.deliver_batch(batch=claim_batch(now=NOW), postroom=postroom.Postroom(), clock=lambda: NOW)

    message.refresh_from_db()
    assert message.state == state
    assert mailoutbox == []


@pytest.mark.parametrize("state", [State.UNKNOWN, State.QUEUED])
def test_late_sent_overwrites_what_was_given_up(state) -> None:
    message = MessageFactory.create()
    [claimed] = claim_batch(now=NOW)
    Message.objects.filter(pk=message.pk).update(state=state, claim=None, lease_until=None)

    record_outcome(message=claimed, outcome=Outcome(Fate.ACCEPTED), now=NOW)

    message.refresh_from_db()
    assert (message.state, message.sent_at) == (State.SENT, NOW)


@pytest.mark.parametrize("fate", [Fate.LATER, Fate.REFUSED, Fate.UNKNOWN, Fate.DOWN])
def test_late_failure_overwrites_nothing(fate) -> None:
    message = MessageFactory.create()
    [claimed] = claim_batch(now=NOW)
    Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN, claim=None, lease_until=None, why="Unknown.")

    record_outcome(message=claimed, outcome=Outcome(fate, "no"), now=NOW)

    message.refresh_from_db()
    assert (message.state, message.why) == (State.UNKNOWN, "Unknown.")


@pytest.mark.django_db(transaction=True)
def test_outcome_is_recorded_when_the_database_comes_back(monkeypatch) -> None:
    message = MessageFactory.create()
    [claimed] = claim_batch(now=NOW)
    Message.objects.filter(pk=message.pk).update(state=State.SENDING)
    pauses = []
    monkeypatch.setattr(outcomes.time, "sleep", pauses.append)
    real = outcomes.Message.objects.filter
    answers = iter([outcomes.OperationalError("restarting"), outcomes.InterfaceError("closed")])

    def shaky(*args, **kwargs):
        if error := next(answers, None):
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(outcomes.Message.objects, "filter", shaky)

    record_outcome(message=claimed, outcome=Outcome(Fate.ACCEPTED), now=NOW)

    message.refresh_from_db()
    assert message.state == State.SENT
    assert pauses == [0.2, 0.5]


# --- the lists of staff ---------------------------------------------------------------------------------------------
def test_call_list_follows_what_is_true_now(purpose) -> None:
    person = PersonFactory.create(email=None, phone="01293 400000")
    message = MessageFactory.create(person=person, data={"news": "old"})
    send_due(NOW)
    Message.objects.filter(pk=message.pk).update(data={"news": "new"})

    send_due(NOW + MINUTE)

    message.refresh_from_db()
    assert message.body == f"Hello {person.given_name},\n\nthe news is new."

    purpose(still_due=lambda _message, _now: not_due("They have answered."))
    send_due(NOW + 2 * MINUTE)

    message.refresh_from_db()
    assert (message.state, message.why) == (State.CANCELLED, "They have answered.")


def test_call_list_lets_go_of_who_can_be_emailed_now(mailoutbox) -> None:
    person = PersonFactory.create(email=None, phone="01293 400000")
    message = MessageFactory.create(person=person)
    send_due(NOW)
    person.email = "mair@example.org"
    person.save()

    send_due(NOW + MINUTE)

    message.refresh_from_db()
    assert message.state == State.SENT
    assert [email.to for email in mailoutbox] == [["mair@example.org"]]


def test_call_that_nobody_made_in_time_is_missed() -> None:
    person = PersonFactory.create(email=None, phone="01293 400000")
    message = MessageFactory.create(person=person, stale_after=NOW + MINUTE)
    send_due(NOW)

    send_due(NOW + 2 * MINUTE)

    message.refresh_from_db()
    assert message.state == State.MISSED


def test_oldest_due_age_is_how_long_the_oldest_waits() -> None:
    later = NOW + 60 * MINUTE
    assert Message.objects.oldest_due_age(now=later) is None
    MessageFactory.create(due_at=later - 5 * MINUTE)
    MessageFactory.create(due_at=later + MINUTE)
    MessageFactory.create(due_at=later - 9 * MINUTE, state=State.HELD)

    assert Message.objects.oldest_due_age(now=later) == 5 * MINUTE


def test_every_state_has_its_moves_and_sources() -> None:
    assert set(Message.MOVES) == set(State.values)
    assert {target for targets in Message.MOVES.values() for target in targets} <= set(State.values)
    assert claiming.sources_of(State.SENDING) == ("claimed",)
    assert claiming.sources_of(State.CLAIMED) == ("queued",)
