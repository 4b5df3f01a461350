"""Two tabs, two clicks and two sweeps at the same moment. On SQLite they take turns, on PostgreSQL they race."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connections

from evaluation.actions.questionnaires import set_default_waves
from evaluation.actions.responses import Given, begin, finish, save_page
from evaluation.actions.snapshots import make_snapshot
from evaluation.models import Answer, Invitation, Response, Section, Snapshot
from evaluation.tasks import open_due_waves
from messaging.models import Message
from tests.evaluation.survey_help import place_of_somebody, somebody_asked
from tests.factories import NOW, CohortFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_begin_at_once_begins_once() -> None:
    invitation = somebody_asked()

    at_once(*[lambda: begin(invitation=invitation, now=NOW)] * 4)

    assert Response.objects.count() == 1


def test_save_at_once_keeps_one_answer_an_item() -> None:
    invitation = somebody_asked("workshop-1")
    begin(invitation=invitation, now=NOW)
    section = Section.objects.get(slug="the-day", questionnaire=invitation.wave.questionnaire)
    item = section.items.get(code="rea1")

    def save(number: int) -> object:
        return save_page(invitation=invitation, section=section, given={item.pk: Given(number)}, goes_on=True, now=NOW)

    at_once(*[lambda number=number: save(number) for number in (1, 2, 3, 4)])

    assert Answer.objects.get().number in {1, 2, 3, 4}


def test_finish_at_once_sends_once() -> None:
    invitation = somebody_asked()
    begin(invitation=invitation, now=NOW)

    at_once(*[lambda: finish(invitation=invitation, now=NOW)] * 4)

    assert Response.objects.get().finished_at == NOW


def test_sweeps_at_once_ask_everybody_once() -> None:
    cohort = CohortFactory.create()
    set_default_waves(programme=cohort.programme, by=None, now=NOW)
    for _ in range(5):
        place_of_somebody(cohort=cohort, accepted_at=NOW)

    at_once(*[lambda: open_due_waves(NOW)] * 3)

    assert (Invitation.objects.count(), Message.objects.count()) == (5, 20)
    kept = {f"invitation:{pk}" for pk in Invitation.objects.values_list("pk", flat=True)}
    assert set(Message.objects.values_list("subject_key", flat=True)) == kept


def test_snapshots_at_once_of_one_page_are_one() -> None:
    cohort, person, page = CohortFactory.create(), PersonFactory.create(), uuid.uuid4()

    def make() -> object:
        return make_snapshot(
            programme=cohort.programme, made_for=person, free_text=False, submission_id=page, by=person, now=NOW
        )

    at_once(*[make] * 3)

    assert Snapshot.objects.count() == 1
