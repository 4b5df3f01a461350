"""Remembering when each sweep last ran."""

from datetime import datetime

from django.db.models import Q

from messaging.models import SweepStatus


def claim_sweep(*, name: str, now: datetime, idle_since: datetime) -> bool:
    """Take the sweep `name` for a run that starts `now`; tell whether it was ours to take.

    It is, where its last run began at `idle_since` or before, or never, or after `now` (a clock that was moved). One
    conditional UPDATE decides, so that of two claims at a time one wins.
    """
    SweepStatus.objects.get_or_create(name=name)
    idle = Q(last_started_at=None) | Q(last_started_at__lte=idle_since) | Q(last_started_at__gt=now)
    return SweepStatus.objects.filter(idle, name=name).update(last_started_at=now) == 1


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
