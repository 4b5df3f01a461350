"""Rules that coordinators set: what a change would do before it is made, and what it does to what has not left."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Place
from messaging.actions.rules import RuleRefused, set_rule, what_would_change
from messaging.models import Message, Rule
from messaging.purposes import purpose_of
from messaging.rules import Numbers, all_kinds, all_numbers, because_of, kind_of
from tests.factories import NOW, PlaceFactory, WorkshopFactory, coordinator_of
from workshops.tasks import queue_workshop_reminders

pytestmark = pytest.mark.django_db
REMINDER = "workshop-reminder"


@pytest.fixture
def place() -> Place:
    """Return a place in a cohort whose workshop is on Wednesday 28 April 2027, with its reminders queued."""
    place = PlaceFactory.create()
    WorkshopFactory.create(cohort=place.cohort, number=1, date=date(2027, 4, 28))
    queue_workshop_reminders(NOW)
    return place


@pytest.fixture
def coordinator(place, client):
    person = coordinator_of(place.programme)
    client.force_login(person)
    return person


def days() -> list[tuple[int, int, str]]:
    rows = Message.objects.filter(purpose=REMINDER).exclude(key__contains="~").order_by("due_at", "pk")
    return [(row.due_at.month, row.due_at.day, row.state) for row in rows]


def asked(place, by, number, *, occurrence="2d"):
    return {
        "kind": kind_of(REMINDER, occurrence),
        "programme_ref": place.programme.ref,
        "number": number,
        "by": by,
        "now": NOW,
    }


def test_what_would_change_tells_each_message_and_keeps_nothing(place, coordinator) -> None:
    changes = what_would_change(**asked(place, coordinator, 5))

    assert [(one.message.person, one.before.day, one.after.day) for one in changes] == [(place.person, 26, 23)]
    assert days() == [(4, 14, "queued"), (4, 26, "queued")]
    assert not Rule.objects.exists()


def test_set_rule_moves_what_has_not_left(place, coordinator) -> None:
    changes = set_rule(**asked(place, coordinator, 5))

    assert len(changes) == 1
    assert days() == [(4, 14, "queued"), (4, 23, "queued")]
    assert queue_workshop_reminders(NOW) == 0


def test_set_rule_leaves_what_has_left(place, coordinator) -> None:
    Message.objects.filter(due_at__day=26).update(state="sent", sent_at=NOW)

    assert set_rule(**asked(place, coordinator, 5)) == []


def test_set_rule_of_another_programme_changes_nothing_here(place, coordinator) -> None:
    other = PlaceFactory.create()

    assert set_rule(**asked(other, coordinator, 5)) == []
    assert days() == [(4, 14, "queued"), (4, 26, "queued")]


def test_rule_that_is_switched_off_cancels_and_on_again_brings_back(place, coordinator) -> None:
    off = set_rule(**asked(place, coordinator, None))
    assert [(one.before.day, one.after) for one in off] == [(26, None)]
    assert days() == [(4, 14, "queued"), (4, 26, "cancelled")]
    assert queue_workshop_reminders(NOW) == 0

    back = set_rule(**asked(place, coordinator, 3))

    assert [(one.before, one.after.day) for one in back] == [(None, 23)]
    assert days() == [(4, 14, "queued"), (4, 23, "queued")]


def test_rule_that_is_usually_off_adds_a_message(place, coordinator) -> None:
    set_rule(**asked(place, coordinator, 7, occurrence="3rd"))

    assert days() == [(4, 14, "queued"), (4, 21, "queued"), (4, 26, "queued")]


def test_message_whose_new_moment_has_passed_keeps_its_old_one(place, coordinator) -> None:
    late = NOW + timedelta(days=50)

    set_rule(**asked(place, coordinator, 14) | {"now": late})

    assert days() == [(4, 14, "queued"), (4, 26, "queued")]


@pytest.mark.parametrize("number", [0, 41, -2])
def test_set_rule_refuses_a_number_that_cannot_be(number, place, coordinator) -> None:
    with pytest.raises(RuleRefused, match="from 1 to 40"):
        set_rule(**asked(place, coordinator, number))

    assert not Rule.objects.exists()


def test_numbers_of_a_programme_come_before_those_of_all_and_the_usual_ones() -> None:
    Rule.objects.create(purpose=REMINDER, occurrence="14d", days=-10)
    Rule.objects.create(purpose=REMINDER, occurrence="14d", programme_ref="HERE", days=-9)
    Rule.objects.create(purpose=REMINDER, occurrence="2d", programme_ref="HERE", days=-2, active=False)

    numbers = Numbers(REMINDER)

    assert numbers.of("HERE") == {"14d": -9}
    assert numbers.of("ELSE") == {"14d": -10, "2d": -2}


# --- pages ----------------------------------------------------------------------------------------------------------
def test_page_shows_what_would_change_and_then_changes_it(place, coordinator, client) -> None:
    url = reverse("messaging:rule", args=[place.programme.ref, REMINDER, "2d"])

    shown = client.post(url, {"use": "on", "number": "5"}).content.decode()
    assert "1 message that has not left would change" in shown
    assert place.person.full_name in shown
    assert f"Workshop 1, {place.cohort.name}" in shown
    assert [said in shown for said in ("2 days before each workshop", "5 days before each workshop")] == [True] * 2
    assert days()[1] == (4, 26, "queued")
    answer = client.post(url, {"use": "on", "number": "5", "apply": "1"}, follow=True).content.decode()

    assert "The rule is set. 1 message changed." in answer
    assert "5 days before each workshop" in answer
    assert days()[1] == (4, 23, "queued")


def test_page_names_what_each_message_is_about_in_the_same_number_of_queries(place, coordinator, client) -> None:
    url = reverse("messaging:rule", args=[place.programme.ref, REMINDER, "2d"])

    def asks() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.post(url, {"use": "on", "number": "5"})
        return len(queries)

    one = asks()
    PlaceFactory.create(cohort=place.cohort)
    PlaceFactory.create(cohort=place.cohort)
    queue_workshop_reminders(NOW)

    assert asks() == one


def test_everything_with_a_rule_says_what_it_is_about() -> None:
    assert [kind.purpose for kind in all_kinds() if purpose_of(kind.purpose).about is None] == []


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"use": "on", "number": "99"}, "Enter a number from 1 to 40."),
        ({"use": "on", "number": ""}, "Enter how many, as a whole number."),
        ({"use": "on", "number": "some"}, "as a whole number"),
        ({"number": "5"}, "Choose an answer"),
    ],
)
def test_page_refuses_what_is_no_number(posted, said, place, coordinator, client) -> None:
    url = reverse("messaging:rule", args=[place.programme.ref, REMINDER, "2d"])

    assert said in client.post(url, {**posted, "apply": "1"}).content.decode()
    assert not Rule.objects.exists()


def test_list_of_rules_opens_within_few_queries(place, coordinator, client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        page = client.get(reverse("messaging:rules")).content.decode()

    assert "14 days before each workshop" in page
    assert "As each survey says" in page
    assert "3 days before the last day to answer" in page


def test_pages_say_when_by_the_rules_of_the_programme(place, coordinator, client) -> None:
    for occurrence, number in (("14d", 10), ("2d", 3)):
        set_rule(**asked(place, coordinator, number, occurrence=occurrence))

    ref = place.programme.ref
    words = client.get(reverse("messaging:words"), {"programme": ref}).content.decode()
    purpose = client.get(reverse("messaging:words_of", args=[ref, REMINDER])).content.decode()
    queue = client.get(reverse("messaging:queue")).content.decode()

    said = "10 and 3 days before each workshop"
    assert [said in page for page in (words, purpose, queue)] == [True] * 3


@pytest.mark.parametrize(
    ("purpose", "numbers", "said"),
    [
        ("contact-check", {}, "6, 12 and 17 months after the last workshop"),
        ("contact-check", {"6m": None, "12m": None, "17m": 1}, "1 month after the last workshop"),
        ("offer-reminder", {"before": None}, "Switched off by the rules"),
        ("survey-reminder", {"1": 5}, "A survey is not answered yet"),
        ("workshop-moved", {}, "When a coordinator moves a workshop"),
    ],
)
def test_because_of_follows_the_rules(purpose, numbers, said, place, coordinator) -> None:
    for occurrence, number in numbers.items():
        set_rule(
            kind=kind_of(purpose, occurrence),
            programme_ref=place.programme.ref,
            number=number,
            by=coordinator,
            now=NOW,
        )

    assert because_of(purpose_of(purpose), place.programme.ref, all_numbers()) == said
