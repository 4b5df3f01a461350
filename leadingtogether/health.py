"""Whether the service does its work: what /healthz answers and Today warns about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Exists, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Job
from common.prepared import prepared
from leadingtogether.schedule import SWEEPS
from messaging.models import Message, SweepStatus

# Beyond this a tick has plainly been missed, whatever the period of the single sweeps.
SWEEP_LATE_SECONDS = 300
# A message this late means that nothing is being sent.
MESSAGE_LATE_SECONDS = 900


# What each sweep does, for the page of the service's health; one without a name here is "something else".
NAMES: dict[str, Promise] = {
    "expire-tokens": _("Remove old sign-in links"),
    "erase-imports": _("Erase imported files"),
    "erase-draws": _("Erase what people said from old draws"),
    "start-cohorts": _("Start cohorts whose first workshop has begun"),
    "lapse-offers": _("End offers that nobody answered"),
    "tell-partners": _("Tell people whose partner does not come"),
    "share-out-reviews": _("Give applications to reviewers"),
    "end-pairs": _("End the pairs of people who left"),
    "ask-pairs": _("Ask pairs how it goes"),
    "start-projects": _("Start projects"),
    "follow-case-studies": _("Take down case studies to which somebody no longer agrees"),
    "remind-of-workshops": _("Remind of workshops"),
    "ask-facilitators": _("Ask facilitators whether they lead"),
    "arrange-needs": _("List what to arrange for workshops"),
    "ask-about-needs": _("Ask whether needs were met"),
    "open-waves": _("Open surveys"),
    "check-contacts": _("Ask whether people can still be reached"),
    "chase-concerns": _("Remind of concerns that nobody has read"),
    "look-after-supporters": _("Look after supporters"),
    "send-messages": _("Send messages"),
    "returned-letters": _("Make tasks about letters that came back"),
    "print-batches": _("Make the files of letters"),
    "erase-printed": _("Erase the files of printed letters"),
    "tasks-of-messages": _("Make tasks about messages and needs"),
    "tasks-of-recruitment": _("Make tasks about applications and offers"),
    "tasks-of-pairs": _("Make tasks about pairs"),
    "tasks-of-workshops": _("Make tasks about registers"),
    "tasks-of-projects": _("Make tasks about case studies"),
    "tasks-of-surveys": _("Make tasks about consents"),
    "run-jobs": _("Do long work, such as imports"),
    "seal-audit": _("Seal the audit trail"),
}


STATES = {None: "unknown", True: "ok", False: "stopped"}
# Where Celery keeps what no worker has taken yet.
QUEUE = "celery"


@dataclass(frozen=True)
class Health:
    """The state of each part, ages in whole seconds; an age is None where there is nothing to measure."""

    database: bool
    broker: bool | None
    last_sweep_age: int | None
    oldest_due_age: int | None
    failing: tuple[str, ...]
    # Ticks that wait for a worker; None without a broker, or where it does not answer.
    ticks_waiting: int | None = None

    @property
    def late(self) -> bool:
        """Whether no sweep has ended for so long that a tick has plainly been missed."""
        return self.last_sweep_age is not None and self.last_sweep_age > SWEEP_LATE_SECONDS

    @property
    def beat(self) -> bool | None:
        """Whether the clock ticks; None where nobody can tell, as without a broker.

        While sweeps end it does. When they do not, and no tick waits in the queue, none was sent.
        """
        if self.ticks_waiting is None:
            return None
        return not self.late or self.ticks_waiting > 0

    @property
    def worker(self) -> bool | None:
        """Whether somebody takes the ticks; None where nobody can tell, as without a broker or without ticks."""
        if self.ticks_waiting is None or (self.late and not self.ticks_waiting):
            return None
        return not self.late

    @property
    def well(self) -> bool:
        """Whether everything that must answer answers; a young installation without a sweep is well."""
        stuck = self.oldest_due_age is not None and self.oldest_due_age > MESSAGE_LATE_SECONDS
        return self.database and self.broker is not False and not self.late and not stuck

    def as_json(self) -> dict[str, object]:
        """Return the figures under the names that monitoring reads."""
        return {
            "status": "ok" if self.well else "failing",
            "database": "ok" if self.database else "unreachable",
            "broker": {None: "none", True: "ok", False: "unreachable"}[self.broker],
            "beat": STATES[self.beat],
            "worker": STATES[self.worker],
            "last_sweep_age_seconds": self.last_sweep_age,
            "oldest_due_message_age_seconds": self.oldest_due_age,
            "failing_sweeps": list(self.failing),
        }


def check(*, now: datetime) -> Health:
    """Ask the database, the broker where there is one, and the outbox; never raises."""
    try:
        last = SweepStatus.objects.order_by("-last_finished_at").values_list("last_finished_at", flat=True)
        finished = last.filter(last_finished_at__isnull=False).first()
        waiting = Message.objects.oldest_due_age(now=now)
        failing = tuple(SweepStatus.objects.exclude(last_error="").values_list("name", flat=True))
        connection.ensure_connection()
    except DatabaseError:
        broker, ticks = _broker()
        return Health(
            database=False,
            broker=broker,
            last_sweep_age=None,
            oldest_due_age=None,
            failing=(),
            ticks_waiting=ticks,
        )
    broker, ticks = _broker()
    return Health(
        database=True,
        broker=broker,
        ticks_waiting=ticks,
        last_sweep_age=_age(finished, now),
        oldest_due_age=None if waiting is None else max(0, int(waiting.total_seconds())),
        failing=failing,
    )


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))


def _broker() -> tuple[bool | None, int | None]:
    """Return whether the broker answers, and how many ticks wait there; both None where there is no broker."""
    if not settings.REDIS_URL:
        return None, None
    try:
        client: Any = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
        return True, int(client.llen(QUEUE))
    except redis.RedisError:
        return False, None


def late_sweeps(*, now: datetime) -> "QuerySet[SweepStatus, Any]":
    """Return the sweeps that have failed, or should have finished by now and have not.

    A new one is not late, nor is one that has nothing to do and so leaves no trace.
    """
    return _late_sweeps(now, [now - patience for patience, _quick in OF_PATIENCE])


def _of_patience() -> dict[tuple[timedelta, bool], list[str]]:
    """Return the names of the sweeps by how long each may keep us waiting, and whether it does jobs alone.

    Twice its period, and never less than health waits: a tick that comes late is not yet trouble.
    """
    found: dict[tuple[timedelta, bool], list[str]] = {}
    for sweep in SWEEPS:
        patience = max(sweep.every * 2, timedelta(seconds=SWEEP_LATE_SECONDS))
        found.setdefault((patience, sweep.quick), []).append(sweep.name)
    return found


OF_PATIENCE: Final = _of_patience()


@prepared
def _late_sweeps(now: datetime, finished_before: list[datetime]) -> "QuerySet[SweepStatus, Any]":
    late = ~Q(last_error="")
    for ((_patience, quick), names), before in zip(OF_PATIENCE.items(), finished_before, strict=True):
        overdue = Q(name__in=names, last_finished_at__lt=before)
        # Asked in the same query, because Today counts these too. Jobs are all that a quick sweep does.
        late |= overdue & Q(Exists(Job.objects.waiting(now=now))) if quick else overdue
    return SweepStatus.objects.filter(late, name__in=[sweep.name for sweep in SWEEPS])


@dataclass(frozen=True)
class Duty:
    """One sweep as the page of the service's health shows it."""

    name: str
    every_minutes: int
    status: SweepStatus | None
    late: bool


def duties(*, now: datetime) -> list[Duty]:
    """Return every sweep with when it last ran; two queries."""
    statuses = {status.name: status for status in SweepStatus.objects.all()}
    late = set(late_sweeps(now=now).values_list("name", flat=True))
    return [
        Duty(
            name=str(NAMES.get(sweep.name, _("Something else"))),
            every_minutes=int(sweep.every.total_seconds() // 60),
            status=statuses.get(sweep.name),
            late=sweep.name in late,
        )
        for sweep in SWEEPS
    ]
