"""Who is asked when: the windows of the waves, and the sweep that opens and moves them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.models import Place
from evaluation.actions.invitations import leave_evaluation
from evaluation.actions.questionnaires import set_default_waves
from evaluation.messages import still_due
from evaluation.models import Invitation, Questionnaire, Wave
from evaluation.tasks import open_due_waves
from evaluation.timing import months_after
from messaging.models import Message
from people.models import Consent
from tests.evaluation.survey_help import agree, held, london, place_of_somebody, three_workshops
from tests.factories import (
    NOW,
    CohortFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RegisterEntryFactory,
)

pytestmark = pytest.mark.django_db
DAYS = (date(2027, 4, 1), date(2027, 5, 4), date(2027, 6, 1))


@pytest.fixture
def place() -> Place:
    """Somebody who agrees to everything, in a cohort that is running."""
    return place_of_somebody(accepted_at=NOW)


def sweep(moment: datetime = NOW) -> int:
    return open_due_waves(moment)


def asked(place: Place) -> dict[str, tuple[datetime, datetime]]:
    """Who is asked what, from when to when."""
    rows = Invitation.objects.filter(place=place).order_by("wave__position")
    return {row.wave.slug: (row.opens_at, row.closes_at) for row in rows.select_related("wave")}


def messages(place: Place, wave: str) -> dict[str, tuple[datetime, str]]:
    """What will be said about a wave: which message → when, and its state."""
    rows = Message.objects.filter(key__startswith=f"{wave}:{place.pk}:").order_by("due_at")
    return {row.key.split(":")[-1]: (row.due_at, row.state) for row in rows}


def came(place: Place, *workshops: Any) -> None:
    for workshop in workshops:
        RegisterEntryFactory.create(
            workshop=workshop, place=place, mark="present", marked_at=NOW, marked_by=place.person
        )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 8, 31), 18, date(2029, 2, 28)),
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
        (date(2027, 6, 1), 18, date(2028, 12, 1)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
    ],
)
def test_months_after_ends_with_a_shorter_month(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_sweep_gives_every_running_programme_its_default_waves() -> None:
    running, gone = ProgrammeFactory.create(), ProgrammeFactory.create(archived_at=NOW)

    sweep()

    assert list(running.waves.values_list("slug", "title")) == [
        ("baseline", "Survey before you start"),
        ("workshop-1", "Survey after workshop 1"),
        ("workshop-2", "Survey after workshop 2"),
        ("workshop-3", "Survey at the end of the workshops"),
        ("follow-up", "Follow-up survey"),
    ]
    assert gone.waves.count() == 0


def test_sweep_lets_the_waves_follow_the_number_of_workshops_until_somebody_is_asked(place: Place) -> None:
    programme = place.programme
    set_default_waves(programme=programme, by=None, now=NOW)
    programme.workshops = 4
    programme.save()

    sweep()
    programme.workshops = 2
    programme.save()
    sweep()

    ends = Wave.objects.filter(programme=programme, questionnaire__slug="end")
    assert list(ends.values_list("slug", flat=True)) == ["workshop-4"]


def test_sweep_lets_the_follow_up_follow_the_programme(place: Place) -> None:
    for workshop in three_workshops(place, *DAYS):
        held(workshop)
    sweep(london("2027-06-02T09:00"))
    place.programme.follow_up_months = 12
    place.programme.save()

    sweep(london("2027-06-03T09:00"))

    assert asked(place)["follow-up"][0] == london("2028-06-01T09:30")


def test_baseline_opens_with_the_place_and_closes_when_workshop_1_starts(place: Place) -> None:
    three_workshops(place, *DAYS)

    sweep()

    assert asked(place) == {"baseline": (NOW, london("2027-04-01T09:30"))}


def test_baseline_without_a_date_is_open_for_its_days(place: Place) -> None:
    sweep()

    assert asked(place) == {"baseline": (NOW, NOW + timedelta(days=120))}


def test_baseline_is_not_asked_of_who_accepts_after_workshop_1(place: Place) -> None:
    three_workshops(place, *DAYS)
    Place.objects.update(accepted_at=london("2027-04-02T09:00"))

    sweep(london("2027-04-02T10:00"))

    assert asked(place) == {}


def test_baseline_opens_again_when_workshop_1_is_postponed_on_the_day(place: Place) -> None:
    first = three_workshops(place, *DAYS)[0]
    sweep()
    first.date = date(2027, 4, 15)
    first.save()

    sweep(london("2027-04-01T10:00"))

    assert asked(place)["baseline"][1] == london("2027-04-15T09:30")


def test_sweep_moves_what_is_unsent_when_a_workshop_moves(place: Place) -> None:
    first = three_workshops(place, *DAYS)[0]
    sweep()
    first.date = date(2027, 3, 9)
    first.save()

    changed = sweep()

    assert changed == 1
    assert asked(place) == {"baseline": (NOW, london("2027-03-09T09:30"))}
    stale = set(Message.objects.filter(key__endswith=":invitation").values_list("stale_after", flat=True))
    assert stale == {london("2027-03-09T09:30")}


def test_reactions_are_asked_of_who_came_when_the_day_ended(place: Place) -> None:
    first, *_rest = three_workshops(place, *DAYS)
    absent = place_of_somebody(cohort=place.cohort, accepted_at=NOW)
    came(place, held(first))

    sweep(london("2027-04-01T17:00"))

    window = (london("2027-04-01T16:00"), london("2027-04-22T16:00"))
    assert asked(place) == {"workshop-1": window}
    assert asked(absent) == {}


def test_reactions_open_when_a_late_register_is_taken(place: Place) -> None:
    first, *_rest = three_workshops(place, *DAYS)
    held(first)
    first.held_at = london("2027-04-05T10:00")
    first.save()
    came(place, first)

    sweep(london("2027-04-05T10:01"))

    assert asked(place)["workshop-1"] == (london("2027-04-05T10:00"), london("2027-04-26T10:00"))


def test_end_is_asked_of_everybody_also_of_who_missed_the_day(place: Place) -> None:
    for workshop in three_workshops(place, *DAYS):
        held(workshop)

    sweep(london("2027-06-02T09:00"))

    assert asked(place) == {
        "workshop-3": (london("2027-06-01T16:00"), london("2027-07-13T16:00")),
        "follow-up": (london("2028-12-01T09:30"), london("2029-01-26T09:30")),
    }


def test_end_and_follow_up_go_by_the_last_workshop_that_took_place(place: Place) -> None:
    first, second, third = three_workshops(place, *DAYS)
    held(first)
    held(second)
    third.state = "cancelled"
    third.changed_at = london("2027-05-20T12:00")
    third.save()

    sweep(london("2027-05-21T09:00"))

    opened = {wave: window[0] for wave, window in asked(place).items()}
    assert opened == {"workshop-3": london("2027-05-20T12:00"), "follow-up": london("2028-11-04T09:30")}


def test_follow_up_waits_while_a_workshop_is_still_to_come(place: Place) -> None:
    first, second, _third = three_workshops(place, *DAYS)
    held(first)
    held(second)

    sweep(london("2027-05-10T09:00"))

    assert asked(place) == {}


def test_sweep_queues_the_invitation_and_its_reminders_in_the_morning(place: Place) -> None:
    three_workshops(place, *DAYS)

    sweep()

    assert messages(place, "baseline") == {
        "invitation": (NOW, "queued"),
        "reminder-3": (london("2027-03-04T09:30"), "queued"),
        "reminder-10": (london("2027-03-11T09:30"), "queued"),
        "reminder-21": (london("2027-03-22T09:30"), "queued"),
    }


def test_reminders_are_days_apart_also_after_days_on_which_nothing_is_said(place: Place) -> None:
    # Until 4 January nobody hears of it: the first reminder would have come with the invitation.
    Place.objects.update(accepted_at=london("2027-12-20T09:00"))
    sweep(london("2027-12-20T09:00"))

    assert [due for due, _state in messages(place, "baseline").values()] == [
        london("2027-12-20T09:00"),
        london("2028-01-08T09:30"),
        london("2028-01-17T09:30"),
        london("2028-01-28T09:30"),
    ]


def test_who_agrees_late_is_reminded_days_after_the_invitation() -> None:
    late = PlaceFactory.create(accepted_at=NOW)
    sweep()
    agree(late.person)

    sweep(london("2027-03-15T10:00"))

    assert [(key, due.date()) for key, (due, _state) in messages(late, "baseline").items()] == [
        ("invitation", date(2027, 3, 1)),
        ("reminder-3", date(2027, 3, 18)),
        ("reminder-10", date(2027, 3, 25)),
        ("reminder-21", date(2027, 4, 5)),
    ]


def test_sweep_queues_no_reminder_after_the_close(place: Place) -> None:
    three_workshops(place, date(2027, 3, 9))

    sweep()

    assert list(messages(place, "baseline")) == ["invitation", "reminder-3"]


def test_sweep_run_again_changes_nothing(place: Place) -> None:
    three_workshops(place, *DAYS)
    sweep()
    before = (Invitation.objects.count(), Message.objects.count())

    changed = [sweep(NOW + timedelta(minutes=minutes)) for minutes in (0, 5, 10)]

    assert changed == [0, 0, 0]
    assert (Invitation.objects.count(), Message.objects.count()) == before


def test_sweep_asks_nobody_without_consent() -> None:
    place = place_of_somebody(agrees=False, accepted_at=NOW)

    sweep()

    assert asked(place) == {}


def test_sweep_asks_who_agrees_later(place: Place) -> None:
    late = PlaceFactory.create(cohort=place.cohort, accepted_at=NOW)
    sweep()
    agree(late.person)

    sweep(NOW + timedelta(days=1))

    assert list(asked(late)) == ["baseline"]


def test_follow_up_needs_its_own_consent() -> None:
    place = PlaceFactory.create(accepted_at=NOW)
    agree(place.person, Consent.Purpose.EVALUATION)
    for workshop in three_workshops(place, *DAYS):
        held(workshop)

    sweep(london("2027-06-02T09:00"))

    assert list(asked(place)) == ["workshop-3"]


@pytest.mark.parametrize("field", ["deceased_on", "do_not_contact", "merged_into"])
def test_sweep_asks_nobody_who_may_not_be_contacted(place: Place, field: str) -> None:
    values = {"deceased_on": date(2027, 2, 1), "do_not_contact": True, "merged_into": PersonFactory.create()}
    setattr(place.person, field, values[field])
    place.person.save()

    sweep()

    assert asked(place) == {}


def test_sweep_asks_nobody_who_withdrew_or_whose_cohort_was_cancelled(place: Place) -> None:
    place_of_somebody(cohort=place.cohort, state="withdrawn", withdrawn_at=NOW, withdrawn_by=place.person)
    place_of_somebody(cohort=CohortFactory.create(programme=place.programme, state="cancelled"))

    sweep()

    assert list(Invitation.objects.values_list("place", flat=True)) == [place.pk]


def test_leave_evaluation_ends_what_waits_and_what_would_be_said(place: Place) -> None:
    sweep()

    ended = leave_evaluation(place=place, by=place.person, now=NOW)
    sweep(NOW + timedelta(days=1))

    invitation = Invitation.objects.get()
    assert (ended, invitation.cancelled_at, invitation.cancelled_why) == (1, NOW, "left the evaluation")
    assert {state for _due, state in messages(place, "baseline").values()} == {"cancelled"}


def test_leave_evaluation_twice_changes_nothing(place: Place) -> None:
    sweep()
    leave_evaluation(place=place, by=place.person, now=NOW)

    ended = leave_evaluation(place=place, by=place.person, now=NOW + timedelta(days=1))

    place.refresh_from_db()
    assert (ended, place.left_evaluation_at) == (0, NOW)


def test_message_is_due_while_the_survey_takes_answers(place: Place) -> None:
    sweep()
    message = Message.objects.get(key__endswith=":invitation")

    assert still_due(message, NOW).due is True


@pytest.mark.parametrize(
    ("purpose", "wave", "why"),
    [
        (Consent.Purpose.EVALUATION, "baseline", "The person does not agree to the evaluation."),
        (Consent.Purpose.FOLLOW_UP, "follow-up", "The person does not agree to be contacted after the programme."),
    ],
)
def test_message_is_not_due_when_the_consent_was_taken_back(place: Place, purpose: str, wave: str, why: str) -> None:
    for workshop in three_workshops(place, *DAYS) if wave == "follow-up" else []:
        held(workshop)
    moment = london("2028-12-01T10:00") if wave == "follow-up" else NOW
    sweep(moment)
    Consent.objects.filter(purpose=purpose).update(withdrawn_at=moment, withdrawn_by=place.person)

    verdict = still_due(Message.objects.get(key=f"{wave}:{place.pk}:invitation"), moment)

    assert (verdict.due, verdict.why) == (False, why)


def test_message_is_not_due_when_the_survey_closed(place: Place) -> None:
    sweep()

    verdict = still_due(Message.objects.get(key__endswith=":invitation"), NOW + timedelta(days=120))

    assert (verdict.due, verdict.why) == (False, "The survey has closed.")


def queries_when_asked(place: Place, people: int) -> int:
    """Count the queries of the sweep that asks so many new people."""
    for _ in range(people):
        place_of_somebody(cohort=place.cohort, accepted_at=NOW)
    with CaptureQueriesContext(connection) as captured:
        sweep()
    return len(captured)


def test_sweep_asks_the_same_number_of_queries_for_one_and_for_many(place: Place) -> None:
    sweep()

    assert queries_when_asked(place, 1) == queries_when_asked(place, 5) == 18


def test_default_questionnaires_are_used_once_somebody_is_asked(place: Place) -> None:
    sweep()

    used = Questionnaire.objects.filter(used_at__isnull=False)
    assert list(used.values_list("slug", flat=True)) == ["baseline"]


def test_default_questionnaires_hold_a_short_easy_form_of_its_own() -> None:
    programme = ProgrammeFactory.create()
    set_default_waves(programme=programme, by=None, now=NOW)

    short = Questionnaire.objects.get(slug="short-easy")
    items = [item for section in short.sections.all() for item in section.items.all()]

    assert len(items) == 10
    assert {(item.scale, item.reverse_scored, item.looking_back) for item in items} == {("faces", False, False)}
    assert {item.code[-1] for item in items} == {"f"}
    assert "people with learning disabilities" in short.easy_introduction


def test_default_questionnaires_have_easy_words_of_at_most_15_words() -> None:
    set_default_waves(programme=ProgrammeFactory.create(), by=None, now=NOW)

    items = [item for row in Questionnaire.objects.all() for s in row.sections.all() for item in s.items.all()]

    assert [item.code for item in items if not 1 <= len(item.easy_text.split()) <= 15] == []
