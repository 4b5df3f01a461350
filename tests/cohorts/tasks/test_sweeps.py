"""Tasks that sweeps make, each once, and drop when their reason has gone."""

from datetime import timedelta

import pytest

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.actions.tasks import close_task
from cohorts.models import Cohort, Place, Task
from cohorts.pairing import tasks as pairing_sweeps
from cohorts.recruitment import tasks as recruitment_sweeps
from cohorts.recruitment.models import Application, Draw, EmployerRelease, Reserve
from cohorts.tasks import keep_tasks as keep_tasks_of_messages
from evaluation import tasks as evaluation_sweeps
from messaging.models import Message
from people.actions.needs import review_need
from people.models import Consent
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    ConsentFactory,
    MessageFactory,
    NeedFactory,
    OfferFactory,
    PairFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    WorkshopFactory,
)
from workshops import tasks as workshop_sweeps
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def reason(programme, key="a", **fields):
    return Reason(key=key, title="Ring Mair", programme_id=programme.pk, **fields)


def tasks():
    """Return every task: its kind, title, state and why it was closed."""
    return list(Task.objects.order_by("pk").values_list("kind", "title", "state", "why"))


def led():
    """Return both facilitators of a workshop."""
    return {"lay_facilitator": PersonFactory.create(), "professional_facilitator": PersonFactory.create()}


def twice(sweep, now=NOW):
    """Run a sweep twice; return what each run handled."""
    return [sweep(now), sweep(now)]


# --- keeping ----------------------------------------------------------------------------------------------------------
def test_keep_tasks_opens_once_and_drops_when_the_reason_has_gone():
    programme = ProgrammeFactory.create()

    counts = [
        keep_tasks(kind="k", reasons=reasons, gone="It is over.", now=NOW)
        for reasons in ([reason(programme)], [reason(programme)], [], [])
    ]

    assert counts == [1, 0, 1, 0]
    assert tasks() == [("k", "Ring Mair", "dropped", "It is over.")]


def test_keep_tasks_opens_again_what_comes_back_but_not_what_staff_have_closed():
    programme = ProgrammeFactory.create()
    both = [reason(programme, "a"), reason(programme, "b")]
    keep_tasks(kind="k", reasons=both, gone="Over.", now=NOW)
    close_task(task=Task.objects.get(key="a"), by=PersonFactory.create(), now=NOW)
    keep_tasks(kind="k", reasons=[], gone="Over.", now=NOW)

    keep_tasks(kind="k", reasons=both, gone="Over.", now=NOW)

    assert dict(Task.objects.values_list("key", "state")) == {"a": "done", "b": "open"}


def test_keep_tasks_follows_a_date_that_moved_and_leaves_other_kinds_alone():
    programme = ProgrammeFactory.create()
    keep_tasks(kind="other", reasons=[reason(programme, "z")], gone="Over.", now=NOW)
    keep_tasks(kind="k", reasons=[reason(programme, due_on=TODAY)], gone="Over.", now=NOW)

    keep_tasks(kind="k", reasons=[reason(programme, due_on=TODAY + timedelta(days=7))], gone="Over.", now=NOW)

    assert dict(Task.objects.values_list("key", "due_on")) == {"a": TODAY + timedelta(days=7), "z": None}
    assert set(Task.objects.values_list("state", flat=True)) == {"open"}


# --- each sweep -------------------------------------------------------------------------------------------------------
def test_message_in_trouble_is_a_task_until_it_is_sent_again():
    place = PlaceFactory.create(person__given_name="Mair", person__family_name="Pugh")
    ref = place.programme.ref
    row = MessageFactory.create(person=place.person, programme_ref=ref, state=Message.State.BOUNCED, title="Your place")
    MessageFactory.create(person=place.person, programme_ref=ref, state=Message.State.SENT, sent_at=NOW)

    assert twice(keep_tasks_of_messages) == [1, 0]
    task = Task.objects.get()
    assert (task.title, task.person) == ("See to the message “Your place” to Mair Pugh: came back", place.person)

    Message.objects.filter(pk=row.pk).update(state=Message.State.QUEUED)
    assert twice(keep_tasks_of_messages) == [1, 0]
    assert Task.objects.get().state == "dropped"


def test_message_to_a_manager_is_a_task_about_no_participant():
    programme = ProgrammeFactory.create()
    MessageFactory.create(programme_ref=programme.ref, state=Message.State.FAILED)

    keep_tasks_of_messages(NOW)

    assert Task.objects.get().person is None


def test_needs_of_a_participant_are_asked_about_after_a_year():
    place = PlaceFactory.create()
    need = NeedFactory.create(person=place.person, review_due_on=TODAY)
    NeedFactory.create(review_due_on=TODAY)  # of somebody without a place
    over = PlaceFactory.create(cohort__state=Cohort.State.FINISHED)
    NeedFactory.create(person=over.person, review_due_on=TODAY)
    NeedFactory.create(person=PlaceFactory.create().person, review_due_on=TODAY + timedelta(days=1))

    assert twice(keep_tasks_of_messages) == [1, 0]
    review_need(need=need, by=place.person, now=NOW)
    assert twice(keep_tasks_of_messages) == [1, 0]
    assert list(Task.objects.values_list("kind", "person", "state")) == [("needs-review", place.person_id, "dropped")]


def test_applications_unread_for_a_week_are_one_task_a_week_they_came_in():
    programme = ProgrammeFactory.create()
    for days in (8, 9, 20, 3):
        ApplicationFactory.create(programme=programme, submitted_at=NOW - timedelta(days=days))

    assert twice(recruitment_sweeps.keep_tasks) == [2, 0]
    assert sorted(Task.objects.values_list("title", flat=True)) == [
        "Read 1 application that came in the week of Monday 8 February 2027",
        "Read 2 applications that came in the week of Monday 15 February 2027",
    ]

    Application.objects.update(state=Application.State.ELIGIBLE)
    assert twice(recruitment_sweeps.keep_tasks) == [2, 0]
    assert set(Task.objects.values_list("state", flat=True)) == {"dropped"}


def test_people_who_wait_for_a_cancelled_cohort_are_told():
    cohort = CohortFactory.create(name="Bath", state="cancelled", state_since=NOW)
    first, second, decided = (ApplicationFactory.create(programme=cohort.programme, state="eligible") for _ in range(3))
    CohortChoiceFactory.create(application=first, cohort=cohort)
    CohortChoiceFactory.create(application=second, cohort=cohort, rank=2)
    CohortChoiceFactory.create(application=decided, cohort=cohort)
    Application.objects.filter(pk=decided.pk).update(state="withdrawn")

    counts = twice(recruitment_sweeps.keep_tasks)
    task = Task.objects.get(kind="cohort-cancelled")
    Application.objects.filter(pk=first.pk).update(state="withdrawn")
    recruitment_sweeps.keep_tasks(NOW)
    task.refresh_from_db()

    assert counts == [1, 0]
    assert task.title == "Tell 1 person who applied for Bath that it does not take place"
    assert (task.cohort, task.due_on, task.state) == (cohort, TODAY + timedelta(days=3), "dropped")


def test_offer_about_to_end_is_a_task_where_nobody_can_be_emailed():
    cohort = CohortFactory.create(state="confirming")
    by_phone = OfferFactory.create(cohort=cohort, reply_by=TODAY + timedelta(days=3), application__person__email=None)
    OfferFactory.create(cohort=cohort, reply_by=TODAY + timedelta(days=4), application__person__email=None)
    OfferFactory.create(cohort=cohort, reply_by=TODAY + timedelta(days=1))

    assert twice(recruitment_sweeps.keep_tasks) == [1, 0]
    task = Task.objects.get(kind="offer-phone")
    assert (task.person, task.subject_ref, task.due_on) == (
        by_phone.application.person,
        by_phone.ref,
        by_phone.reply_by,
    )


def test_employer_who_does_not_answer_in_ten_days_is_a_task():
    cohort = CohortFactory.create(state="confirming")
    late, early = PlaceFactory.create_batch(2, role="professional", cohort=cohort)
    for place, days in ((late, 10), (early, 9)):
        EmployerRelease.objects.create(
            place=place, manager=PersonFactory.create(), manager_name="Jo", asked_at=NOW - timedelta(days=days)
        )

    assert twice(recruitment_sweeps.keep_tasks) == [1, 0]
    assert Task.objects.get(kind="release-late").person == late.person


def test_pairs_that_wait_to_be_introduced_for_a_week_are_one_task():
    cohort = CohortFactory.create(name="Oxford")
    pairs = [PairFactory.create(cohort=cohort, made_at=NOW - timedelta(days=7)) for _ in range(2)]
    PairFactory.create(cohort=cohort, made_at=NOW - timedelta(days=6))

    assert twice(pairing_sweeps.keep_tasks) == [1, 0]
    assert Task.objects.get().title == "Introduce 2 pairs of Oxford"

    for pair in pairs:
        pair.state, pair.introduced_at, pair.introduced_by = "introduced", NOW, PersonFactory.create()
        pair.save()
    assert twice(pairing_sweeps.keep_tasks) == [1, 0]
    assert Task.objects.get().state == "dropped"


def test_register_not_taken_is_a_task_from_the_day_after():
    WorkshopFactory.create(cohort__name="Oxford", number=1, date=TODAY, **led())

    assert workshop_sweeps.keep_tasks(NOW) == 0
    assert twice(workshop_sweeps.keep_tasks, NOW + timedelta(days=1)) == [1, 0]
    assert Task.objects.get().title == "Take the register of Oxford, workshop 1, Monday 1 March 2027"

    Workshop.objects.update(state="held", held_at=NOW, held_by=PersonFactory.create())
    assert twice(workshop_sweeps.keep_tasks, NOW + timedelta(days=1)) == [1, 0]
    assert Task.objects.get().state == "dropped"


def test_people_in_reserve_are_told_once_workshop_one_has_begun():
    cohort = CohortFactory.create(name="Oxford")
    workshop = WorkshopFactory.create(cohort=cohort, number=1, date=TODAY, **led())
    draw = Draw.objects.create(
        programme=cohort.programme, made_at=NOW, made_by=PersonFactory.create(), quotas=[], result={}, met=True
    )
    for position in (1, 2):
        application = ApplicationFactory.create(programme=cohort.programme, state=Application.State.RESERVE)
        Reserve.objects.create(draw=draw, cohort=cohort, application=application, role="lay", position=position)

    assert [workshop_sweeps.keep_tasks(NOW), workshop_sweeps.keep_tasks(workshop.starts_at)] == [0, 1]
    assert Task.objects.get().title == "Tell 2 people in reserve for Oxford that it has begun"


def test_a_workshop_without_a_facilitator_is_a_task_until_it_has_both():
    cohort = CohortFactory.create(name="Oxford")
    workshop = WorkshopFactory.create(cohort=cohort, number=1, date=TODAY + timedelta(days=90))
    later = WorkshopFactory.create(cohort=cohort, number=2, date=TODAY + timedelta(days=91))

    assert twice(workshop_sweeps.keep_tasks) == [1, 0]
    assert Task.objects.get().title == "Find both facilitators for Oxford, workshop 1, Sunday 30 May 2027"
    Workshop.objects.filter(pk=workshop.pk).update(lay_facilitator=PersonFactory.create())
    assert twice(workshop_sweeps.keep_tasks) == [0, 0]
    assert Task.objects.get().title == "Find a professional facilitator for Oxford, workshop 1, Sunday 30 May 2027"
    Workshop.objects.filter(pk=workshop.pk).update(**led())
    Workshop.objects.filter(pk=later.pk).update(**led())
    assert twice(workshop_sweeps.keep_tasks) == [1, 0]
    assert Task.objects.get().state == "dropped"


def test_a_cohort_is_to_be_finished_two_weeks_after_its_last_workshop():
    cohort = CohortFactory.create(name="Oxford", state=Cohort.State.RUNNING, programme__workshops=2)
    held = {"state": "held", "held_at": NOW, "held_by": PersonFactory.create()}
    WorkshopFactory.create(cohort=cohort, number=1, date=TODAY - timedelta(days=44), **held)
    last = WorkshopFactory.create(cohort=cohort, number=2, date=TODAY - timedelta(days=14), **led())

    Workshop.objects.filter(pk=last.pk).update(**held)
    assert workshop_sweeps.keep_tasks(NOW - timedelta(days=1)) == 0
    assert twice(workshop_sweeps.keep_tasks) == [1, 0]
    assert Task.objects.get().title == "Finish Oxford: its last workshop was on Monday 15 February 2027"
    Cohort.objects.update(state=Cohort.State.FINISHED)
    assert twice(workshop_sweeps.keep_tasks) == [1, 0]


def test_consent_to_the_follow_up_is_asked_for_after_the_last_workshop():
    cohort = CohortFactory.create(state=Cohort.State.RUNNING)
    silent, agreed, refused, outside = (PlaceFactory.create(cohort=cohort) for _ in range(4))
    for place in (silent, agreed, refused):
        ConsentFactory.create(person=place.person, purpose=Consent.Purpose.EVALUATION)
    ConsentFactory.create(person=agreed.person, purpose=Consent.Purpose.FOLLOW_UP)
    ConsentFactory.create(
        person=refused.person, purpose=Consent.Purpose.FOLLOW_UP, withdrawn_at=NOW, withdrawn_by=refused.person
    )
    Place.objects.filter(pk=outside.pk).update(left_evaluation_at=NOW)
    held = {"state": "held", "held_at": NOW, "held_by": PersonFactory.create()}
    WorkshopFactory.create(cohort=cohort, number=1, date=TODAY - timedelta(days=60), **held)
    last = WorkshopFactory.create(cohort=cohort, number=2, date=TODAY)

    assert evaluation_sweeps.keep_tasks(NOW) == 0
    Workshop.objects.filter(pk=last.pk).update(**held)
    assert twice(evaluation_sweeps.keep_tasks) == [1, 0]
    assert list(Task.objects.values_list("person", flat=True)) == [silent.person_id]
