"""The draw: trying it, keeping it, confirming or discarding it, and doing it again to check.

The lottery loads scipy, which takes seconds and much memory, so it is imported when somebody draws and not before.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.recruitment.actions.ceremony_draws import follows
from cohorts.recruitment.actions.draw_findings import Asked, Findings, look, none_to_draw
from cohorts.recruitment.actions.draw_pools import HERE, Pool, pool_of
from cohorts.recruitment.actions.draw_records import METHOD, candidates_of, quotas_of, result_of
from cohorts.recruitment.lottery_pool import DrawResult, Shortfall
from cohorts.recruitment.lottery_reserves import on_the_list
from cohorts.recruitment.models import Application, Ceremony, Draw, Reserve
from cohorts.recruitment.models import Quota as QuotaRow
from messaging.actions import queue
from people.actions.audit import record
from people.models import Person

State = Application.State
# A request must not run for long: beyond this the pool is to be drawn in parts or by a command.
LARGEST_POOL = 400
DRAWABLE = {Cohort.State.SELECTING, Cohort.State.CONFIRMING}


@dataclass(frozen=True)
class Trial:
    """What was found about a pool before a draw, and nothing kept."""

    pool: Pool
    seed: str
    found: Findings

    @property
    def result(self) -> DrawResult:
        """What can be met, or comes nearest, so that everybody can be paired; nobody is drawn in it."""
        return self.found.nearest

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """What cannot be met, each with the nearest that can."""
        return self.found.nearest.shortfalls

    @property
    def without_chance(self) -> tuple[str, ...]:
        """Whom "prefer not to say" leaves without any chance."""
        return self.found.without_chance


class ChoiceNeededError(Exception):
    """The coordinator has to choose before this draw is kept: something cannot be met, or somebody has no chance."""

    def __init__(self, trial: Trial) -> None:
        super().__init__("The draw needs a decision.")
        self.trial = trial


def try_draw(*, cohort: Cohort, seed: str, everybody: bool) -> Trial:
    """Look at what a draw could give, as a ceremony does, without keeping anything.

    Raises:
        NotAllowedError: a quota waits for approval, nobody is eligible, the pool is too large, or the input
            contradicts itself.
    """
    if QuotaRow.objects.filter(cohort=cohort).waiting().exists():
        raise NotAllowedError(_("A quota waits to be approved. Approve it or remove it first."))
    pool = pool_of(cohort=cohort, everybody=everybody)
    if not pool.newcomers:
        raise NotAllowedError(_("Nobody is waiting for a draw here. Mark applications as eligible first."))
    if len(pool.candidates) > LARGEST_POOL:
        raise NotAllowedError(
            _("%(count)d people are too many for one draw on this page. The most is %(most)d.")
            % {"count": len(pool.candidates), "most": LARGEST_POOL}
        )
    try:
        found = look(asked=Asked(pool.candidates, pool.quotas, {HERE: pool.pairs}, sorted(pool.seated), pool.groups))
    except ValueError as error:
        # The database refuses every other contradiction; the lottery's own words name keys and are for programmers.
        raise NotAllowedError(
            _("More people have an offer than the cohort has places. Raise its number of pairs, or take offers back.")
        ) from error
    return Trial(pool, seed, found)


def make_draw(
    *,
    cohort: Cohort,
    seed: str,
    everybody: bool = False,
    reserves_each: int | None = None,
    accept_nearest: bool = False,
    accept_no_chance: bool = False,
    max_chance: float | None = None,
    by: Person,
    now: datetime,
) -> Draw:
    """Draw a cohort and keep the result, to be confirmed or discarded. Posting it twice keeps one draw.

    `reserves_each` is how many stay on the reserve list for each role (as many as pairs where it is not said);
    `max_chance` caps every chance but of those who are seated.

    Raises:
        ChoiceNeededError: a quota or parity cannot be met and `accept_nearest` is not said, or "prefer not to say"
            leaves somebody without a chance and `accept_no_chance` is not said.
        NotAllowedError: recruitment is still open, another draw waits to be settled, nobody can be drawn, no panel can
            be paired, or the cap cannot be kept.
    """
    from cohorts.recruitment import lottery, lottery_cohort  # noqa: PLC0415 - loads scipy: only where somebody draws

    if cohort.state not in DRAWABLE:
        raise NotAllowedError(_("Close recruitment first, so that everybody who applies in time is in the draw."))
    trial = try_draw(cohort=cohort, seed=seed, everybody=everybody)
    if (trial.shortfalls and not accept_nearest) or (trial.without_chance and not accept_no_chance):
        raise ChoiceNeededError(trial)
    pool = trial.pool
    nearest = replace(trial.result, max_chance=max_chance)
    try:
        fair = lottery_cohort.fair_draw(pool.candidates, pool.quotas, nearest=nearest, seed=seed)
    except lottery.NoPanelError as error:
        raise NotAllowedError(none_to_draw(max_chance)) from error
    kept = lottery_cohort.kept_form(fair.lottery, fair.bottlenecks)
    result = asdict(fair.result) | {
        "chances": dict(fair.lottery.chances),
        "lottery": kept,
        "without_chance": list(trial.without_chance),
        "reserves_each": cohort.pairs_wanted if reserves_each is None else reserves_each,
    }
    digest = lottery.digest(pool.candidates, pool.quotas, seed, fair.result, kept)
    return _keep(cohort, trial, result=result, digest=digest, by=by, now=now)


@transaction.atomic
def _keep(cohort: Cohort, trial: Trial, *, result: Mapping[str, Any], digest: str, by: Person, now: datetime) -> Draw:
    Cohort.objects.locked().get(pk=cohort.pk)
    waiting = Draw.objects.filter(cohorts=cohort, state=Draw.State.MADE).first()
    if waiting is not None:
        if waiting.digest == digest:
            return waiting
        raise NotAllowedError(_("A draw of this cohort waits for you. Confirm or discard it first."))
    candidates: Any = [asdict(candidate) for candidate in trial.pool.candidates]
    draw = Draw.objects.create(
        programme=cohort.programme,
        seed=trial.seed,
        method=METHOD,
        algorithm_version=result["algorithm_version"],
        pool=candidates,
        quotas=[asdict(quota) for quota in trial.pool.quotas],
        result=result,
        met=trial.result.met,
        max_chance=result["max_chance"],
        digest=digest,
        made_at=now,
        made_by=by,
    )
    draw.cohorts.add(cohort)
    record(by=by, action="draw.make", about=draw, now=now)
    return draw


@transaction.atomic
def confirm_draw(*, draw: Draw, by: Person, now: datetime) -> Draw:
    """Make a draw count: people are drawn, on the reserve list in its order, or not drawn, and are told the last two.

    Who has withdrawn since, or is not eligible any more, is left out. Confirming twice changes nothing.

    Raises:
        NotAllowedError: the draw was discarded.
    """
    draw = Draw.objects.locked().get(pk=draw.pk)
    if draw.state == Draw.State.CONFIRMED:
        return draw
    _settle(draw, Draw.State.CONFIRMED, by, now)
    refs = [candidate["key"] for candidate in draw.pool]
    # A re-draw takes people off the list; whoever it does not take stays there.
    able = [State.ELIGIBLE] if draw.follows_id is None else [State.ELIGIBLE, State.RESERVE, State.NOT_DRAWN]
    rows = {row.ref: row for row in Application.objects.filter(ref__in=refs, state__in=able).locked()}
    chosen = set(draw.result["selected"])
    for ref in sorted(chosen & rows.keys()):
        _move(rows.pop(ref), State.DRAWN, by, now)
    if draw.follows_id is not None:
        return draw
    listed = _list_reserves(draw, rows)
    for row in rows.values():
        if row.ref in listed:
            _move(row, State.RESERVE, by, now)
            _tell(row, "draw-reserve", by, now)
        else:
            _move(row, State.NOT_DRAWN, by, now)
            _tell(row, "draw-not-drawn", by, now)
    return draw


def _list_reserves(draw: Draw, rows: Mapping[str, Application]) -> set[str]:
    """Put people on the list of each cohort that they would join, in their order; return who is on one."""
    together = bool(draw.result.get("at"))
    venues = {row["key"]: row.get("venues", ()) for row in draw.pool}
    listed: set[str] = set()
    for cohort in draw.cohorts.order_by("pk"):
        orders = {
            role: [ref for ref in order if ref in rows and (not together or cohort.ref in venues[ref])]
            for role, order in draw.result["reserves"].items()
        }
        here = on_the_list(orders, int(draw.result["reserves_each"]), draw.result["groups"])
        for role, order in here.items():
            for position, ref in enumerate(order, 1):
                Reserve.objects.create(draw=draw, cohort=cohort, application=rows[ref], role=role, position=position)
                listed.add(ref)
    return listed


@transaction.atomic
def discard_draw(*, draw: Draw, by: Person, now: datetime) -> Draw:
    """Set a draw aside before it counts; it stays on record, so that nobody can draw until they like the result.

    Raises:
        NotAllowedError: the draw was confirmed.
    """
    draw = Draw.objects.locked().get(pk=draw.pk)
    if draw.state != Draw.State.DISCARDED:
        _settle(draw, Draw.State.DISCARDED, by, now)
    return draw


def verify_draw(*, draw: Draw) -> bool:
    """Check the lottery that was kept, draw from it again, and tell whether the result is the same. Writes nothing.

    Raises:
        NotAllowedError: what people said is erased, so that it cannot be done again.
    """
    if draw.erased_at is not None:
        raise NotAllowedError(_("What people said for this draw is erased, so it cannot be done again."))
    ceremony = Ceremony.objects.filter(draw=draw).first()
    if ceremony is not None:
        return follows(ceremony=ceremony)
    from cohorts.recruitment import lottery, lottery_cohort  # noqa: PLC0415 - loads scipy: only where somebody draws

    candidates, quotas, kept = candidates_of(draw), quotas_of(draw), draw.result
    try:
        result = result_of(draw)
        again = lottery_cohort.replay(candidates, quotas, result=result, kept=kept["lottery"], seed=draw.seed)
    except (lottery.LotteryError, lottery.NoPanelError, KeyError, TypeError):
        return False
    return again == result and lottery.digest(candidates, quotas, draw.seed, again, kept["lottery"]) == draw.digest


def _settle(draw: Draw, to: Draw.State, by: Person, now: datetime) -> None:
    if to not in Draw.MOVES[draw.state]:
        raise NotAllowedError(_("This draw was settled before. Load the page again."))
    draw.state, draw.settled_at, draw.settled_by = to, now, by
    draw.save(update_fields=["state", "settled_at", "settled_by"])
    record(by=by, action=f"draw.{to}", about=draw, now=now, fields=["state"])


def _move(row: Application, to: Application.State, by: Person, now: datetime) -> None:
    row.state, row.version = to, row.version + 1
    row.save(update_fields=["state", "version"])
    record(by=by, action=f"application.{to}", about=row, now=now, fields=["state"])


def _tell(row: Application, purpose: str, by: Person, now: datetime) -> None:
    if row.person is not None:
        queue(
            key=f"{purpose}:{row.pk}:{row.version}",
            person=row.person,
            purpose=purpose,
            due_at=now,
            now=now,
            subject_key=f"application:{row.pk}",
            programme_ref=row.programme.ref,
            data={"application": row.pk},
            by=by,
        )
