"""Long work: asked for once, taken up once, stopped, taken over from a dead worker, and failed with a sentence."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.actions import jobs
from cohorts.actions.jobs import Kind, StoppedError, Work, ask_for, carry_out, stop, take_next
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Job, Programme
from cohorts.tasks import run_jobs
from leadingtogether import sweeps
from leadingtogether.health import late_sweeps
from messaging.models import SweepStatus
from people.models import Person
from tests.factories import NOW, ProgrammeFactory, coordinator_of

Run = Callable[[Work], str]


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create()


@pytest.fixture
def coordinator(programme: Programme) -> Person:
    return coordinator_of(programme)


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Run], None]]:
    """Say what the kind of work "count" does."""

    def register(run: Run) -> None:
        monkeypatch.setitem(jobs.KINDS, "count", Kind("count", "Counting", run, lambda job: f"/counted/{job.ref}/"))

    register(lambda _work: "Counted.")
    return register  # type: ignore[return-value]


def ask(programme: Programme, by: Person, *, kind: str = "count", key: str = "count:1") -> Job:
    return ask_for(kind=kind, key=key, programme=programme, arguments={"to": 3}, by=by, now=NOW)


def test_run_jobs_does_what_waits_and_says_how_it_ended(programme: Programme, coordinator: Person, does: Any) -> None:
    def count(work: Work) -> str:
        for number in range(1, 4):
            work.step(done=number, total=work.job.arguments["to"], message=f"At {number}.")
        return "Three."

    does(count)
    job = ask(programme, coordinator)

    assert (run_jobs(NOW), run_jobs(NOW)) == (1, 0)
    job.refresh_from_db()
    assert (job.state, job.message, job.done, job.total, job.attempts) == ("done", "Three.", 3, 3, 1)
    assert (job.lease, job.lease_until, job.finished_at is not None) == ("", None, True)


def test_ask_for_the_same_work_twice_has_one_job(programme: Programme, coordinator: Person) -> None:
    assert ask(programme, coordinator) == ask(programme, coordinator)
    assert Job.objects.count() == 1


def test_ask_for_other_work_under_a_busy_key_is_refused(programme: Programme, coordinator: Person) -> None:
    ask(programme, coordinator)

    with pytest.raises(NotAllowedError, match="Other work on this is going on"):
        ask(programme, coordinator, kind="undo")


def test_ask_for_work_again_once_the_first_has_ended(programme: Programme, coordinator: Person, does: Any) -> None:
    ask(programme, coordinator)
    run_jobs(NOW)

    ask(programme, coordinator)

    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "queued"]


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (NotAllowedError("The file is full of holes."), "The file is full of holes."),
        (LookupError("secret"), "Something went wrong on our side. Try again; if it fails again, tell us its number"),
    ],
)
def test_carry_out_says_why_work_failed(
    programme: Programme, coordinator: Person, does: Any, failure: Exception, message: str
) -> None:
    def fail(_work: Work) -> str:
        raise failure

    does(fail)
    job = ask(programme, coordinator)
    run_jobs(NOW)

    job.refresh_from_db()
    assert (job.state, job.message.startswith(message)) == ("failed", True)


def test_carry_out_leaves_work_to_be_taken_up_when_the_database_goes_away(
    programme: Programme, coordinator: Person, does: Any, time_machine: Any
) -> None:
    attempts: list[int] = []

    def break_once(work: Work) -> str:
        attempts.append(work.job.attempts)
        if len(attempts) == 1:
            raise OperationalError
        return "Done after all."

    does(break_once)
    time_machine.move_to(NOW)
    job = ask(programme, coordinator)

    assert (run_jobs(NOW), run_jobs(NOW)) == (1, 0)
    time_machine.move_to(NOW + timedelta(seconds=61))
    assert run_jobs(NOW) == 1
    job.refresh_from_db()
    assert (job.state, job.message, attempts) == ("done", "Done after all.", [1, 2])


def test_take_next_gives_work_up_that_broke_off_three_times(
    programme: Programme, coordinator: Person, does: Any, time_machine: Any
) -> None:
    job = ask(programme, coordinator)
    for minute in range(4):
        time_machine.move_to(timezone.now() + timedelta(minutes=2 * minute))
        taken = take_next(NOW)

    job.refresh_from_db()
    assert (taken, job.state, job.message) == (None, "failed", "It broke off three times. Nothing goes on by itself.")


def test_step_of_a_frozen_worker_stands_for_nothing(
    programme: Programme, coordinator: Person, does: Any, time_machine: Any
) -> None:
    time_machine.move_to(NOW)
    ask(programme, coordinator)
    frozen = take_next(NOW)
    time_machine.move_to(NOW + timedelta(minutes=2))
    other = take_next(NOW)
    assert frozen is not None
    assert other is not None

    other.step(done=1, total=2)
    with pytest.raises(StoppedError):
        frozen.step(done=2, total=2)
    carry_out(frozen)

    job = Job.objects.get()
    assert (job.state, job.done) == ("running", 1)


def test_stop_ends_work_between_two_steps(programme: Programme, coordinator: Person, does: Any) -> None:
    def stopped_on_the_way(work: Work) -> str:
        work.step(done=1, total=2)
        stop(job=work.job, by=coordinator, now=NOW)
        work.step(done=2, total=2)
        return "Never."

    does(stopped_on_the_way)
    job = ask(programme, coordinator)
    run_jobs(NOW)

    job.refresh_from_db()
    assert (job.state, job.done, job.message) == ("cancelled", 1, f"Stopped by {coordinator}.")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("job_running_has_a_lease", {"state": "running"}),
        ("job_finished_has_when", {"state": "done"}),
        ("job_does_no_more_than_all", {"done": 2, "total": 1}),
    ],
)
def test_job_constraints_refuse(
    programme: Programme, coordinator: Person, constraint: str, values: dict[str, Any]
) -> None:
    job = ask(programme, coordinator)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**values)


def test_job_constraints_let_a_whole_life_through(programme: Programme, coordinator: Person) -> None:
    job = ask(programme, coordinator)
    Job.objects.filter(pk=job.pk).update(state="running", lease="a", lease_until=NOW, done=1, total=2)
    Job.objects.filter(pk=job.pk).update(state="done", lease="", lease_until=None, finished_at=NOW)

    ask(programme, coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(programme=programme, kind="count", key=job.key, asked_at=NOW, asked_by=coordinator)


# --- the sweep ----------------------------------------------------------------------------------------------------


def test_run_quick_leaves_no_trace_where_nothing_waits(programme: Programme, coordinator: Person, does: Any) -> None:
    assert (sweeps.run_quick(NOW), SweepStatus.objects.count()) == ({"run-jobs": None}, 0)

    ask(programme, coordinator)

    assert sweeps.run_quick(NOW) == {"run-jobs": 1}
    assert SweepStatus.objects.get().handled == 1


def test_quick_sweep_is_late_only_while_somebody_waits(programme: Programme, coordinator: Person) -> None:
    now = timezone.now()
    SweepStatus.objects.create(name="run-jobs", last_finished_at=now - timedelta(days=1))
    idle = late_sweeps(now=now).count()

    ask(programme, coordinator)

    assert (idle, late_sweeps(now=now).count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_quick_thread_takes_work_up_within_seconds(does: Any, settings: Any) -> None:
    settings.SWEEP_SECONDS = 0.05
    programme = ProgrammeFactory.create()
    done, end = threading.Event(), threading.Event()

    def note(_work: Work) -> str:
        done.set()
        return "Noted."

    does(note)
    ask(programme, coordinator_of(programme))
    thread = sweeps.start_quick_thread(end)
    try:
        assert done.wait(10)
    finally:
        end.set()
        thread.join()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_take_next_gives_one_job_to_one_of_two_workers(does: Any) -> None:
    programme = ProgrammeFactory.create()
    ask(programme, coordinator_of(programme))
    taken: list[Work | None] = []
    together = threading.Barrier(2)

    def work() -> None:
        together.wait()
        taken.append(take_next(NOW))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one is None for one in taken) == [False, True]


# --- the page -----------------------------------------------------------------------------------------------------


def test_job_page_shows_how_far_the_work_is(
    client: Client, programme: Programme, coordinator: Person, does: Any
) -> None:
    job = ask(programme, coordinator)
    work = take_next(NOW)
    assert work is not None
    work.step(done=1200, total=3000)
    client.force_login(coordinator)

    page = client.get(reverse("cohorts:job", args=[job.ref])).content.decode()

    assert "1,200 of 3,000 rows." in page
    assert 'max="3000" value="1200"' in page
    assert re.search(r'hx-trigger="every 2s"', page)


def test_job_page_leads_on_when_the_work_has_ended(
    client: Client, programme: Programme, coordinator: Person, does: Any
) -> None:
    job = ask(programme, coordinator)
    run_jobs(NOW)
    client.force_login(coordinator)
    url = reverse("cohorts:job", args=[job.ref])

    plain, polled = client.get(url), client.get(url, headers={"HX-Request": "true"})

    assert (plain.status_code, plain["Location"]) == (302, f"/counted/{job.ref}/")
    assert polled["HX-Redirect"] == f"/counted/{job.ref}/"


def test_job_page_says_when_nobody_seems_to_work(
    client: Client, programme: Programme, coordinator: Person, does: Any, time_machine: Any
) -> None:
    late = "It has waited for more than a minute."
    time_machine.move_to(NOW + timedelta(seconds=30))
    url = reverse("cohorts:job", args=[ask(programme, coordinator).ref])
    client.force_login(coordinator)

    assert late not in client.get(url).content.decode()
    time_machine.move_to(NOW + timedelta(seconds=90))
    assert late in client.get(url).content.decode()


def test_job_stop_stops_from_the_page(client: Client, programme: Programme, coordinator: Person, does: Any) -> None:
    job = ask(programme, coordinator)
    client.force_login(coordinator)

    for _ in range(2):
        response = client.post(reverse("cohorts:job_stop", args=[job.ref]))

    job.refresh_from_db()
    assert (response["Location"], job.state) == (f"/counted/{job.ref}/", "cancelled")
