"""Running the sweeps: each finds what is due at a moment, does it and tells how many it handled.

Celery's worker, the embedded thread and `manage.py sweep` all come through here. Running a sweep twice changes nothing.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from leadingtogether.schedule import BY_NAME, SWEEPS
from messaging.actions import claim_sweep, record_sweep

log = logging.getLogger(__name__)
# How long somebody who watches a page waits at most until their work begins.
QUICK_SECONDS = 2


def run_sweep(name: str, now: datetime) -> int | None:
    """Run the sweep `name` as of the moment `now`; return how many it handled, or None where it failed.

    A failure is logged and recorded, never raised: one broken sweep must not stop the others. Its start and end are
    recorded by the clock on the wall, whatever `now` says, because health is about the machine.
    """
    sweep = BY_NAME[name]
    started = timezone.now()
    handled, error = None, ""
    try:
        handled = sweep.function()(now)
    except Exception as failure:
        log.exception("The sweep “%s” failed.", name)
        error = f"{type(failure).__name__}: {failure}"
    record_sweep(name=name, started_at=started, finished_at=timezone.now(), handled=handled or 0, error=error)
    return handled


def run_if_due(name: str, now: datetime) -> int | None:
    """Run the sweep `name` where its time has come; return how many it handled, or None where it did not run.

    The claim is one conditional UPDATE, so that two beats, or a beat and an embedded thread, do not run it twice.
    """
    sweep = BY_NAME[name]
    # Half a tick of grace: a tick that comes a moment early must not skip a whole period.
    grace = min(timedelta(seconds=settings.SWEEP_SECONDS), sweep.every) / 2
    if sweep.is_idle(now) or not claim_sweep(name=name, now=now, idle_since=now - sweep.every + grace):
        return None
    return run_sweep(name, now)


def run_due(now: datetime) -> dict[str, int | None]:
    """Run every sweep whose time has come; return what each of them handled (None: not due, or failed)."""
    return {sweep.name: run_if_due(sweep.name, now) for sweep in SWEEPS if not sweep.quick}


def run_quick(now: datetime) -> dict[str, int | None]:
    """Run what somebody waits for, as `run_due` does the rest; it has a thread of its own, for it may take a minute."""
    return {sweep.name: run_if_due(sweep.name, now) for sweep in SWEEPS if sweep.quick}


def run_all(now: datetime) -> dict[str, int | None]:
    """Run every sweep once, due or not; return what each of them handled (None: failed)."""
    return {sweep.name: run_sweep(sweep.name, now) for sweep in SWEEPS}


def run_forever(stop: threading.Event) -> None:
    """Run what is due every SWEEP_SECONDS until `stop` is set; a database that is away is tried again next time."""
    _repeat(stop, run_due, settings.SWEEP_SECONDS)


def run_quickly(stop: threading.Event) -> None:
    """Look every few seconds for what somebody waits for, until `stop` is set."""
    _repeat(stop, run_quick, min(settings.SWEEP_SECONDS, QUICK_SECONDS))


def _repeat(stop: threading.Event, look: Callable[[datetime], object], seconds: float) -> None:
    while not stop.is_set():
        try:
            look(timezone.now())
        except Exception:
            log.exception("The sweeps could not run. They try again in %s seconds.", seconds)
        finally:
            close_old_connections()
        stop.wait(seconds)


def start_thread() -> threading.Event:
    """Start the sweeps in two threads of this process; set the event that it returns to stop them."""
    stop = threading.Event()
    start_quick_thread(stop)
    threading.Thread(target=run_forever, args=(stop,), name="sweeps", daemon=True).start()
    return stop


def start_quick_thread(stop: threading.Event) -> threading.Thread:
    """Start the thread that does what somebody waits for, until `stop` is set."""
    thread = threading.Thread(target=run_quickly, args=(stop,), name="quick-sweeps", daemon=True)
    thread.start()
    return thread
