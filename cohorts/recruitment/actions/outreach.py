"""Writes to the outreach plan of a cohort: which partners, what they promised, and what comes next."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cohorts.actions.tasks import close_tasks, open_task
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Programme
from cohorts.recruitment.models import OutreachLink, OutreachPartner
from common.refs import make_code
from people.actions.audit import record
from people.models import Person

Values = Mapping[str, Any]
PARTNER_FIELDS = ("name", "contact_name", "contact_email", "contact_phone")
# What a copy of the programme takes along. Who was spoken to, and what they said, belongs to its own year.
COPIED = ("group", "reaches")
STEP = "outreach-step"


def step_key(link: OutreachLink) -> str:
    """Return the key of the task for a row's next step: another day, or other words, is another task."""
    words = sha256(link.next_step.encode()).hexdigest()[:12]
    return f"{STEP}:{link.pk}:{link.next_step_on}:{words}"


def step_title(link: OutreachLink) -> str:
    """Return the task in words. `link` was read with its partner."""
    return _("%(partner)s: %(step)s") % {"partner": link.partner.name, "step": link.next_step}


@transaction.atomic
def add_to_plan(
    *, cohort: Cohort, partner: OutreachPartner | None, values: Values, by: Person, now: datetime
) -> OutreachLink:
    """Put a partner into the plan of a cohort, with a code of its own; without `partner` a new one is made.

    `values` hold what is known of the partner and what it does for this cohort. A partner that was in the plan
    before comes back with the code that people may still have on paper.

    Raises:
        NotAllowedError: another partner of the programme has this name, or this one is in the plan already.
    """
    # The programme's row keeps two posts of one form apart.
    Programme.objects.locked().get(pk=cohort.programme_id)
    if partner is None:
        partner = _new_partner(cohort, values)
        record(by=by, action="outreach.partner", about=partner, now=now, fields=PARTNER_FIELDS)
    ours = {name: value for name, value in values.items() if name not in PARTNER_FIELDS}
    link = OutreachLink.objects.filter(partner=partner, cohort=cohort).first()
    if link is not None and link.stopped_at is None:
        raise NotAllowedError(_("“%(name)s” is in the plan already.") % {"name": partner.name})
    if link is None:
        link = OutreachLink(partner=partner, cohort=cohort, made_at=now, ref=_free_code())
    link.stopped_at = None
    for name, value in ours.items():
        setattr(link, name, value)
    link.save()
    record(by=by, action="outreach.add", about=link, now=now, fields=ours)
    _open_step(link, now)
    return link


@transaction.atomic
def change_plan(*, link: OutreachLink, version: int, values: Values, by: Person, now: datetime) -> OutreachLink:
    """Change a row of the plan, and its partner, where the row's version is still `version`.

    Whoever changes the next step, or leaves it out, has seen to the one before: its task is ticked off. What is so
    already changes nothing, also from an older page: the button was pressed twice.

    Raises:
        StaleError: somebody else has saved the row meanwhile.
        NotAllowedError: another partner of the programme has this name.
    """
    # The partner is shared by cohorts: its programme's row keeps two who rename partners apart.
    Programme.objects.locked().get(pk=link.partner.programme_id)
    before = OutreachLink.objects.with_everything_named().get(pk=link.pk)
    ours = {name: value for name, value in values.items() if name not in PARTNER_FIELDS}
    theirs = {name: value for name, value in values.items() if name in PARTNER_FIELDS}
    written = OutreachLink.objects.filter(pk=link.pk, version=version).update(**ours, version=F("version") + 1)
    changed = _different(before, ours)
    if not written:
        if changed or _different(before.partner, theirs):
            raise StaleError(before)
        return before
    _save_partner(before.partner, theirs)
    row = OutreachLink.objects.with_everything_named().get(pk=link.pk)
    record(by=by, action="outreach.change", about=row, now=now, fields=changed)
    if step_key(before) != step_key(row):
        close_tasks(keys=[step_key(before)], by=by, now=now)
        _open_step(row, now)
    return row


def _different(row: OutreachLink | OutreachPartner, values: Values) -> list[str]:
    return [name for name, value in values.items() if getattr(row, name) != value]


@transaction.atomic
def stop(*, link: OutreachLink, by: Person, now: datetime) -> OutreachLink:
    """Take a partner out of a cohort's plan. The code goes on working; stopping twice changes nothing."""
    row = OutreachLink.objects.locked().get(pk=link.pk)
    if row.stopped_at is None:
        row.stopped_at = now
        row.save(update_fields=["stopped_at"])
        record(by=by, action="outreach.stop", about=row, now=now, fields=["stopped_at"])
        close_tasks(keys=[step_key(row)], by=by, now=now)
    return row


@transaction.atomic
def take_up_again(*, link: OutreachLink, by: Person, now: datetime) -> OutreachLink:
    """Put a partner back into a cohort's plan. Twice changes nothing."""
    row = OutreachLink.objects.locked().get(pk=link.pk)
    if row.stopped_at is not None:
        row.stopped_at = None
        row.save(update_fields=["stopped_at"])
        record(by=by, action="outreach.add", about=row, now=now, fields=["stopped_at"])
    return row


@transaction.atomic
def copy_outreach(
    *, source: Programme, target: Programme, pairs: Iterable[tuple[Cohort, Cohort]], by: Person, now: datetime
) -> int:
    """Give a copied programme the partners of the first, and each cohort its plan; return how many rows.

    Organisations and groups come along. Contacts are people, and what was said was said of another year: they stay.
    Each row has a new code, so that the years are told apart.
    """
    partners = {
        row.pk: OutreachPartner.objects.create(programme=target, name=row.name, group=row.group)
        for row in source.outreach_partners.order_by("pk")
    }
    to = {cohort.pk: copy for cohort, copy in pairs}
    rows = OutreachLink.objects.in_plan().filter(cohort__in=to, partner__in=partners).order_by("pk")
    copies = [
        OutreachLink(
            partner=partners[row.partner_id],
            cohort=to[row.cohort_id or 0],
            made_at=now,
            ref=_free_code(),
            **{name: getattr(row, name) for name in COPIED},
        )
        for row in rows
    ]
    for copy in OutreachLink.objects.bulk_create(copies):
        record(by=by, action="outreach.copy", about=copy, now=now)
    return len(copies)


def _new_partner(cohort: Cohort, values: Values) -> OutreachPartner:
    theirs = {name: value for name, value in values.items() if name in PARTNER_FIELDS}
    partner = OutreachPartner(programme_id=cohort.programme_id, group=values.get("group", ""))
    _save_partner(partner, theirs)
    return partner


def _save_partner(partner: OutreachPartner, values: Values) -> None:
    for name, value in values.items():
        setattr(partner, name, value)
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as error:
        sentence = _(
            "There is “%(name)s” in this programme already. Choose it from the list, or write the place behind the "
            "name, like “%(name)s, Bristol”."
        )
        raise NotAllowedError(sentence % {"name": partner.name}) from error


def _free_code() -> str:
    code = make_code()
    while OutreachLink.objects.filter(ref=code).exists():
        code = make_code()
    return code


def _open_step(link: OutreachLink, now: datetime) -> None:
    if link.next_step and link.cohort is not None:
        open_task(
            key=step_key(link),
            kind=STEP,
            title=step_title(link),
            programme=link.cohort.programme,
            cohort=link.cohort,
            due_on=link.next_step_on,
            subject_ref=link.ref,
            now=now,
        )
