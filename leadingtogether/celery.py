"""The Celery application: a clock and a worker for the sweeps, and nothing else.

Due dates are rows, so Celery holds no state worth keeping: losing the broker costs a minute. One beat entry a sweep
lets a slow sweep run beside the others; the claim in the database decides whether its own time has come, so that a
restarted beat, or a second one, neither skips a six-hourly sweep nor runs one twice.
"""

import os

from celery import Celery
from django.conf import settings

from leadingtogether.schedule import SWEEPS, Sweep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadingtogether.settings")


def tick_of(sweep: Sweep) -> float:
    """Return after how many seconds beat looks at a sweep again."""
    return min(settings.SWEEP_SECONDS, sweep.every.total_seconds()) if sweep.quick else settings.SWEEP_SECONDS


app = Celery("leadingtogether")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["leadingtogether"])
app.conf.beat_schedule = {
    sweep.name: {
        "task": "leadingtogether.run_sweep",
        "schedule": tick_of(sweep),
        "args": [sweep.name],
        # A tick that no worker took before the next one is worth nothing.
        "options": {"expires": tick_of(sweep), "ignore_result": True},
    }
    for sweep in SWEEPS
}
