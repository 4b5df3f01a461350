"""Whether the service does its work: what /healthz answers and Today warns about."""

from dataclasses import dataclass
from datetime import datetime

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from messaging.models import Message, SweepStatus

# Beyond this a tick has plainly been missed, whatever the period of the single sweeps.
SWEEP_LATE_SECONDS = 300
# A message this late means that nothing is being sent.
MESSAGE_LATE_SECONDS = 900


@dataclass(frozen=True)
class Health:
    """The state of each part, ages in whole seconds; an age is None where there is nothing to measure."""

    database: bool
    broker: bool | None
    last_sweep_age: int | None
    oldest_due_age: int | None
    failing: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether everything that must answer answers; a young installation without a sweep is well."""
        late = self.last_sweep_age is not None and self.last_sweep_age > SWEEP_LATE_SECONDS
        stuck = self.oldest_due_age is not None and self.oldest_due_age > MESSAGE_LATE_SECONDS
        return self.database and self.broker is not False and not late and not stuck

    def as_json(self) -> dict[str, object]:
        """Return the figures under the names that monitoring reads."""
        return {
            "status": "ok" if self.well else "failing",
            "database": "ok" if self.database else "unreachable",
            "broker": {None: "none", True: "ok", False: "unreachable"}[self.broker],
            "last_sweep_age_seconds": self.last_sweep_age,
            "oldest_due_message_age_seconds": self.oldest_due_age,
            "failing_sweeps": list(self.failing),
        }


def check(*, now: datetime) -> Health:
    """Ask the database, the broker where there is one, and the outbox; never raises."""
    try:
        last = SweepStatus.objects.order_by("-last_finished_at").values_list("last_finished_at", flat=True)
        finished = last.filter(last_finished_at__isnull=False).first()
        due = Message.objects.due(now=now).values_list("due_at", flat=True).first()
        failing = tuple(SweepStatus.objects.exclude(last_error="").values_list("name", flat=True))
        connection.ensure_connection()
    except DatabaseError:
        return Health(database=False, broker=_broker(), last_sweep_age=None, oldest_due_age=None, failing=())
    return Health(
        database=True,
        broker=_broker(),
        last_sweep_age=_age(finished, now),
        oldest_due_age=_age(due, now),
        failing=failing,
    )


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))


def _broker() -> bool | None:
    if not settings.REDIS_URL:
        return None
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
        return bool(client.ping())
    except redis.RedisError:
        return False
