"""Free places are drawn again: those who stay are fixed members, so that parity and quotas hold.

The lot of a re-draw follows from the chance of the first draw and from how many re-draws have counted since, so nobody
can draw until they like the result. It is worked out as long work, shown, and then offered; until it counts, it can be
worked out again where somebody else has answered.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.actions.jobs import Kind, Work, ask_for, register
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Job
from cohorts.recruitment.actions.couples import halves_of
from cohorts.recruitment.actions.draw_findings import none_to_draw
from cohorts.recruitment.actions.draw_pools import Pool, apart_of, groups_of, values_of
from cohorts.recruitment.actions.draw_records import METHOD, quotas_at
from cohorts.recruitment.actions.draws import confirm_draw
from cohorts.recruitment.actions.offers import check_not_begun, free_seats, locked_cohort, make_offers
from cohorts.recruitment.actions.reserves import Standing, drawn_and_waiting, standing_of, waits
from cohorts.recruitment.lottery_pool import Candidate, DrawResult, digest
from cohorts.recruitment.models import Application, CohortChoice, Draw, Offer
from people.actions.audit import record
from people.models import Person

REDRAW = "redraw"
State = Application.State


@dataclass(frozen=True)
class Refill:
    """Who may take the free places of a cohort; `halves` are people left out because their partner has gone."""

    pool: Pool
    rows: Sequence[Application]
    halves: dict[int, Application]
    left_out: Sequence[Application]


def register_all() -> None:
    """Make the kind of work known."""
    register(Kind(REDRAW, gettext_lazy("Drawing the free places again"), work_out, _page))


def _page(job: Job) -> str:
    return reverse("recruitment:fill", args=[job.arguments["ref"]])


def refill_of(*, standing: Standing, wider: bool = False, counting: bool = False) -> Refill:
    """Return who may take the free places: the reserves, and eligible people who put this cohort first since.

    With `wider` also those who were not drawn and can travel here: they are asked only where parity or a quota needs
    them. A page that is only `counting` does without what people said, and without who must not be paired.

    Nobody who declined, withdrew or left in this programme is drawn again; nor is half of a couple, of whom both come
    or neither. The quotas are those of the newest draw that counts.
    """
    cohort, newest = standing.cohort, standing.draws[0]
    seated = [offer.application for offer in standing.seated]
    reserves = [one.application_id for one in standing.reserves if waits(one)]
    able = Application.objects.filter(pk__in=reserves) | Application.objects.filter(
        pk__in=Application.objects.naming(cohort, first=True).filter(state=State.ELIGIBLE).values("pk")
    )
    if wider:
        asked = {row["key"] for draw in standing.draws for row in draw.pool}
        wishes = CohortChoice.objects.within_limit().filter(cohort=cohort)
        able |= Application.objects.filter(state=State.NOT_DRAWN, ref__in=asked, pk__in=wishes.values("application"))
    below = Application.objects.filter(programme=cohort.programme_id).below_line().values("pk")
    able = able.exclude(pk__in=below)
    rows = able.exclude(person__in=cancelled(cohort.programme_id)).select_related("person").order_by("pk")
    new = [row for row in rows if row.person is not None and row.person.may_be_contacted]
    halves = halves_of(new)
    inside = [*seated, *(row for row in new if row.pk not in halves)]
    quotas = tuple(quotas_at(newest, cohort))
    values = {} if counting else values_of(inside, {quota.category for quota in quotas})
    apart = {} if counting else apart_of(inside)
    pool = Pool(
        tuple(Candidate(row.ref, row.role, values.get(row.pk, {}), (), apart.get(row.ref, ())) for row in inside),
        quotas,
        groups_of([row for row in inside if row not in seated], {row.pk: row for row in inside}),
        frozenset(row.ref for row in seated),
        cohort.pairs_wanted,
    )
    return Refill(pool, new, halves, [row for row in new if row.pk in halves])


def cancelled(programme_id: int) -> Any:
    """Return the people who declined, withdrew or left in a programme: they are not offered a place again."""
    offers = Offer.objects.filter(cohort__programme=programme_id)
    gone = offers.filter(state__in=["declined", "withdrawn"]) | offers.filter(place__state="withdrawn")
    return gone.filter(application__person__isnull=False).values("application__person")


def proposal_of(*, cohort: Cohort) -> Draw | None:
    """Return the re-draw of a cohort that waits to be offered."""
    made = Draw.objects.filter(cohorts=cohort, state=Draw.State.MADE, follows__isnull=False)
    return made.order_by("-made_at", "-pk").first()


def is_current(*, draw: Draw, pool: Pool) -> bool:
    """Whether the same people stay as when a re-draw was worked out, and everybody drawn can still be."""
    keys = {candidate.key for candidate in pool.candidates}
    return set(draw.result["include"]) == pool.seated and keys.issuperset(draw.result["selected"])


def ask_for_redraw(*, cohort: Cohort, by: Person, now: datetime) -> Job:
    """Ask for the free places to be drawn again. Asked for twice it is worked out once.

    Raises:
        NotAllowedError: nothing is free, nobody was drawn yet, drawn people still wait, or the workshops have begun.
    """
    _ready(standing_of(cohort=cohort), now)
    arguments = {"cohort": cohort.pk, "ref": cohort.ref}
    return ask_for(
        kind=REDRAW, key=f"redraw:{cohort.pk}", programme=cohort.programme, arguments=arguments, by=by, now=now
    )


def _ready(standing: Standing, now: datetime) -> None:
    check_not_begun(standing.cohort, now)
    if not standing.draws:
        raise NotAllowedError(_("Nobody has been drawn yet. Draw the cohort first."))
    if all(free <= 0 for free in free_seats(cohort=standing.cohort).values()):
        raise NotAllowedError(_("No place is free."))
    if drawn_and_waiting(standing=standing):
        raise NotAllowedError(_("People who were drawn still wait for their offer. Make those offers first."))


def work_out(work: Work) -> str:
    """Draw the free places again and keep the result, to be looked at and offered."""
    from cohorts.recruitment import lottery, lottery_cohort  # noqa: PLC0415 - loads the solver: only in a worker

    cohort = Cohort.objects.with_everything_named().get(pk=work.job.arguments["cohort"])
    standing = standing_of(cohort=cohort)
    _ready(standing, work.now)
    seed = seed_of(standing)
    with transaction.atomic():
        work.step(done=0, total=0, message=_("Drawing the free places."))
    try:
        pool, nearest = _nearest(standing)
        fair = lottery_cohort.fair_draw(pool.candidates, pool.quotas, nearest=nearest, seed=seed)
    except lottery.NoPanelError as error:
        raise NotAllowedError(none_to_draw(None)) from error
    kept = lottery_cohort.kept_form(fair.lottery, fair.bottlenecks)
    result = asdict(fair.result) | {
        "chances": dict(fair.lottery.chances),
        "lottery": kept,
        "without_chance": [],
        "reserves_each": 0,
    }
    mark = digest(pool.candidates, pool.quotas, seed, fair.result, kept)
    _keep(work, cohort, standing.draws[0], pool, result | {"seed": seed, "digest": mark})
    return _("The free places are drawn again.")


def _nearest(standing: Standing) -> tuple[Pool, DrawResult]:
    """Return who is drawn from and what can be met: the list alone where that does, else everybody not drawn too."""
    from cohorts.recruitment import lottery_pairable as looking  # noqa: PLC0415 - loads the solver: only in a worker

    found: list[tuple[int, Pool, DrawResult]] = []
    for wider in (False, True):
        pool = refill_of(standing=standing, wider=wider).pool
        question = looking.Question(pool.candidates, pool.quotas, {"": pool.pairs}, sorted(pool.seated), pool.groups)
        nearest = looking.nearest_pairable(question).result
        if nearest is not None:
            found.append((sum(one.by for one in nearest.shortfalls), pool, nearest))
            if nearest.met:
                break
    if not found:
        raise NotAllowedError(none_to_draw(None))
    _missed, pool, nearest = min(found, key=lambda one: one[0])
    if not pool.newcomers:
        raise NotAllowedError(_("Nobody is left who can be drawn. Find more applicants, and mark them as eligible."))
    return pool, nearest


def seed_of(standing: Standing) -> str:
    """Return the lot of the next re-draw: the chance of the first draw, and how many have counted since."""
    first, again = standing.draws[0], sum(draw.follows_id is not None for draw in standing.draws)
    while first.follows is not None:
        first = first.follows
    return f"{first.seed[:55]} + {again + 1}"


@transaction.atomic
def _keep(work: Work, cohort: Cohort, newest: Draw, pool: Pool, result: dict[str, Any]) -> None:
    locked_cohort(cohort)
    work.step(done=0, total=0)
    by, now = work.job.asked_by, work.now
    seed, mark = result.pop("seed"), result.pop("digest")
    for draw in Draw.objects.filter(cohorts=cohort, state=Draw.State.MADE).locked():
        if draw.follows_id is None or draw.digest == mark:
            return
        # Somebody has answered since: what was worked out before does not hold any more, and counts for nothing.
        draw.state, draw.settled_at, draw.settled_by = Draw.State.DISCARDED, now, by
        draw.save(update_fields=["state", "settled_at", "settled_by"])
        record(by=by, action="draw.discarded", about=draw, now=now, fields=["state"])
    people: Any = [asdict(candidate) for candidate in pool.candidates]
    draw = Draw.objects.create(
        programme=cohort.programme,
        seed=seed,
        method=METHOD,
        algorithm_version=result["algorithm_version"],
        pool=people,
        quotas=[asdict(quota) for quota in pool.quotas],
        result=result,
        met=result["met"],
        follows=newest,
        digest=mark,
        made_at=now,
        made_by=by,
    )
    draw.cohorts.add(cohort)
    record(by=by, action="draw.make", about=draw, now=now)


@transaction.atomic
def offer_redrawn(*, draw: Draw, cohort: Cohort, reply_by: date, by: Person, now: datetime) -> list[Offer]:
    """Let a re-draw count and offer the free places to those drawn. A second post finds nobody left.

    Raises:
        NotAllowedError: somebody has answered since it was worked out, the day is not ahead, or the workshops have
            begun.
    """
    cohort = locked_cohort(cohort)
    draw = Draw.objects.locked().get(pk=draw.pk)
    if draw.state == Draw.State.MADE:
        standing = standing_of(cohort=cohort)
        if not standing.draws or not is_current(
            draw=draw, pool=refill_of(standing=standing, wider=True, counting=True).pool
        ):
            raise NotAllowedError(_("Somebody has answered since this was drawn. Draw the free places again."))
        confirm_draw(draw=draw, by=by, now=now)
    return make_offers(cohort=cohort, reply_by=reply_by, by=by, now=now)


def newcomers_of(draw: Draw) -> list[str]:
    """Return the references of those whom a re-draw brings in, in the order of the draw."""
    stay = set(draw.result["include"])
    return [ref for ref in draw.result["selected"] if ref not in stay]
