"""Remembering when each sweep last ran."""

from datetime import datetime

from messaging.models import SweepStatus


def record_sweep(*, name: str, started_at: datetime, finished_at: datetime, handled: int, error: str = "") -> None:
    """Write down one run of the sweep `name`; `error` is empty where it went well."""
    SweepStatus.objects.update_or_create(
        name=name,
        defaults={
            "last_started_at": started_at,
            "last_finished_at": finished_at,
            "handled": handled,
            "last_error": error[:500],
        },
    )
