"""Keeping what has to be arranged in step with who comes, and noting what is done."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.actions.tasks import close_tasks, open_task
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort
from common.dates import in_london, say_date
from people.actions.audit import record
from people.models import Person
from workshops.kinds import OVERDUE, SUPPLIER
from workshops.models import Arrangement, Provision, Session, Workshop
from workshops.provisions import due_on, group_of, label_of, offered, wanted_at

OVER = (Cohort.State.ARCHIVED, Cohort.State.CANCELLED)


@transaction.atomic
def keep_provisions(*, workshop: Workshop, now: datetime) -> int:
    """Make what has to be arranged for a workshop fit who comes now; return how many rows changed. Twice changes none.

    Each current need of a person who has an active place and sent no apologies has one arrangement; needs that one
    booking serves share one thing to arrange. Nothing is deleted: what is not needed any more is cancelled and comes
    back with the need. What was done for another day is open again. A workshop that took place keeps what it had.
    """
    Workshop.objects.locked().get(pk=workshop.pk)
    current = Workshop.objects.with_everything_named().get(pk=workshop.pk)
    if current.state == Workshop.State.HELD or (current.goes_ahead and current.date < in_london(now).date()):
        return 0
    changed = _keep_arrangements(current, now)
    sessions = list(Session.objects.filter(workshop=current))
    has = offered(current, sessions)
    served = set(Arrangement.objects.wanted().filter(workshop=current).values_list("provision_id", flat=True))
    for thing in Provision.objects.filter(workshop=current):
        changed += _keep_thing(thing, current, needed=thing.pk in served, at_venue=thing.group in has, now=now)
    if changed:
        record(by=None, action="workshop.keep_provisions", about=current, now=now, fields=["provisions"])
    return changed


def _keep_arrangements(workshop: Workshop, now: datetime) -> int:
    goes = workshop.goes_ahead and workshop.cohort.state not in OVER
    wanted = wanted_at(workshop)
    there = {row.need_id: row for row in Arrangement.objects.select_related("need").filter(workshop=workshop)}
    changed = 0
    for need in wanted.needs.values() if goes else ():
        row = there.get(need.pk)
        if row is None:
            thing = _thing(workshop, group_of(need))
            Arrangement.objects.create(workshop=workshop, need=need, provision=thing)
            changed += 1
        elif row.cancelled_at is not None:
            changed += _set_why(row, "", None)
    for row in there.values():
        why = "" if row.need_id in wanted.needs else wanted.why_not(row.need)
        why = why if goes else "stopped"
        if why and row.cancelled_why != why:
            changed += _set_why(row, why, now)
    return changed


def _set_why(row: Arrangement, why: str, at: datetime | None) -> int:
    row.cancelled_why, row.cancelled_at = why, at
    row.save(update_fields=["cancelled_why", "cancelled_at"])
    return 1


def _thing(workshop: Workshop, group: str) -> Provision:
    due = due_on(group, day=workshop.date, at_venue=False)
    return Provision.objects.get_or_create(workshop=workshop, group=group, defaults={"due_on": due})[0]


def _keep_thing(thing: Provision, workshop: Workshop, *, needed: bool, at_venue: bool, now: datetime) -> int:
    """Bring one thing up to date: needed or not, by when, and for which day it was done."""
    before = (thing.at_venue, thing.due_on, thing.cancelled_at is None, thing.done_at)
    due = due_on(thing.group, day=workshop.date, at_venue=at_venue)
    thing.at_venue, thing.due_on = at_venue, due
    moved = thing.done_at is not None and thing.booked_for != workshop.date
    if thing.done_at is not None and (moved or not needed):
        _tell_supplier(thing, workshop, moved=needed, now=now)
        thing.done_at = thing.done_by = None
        thing.round += 1
    thing.cancelled_at = None if needed else (thing.cancelled_at or now)
    if before == (thing.at_venue, thing.due_on, thing.cancelled_at is None, thing.done_at):
        return 0
    thing.version += 1
    thing.save()
    return 1


def _tell_supplier(thing: Provision, workshop: Workshop, *, moved: bool, now: datetime) -> None:
    """Leave a task where somebody outside still counts on what was booked."""
    if not thing.supplier and not thing.booked:
        return
    names = {
        "what": label_of(thing.group),
        "who": thing.supplier or thing.booked,
        "workshop": f"{workshop.cohort}, {workshop.name}",
        "old": say_date(thing.booked_for) if thing.booked_for else "",
        "new": say_date(workshop.date),
    }
    if moved:
        title = _("%(what)s for %(workshop)s: tell %(who)s that %(old)s has become %(new)s") % names
    else:
        title = _("%(what)s for %(workshop)s on %(old)s is not needed: cancel it with %(who)s") % names
    open_task(
        key=f"{SUPPLIER.slug}:{thing.pk}:{thing.round}",
        kind=SUPPLIER.slug,
        subject_ref=workshop.ref,
        title=title,
        programme=workshop.cohort.programme,
        cohort=workshop.cohort,
        due_on=in_london(now).date(),
        now=now,
    )


@dataclass(frozen=True)
class Booked:
    """What a coordinator says about one thing to arrange."""

    responsible: Person | None
    supplier: str
    booked: str
    cost: Decimal | None
    done: bool


@transaction.atomic
def book_provision(*, provision: Provision, version: int, booked: Booked, by: Person, now: datetime) -> Provision:
    """Note who arranges it, what is booked, what it costs and whether it is done. The same again changes nothing.

    Raises:
        StaleError: somebody saved it since `version` was read.
        NotAllowedError: it is not needed any more.
    """
    current = _locked(provision)
    said = (booked.responsible, booked.supplier, booked.booked, booked.cost, booked.done)
    same = said == (current.responsible, current.supplier, current.booked, current.cost, current.is_done)
    if current.version != version and not same:
        raise StaleError(current)
    if current.cancelled_at is not None:
        raise NotAllowedError(_("Nobody needs this any more, so there is nothing to arrange."))
    if same:
        return current
    current.responsible, current.supplier = booked.responsible, booked.supplier
    current.booked, current.cost = booked.booked, booked.cost
    _mark(current, done=booked.done, by=by, now=now)
    return current


@transaction.atomic
def finish_provision(*, provision: Provision, by: Person, now: datetime) -> Provision:
    """Say that it is arranged, or looked at where the venue has it. Twice changes nothing.

    Raises:
        NotAllowedError: it is not needed any more.
    """
    current = _locked(provision)
    if current.cancelled_at is not None:
        raise NotAllowedError(_("Nobody needs this any more, so there is nothing to arrange."))
    if not current.is_done:
        _mark(current, done=True, by=by, now=now)
    return current


def _locked(provision: Provision) -> Provision:
    """Return it as it is now. The workshop's row is the lock, as for the sweep that keeps them."""
    Workshop.objects.locked().get(pk=provision.workshop_id)
    return Provision.objects.with_everything_named().get(pk=provision.pk)


def _mark(thing: Provision, *, done: bool, by: Person, now: datetime) -> None:
    if done and not thing.is_done:
        thing.done_at, thing.done_by, thing.booked_for = now, by, thing.workshop.date
    elif not done and thing.is_done:
        thing.done_at = thing.done_by = None
        thing.round += 1
    thing.version += 1
    thing.save()
    record(by=by, action="provision.book", about=thing, now=now, fields=["supplier", "booked", "cost", "done_at"])
    if thing.is_done:
        close_tasks(keys=[_key(thing)], by=by, now=now)


def _key(thing: Provision) -> str:
    return f"{OVERDUE.slug}:{thing.pk}:{thing.round}:{thing.due_on:%Y%m%d}"


def keep_overdue_tasks(*, on: date, now: datetime) -> int:
    """Have one task for each thing that should be arranged by now; return how many were opened or dropped."""
    late = Provision.objects.to_do().filter(due_on__lte=on).ahead(on=on).with_everything_named()
    return keep_tasks(
        kind=OVERDUE.slug,
        reasons=[_reason(thing) for thing in late],
        gone=_("It is arranged, not needed any more, or due later."),
        now=now,
    )


def _reason(thing: Provision) -> Reason:
    workshop = thing.workshop
    return Reason(
        key=_key(thing),
        title=_("%(what)s for %(workshop)s on %(day)s is not arranged yet")
        % {
            "what": label_of(thing.group),
            "workshop": f"{workshop.cohort}, {workshop.name}",
            "day": say_date(workshop.date),
        },
        programme_id=workshop.cohort.programme_id,
        cohort_id=workshop.cohort_id,
        due_on=thing.due_on,
        subject_ref=workshop.ref,
    )
