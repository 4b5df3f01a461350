"""Long work: asked for on a page, taken up under a lease, carried on step by step, ended in one way.

An app registers what it can do as a `Kind` when it is ready. The clock on the wall decides about leases, because they
are about the machine; what the work itself writes carries the moment that it is given.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Job, Programme
from people.actions.audit import record
from people.models import Person

log = logging.getLogger(__name__)
State = Job.State
# A step of any work is far shorter than this.
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3


class StoppedError(Exception):
    """The job is not ours any more: somebody stopped it, or another worker has taken it up."""


@dataclass(frozen=True)
class Kind:
    """One kind of long work. `run` returns the sentence that it ends with; `page` the address of its result."""

    slug: str
    label: str | Promise
    run: "Callable[[Work], str]"
    page: Callable[[Job], str]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of work known; an app does it when it is ready."""
    KINDS[kind.slug] = kind


@dataclass
class Work:
    """A job in the hands of the worker that holds its lease."""

    job: Job
    lease: str
    now: datetime

    def step(self, *, done: int, total: int, message: str = "") -> None:
        """Say how far the work is and renew the lease. Call it inside the transaction of each step.

        Raises:
            StoppedError: the job was stopped or taken over; the transaction of the step must not stand.
        """
        held = Job.objects.held(lease=self.lease).filter(pk=self.job.pk)
        until = timezone.now() + LEASE
        if not held.update(done=min(done, total), total=total, message=message[:500], lease_until=until):
            raise StoppedError


@transaction.atomic
def ask_for(
    *, kind: str, key: str, programme: Programme, arguments: Mapping[str, Any], by: Person, now: datetime
) -> Job:
    """Put work on the list and return it. Asked for twice, it is there once.

    Raises:
        NotAllowedError: other work under the same key is not finished.
    """
    values = {"kind": kind, "key": key, "programme": programme, "arguments": dict(arguments)}
    try:
        with transaction.atomic():
            job = Job.objects.create(**values, asked_at=now, asked_by=by)
    except IntegrityError:
        return _already_asked_for(kind, key)
    record(by=by, action="job.ask", about=job, now=now, fields=["state"])
    return job


def _already_asked_for(kind: str, key: str) -> Job:
    job = Job.objects.active().filter(key=key).select_related("asked_by").first()
    if job is None or job.kind != kind:
        raise NotAllowedError(_("Other work on this is going on. Wait until it has ended, and try again."))
    return job


@transaction.atomic
def stop(*, job: Job, by: Person, now: datetime) -> Job:
    """Stop work that waits or runs; what it has done so far stays. Stopping it twice changes nothing."""
    job = Job.objects.locked().get(pk=job.pk)
    if job.active:
        _finish(job, State.CANCELLED, _("Stopped by %(name)s.") % {"name": by}, now)
        record(by=by, action="job.stop", about=job, now=now, fields=["state"])
    return job


def _finish(job: Job, state: str, message: str, now: datetime) -> None:
    job.state, job.message, job.finished_at, job.lease, job.lease_until = state, message[:500], now, "", None
    job.save(update_fields=["state", "message", "finished_at", "lease", "lease_until"])


def take_next(now: datetime) -> Work | None:
    """Take up the oldest job that nobody works on; None where there is none."""
    while True:
        with transaction.atomic():
            waiting = Job.objects.waiting(now=timezone.now())
            job = waiting.select_for_update(skip_locked=True).first()
            if job is None:
                return None
            if job.attempts < MOST_ATTEMPTS:
                return _take(job, now)
            _finish(job, State.FAILED, _("It broke off three times. Nothing goes on by itself."), timezone.now())


def _take(job: Job, now: datetime) -> Work:
    job.state, job.lease, job.lease_until = State.RUNNING, uuid4().hex, timezone.now() + LEASE
    job.attempts, job.begun_at = job.attempts + 1, job.begun_at or timezone.now()
    job.save(update_fields=["state", "lease", "lease_until", "attempts", "begun_at"])
    return Work(job, job.lease, now)


def carry_out(work: Work) -> None:
    """Do the work and write down how it ended. A database that goes away leaves the lease to run out."""
    try:
        state, message = State.DONE, KINDS[work.job.kind].run(work)
    except StoppedError:
        log.info("The job %s was stopped, or another worker has it.", work.job.ref)
        return
    except OperationalError:
        log.info("The job %s was left.", work.job.ref, exc_info=True)
        return
    except NotAllowedError as refusal:
        state, message = State.FAILED, str(refusal)
    except Exception:
        log.exception("The job %s failed.", work.job.ref)
        state = State.FAILED
        message = _("Something went wrong on our side. Try again; if it fails again, tell us its number: %(ref)s.")
        message %= {"ref": work.job.ref}
    with transaction.atomic():
        job = Job.objects.held(lease=work.lease).locked().filter(pk=work.job.pk).first()
        if job is not None:
            _finish(job, state, message, timezone.now())


def anything_waits(now: datetime) -> bool:  # noqa: ARG001 - asked like a sweep; leases run by the clock on the wall
    """Whether a job waits for somebody to do it."""
    return Job.objects.waiting(now=timezone.now()).exists()
