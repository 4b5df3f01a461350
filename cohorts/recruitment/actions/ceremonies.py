"""A draw as a ceremony: freeze, compute (`ceremony_jobs`), publish, and only then bring in chance.

Each step is done once, and asked for twice changes nothing. What a step wrote, the database keeps (`triggers`).
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.jobs import ask_for, stop
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Job
from cohorts.recruitment.actions.ceremony_draws import draw_of
from cohorts.recruitment.actions.draw_pools import Pool, pool_of
from cohorts.recruitment.actions.draws import DRAWABLE
from cohorts.recruitment.actions.venue_pools import pool_together
from cohorts.recruitment.lottery_ceremony import frozen_digest
from cohorts.recruitment.lottery_published import PublicationError, check_promise, check_public, cleaned
from cohorts.recruitment.lottery_reach import kept_travel
from cohorts.recruitment.models import Application, Ceremony, CeremonyCohort, Draw
from cohorts.recruitment.models import Quota as QuotaRow
from common.refs import make_secret
from people.actions.audit import record
from people.models import Person

State, Way = Ceremony.State, Ceremony.Way
COMPUTE = "draw-compute"
LARGEST_POOL = 5_000


@transaction.atomic
def freeze(
    *,
    cohort: Cohort,
    way: str,
    everybody: bool,
    reserves_each: int | None = None,
    max_chance: float | None = None,
    by: Person,
    now: datetime,
) -> Ceremony:
    """Freeze who is in and what is asked, and ask for the lottery to be computed. Posted twice it is there once.

    Where the service brings in the chance itself, its number is chosen here, and bound by its SHA-256: before the
    lottery is computed and before anybody could know what the number gives.

    Raises:
        NotAllowedError: recruitment is still open, a quota waits for approval, nobody can be drawn, or another draw
            of the cohort is not settled.
    """
    cohort = Cohort.objects.locked().get(pk=cohort.pk)
    _check_ready([cohort])
    pool = pool_of(cohort=cohort, everybody=everybody)
    reserves = cohort.pairs_wanted if reserves_each is None else reserves_each
    terms = _terms([cohort], pool) | {"everybody": everybody, "reserves_each": reserves, "max_chance": max_chance}
    return _frozen([cohort], pool, terms, way=way, by=by, now=now)


@transaction.atomic
def freeze_together(
    *,
    cohorts: Sequence[Cohort],
    way: str,
    reserves_each: int | None = None,
    max_chance: float | None = None,
    by: Person,
    now: datetime,
) -> Ceremony:
    """Freeze several cohorts of a programme for one lottery over who, and at which venue; as `freeze` does for one.

    `reserves_each` is how many stay on the list of each cohort for each role (as many as the pairs of the largest).

    Raises:
        NotAllowedError: as `freeze`, or they are not two or more cohorts of one programme.
    """
    rows = list(Cohort.objects.locked().filter(pk__in=[cohort.pk for cohort in cohorts]).order_by("pk"))
    if len(rows) < 2 or len({row.programme_id for row in rows}) > 1:
        raise NotAllowedError(_("Choose two or more cohorts of one programme."))
    _check_ready(rows)
    pool = pool_together(cohorts=rows)
    reserves = max(row.pairs_wanted for row in rows) if reserves_each is None else reserves_each
    terms = _terms(rows, pool) | {"everybody": True, "reserves_each": reserves, "max_chance": max_chance}
    return _frozen(rows, pool, terms | {"at": dict(pool.at)}, way=way, by=by, now=now)


def _frozen(
    cohorts: Sequence[Cohort], pool: Pool, terms: dict[str, Any], *, way: str, by: Person, now: datetime
) -> Ceremony:
    _check_pool(pool)
    inside = _inside(pool)
    frozen = frozen_digest(inside, terms)
    waiting = Ceremony.objects.filter(stages__cohort__in=cohorts).under_way().distinct().first()
    if waiting is not None:
        if (waiting.frozen_digest, waiting.way) == (frozen, way):
            return waiting
        raise NotAllowedError(_("A draw of this cohort is under way. Finish it or set it aside first."))
    number = make_secret(16) if way == Way.SYSTEM else ""
    secret: Any = {"salt": make_secret(32), "number": number}
    ceremony = Ceremony.objects.create(
        programme=cohorts[0].programme,
        way=way,
        pool=inside,
        terms=terms,
        frozen_digest=frozen,
        secret=secret,
        commitment=hashlib.sha256(number.encode()).hexdigest() if number else "",
        frozen_at=now,
        frozen_by=by,
    )
    CeremonyCohort.objects.bulk_create(CeremonyCohort(ceremony=ceremony, cohort=cohort) for cohort in cohorts)
    record(by=by, action="ceremony.freeze", about=ceremony, now=now)
    compute(ceremony=ceremony, by=by, now=now)
    return ceremony


def _check_ready(cohorts: Sequence[Cohort]) -> None:
    if any(cohort.state not in DRAWABLE for cohort in cohorts):
        raise NotAllowedError(_("Close recruitment first, so that everybody who applies in time is in the draw."))
    if QuotaRow.objects.filter(cohort__in=cohorts).waiting().exists():
        raise NotAllowedError(_("A quota waits to be approved. Approve it or remove it first."))
    if Draw.objects.filter(cohorts__in=cohorts, state=Draw.State.MADE).exists():
        raise NotAllowedError(_("A draw of this cohort waits for you. Confirm or discard it first."))


def _check_pool(pool: Pool) -> None:
    if not pool.newcomers:
        raise NotAllowedError(_("Nobody is waiting for a draw here. Mark applications as eligible first."))
    if len(pool.seated) == 2 * pool.pairs:
        raise NotAllowedError(_("Every place is taken or offered, so there is nothing to draw."))
    if len(pool.candidates) > LARGEST_POOL:
        sentence = _("%(count)d people are too many for one draw. The most is %(most)d: draw them in parts.")
        raise NotAllowedError(sentence % {"count": len(pool.candidates), "most": LARGEST_POOL})
    seats = Counter((one.role, *one.venues) for one in pool.candidates if one.key in pool.seated)
    if any(count > pool.at.get(venues[0] if venues else "", pool.pairs) for (_role, *venues), count in seats.items()):
        raise NotAllowedError(
            _("More people have an offer than the cohort has places. Raise its number of pairs, or take offers back.")
        )


def _inside(pool: Pool) -> Any:
    """Return who is in, with what quotas and travel limits look at, and the names that only the verifier sees."""
    keys = [candidate.key for candidate in pool.candidates]
    rows = Application.objects.filter(ref__in=keys).select_related("person")
    names = {row.ref: str(row.person) for row in rows}
    return {
        "candidates": [
            {
                "key": one.key,
                "role": one.role,
                "values": dict(one.values),
                "venues": list(one.venues),
                "apart": list(one.apart),
                "name": names[one.key],
            }
            | ({"travel": kept_travel(pool.travel[one.key])} if one.key in pool.travel else {})
            for one in sorted(pool.candidates, key=lambda candidate: candidate.key)
        ],
        "seated": sorted(pool.seated),
        "groups": sorted(list(group) for group in pool.groups),
    }


def _terms(cohorts: Sequence[Cohort], pool: Pool) -> dict[str, Any]:
    # In a draw of several, the files name a venue by the reference of its cohort.
    names = [cohort.name if len(cohorts) == 1 else f"{cohort.name} ({cohort.ref})" for cohort in cohorts]
    return {
        "title": f"{cohorts[0].programme.name}, {', '.join(names)}",
        "pairs": pool.pairs,
        "quotas": [asdict(quota) for quota in sorted(pool.quotas, key=lambda quota: quota.name)],
        "people": len(pool.candidates),
    }


def compute(*, ceremony: Ceremony, by: Person, now: datetime) -> Job:
    """Ask for the lottery of a frozen pool; asked for twice it is computed once."""
    return ask_for(
        kind=COMPUTE,
        key=_key(ceremony),
        programme=ceremony.programme,
        arguments={"ceremony": ceremony.pk, "ref": ceremony.ref},
        by=by,
        now=now,
    )


@transaction.atomic
def agree(*, ceremony: Ceremony, by: Person, now: datetime) -> Ceremony:
    """Agree to the nearest that can be met, and to what it means for people; then it is computed.

    Raises:
        NotAllowedError: nothing is to be agreed to.
    """
    row = _locked(ceremony)
    if row.state == State.FROZEN and row.agreed_at is not None:
        return row
    _move(row, State.FROZEN)
    row.agreed_at, row.agreed_by = now, by
    row.save(update_fields=["state", "agreed_at", "agreed_by"])
    record(by=by, action="ceremony.agree", about=row, now=now, fields=["agreed_at", "state"])
    compute(ceremony=row, by=by, now=now)
    return row


@transaction.atomic
def publish(*, ceremony: Ceremony, by: Person, now: datetime) -> Ceremony:
    """Make the public file known at its address. It is checked first; nothing unverified is published.

    Raises:
        NotAllowedError: it is not computed yet, was set aside, or its file does not hold what it promises.
    """
    row = _locked(ceremony)
    if row.published_at is not None and row.is_open:
        return row
    _move(row, State.PUBLISHED)
    try:
        check_public(row.public.encode())
    except PublicationError as error:
        raise NotAllowedError(_("The file is not in order, so it is not published. Set this draw aside.")) from error
    row.published_at, row.published_by = now, by
    row.save(update_fields=["state", "published_at", "published_by"])
    record(by=by, action="ceremony.publish", about=row, now=now, fields=["published_at", "state"])
    return row


@transaction.atomic
def bring_in_chance(
    *, ceremony: Ceremony, randomness: str, how: str, rolled_by: str, witnesses: str, by: Person, now: datetime
) -> Draw:
    """Enter what was rolled or read, once and for ever; the panel follows from it and becomes a draw to confirm.

    Raises:
        NotAllowedError: nothing is published yet, or something else was entered before.
    """
    row = _locked(ceremony)
    randomness = cleaned(randomness)
    if row.draw is not None:
        if row.randomness == randomness:
            return row.draw
        raise NotAllowedError(_("Chance has been brought in already, once and for ever. It cannot be changed."))
    if row.state != State.PUBLISHED:
        raise NotAllowedError(_("Publish the file first: chance comes last, or nobody can trust it."))
    try:
        check_promise(row.public.encode(), randomness)
        draw = draw_of(row=row, randomness=randomness, by=by, now=now)
    except PublicationError as error:
        raise NotAllowedError(str(error)) from error
    _move(row, State.DRAWN)
    row.randomness, row.how, row.rolled_by, row.witnesses = randomness, how, rolled_by, witnesses
    row.entered_at, row.entered_by, row.draw = now, by, draw
    row.save()
    row.stages.update(open=False)
    record(by=by, action="ceremony.draw", about=row, now=now, fields=["randomness", "state"])
    return draw


@transaction.atomic
def set_aside(*, ceremony: Ceremony, reason: str, by: Person, now: datetime) -> Ceremony:
    """Set a ceremony aside before chance is brought in. It stays on record; a published file stays at its address.

    What is still being computed for it stops, so that nothing keeps the next draw waiting.

    Raises:
        NotAllowedError: it was drawn.
    """
    row = _locked(ceremony)
    if row.state == State.ASIDE:
        return row
    _move(row, State.ASIDE)
    row.aside_at, row.aside_by, row.aside_reason = now, by, reason.strip()
    row.save(update_fields=["state", "aside_at", "aside_by", "aside_reason"])
    row.stages.update(open=False)
    for job in Job.objects.active().filter(key=_key(row)):
        stop(job=job, by=by, now=now)
    record(by=by, action="ceremony.set_aside", about=row, now=now, fields=["state"])
    return row


def _key(ceremony: Ceremony) -> str:
    return f"draw:{ceremony.pk}"


def _locked(ceremony: Ceremony) -> Ceremony:
    return Ceremony.objects.locked().get(pk=ceremony.pk)


def _move(row: Ceremony, to: Ceremony.State) -> None:
    if to not in Ceremony.MOVES[row.state]:
        raise NotAllowedError(_("This draw has gone on since you loaded the page. Load the page again."))
    row.state = to
