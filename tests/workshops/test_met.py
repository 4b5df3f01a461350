"""After a workshop: was it met? Asked in each person's own way, answered by them or written down, and followed up."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place, Task
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import Need, Person
from tests.factories import NOW, ArrangementFactory, NeedFactory, PersonFactory, PlaceFactory, RegisterEntryFactory
from workshops.actions import keep_provisions
from workshops.actions.met import Reply, answer_met, queue_met_questions
from workshops.kinds import NOT_MET
from workshops.met_messages import MET
from workshops.models import Arrangement, Workshop

SignIn = Callable[[Person], Client]
# The evening of the workshop, 31 March.
EVENING = NOW + timedelta(days=30, hours=9)


@pytest.fixture(autouse=True)
def today(travel: Callable[[str], datetime]) -> None:
    """It is the evening of the workshop."""
    travel("2027-03-31T19:00")


@pytest.fixture
def row(workshop: Workshop, lay: Place) -> Arrangement:
    """Return the need of a lay partner who came."""
    NeedFactory.create(person=lay.person, slug="hearing-loop", review_due_on=date(2028, 1, 1))
    keep_provisions(workshop=workshop, now=NOW)
    RegisterEntryFactory.create(workshop=workshop, place=lay, mark="present")
    return Arrangement.objects.get()


def answer(row: Arrangement, met: str, words: str = "", by: Person | None = None) -> int:
    """Answer for one need."""
    person = row.need.person
    replies = {row.pk: Reply(met, words)}
    return answer_met(workshop=row.workshop, person=person, replies=replies, by=by or person, now=EVENING)


# --- asking --------------------------------------------------------------------------------------------------------


def test_queue_met_questions_asks_once_the_morning_after(row: Arrangement, lay: Place) -> None:
    early = queue_met_questions(now=EVENING - timedelta(hours=5))
    first, again = queue_met_questions(now=EVENING), queue_met_questions(now=EVENING)

    assert (early, first, again) == (0, 1, 0)
    message = Message.objects.get(purpose=MET)
    assert (message.person, message.due_at.date()) == (lay.person, date(2027, 4, 1))
    assert dict(purpose_of(MET).context(message))["needs"] == "Hearing loop"


@pytest.mark.parametrize("why", ["did not come", "said so already", "is not to be contacted", "long ago"])
def test_queue_met_questions_leaves_people_alone_who(row: Arrangement, lay: Place, why: str) -> None:
    if why == "did not come":
        row.workshop.register.update(mark="no_show")
    if why == "said so already":
        answer(row, "yes")
    if why == "is not to be contacted":
        Person.objects.filter(pk=lay.person_id).update(do_not_contact=True)
    now = EVENING + timedelta(days=40) if why == "long ago" else EVENING

    assert queue_met_questions(now=now) == 0


def test_need_in_own_words_is_named_on_the_page_and_not_in_the_message(
    row: Arrangement, lay: Place, signed_in: SignIn
) -> None:
    need = Need.objects.get(pk=row.need_id)
    need.slug, need.category, need.note = "other", "other", "Sit near the door."
    need.save()
    queue_met_questions(now=EVENING)

    words = dict(purpose_of(MET).context(Message.objects.get(purpose=MET)))
    page = signed_in(lay.person).get(f"/my/dates/{row.workshop.ref}/needs/").content.decode()

    # What somebody wrote is kept sealed; messages are not.
    assert words["needs"] == "What you told us in your own words"
    assert "Something else: Sit near the door." in page


def test_met_message_is_due_until_it_is_answered_or_the_person_left(row: Arrangement, lay: Place) -> None:
    queue_met_questions(now=EVENING)
    message, still_due = Message.objects.get(purpose=MET), purpose_of(MET).still_due
    before = still_due(message, EVENING).due
    Place.objects.filter(pk=lay.pk).update(state="withdrawn", withdrawn_at=NOW, withdrawn_by=lay.person)
    left = still_due(message, EVENING).due
    Place.objects.filter(pk=lay.pk).update(state="active", withdrawn_at=None, withdrawn_by=None)
    answer(row, "yes")

    assert (before, left, still_due(message, EVENING).due) == (True, False, False)


# --- answering -----------------------------------------------------------------------------------------------------


def test_answer_no_makes_one_task_and_brings_the_review_forward(row: Arrangement) -> None:
    assert [answer(row, "no", "The loop was off"), answer(row, "no", "The loop was off")] == [1, 0]

    row.refresh_from_db()
    assert (row.met, row.met_words, row.met_by, row.keyed) == ("no", "The loop was off", row.need.person, False)
    task = Task.objects.get(kind=NOT_MET.slug)
    assert (task.person, "Hearing loop" in task.title, "off" in task.title) == (row.need.person, True, False)
    assert Need.objects.get().review_due_on == date(2027, 3, 31)


def test_answer_partly_is_asked_about_anew_and_yes_closes_the_task(row: Arrangement) -> None:
    answer(row, "no")
    answer(row, "yes")
    closed = Task.objects.get(kind=NOT_MET.slug).state
    Need.objects.update(review_due_on=date(2028, 1, 1))

    answer(row, "partly")

    assert (closed, Task.objects.count()) == (Task.State.DONE, 1)
    assert Need.objects.get().review_due_on == date(2027, 3, 31)


def test_answer_before_the_day_is_refused(row: Arrangement) -> None:
    with pytest.raises(NotAllowedError):
        answer_met(
            workshop=row.workshop, person=row.need.person, replies={row.pk: Reply("yes", "")}, by=row.need.person,
            now=NOW,
        )  # fmt: skip


def test_answer_touches_no_need_of_anybody_else(row: Arrangement) -> None:
    stranger = PersonFactory.create()

    changed = answer_met(
        workshop=row.workshop, person=stranger, replies={row.pk: Reply("no", "")}, by=stranger, now=EVENING
    )

    assert (changed, Arrangement.objects.get().met) == (0, "")


# --- the pages -----------------------------------------------------------------------------------------------------


def test_my_page_takes_answers_and_keeps_words_without_one(row: Arrangement, lay: Place, signed_in: SignIn) -> None:
    client, path = signed_in(lay.person), f"/my/dates/{row.workshop.ref}/needs/"

    refused = client.post(path, {f"words_{row.pk}": "It was off"})
    client.post(path, {f"met_{row.pk}": "no", f"words_{row.pk}": "It was off"})

    assert refused.context["form"].errors == {f"met_{row.pk}": ["Choose yes, partly or no for “Hearing loop”."]}
    assert refused.context["form"][f"words_{row.pk}"].value() == "It was off"
    assert Arrangement.objects.get().met == "no"
    assert "you said" in client.get(f"/my/dates/{row.workshop.ref}/").content.decode()


def test_keyed_page_says_who_wrote_it_down(
    row: Arrangement, lay: Place, coordinator: Person, signed_in: SignIn
) -> None:
    client = signed_in(coordinator)

    client.post(f"/staff/workshops/{row.workshop.ref}/met/{lay.ref}/", {f"met_{row.pk}": "partly"})

    assert (Arrangement.objects.get().met_by, Arrangement.objects.get().keyed) == (coordinator, True)
    for path in (f"{row.workshop.ref}/met/", f"needs-of/{lay.person.ref}/"):
        assert f"written down by {coordinator}" in client.get(f"/staff/workshops/{path}").content.decode()


def test_keyed_page_wants_place_and_workshop_of_one_cohort(
    row: Arrangement, coordinator: Person, signed_in: SignIn
) -> None:
    elsewhere = PlaceFactory.create(cohort__programme=row.workshop.cohort.programme)

    assert signed_in(coordinator).get(f"/staff/workshops/{row.workshop.ref}/met/{elsewhere.ref}/").status_code == 404


@pytest.mark.parametrize("path", ["{ref}/met/", "needs-of/{person}/"])
def test_met_pages_ask_alike_for_1_and_3(
    row: Arrangement, lay: Place, coordinator: Person, signed_in: SignIn, path: str
) -> None:
    client, counts = signed_in(coordinator), []
    url = "/staff/workshops/" + path.format(ref=row.workshop.ref, person=lay.person.ref)
    for slugs in ((), ("parking", "quiet-room")):
        for slug in slugs:
            need = NeedFactory.create(person=lay.person, slug=slug)
            ArrangementFactory.create(workshop=row.workshop, need=need, met="no", met_at=EVENING, met_by=coordinator)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12
