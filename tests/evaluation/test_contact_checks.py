"""“Is this still how to reach you?”: whom, when, by which way, and how it is answered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.models import Place, Task
from evaluation.actions.contact_checks import keep_contact_checks
from evaluation.actions.invitations import leave_evaluation, return_to_evaluation
from evaluation.models import ContactCheck
from evaluation.tasks import keep_tasks
from leadingtogether.participant import next_step
from messaging.actions.rules import set_rule
from messaging.models import Message
from messaging.purposes import purpose_of
from messaging.rules import kind_of
from messaging.tasks import send_due
from people.actions.consents import withdraw
from people.actions.persons import update_details
from people.models import Consent, Person
from tests.factories import (
    ConsentFactory,
    ContactMethodFactory,
    PlaceFactory,
    WorkshopFactory,
    coordinator_of,
)
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
# The last workshop was on Wednesday 31 March 2027.
AFTER = datetime(2027, 4, 10, 9, 0, tzinfo=UTC)
SIX_MONTHS = datetime(2027, 9, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def place() -> Place:
    """Return the place of somebody who agreed to the follow-up and lists email, then letters, then the phone."""
    place = PlaceFactory.create(person__address="1 High Street", person__phone="01293 400000")
    number = place.programme.workshops
    for one in range(1, number + 1):
        day = date(2027, 3, 31) - timedelta(days=28 * (number - one))
        WorkshopFactory.create(
            cohort=place.cohort, number=one, date=day, state="held", held_at=AFTER, held_by=place.person
        )
    ConsentFactory.create(person=place.person, purpose=Consent.Purpose.FOLLOW_UP)
    for position, method in enumerate(("email", "letter", "phone"), start=1):
        ContactMethodFactory.create(person=place.person, method=method, position=position)
    return place


def days() -> list[tuple[int, date]]:
    return [(row.months, row.due_at.date()) for row in ContactCheck.objects.order_by("months")]


def check(months: int = 6) -> ContactCheck:
    return ContactCheck.objects.get(months=months)


def test_checks_are_rows_from_the_last_workshop_on_end_of_month_safe(place) -> None:
    assert keep_contact_checks(now=AFTER) == 3
    assert keep_contact_checks(now=AFTER) == 0

    # Half a year later is the 30th; the 31 March a year later is a Friday; August has 31 days.
    assert days() == [(6, date(2027, 9, 30)), (12, date(2028, 3, 31)), (17, date(2028, 8, 31))]
    assert Message.objects.filter(purpose="contact-check").count() == 9


def test_nobody_is_checked_without_consent_or_after_leaving(place) -> None:
    PlaceFactory.create(cohort=place.cohort)
    Place.objects.filter(pk=place.pk).update(left_evaluation_at=AFTER)

    assert keep_contact_checks(now=AFTER) == 0


def test_question_goes_by_the_next_way_after_silence(place) -> None:
    keep_contact_checks(now=AFTER)
    for days_later in (0, 7, 14):
        send_due(SIX_MONTHS + timedelta(days=days_later))

    said = Message.objects.filter(purpose="contact-check", data__check=check().pk).order_by("due_at")
    assert [(one.channel, one.state) for one in said] == [
        ("email", "sent"),
        ("letter", "to_print"),
        ("phone", "to_call"),
    ]


def test_question_is_asked_again_days_later_also_around_christmas(place) -> None:
    # The 6 months end in the days on which nothing is said: it is asked before them, and again after them.
    Workshop.objects.filter(number=place.programme.workshops).update(date=date(2027, 6, 21))
    keep_contact_checks(now=AFTER)

    asked = Message.objects.filter(data__check=check().pk).order_by("due_at")
    assert [one.due_at.date() for one in asked] == [date(2027, 12, 17), date(2027, 12, 24), date(2028, 1, 12)]


def test_who_agrees_late_is_asked_again_days_later(place) -> None:
    keep_contact_checks(now=SIX_MONTHS + timedelta(days=12))

    asked = Message.objects.filter(data__check=check().pk).order_by("due_at")
    assert [one.due_at.date() for one in asked] == [date(2027, 9, 30), date(2027, 10, 19), date(2027, 10, 26)]


@pytest.mark.parametrize("answer", ["right", "changed"])
def test_answer_by_the_link_ends_it(answer, place, client, mailoutbox, travel) -> None:
    keep_contact_checks(now=AFTER)
    travel("2027-09-30T10:00")
    send_due(SIX_MONTHS)
    url = reverse("evaluation:contact_check", args=[check().token])
    assert url in mailoutbox[0].body

    shown = client.get(url).content.decode()
    assert place.person.family_name not in shown
    assert check().answered_at is None
    client.post(url, {"answer": answer})
    client.post(url, {"answer": "right"})

    assert (check().answer, check().how) == (answer, "web")
    waiting = Message.objects.filter(data__check=check().pk).exclude(state="sent")
    assert {one.state for one in waiting} == {"cancelled"}


@pytest.mark.parametrize("easy", [False, True])
def test_page_of_the_link_is_in_the_words_that_the_person_reads(easy, place, client, travel) -> None:
    Person.objects.filter(pk=place.person_id).update(easy_read=easy)
    keep_contact_checks(now=AFTER)
    travel("2027-09-30T10:00")
    url = reverse("evaluation:contact_check", args=[check().token])

    asked = client.get(url).content.decode()
    answered = client.post(url, {"answer": "changed"}, follow=True).content.decode()

    assert ["Can we still reach you like this?" in asked, "Tell us what is new" in answered] == [easy] * 2
    assert "not in Easy Read yet" not in asked + answered


@pytest.mark.parametrize("posted", [{}, {"answer": "perhaps"}])
def test_answer_that_is_none_changes_nothing(posted, place, client, travel) -> None:
    keep_contact_checks(now=AFTER)
    travel("2027-09-30T10:00")

    client.post(reverse("evaluation:contact_check", args=[check().token]), posted)

    assert check().answered_at is None


def test_answer_by_phone_is_keyed_on_the_persons_page(place, client, travel) -> None:
    keep_contact_checks(now=AFTER)
    travel("2027-09-30T10:00")
    coordinator = coordinator_of(place.programme)
    client.force_login(coordinator)
    url = reverse("person_timeline", args=[place.person.ref])

    assert "Can we still reach them like this?" in client.get(url).content.decode()
    answer = client.post(reverse("evaluation:contact_check_key", args=[check().pk]), {"answer": "changed"})

    assert answer.url == reverse("person_change", args=[place.person.ref, "contact"])
    assert (check().answer, check().how, check().answered_by) == ("changed", "phone", coordinator)
    assert "Can we still reach them like this?" not in client.get(url).content.decode()


def test_portal_asks_while_it_waits_and_supporters_are_not_shown_the_link(place) -> None:
    keep_contact_checks(now=AFTER)

    step = next_step(place.person, now=SIX_MONTHS)

    assert step.url == reverse("evaluation:contact_check", args=[check().token])
    assert next_step(place.person, now=SIX_MONTHS, helped=True).url == ""
    assert next_step(place.person, now=AFTER).url == ""


def test_leaving_the_evaluation_ends_it_in_the_same_transaction(place) -> None:
    keep_contact_checks(now=AFTER)

    leave_evaluation(place=place, by=place.person, now=AFTER)

    assert not ContactCheck.objects.unanswered().exists()
    assert set(Message.objects.filter(purpose="contact-check").values_list("state", flat=True)) == {"cancelled"}


def test_return_to_the_evaluation_asks_again(place) -> None:
    keep_contact_checks(now=AFTER)
    leave_evaluation(place=place, by=place.person, now=AFTER)

    return_to_evaluation(place=place, left_at=AFTER, by=place.person, now=AFTER)

    assert ContactCheck.objects.unanswered().count() == 3


def test_who_takes_back_consent_is_not_asked(place, mailoutbox) -> None:
    keep_contact_checks(now=AFTER)
    withdraw(consent=Consent.objects.get(), by=place.person, now=AFTER)

    send_due(SIX_MONTHS)

    assert mailoutbox == []


def test_who_has_died_is_not_asked(place, mailoutbox) -> None:
    keep_contact_checks(now=AFTER)
    Person.objects.filter(pk=place.person_id).update(deceased_on=AFTER.date())

    send_due(SIX_MONTHS)

    assert mailoutbox == []


def test_silence_makes_a_task_until_they_answer(place, client, travel) -> None:
    keep_contact_checks(now=AFTER)
    keep_tasks(SIX_MONTHS + timedelta(days=27))
    assert not Task.objects.filter(kind="contact-check").exists()
    later = travel("2027-10-29T10:00")
    keep_tasks(later)
    assert Task.objects.get(kind="contact-check").person == place.person

    client.force_login(coordinator_of(place.programme))
    client.post(reverse("evaluation:contact_check_key", args=[check().pk]), {"answer": "right"})
    keep_tasks(later)

    assert Task.objects.get(kind="contact-check").state == "dropped"


def test_who_says_that_something_changed_and_not_what_is_asked(place, client, travel) -> None:
    keep_contact_checks(now=AFTER)
    now = travel("2027-09-30T10:00")
    client.post(reverse("evaluation:contact_check", args=[check().token]), {"answer": "changed"})

    keep_tasks(now)
    task = Task.objects.get(kind="contact-check")
    assert (task.person, task.due_on) == (place.person, date(2027, 10, 3))

    values = {"phone": "01293 400001"}
    update_details(person=place.person, version=1, values=values, by=place.person, now=now)
    keep_tasks(now)
    assert Task.objects.get(kind="contact-check").state == "dropped"


def test_rule_moves_and_ends_checks(place) -> None:
    keep_contact_checks(now=AFTER)
    asked = {"programme_ref": place.programme.ref, "by": coordinator_of(place.programme), "now": AFTER}

    moved = set_rule(kind=kind_of("contact-check", "6m"), number=7, **asked)
    ended = set_rule(kind=kind_of("contact-check", "12m"), number=None, **asked)

    assert (len(moved), len(ended)) == (3, 3)
    about = purpose_of("contact-check").about
    assert [about(one.message) for one in moved] == ["Asked first", *["Asked again after silence"] * 2]
    assert days()[0] == (6, date(2027, 10, 29))
    assert check(12).cancelled_at is not None


def test_rule_whose_moment_has_passed_leaves_the_check_as_it_was(place) -> None:
    keep_contact_checks(now=AFTER)
    late = datetime(2027, 9, 10, 9, 0, tzinfo=UTC)

    changed = set_rule(
        kind=kind_of("contact-check", "6m"),
        number=5,
        programme_ref=place.programme.ref,
        by=coordinator_of(place.programme),
        now=late,
    )
    keep_contact_checks(now=late)

    assert (changed, days()[0]) == ([], (6, date(2027, 9, 30)))
