"""When the service speaks: sending hours, holidays, clock changes, and one message a day to a person."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from common.dates import LONDON
from leadingtogether import env
from messaging.actions import record_call
from messaging.hours import is_open, next_open, next_sending_day
from messaging.models import Message
from messaging.tasks import send_due
from tests.factories import NOW, ContactMethodFactory, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db
State = Message.State
DAY = timedelta(days=1)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


# --- the hours ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "speaks"),
    [
        (london(2027, 3, 1, 8, 59), False),
        (london(2027, 3, 1, 9, 0), True),
        (london(2027, 3, 1, 17, 59), True),
        (london(2027, 3, 1, 18, 0), False),
        (london(2027, 3, 6, 12, 0), False),  # a Saturday
        (london(2027, 3, 26, 12, 0), False),  # Good Friday
        (london(2027, 3, 29, 12, 0), False),  # Easter Monday
        (london(2027, 5, 3, 12, 0), False),  # early May bank holiday
        (london(2027, 12, 17, 12, 0), True),
        (london(2027, 12, 20, 12, 0), False),
        (london(2028, 1, 4, 12, 0), False),
        (london(2028, 1, 5, 12, 0), True),
        # The clocks go forward on 28 March 2027 and back on 31 October: nine o'clock is London's nine.
        (datetime(2027, 3, 30, 8, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 25, 8, 30, tzinfo=UTC), False),
        (datetime(2027, 10, 29, 8, 0, tzinfo=UTC), True),
        (datetime(2027, 11, 1, 8, 0, tzinfo=UTC), False),
        (datetime(2027, 10, 29, 17, 30, tzinfo=UTC), False),
        (datetime(2027, 11, 1, 17, 30, tzinfo=UTC), True),
    ],
)
def test_is_open_on_working_days_in_the_daytime_of_london(moment, speaks) -> None:
    assert is_open(moment) is speaks


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (london(2027, 3, 1, 7, 0), london(2027, 3, 2, 9, 0)),
        (london(2027, 3, 5, 17, 0), london(2027, 3, 8, 9, 0)),
        (london(2027, 3, 25, 17, 0), london(2027, 3, 30, 9, 0)),
        (london(2027, 12, 17, 17, 0), london(2028, 1, 5, 9, 0)),
    ],
)
def test_next_sending_day_skips_weekends_and_holidays(moment, opens) -> None:
    assert next_sending_day(moment) == opens


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (london(2027, 3, 1, 10, 30), london(2027, 3, 1, 10, 30)),
        (london(2027, 3, 1, 7, 0), london(2027, 3, 1, 9, 0)),
        (london(2027, 3, 1, 18, 0), london(2027, 3, 2, 9, 0)),
        (london(2027, 3, 27, 7, 0), london(2027, 3, 30, 9, 0)),
    ],
)
def test_next_open_is_now_or_when_the_hours_begin(moment, opens) -> None:
    assert next_open(moment) == opens


@pytest.mark.parametrize("text", ["nine", "18-9", "9:00", "9:00-9:00"])
def test_hours_that_cannot_be_are_refused_at_start(text) -> None:
    with pytest.raises(ImproperlyConfigured, match="SENDING_HOURS"):
        env.hours(text)


def test_what_can_wait_waits_for_the_hours_and_what_cannot_does_not(mailoutbox) -> None:
    night = london(2027, 3, 1, 3, 0)
    MessageFactory.create(due_at=night)
    MessageFactory.create(due_at=night, urgent=True)

    send_due(night)
    assert states() == [State.QUEUED, State.SENT]
    assert Message.objects.oldest_due_age(now=night) is None
    send_due(london(2027, 3, 1, 9, 0))

    assert states() == [State.SENT, State.SENT]


def test_waiting_for_the_hours_is_not_being_late() -> None:
    MessageFactory.create(due_at=london(2027, 3, 1, 3, 0))
    MessageFactory.create(due_at=london(2027, 2, 26, 19, 0))

    assert Message.objects.oldest_due_age(now=london(2027, 3, 1, 9, 1)) == timedelta(minutes=1)


def test_hours_can_be_switched_off_for_trials(settings, mailoutbox) -> None:
    settings.SENDING_HOURS = None
    MessageFactory.create(due_at=london(2027, 3, 6, 3, 0))

    send_due(london(2027, 3, 6, 3, 0))

    assert states() == [State.SENT]


# --- one a day ------------------------------------------------------------------------------------------------------
def test_what_is_due_together_is_one_email_with_its_ending_once(mailoutbox, settings) -> None:
    person = PersonFactory.create()
    first, second = (MessageFactory.create(person=person, data={"news": news}) for news in ("good", "better"))

    send_due(NOW)

    (email,) = mailoutbox
    assert email.subject.endswith(", and 1 more")
    assert "the news is good." in email.body
    assert "the news is better." in email.body
    assert email.body.count(f"Phone {settings.HELP_PHONE}") + email.body.count(f"phone {settings.HELP_PHONE}") == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.said_on, first.joined_to) == (State.SENT, date(2027, 3, 1), None)
    assert (second.state, second.said_on, second.joined_to) == (State.SENT, None, first)
    assert first.message_id == second.message_id
    assert "better" not in first.body


def test_what_is_due_later_the_same_day_waits_for_the_next(mailoutbox) -> None:
    person = PersonFactory.create()
    MessageFactory.create(person=person)
    send_due(NOW)
    later = MessageFactory.create(person=person)

    send_due(NOW + timedelta(hours=2))
    later.refresh_from_db()
    assert (later.state, later.retry_at) == (State.QUEUED, london(2027, 3, 2, 9, 0))
    send_due(NOW + DAY)

    assert states() == [State.SENT, State.SENT]
    assert len(mailoutbox) == 2


def test_urgent_message_goes_on_the_same_day_and_does_not_count(mailoutbox) -> None:
    person = PersonFactory.create()
    MessageFactory.create(person=person, urgent=True)
    MessageFactory.create(person=person)
    send_due(NOW)
    MessageFactory.create(person=person, urgent=True)

    send_due(NOW + timedelta(hours=1))

    assert states() == [State.SENT] * 3
    assert len(mailoutbox) == 3


def test_what_would_be_too_late_tomorrow_goes_today(mailoutbox) -> None:
    person = PersonFactory.create()
    MessageFactory.create(person=person)
    send_due(NOW)
    MessageFactory.create(person=person, stale_after=NOW + timedelta(hours=8))

    send_due(NOW + timedelta(hours=1))

    assert states() == [State.SENT, State.SENT]


def test_people_are_not_joined_with_each_other(mailoutbox) -> None:
    MessageFactory.create_batch(3)

    send_due(NOW)

    assert len(mailoutbox) == 3


def test_everything_for_one_person_comes_along_beyond_the_size_of_a_batch(mailoutbox, monkeypatch) -> None:
    monkeypatch.setattr("messaging.actions.claiming.claim_batch.__kwdefaults__", {"size": 2}, raising=True)
    person = PersonFactory.create()
    MessageFactory.create(person=person)
    MessageFactory.create_batch(2)
    MessageFactory.create_batch(2, person=person)

    send_due(NOW)

    assert states() == [State.SENT] * 5
    assert len(mailoutbox) == 3


def test_a_refused_message_leaves_room_for_another_that_day(mailoutbox, settings) -> None:
    person = PersonFactory.create(email="not-an-address")
    refused = MessageFactory.create(person=person)

    send_due(NOW)

    refused.refresh_from_db()
    assert (refused.state, refused.said_on) == (State.FAILED, None)


def test_a_cancelled_one_takes_no_part_in_the_email(mailoutbox, purpose) -> None:
    person = PersonFactory.create()
    MessageFactory.create(person=person)
    MessageFactory.create(person=person, state=State.CANCELLED, why="Not wanted.")

    send_due(NOW)

    assert "more" not in mailoutbox[0].subject


def test_call_lists_hold_all_at_once_because_staff_say_it_together() -> None:
    person = PersonFactory.create(phone="01293 400000")
    ContactMethodFactory.create(person=person, method="phone")
    MessageFactory.create_batch(2, person=person)

    send_due(NOW)

    assert states() == [State.TO_CALL, State.TO_CALL]


@pytest.mark.parametrize("urgent", [False, True])
def test_a_call_counts_as_the_one_thing_of_its_day_unless_it_was_urgent(urgent, mailoutbox) -> None:
    person = PersonFactory.create(phone="01293 400000")
    MessageFactory.create_batch(2, person=person, state=State.TO_CALL, channel="phone", urgent=urgent)
    report = {"outcome": "reached", "said": Message.objects.all(), "note": "", "submission_id": uuid4()}
    record_call(person=person, **report, by=PersonFactory.create(), now=NOW)
    later = MessageFactory.create(person=person)

    send_due(NOW)

    later.refresh_from_db()
    assert (later.state, len(mailoutbox)) == ((State.SENT, 1) if urgent else (State.QUEUED, 0))
    send_due(NOW + timedelta(days=1))
    assert len(mailoutbox) == 1


def test_a_call_after_an_email_of_the_same_day_is_recorded_all_the_same(mailoutbox) -> None:
    person = PersonFactory.create(phone="01293 400000")
    MessageFactory.create(person=person)
    send_due(NOW)
    to_call = MessageFactory.create(person=person, state=State.TO_CALL, channel="phone")

    record_call(
        person=person,
        outcome="reached",
        said=Message.objects.all(),
        note="",
        submission_id=uuid4(),
        by=PersonFactory.create(),
        now=NOW,
    )

    to_call.refresh_from_db()
    assert (to_call.state, to_call.said_on, len(mailoutbox)) == (State.SENT, None, 1)


def test_constraint_allows_one_thing_a_day_and_person() -> None:
    one = MessageFactory.create(said_on=date(2027, 3, 1))
    MessageFactory.create(person=one.person, said_on=date(2027, 3, 2))

    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory.create(person=one.person, said_on=date(2027, 3, 1))


def test_limit_can_be_switched_off_for_trials(settings, mailoutbox) -> None:
    settings.ONE_MESSAGE_A_DAY = False
    MessageFactory.create_batch(3, person=PersonFactory.create())

    send_due(NOW)

    assert len(mailoutbox) == 3
