"""Reminders: queued once, moved along, and left unsaid where they no longer hold."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from cohorts.models import Cohort, Place
from messaging.models import Message, Rule
from messaging.purposes import purpose_of
from messaging.tasks import send_due
from people.models import Person
from tests.factories import PersonFactory, PlaceFactory, RegisterEntryFactory, WorkshopFactory
from workshops.actions import Day, move_workshop, stop_workshop
from workshops.messages import MOVED, REMINDER
from workshops.models import Workshop
from workshops.tasks import queue_workshop_reminders

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def reminders(workshop: Workshop) -> list[tuple[str, datetime, str]]:
    """Return occurrence, moment and state of every reminder."""
    return [
        (message.key.split(":", 3)[3], message.due_at, message.state)
        for message in Message.objects.filter(purpose=REMINDER).order_by("due_at", "pk")
        if message.subject_key == f"workshop:{workshop.pk}"
    ]


def test_queue_workshop_reminders_says_it_14_and_2_days_before_at_half_past_nine(
    workshop: Workshop, lay: Place
) -> None:
    handled = queue_workshop_reminders(NOW)

    # Nothing is said on Easter Monday, the 29th, nor on the days before it: the 25th is the last day that helps.
    assert handled == 2
    assert reminders(workshop) == [
        ("14d", datetime(2027, 3, 17, 9, 30, tzinfo=UTC), "queued"),
        ("2d", datetime(2027, 3, 25, 9, 30, tzinfo=UTC), "queued"),
    ]


def test_queue_workshop_reminders_keeps_half_past_nine_when_summer_time_ends(cohort: Cohort, lay: Place) -> None:
    workshop = WorkshopFactory.create(cohort=cohort, number=1, date=date(2027, 11, 3))

    queue_workshop_reminders(datetime(2027, 10, 1, 9, 0, tzinfo=UTC))

    assert reminders(workshop) == [
        ("14d", datetime(2027, 10, 20, 8, 30, tzinfo=UTC), "queued"),
        ("2d", datetime(2027, 11, 1, 9, 30, tzinfo=UTC), "queued"),
    ]
    assert Message.objects.latest("pk").stale_after == datetime(2027, 11, 3, 9, 30, tzinfo=UTC)


def test_queue_workshop_reminders_twice_changes_nothing(workshop: Workshop, lay: Place) -> None:
    queue_workshop_reminders(NOW)

    assert queue_workshop_reminders(NOW + timedelta(minutes=5)) == 0
    assert Message.objects.count() == 2


def test_queue_workshop_reminders_names_workshop_place_and_programme(workshop: Workshop, lay: Place) -> None:
    queue_workshop_reminders(NOW)

    message = Message.objects.get(key=f"workshop-reminder:{workshop.pk}:{lay.pk}:14d")
    assert message.person == lay.person
    assert message.subject_key == f"workshop:{workshop.pk}"
    assert message.programme_ref == workshop.cohort.programme.ref
    assert message.data == {"workshop": workshop.pk, "place": lay.pk}
    assert message.stale_after == datetime(2027, 3, 31, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("person", [{"do_not_contact": True}, {"deceased_on": date(2027, 2, 1)}])
def test_queue_workshop_reminders_leaves_out_who_may_not_be_contacted(
    workshop: Workshop, person: dict[str, Any]
) -> None:
    PlaceFactory.create(cohort=workshop.cohort, person=PersonFactory.create(**person))

    assert queue_workshop_reminders(NOW) == 0


def test_queue_workshop_reminders_leaves_out_who_withdrew(workshop: Workshop, coordinator: Person) -> None:
    PlaceFactory.create(cohort=workshop.cohort, state="withdrawn", withdrawn_at=NOW, withdrawn_by=coordinator)

    assert queue_workshop_reminders(NOW) == 0


def test_queue_workshop_reminders_leaves_out_moments_long_over(workshop: Workshop, lay: Place) -> None:
    queue_workshop_reminders(datetime(2027, 3, 20, 9, 0, tzinfo=UTC))

    assert [occurrence for occurrence, _due, _state in reminders(workshop)] == ["2d"]


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_queue_workshop_reminders_leaves_out_what_does_not_take_place(
    workshop: Workshop, lay: Place, state: str
) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(state=state)

    assert queue_workshop_reminders(NOW) == 0


def test_queue_workshop_reminders_follows_the_rules_of_the_programme(workshop: Workshop, lay: Place) -> None:
    ref = workshop.cohort.programme.ref
    # The 21st is a Sunday, the 28th Easter Sunday.
    Rule.objects.create(purpose=REMINDER, occurrence="14d", days=-10)
    Rule.objects.create(purpose=REMINDER, occurrence="2d", days=-2, active=False)
    Rule.objects.create(purpose=REMINDER, occurrence="2d", programme_ref=ref, days=-3)
    Rule.objects.create(purpose=REMINDER, occurrence="morning", programme_ref="OTHER", days=0)

    queue_workshop_reminders(NOW)

    assert [(occurrence, due.day) for occurrence, due, _state in reminders(workshop)] == [("14d", 19), ("2d", 25)]


def move(workshop: Workshop, to: date, by: Person, now: datetime = NOW) -> Workshop:
    """Move a workshop to another day, same hours and place."""
    workshop.refresh_from_db()
    return move_workshop(
        workshop=workshop,
        version=workshop.version,
        day=Day(workshop.number, to, time(9, 30), time(16)),
        venue=workshop.venue,
        room=None,
        by=by,
        now=now,
    )


def test_move_workshop_moves_waiting_reminders_under_their_own_keys(
    workshop: Workshop, lay: Place, coordinator: Person
) -> None:
    queue_workshop_reminders(NOW)
    before = set(Message.objects.filter(purpose=REMINDER).values_list("pk", flat=True))

    move(workshop, date(2027, 5, 12), coordinator)

    assert set(Message.objects.filter(purpose=REMINDER).values_list("pk", flat=True)) == before
    assert reminders(workshop) == [
        ("14d", datetime(2027, 4, 28, 8, 30, tzinfo=UTC), "queued"),
        ("2d", datetime(2027, 5, 10, 8, 30, tzinfo=UTC), "queued"),
    ]


def test_move_workshop_reminds_again_who_was_reminded_of_the_old_day(
    workshop: Workshop, lay: Place, coordinator: Person
) -> None:
    queue_workshop_reminders(NOW)
    Message.objects.filter(key__endswith=":14d").update(state="sent", sent_at=NOW)

    move(workshop, date(2027, 5, 12), coordinator, now=datetime(2027, 3, 18, 9, 0, tzinfo=UTC))

    assert reminders(workshop) == [
        ("14d", datetime(2027, 3, 17, 9, 30, tzinfo=UTC), "sent"),
        ("14d:1", datetime(2027, 4, 28, 8, 30, tzinfo=UTC), "queued"),
        ("2d", datetime(2027, 5, 10, 8, 30, tzinfo=UTC), "queued"),
    ]
    assert queue_workshop_reminders(datetime(2027, 3, 18, 10, 0, tzinfo=UTC)) == 0


def test_move_workshop_takes_old_days_off_the_call_list(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    queue_workshop_reminders(NOW)
    Message.objects.filter(key__endswith=":14d").update(state="to_call")

    move(workshop, date(2027, 5, 12), coordinator, now=datetime(2027, 3, 18, 9, 0, tzinfo=UTC))

    assert [(occurrence, due.day, state) for occurrence, due, state in reminders(workshop)] == [
        ("14d", 28, "queued"),
        ("2d", 10, "queued"),
    ]


def test_move_workshop_to_an_early_day_cancels_reminders_that_come_too_late(
    workshop: Workshop, lay: Place, coordinator: Person
) -> None:
    queue_workshop_reminders(NOW)

    move(workshop, date(2027, 3, 8), coordinator)

    assert reminders(workshop) == [
        ("2d", datetime(2027, 3, 5, 9, 30, tzinfo=UTC), "queued"),
        ("14d", datetime(2027, 3, 17, 9, 30, tzinfo=UTC), "cancelled"),
    ]


def test_stop_workshop_cancels_reminders_and_a_new_date_brings_them_back(
    workshop: Workshop, lay: Place, coordinator: Person
) -> None:
    queue_workshop_reminders(NOW)
    stop_workshop(workshop=workshop, to="postponed", why="The venue is flooded.", by=coordinator, now=NOW)
    assert [state for _occurrence, _due, state in reminders(workshop)] == ["cancelled", "cancelled"]

    move(workshop, date(2027, 3, 31), coordinator)

    assert [row for row in reminders(workshop) if row[2] == "queued"] == [
        ("14d:2", datetime(2027, 3, 17, 9, 30, tzinfo=UTC), "queued"),
        ("2d:2", datetime(2027, 3, 25, 9, 30, tzinfo=UTC), "queued"),
    ]


def verdict(message: Message, now: datetime = NOW) -> tuple[bool, str]:
    """Return what the purpose of a message says of it."""
    found = purpose_of(message.purpose).still_due(message, now)
    return found.due, found.why


def test_a_reminder_is_due_while_the_person_means_to_come(workshop: Workshop, lay: Place) -> None:
    queue_workshop_reminders(NOW)

    assert verdict(Message.objects.first()) == (True, "")  # type: ignore[arg-type]


def test_a_reminder_is_not_due_after_apologies(workshop: Workshop, lay: Place) -> None:
    queue_workshop_reminders(NOW)
    RegisterEntryFactory.create(workshop=workshop, place=lay, mark="apologies")

    assert verdict(Message.objects.earliest("pk")) == (False, "The person sent apologies.")


def test_a_reminder_is_not_due_after_a_withdrawal(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    queue_workshop_reminders(NOW)
    Place.objects.filter(pk=lay.pk).update(state="withdrawn", withdrawn_at=NOW, withdrawn_by=coordinator)

    assert verdict(Message.objects.earliest("pk")) == (False, "The person has no active place any more.")


def test_a_reminder_is_not_due_once_the_workshop_began_or_moved_into_the_past(workshop: Workshop, lay: Place) -> None:
    queue_workshop_reminders(NOW)

    late = datetime(2027, 3, 31, 8, 30, tzinfo=UTC)
    assert verdict(Message.objects.earliest("pk"), late) == (False, "The workshop has begun.")
    assert verdict(Message.objects.earliest("pk"), late - timedelta(seconds=1)) == (True, "")


def test_a_reminder_is_not_due_for_a_cancelled_workshop(workshop: Workshop, lay: Place) -> None:
    queue_workshop_reminders(NOW)
    Workshop.objects.filter(pk=workshop.pk).update(state="cancelled")

    assert verdict(Message.objects.earliest("pk")) == (False, "The workshop does not take place then.")


def test_a_reminder_says_when_and_where_it_is_now(workshop: Workshop, lay: Place, settings: Any) -> None:
    queue_workshop_reminders(NOW)

    words = purpose_of(REMINDER).context(Message.objects.earliest("pk"))

    assert words["workshop"] == "Workshop 1"
    assert words["date"] == "Wednesday 31 March 2027"
    assert words["times"] == "9:30am to 4pm"
    assert words["address"] == "1 High Street, Oxford, OX1 1AA"
    assert words["link"] == f"{settings.BASE_URL}/my/dates/{workshop.ref}/"


@pytest.mark.parametrize("slug", [REMINDER, MOVED, "workshop-postponed", "workshop-cancelled"])
def test_the_words_of_every_purpose_use_known_placeholders(slug: str) -> None:
    purpose = purpose_of(slug)
    known = {**purpose.placeholders, **purpose.common}

    for text in (purpose.title, purpose.body, purpose.sms, purpose.easy_body):
        assert "{" not in str(text).format(**known)


def test_a_batch_of_reminders_is_read_in_two_queries(
    workshop: Workshop, lay: Place, professional: Place, django_assert_num_queries: Any
) -> None:
    queue_workshop_reminders(NOW)
    RegisterEntryFactory.create(workshop=workshop, place=lay, mark="apologies")
    messages = list(Message.objects.all())
    loader = purpose_of(REMINDER).load
    assert loader is not None

    with django_assert_num_queries(2):
        loaded = loader(messages)

    assert {(message.person_id, loaded[message.pk].apologies) for message in messages} == {
        (lay.person_id, True),
        (professional.person_id, False),
    }


def test_queue_workshop_reminders_asks_the_same_for_one_person_and_for_many(
    workshop: Workshop, lay: Place, django_assert_max_num_queries: Any
) -> None:
    PlaceFactory.create_batch(5, cohort=workshop.cohort)

    with django_assert_max_num_queries(10):
        queue_workshop_reminders(NOW)


def test_a_reminder_without_an_email_goes_to_the_call_list(workshop: Workshop) -> None:
    place = PlaceFactory.create(cohort=workshop.cohort, person=PersonFactory.create(email=None, phone="+441865000000"))
    queue_workshop_reminders(NOW)

    send_due(datetime(2027, 3, 17, 10, 0, tzinfo=UTC))

    message = Message.objects.get(key=f"workshop-reminder:{workshop.pk}:{place.pk}:14d")
    assert message.state == "to_call"
