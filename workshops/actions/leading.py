"""Asking facilitators whether they lead, and what they answer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Role, TeamMembership
from common.dates import in_london, say_date
from messaging.actions import queue
from people.actions.audit import record
from people.models import Person
from workshops.actions.reminders import subject_of
from workshops.kinds import DECLINED
from workshops.leading_messages import ASKED
from workshops.models import LeadRequest, Workshop

Answer = LeadRequest.Answer
LONGEST = 250


@transaction.atomic
def keep_lead_requests(*, workshop: Workshop, now: datetime) -> int:
    """Ask each facilitator of a workshop that lies ahead, once for its day; return how many rows changed.

    Who is replaced is not asked any more; on another day everybody is asked anew. Twice changes nothing.
    """
    Workshop.objects.locked().get(pk=workshop.pk)
    current = Workshop.objects.with_everything_named().get(pk=workshop.pk)
    if not current.goes_ahead or current.date < in_london(now).date():
        return 0
    standing = {one.role: one for one in LeadRequest.objects.standing().filter(workshop=current)}
    named = {Role.LAY: current.lay_facilitator, Role.PROFESSIONAL: current.professional_facilitator}
    changed = 0
    for role, person in named.items():
        there = standing.get(role)
        if there is not None and (there.person_id, there.date) != (person.pk if person else None, current.date):
            there.ended_at = now
            there.save(update_fields=["ended_at"])
            there, changed = None, changed + 1
        if there is None and person is not None:
            _ask(current, person, role, now)
            changed += 1
    return changed


@transaction.atomic
def take_off_former(*, workshop: Workshop, now: datetime) -> int:
    """Take whoever is no facilitator of the programme any more off a workshop that lies ahead; return how many.

    Only who was one and whose membership has ended: a guest whom a coordinator named stays.
    """
    row = Workshop.objects.locked().get(pk=workshop.pk)
    if not row.goes_ahead or row.starts_at <= now:
        return 0
    team = TeamMembership.objects.filter(programme=row.cohort.programme_id, role=TeamMembership.Role.FACILITATOR)
    former = set(team.values_list("person_id", flat=True)) - set(team.current().values_list("person_id", flat=True))
    gone = [name for name in ("lay_facilitator", "professional_facilitator") if getattr(row, f"{name}_id") in former]
    for name in gone:
        setattr(row, name, None)
    if gone:
        row.version += 1
        row.save(update_fields=[*gone, "version"])
        record(by=None, action="workshop.facilitator_left", about=row, now=now, fields=gone)
    return len(gone)


def _ask(workshop: Workshop, person: Person, role: str, now: datetime) -> None:
    request = LeadRequest.objects.create(workshop=workshop, person=person, role=role, date=workshop.date, asked_at=now)
    record(by=None, action="lead.ask", about=request, now=now)
    if person.may_be_contacted:
        queue(
            key=f"{ASKED}:{request.pk}",
            person=person,
            purpose=ASKED,
            due_at=now,
            now=now,
            subject_key=subject_of(workshop),
            programme_ref=workshop.cohort.programme.ref,
            data={"request": request.pk},
            stale_after=workshop.starts_at,
        )


@transaction.atomic
def answer_lead_request(*, request: LeadRequest, yes: bool, reason: str, by: Person, now: datetime) -> LeadRequest:
    """Say that a facilitator leads the workshop, or cannot. The answer can be changed until the day begins.

    Raises:
        NotAllowedError: they are not asked any more, or the day has begun or does not take place.
    """
    Workshop.objects.locked().get(pk=request.workshop_id)
    current = LeadRequest.objects.with_everything_named().get(pk=request.pk)
    if current.ended_at is not None or not current.workshop.goes_ahead or current.workshop.starts_at <= now:
        raise NotAllowedError(_("This question is out of date. Load the page again to see how it is now."))
    answer = Answer.YES if yes else Answer.NO
    reason = "" if yes else reason[:LONGEST]
    if (current.answer, current.reason) != (answer, reason):
        current.answer, current.reason = answer, reason
        current.answered_at, current.answered_by = now, by
        current.save(update_fields=["answer", "reason", "answered_at", "answered_by"])
        record(by=by, action=f"lead.{answer}", about=current, now=now, fields=["answer", "reason"])
        keep_declined_tasks(on=in_london(now).date(), now=now)
    return current


def keep_declined_tasks(*, on: date, now: datetime) -> int:
    """Have one task for each facilitator who cannot come and is not replaced; return how many opened or dropped."""
    declined = LeadRequest.objects.declined(on=on).with_everything_named()
    return keep_tasks(
        kind=DECLINED.slug,
        reasons=_reasons(declined),
        gone=_("Somebody else leads it, or it is not this day any more."),
        now=now,
    )


def _reasons(declined: Iterable[LeadRequest]) -> list[Reason]:
    return [
        Reason(
            key=f"{DECLINED.slug}:{one.pk}",
            title=_("%(name)s cannot lead %(workshop)s on %(day)s. Find somebody else")
            % {
                "name": one.person,
                "workshop": f"{one.workshop.cohort}, {one.workshop.name}",
                "day": say_date(one.date),
            },
            programme_id=one.workshop.cohort.programme_id,
            cohort_id=one.workshop.cohort_id,
            due_on=in_london(one.answered_at).date() if one.answered_at else None,
            subject_ref=one.workshop.ref,
        )
        for one in declined
    ]
