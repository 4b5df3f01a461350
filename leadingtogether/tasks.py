"""What Celery's worker runs."""

from django.utils import timezone

from leadingtogether import sweeps
from leadingtogether.celery import app


@app.task(name="leadingtogether.run_sweep", ignore_result=True)
def run_sweep(name: str) -> None:
    """Run the sweep `name` where it is due."""
    sweeps.run_if_due(name, timezone.now())
