"""The sweeps: what runs when, what a failure leaves behind, and the command that drives time."""

import ast
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from leadingtogether import schedule, sweeps
from leadingtogether.celery import app
from leadingtogether.schedule import SWEEPS, Sweep
from leadingtogether.tasks import run_sweep
from messaging.models import SweepStatus

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
seen: list[tuple[str, datetime]] = []


def count_three(now: datetime) -> int:
    """Stand in for a sweep that handles three."""
    seen.append(("three", now))
    return 3


def break_down(now: datetime) -> int:
    """Stand in for a sweep that fails."""
    seen.append(("broken", now))
    msg = f"no data for {now:%Y}"
    raise LookupError(msg)


@pytest.fixture
def two_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a broken sweep and a working one in the place of the real ones."""
    seen.clear()
    functions: dict[str, Callable[[datetime], int]] = {"broken": break_down, "three": count_three}
    monkeypatch.setattr(schedule, "import_string", functions.__getitem__)
    stand_ins = (Sweep("broken", timedelta(minutes=5), "broken"), Sweep("three", timedelta(minutes=5), "three"))
    monkeypatch.setattr(sweeps, "SWEEPS", stand_ins)
    monkeypatch.setattr(sweeps, "BY_NAME", {sweep.name: sweep for sweep in stand_ins})


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_every_sweep_is_a_function_that_exists(sweep: Sweep) -> None:
    assert callable(import_string(sweep.path))


def test_every_function_of_a_tasks_module_that_takes_the_moment_is_a_sweep() -> None:
    root = Path(settings.BASE_DIR)
    functions = {
        ".".join([*path.relative_to(root).with_suffix("").parts, node.name])
        for path in root.glob("*/**/tasks.py")
        if "actions" not in path.parts and not path.relative_to(root).parts[0].startswith(".")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and [argument.arg for argument in node.args.args] == ["now"]
    }

    assert functions == {sweep.path for sweep in SWEEPS}


@pytest.mark.django_db
def test_every_sweep_is_content_with_an_empty_database() -> None:
    handled = sweeps.run_all(NOON)

    assert handled == {sweep.name: 0 for sweep in SWEEPS}


@pytest.mark.django_db
@pytest.mark.usefixtures("two_sweeps")
def test_run_all_records_a_failure_and_goes_on() -> None:
    handled = sweeps.run_all(NOON)

    assert handled == {"broken": None, "three": 3}
    assert seen == [("broken", NOON), ("three", NOON)]
    assert list(SweepStatus.objects.values_list("name", "handled", "last_error")) == [
        ("broken", 0, "LookupError: no data for 2027"),
        ("three", 3, ""),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_sweeps")
def test_run_sweep_is_recorded_by_the_clock_on_the_wall(time_machine: Any) -> None:
    time_machine.move_to(NOON + timedelta(days=400), tick=False)

    sweeps.run_sweep("three", NOON)

    assert SweepStatus.objects.get(name="three").last_finished_at == NOON + timedelta(days=400)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_sweeps")
@pytest.mark.parametrize(
    ("later", "runs"),
    [
        (timedelta(seconds=1), 1),
        (timedelta(minutes=4), 1),
        (timedelta(minutes=4, seconds=59), 2),  # a tick that comes a moment early
        (timedelta(minutes=6), 2),
    ],
)
def test_run_if_due_waits_for_its_period(later: timedelta, runs: int, time_machine: Any) -> None:
    for moment in (NOON, NOON + later):
        time_machine.move_to(moment, tick=False)
        sweeps.run_if_due("three", timezone.now())

    assert len(seen) == runs


@pytest.mark.django_db
@pytest.mark.usefixtures("two_sweeps")
def test_run_if_due_recovers_from_a_clock_that_was_ahead(time_machine: Any) -> None:
    for moment in (NOON + timedelta(days=500), NOON):
        time_machine.move_to(moment, tick=False)
        sweeps.run_if_due("three", timezone.now())

    assert [moment for _, moment in seen] == [NOON + timedelta(days=500), NOON]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_sweeps")
def test_worker_task_runs_a_sweep_once_a_period() -> None:
    run_sweep("three")
    run_sweep("three")

    assert [name for name, _ in seen] == ["three"]


def test_beat_has_an_entry_for_every_sweep_that_expires_with_its_period() -> None:
    entries = {
        name: (entry["args"], entry["schedule"], entry["options"]["expires"])
        for name, entry in app.conf.beat_schedule.items()
    }

    ticks = {sweep.name: 2.0 if sweep.name == "run-jobs" else settings.SWEEP_SECONDS for sweep in SWEEPS}
    assert entries == {name: ([name], tick, tick) for name, tick in ticks.items()}


@pytest.mark.django_db
def test_run_forever_survives_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()
    calls: list[datetime] = []
    settings.SWEEP_SECONDS = 0

    def away_then_back(now: datetime) -> None:
        calls.append(now)
        if len(calls) == 1:
            msg = "the database is away"
            raise ConnectionError(msg)
        stop.set()

    monkeypatch.setattr(sweeps, "run_due", away_then_back)
    monkeypatch.setattr(sweeps, "close_old_connections", lambda: None)
    sweeps.run_forever(stop)

    assert len(calls) == 2
    assert [record.getMessage() for record in caplog.records] == [
        "The sweeps could not run. They try again in 0 seconds."
    ]


# --- manage.py sweep -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("two_sweeps")
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-03-01T09:00", datetime(2027, 3, 1, 9, tzinfo=UTC)),
        ("2027-07-01 09:00", datetime(2027, 7, 1, 8, tzinfo=UTC)),  # London is an hour ahead in summer
        ("2027-07-01T09:00+00:00", datetime(2027, 7, 1, 9, tzinfo=UTC)),
    ],
)
def test_sweep_command_passes_the_moment_on(text: str, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "SWEEPS", sweeps.SWEEPS[1:])
    output = StringIO()

    call_command("sweep", "--at", text, stdout=output)

    assert seen == [("three", moment)]
    assert output.getvalue() == "three: 3\n"


@pytest.mark.django_db
@pytest.mark.usefixtures("two_sweeps")
def test_sweep_command_names_what_failed() -> None:
    output = StringIO()

    with pytest.raises(CommandError, match=r"^These sweeps failed: broken\.$"):
        call_command("sweep", stdout=output)

    assert output.getvalue() == "broken: failed, see the log\nthree: 3\n"


@pytest.mark.parametrize("text", ["tomorrow", "2027-02-30T09:00", "2027-03-01T25:00"])
def test_sweep_command_refuses_what_is_no_moment(text: str) -> None:
    with pytest.raises(CommandError, match=rf"^“{text}” is not a date and time\. Write it like 2027-03-01T09:00\.$"):
        call_command("sweep", "--at", text)


def test_sweep_command_refuses_another_moment_in_production(settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="refused in production"):
        call_command("sweep", "--at", "2027-03-01T09:00")


def test_sweep_command_refuses_forever_at_a_moment() -> None:
    with pytest.raises(CommandError, match="Leave out --at and --only"):
        call_command("sweep", "--forever", "--at", "2027-03-01T09:00")
