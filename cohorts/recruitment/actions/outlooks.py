"""Whether a draw can be met, worked out before it: asked for on a page, computed as long work, kept by its pool.

What was found holds for exactly these people, answers and quotas: it is kept under their digest, and a page that finds
another digest asks for it anew. It can always be worked out again, so it lives in the cache.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.actions.jobs import Kind, Work, ask_for, register
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Job
from cohorts.recruitment.actions.draw_pools import Pool, pool_of
from cohorts.recruitment.actions.venue_pools import pool_together
from cohorts.recruitment.models import Quota
from people.actions.audit import record
from people.models import Person

OUTLOOK = "draw-outlook"
KEPT_FOR = timedelta(days=30)
# Told apart from what an earlier release kept.
VERSION = 2


def register_all() -> None:
    """Make the kind of work known."""
    register(Kind(OUTLOOK, gettext_lazy("Looking whether the draw can be met"), work_out, _page))


def _page(job: Job) -> str:
    return str(job.arguments["page"])


def outlook_pool(*, cohorts: Sequence[Cohort], everybody: bool) -> Pool:
    """Return who takes part: in one cohort drawn alone, or in several drawn together."""
    if len(cohorts) == 1:
        return pool_of(cohort=cohorts[0], everybody=everybody)
    return pool_together(cohorts=cohorts)


def digest_of_pool(pool: Pool) -> str:
    """Return the SHA-256 of everything that an outlook depends on."""
    content = {
        "version": VERSION,
        "pool": [vars(one) for one in sorted(pool.candidates, key=lambda one: one.key)],
        "quotas": [vars(one) for one in sorted(pool.quotas, key=lambda one: one.name)],
        "pairs": pool.pairs,
        "at": dict(pool.at),
        "seated": sorted(pool.seated),
        "groups": sorted(pool.groups),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def outlook_of(*, pool: Pool) -> dict[str, Any] | None:
    """Return what was found for exactly this pool; None where nobody has asked yet."""
    found: dict[str, Any] | None = cache.get(_kept(digest_of_pool(pool)))
    return found


def _kept(digest: str) -> str:
    return f"draw-outlook:{digest}"


def ask_for_outlook(*, cohorts: Sequence[Cohort], everybody: bool, page: str, by: Person, now: datetime) -> Job:
    """Ask for it to be worked out; `page` is where it is shown. Asked for twice it is worked out once.

    Raises:
        NotAllowedError: nobody is waiting for a draw.
    """
    pool = outlook_pool(cohorts=cohorts, everybody=everybody)
    if not pool.newcomers:
        raise NotAllowedError(_("Nobody is waiting for a draw here. Mark applications as eligible first."))
    return ask_for(
        kind=OUTLOOK,
        key=f"outlook:{digest_of_pool(pool)}",
        programme=cohorts[0].programme,
        arguments={"cohorts": [cohort.pk for cohort in cohorts], "everybody": everybody, "page": page},
        by=by,
        now=now,
    )


def work_out(work: Work) -> str:
    """Work out an outlook and keep it."""
    from cohorts.recruitment import lottery_outlook as looking  # noqa: PLC0415 - loads the solver: only in a worker
    from cohorts.recruitment.lottery_pairable import Question  # noqa: PLC0415 - loads the solver: only in a worker

    asked = work.job.arguments
    cohorts = list(Cohort.objects.filter(pk__in=asked["cohorts"]).order_by("pk"))
    pool = outlook_pool(cohorts=cohorts, everybody=asked["everybody"])
    question = Question(pool.candidates, pool.quotas, pool.at or {"": pool.pairs}, sorted(pool.seated), pool.groups)

    def step(done: int, total: int) -> None:
        with transaction.atomic():
            work.step(done=done, total=total, message=_("Looking at each quota."))

    step(0, 0)
    try:
        found = looking.as_data(looking.outlook(question, progress=step))
    except ValueError as error:
        raise NotAllowedError(
            _("More people have an offer than the cohort has places. Raise its number of pairs, or take offers back.")
        ) from error
    cache.set(_kept(digest_of_pool(pool)), found, KEPT_FOR.total_seconds())
    return _("It is worked out.")


@transaction.atomic
def take_nearest(*, cohorts: Iterable[Cohort], shortfalls: Iterable[dict[str, Any]], by: Person, now: datetime) -> int:
    """Change the quotas to the nearest that can be met; return how many. Each waits to be approved again.

    A quota was approved with its number, so that another number is another decision. Twice changes nothing.
    """
    rows = {row.ref: row for row in cohorts}
    alone = next(iter(rows.values())) if len(rows) == 1 else None
    changed = 0
    for short in shortfalls:
        cohort = alone if short["venue"] is None else rows.get(short["venue"])
        if short["kind"] in {"minimum", "maximum"} and cohort is not None:
            changed += _change(cohort, short, by, now)
    return changed


def _change(cohort: Cohort, short: dict[str, Any], by: Person, now: datetime) -> int:
    about = {"category": short["category"], "value": short["value"], "role": short["role"] or ""}
    row = Quota.objects.locked().filter(cohort=cohort, **about).first()
    if row is None or getattr(row, short["kind"]) != short["wanted"]:
        return 0
    setattr(row, short["kind"], short["possible"])
    row.approved_by = row.approved_on = row.review_on = None
    fields = [short["kind"], "approved_by", "approved_on", "review_on"]
    row.save(update_fields=fields)
    record(by=by, action="quota.nearest", about=row, now=now, fields=fields)
    return 1


def page_of_cohort(cohort: Cohort, *, everybody: bool) -> str:
    """Return where the outlook of one cohort is shown."""
    return reverse("recruitment:outlook", args=[cohort.ref]) + ("?who=everybody" if everybody else "")
