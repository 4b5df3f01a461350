"""Tasks: what staff do to them, what is kept of it, and the pages."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cohorts.actions.tasks import add_task, close_task, give_task, open_task, reopen_task, snooze_task
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Task, TaskStep
from tests.factories import NOW, TODAY, CohortFactory, PersonFactory, PlaceFactory, ProgrammeFactory, coordinator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory.create()


@pytest.fixture
def amira(programme, client, travel):
    travel("2027-03-01T09:00")
    person = coordinator_of(programme, given_name="Amira", family_name="Hussain")
    client.force_login(person)
    return person


@pytest.fixture
def ben(programme):
    return coordinator_of(programme, given_name="Ben", family_name="Okafor")


def a_task(programme, **fields):
    """Return an open task of this programme."""
    task = open_task(key=str(uuid.uuid4()), kind="by-hand", title="Ring Mair", programme=programme, now=NOW)
    Task.objects.filter(pk=task.pk).update(**fields)
    task.refresh_from_db()
    return task


def steps_of(task):
    """Return what happened to a task, in order."""
    return [(step.deed, step.by, step.to, step.words) for step in TaskStep.objects.filter(task=task).in_order()]


# --- actions ---------------------------------------------------------------------------------------------------------
def test_give_task_assigns_then_hands_over_with_a_note(programme, amira, ben):
    task = a_task(programme)

    task = give_task(task=task, to=amira, version=task.version, by=amira, now=NOW)
    task = give_task(task=task, to=ben, version=task.version, by=amira, now=NOW, words="I am away.")

    assert task.assigned_to == ben
    assert steps_of(task) == [("assigned", amira, amira, ""), ("handed_over", amira, ben, "I am away.")]


def test_give_task_twice_to_the_same_person_is_one_step(programme, amira, ben):
    task = a_task(programme)

    for _click in range(2):
        give_task(task=task, to=ben, version=1, by=amira, now=NOW)

    assert len(steps_of(task)) == 1


def test_give_task_tells_whoever_was_slower(programme, amira, ben):
    task = a_task(programme)
    give_task(task=task, to=ben, version=1, by=ben, now=NOW)

    with pytest.raises(StaleError):
        give_task(task=task, to=amira, version=1, by=amira, now=NOW)

    task.refresh_from_db()
    assert task.assigned_to == ben


def test_give_task_is_refused_to_somebody_outside_the_programme(programme, amira):
    stranger = coordinator_of(ProgrammeFactory.create())
    task = a_task(programme)

    with pytest.raises(NotAllowedError):
        give_task(task=task, to=stranger, version=1, by=amira, now=NOW)


def test_snooze_task_wants_a_day_after_today(programme, amira):
    task = a_task(programme)

    with pytest.raises(NotAllowedError):
        snooze_task(task=task, until=TODAY, version=1, by=amira, now=NOW)
    snooze_task(task=task, until=TODAY + timedelta(days=1), version=1, by=amira, now=NOW)

    assert list(Task.objects.to_do(on=TODAY)) == []
    assert list(Task.objects.to_do(on=TODAY + timedelta(days=1))) == [task]


def test_close_and_reopen_keep_what_happened(programme, amira):
    task = a_task(programme)

    for _click in range(2):
        close_task(task=task, by=amira, now=NOW, why="She is well.", dropped=True)
    task = reopen_task(task=task, by=amira, now=NOW)

    assert (task.state, task.closed_at, task.why) == ("open", None, "")
    assert [deed for deed, *_rest in steps_of(task)] == ["dropped", "reopened"]


def test_add_task_posted_twice_is_one_task(programme, amira, ben):
    once = uuid.uuid4()

    for _click in range(2):
        add_task(programme=programme, title="Book a room", submission_id=once, by=amira, now=NOW, assigned_to=ben)

    task = Task.objects.get()
    assert (task.assigned_to, task.made_by) == (ben, amira)
    assert [deed for deed, *_rest in steps_of(task)] == ["made", "assigned"]


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"deed": "handed_over"}, False),
        ({"deed": "handed_over", "to": True}, True),
        ({"deed": "done", "to": True}, False),
        ({"deed": "snoozed"}, False),
        ({"deed": "snoozed", "until": TODAY}, True),
        ({"deed": "done", "until": TODAY}, False),
    ],
)
def test_step_names_whom_and_until_when_where_it_has_to(programme, amira, fields, allowed):
    task = a_task(programme)
    values = {**fields, "to": amira} if "to" in fields else fields

    try:
        with transaction.atomic():
            TaskStep.objects.create(task=task, at=NOW, by=amira, **values)
    except IntegrityError:
        assert not allowed
    else:
        assert allowed


@pytest.mark.parametrize(("why", "allowed"), [("", False), ("She is well.", True)])
def test_dropped_task_says_why(programme, why, allowed):
    task = a_task(programme)

    try:
        with transaction.atomic():
            Task.objects.filter(pk=task.pk).update(state="dropped", closed_at=NOW, why=why)
    except IntegrityError:
        assert not allowed
    else:
        assert allowed


# --- pages -----------------------------------------------------------------------------------------------------------
def titles(response):
    """Return the titles on the list."""
    return [row.task.title for row in response.context["rows"]]


def test_list_shows_what_is_due_soonest_first_and_filters_whose_it_is(programme, amira, ben, client):
    a_task(programme, title="No day", assigned_to=amira)
    a_task(programme, title="Late", due_on=TODAY - timedelta(days=2))
    a_task(programme, title="Soon", due_on=TODAY + timedelta(days=3), assigned_to=ben)
    a_task(programme, title="Away", snoozed_until=TODAY + timedelta(days=3))
    a_task(ProgrammeFactory.create(), title="Of others")
    url = reverse("cohorts:tasks")

    expected = {
        "": ["Late", "Soon", "No day"],
        "whose=mine": ["No day"],
        "whose=nobodys": ["Late"],
        "due=overdue": ["Late"],
        "due=week": ["Late", "Soon"],
        "state=snoozed": ["Away"],
        "state=closed": [],
        "words=soon": ["Soon"],
    }
    assert {query: titles(client.get(f"{url}?{query}")) for query in expected} == expected


@pytest.mark.parametrize("page", ["list", "task"])
def test_pages_ask_the_same_number_of_queries_for_one_and_three(
    page, programme, amira, client, django_assert_num_queries
):
    def add():
        cohort = CohortFactory.create(programme=programme)
        task = a_task(programme, cohort=cohort, person=PlaceFactory.create(cohort=cohort).person, assigned_to=amira)
        give_task(task=task, to=None, version=1, by=amira, now=NOW)
        return reverse("cohorts:tasks") if page == "list" else reverse("cohorts:task", args=[task.pk])

    counts = []
    for more in (1, 2):
        url = [add() for _ in range(more)][-1]
        client.get(url)
        with django_assert_num_queries(counts[0] if counts else 7, exact=False) as asked:
            client.get(url)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_done_is_ticked_once_and_the_second_is_told_by_whom(programme, amira, ben, client):
    task = a_task(programme)
    close_task(task=task, by=ben, now=NOW, why="Spoke to her.")

    page = client.post(reverse("cohorts:task_done", args=[task.pk]), follow=True)

    task.refresh_from_db()
    assert (task.closed_by, task.version) == (ben, 2)
    assert "Ben Okafor has closed this task already." in page.content.decode()


def test_done_goes_back_to_the_page_it_was_pressed_on_and_nowhere_else(programme, amira, client):
    places = ["/", "https://elsewhere.example/"]

    found = [
        client.post(reverse("cohorts:task_done", args=[a_task(programme).pk]), {"next": place})["Location"]
        for place in places
    ]

    assert found == ["/", reverse("cohorts:tasks")]


def test_take_leaves_a_task_with_whoever_was_faster(programme, amira, ben, client):
    task = a_task(programme, assigned_to=ben)

    page = client.post(reverse("cohorts:task_take", args=[task.pk]), follow=True)

    task.refresh_from_db()
    assert task.assigned_to == ben
    assert "Ben Okafor has this task already." in page.content.decode()


def test_hand_over_that_comes_second_shows_the_task_as_it_is_and_keeps_the_note(programme, amira, ben, client):
    task = a_task(programme)
    give_task(task=task, to=ben, version=1, by=ben, now=NOW, words="I know her.")
    form = {"to": amira.ref, "words": "I ring her anyway.", "version": 1}

    page = client.post(reverse("cohorts:task_give", args=[task.pk]), form)
    again = client.post(reverse("cohorts:task_give", args=[task.pk]), {**form, "version": 2})

    task.refresh_from_db()
    words = page.content.decode()
    assert (page.status_code, again.status_code) == (409, 302)
    assert ["I know her." in words, "I ring her anyway." in words, 'name="version" value="2"' in words] == [True] * 3
    assert task.assigned_to == amira


def test_put_off_asks_for_a_day_that_comes(programme, amira, client):
    task = a_task(programme)
    url = reverse("cohorts:task_snooze", args=[task.pk])

    page = client.post(
        url, {"how_long": "day", "until_day": "1", "until_month": "3", "until_year": "2027", "version": 1}
    )
    client.post(url, {"how_long": "7", "version": 1})

    task.refresh_from_db()
    assert page.context["form"].errors == {"until": ["Choose a day after today."]}
    assert task.snoozed_until == TODAY + timedelta(days=7)


def test_not_needed_asks_why(programme, amira, client):
    task = a_task(programme)
    url = reverse("cohorts:task_drop", args=[task.pk])

    page = client.post(url, {"words": ""})
    client.post(url, {"words": "She has rung us."})

    task.refresh_from_db()
    assert page.status_code == 200
    assert (task.state, task.why) == ("dropped", "She has rung us.")


def test_new_task_is_about_the_person_in_the_address(programme, amira, ben, client):
    person = PlaceFactory.create(cohort__programme=programme).person
    stranger = PersonFactory.create()
    form = {"title": "Ask about Tuesday", "programme": programme.ref, "assigned_to": ben.ref}

    for who in (person, stranger):
        client.post(f"{reverse('cohorts:task_new')}?person={who.ref}", form)

    assert sorted(Task.objects.values_list("person", flat=True), key=str) == sorted([person.pk, None], key=str)


def test_new_task_is_refused_for_a_colleague_or_cohort_of_another_programme(programme, amira, client):
    other = coordinator_of(ProgrammeFactory.create())
    form = {"title": "Ask", "programme": programme.ref, "assigned_to": other.ref, "cohort": CohortFactory.create().ref}

    page = client.post(reverse("cohorts:task_new"), form)

    assert sorted(page.context["form"].errors) == ["assigned_to", "cohort"]
    assert Task.objects.count() == 0
