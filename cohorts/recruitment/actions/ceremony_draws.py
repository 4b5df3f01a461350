"""The draw that follows from a published lottery and public chance, and whether it still does."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cohorts.recruitment.actions.draw_records import METHOD, candidates_from, result_from, result_of
from cohorts.recruitment.lottery_ceremony import chances_told, frozen_digest, numbers_of, result_of_ticket
from cohorts.recruitment.lottery_pool import Candidate, DrawResult, Quota, digest
from cohorts.recruitment.lottery_published import PublicationError, check_promise, check_public, draw_ticket
from cohorts.recruitment.models import Ceremony, Draw
from people.actions.audit import record
from people.models import Person


def candidates_of(ceremony: Ceremony) -> list[Candidate]:
    """Return the people of a frozen pool as the lottery knows them."""
    return candidates_from(ceremony.pool["candidates"])


def quotas_of(ceremony: Ceremony) -> list[Quota]:
    """Return the frozen quotas."""
    return [Quota(**row) for row in ceremony.terms["quotas"]]


def nearest_of(ceremony: Ceremony) -> DrawResult:
    """Return what can be met with the frozen pool, before anybody is drawn."""
    return result_from(ceremony.findings["nearest"])


def draw_of(*, row: Ceremony, randomness: str, by: Person, now: datetime) -> Draw:
    """Make the draw that follows from public chance. Part of the transaction in which chance is brought in.

    Raises:
        PublicationError: nothing was entered, or the files are not in order.
    """
    candidates, quotas, public = candidates_of(row), quotas_of(row), row.public.encode()
    numbers = numbers_of(public, row.sealed.encode())
    result = result_of_ticket(candidates, nearest_of(row), public=public, numbers=numbers, randomness=randomness)
    kept: Mapping[str, Any] = asdict(result) | {
        "chances": chances_told(public, numbers),
        "numbers": numbers,
        "ticket": draw_ticket(public, randomness).ticket,
        "without_chance": row.findings["without_chance"],
        "reserves_each": row.terms["reserves_each"],
    }
    pool: Any = [asdict(candidate) for candidate in candidates]
    draw = Draw.objects.create(
        programme=row.programme,
        seed=randomness,
        method=METHOD,
        algorithm_version=result.algorithm_version,
        pool=pool,
        quotas=[asdict(quota) for quota in quotas],
        result=kept,
        met=result.met,
        max_chance=result.max_chance,
        digest=digest(candidates, quotas, randomness, result, {"public_sha256": row.digest}),
        made_at=now,
        made_by=by,
    )
    draw.cohorts.set(stage.cohort for stage in row.stages.select_related("cohort"))
    record(by=by, action="draw.make", about=draw, now=now)
    return draw


def follows(*, ceremony: Ceremony) -> bool:
    """Tell whether pool, files, ticket, panel and reserves still go together as they were kept. Writes nothing.

    The proof of fairness is not done again here: `manage.py verify_draw` does that, with the sealed file.
    """
    draw, public = ceremony.draw, ceremony.public.encode()
    if draw is None or frozen_digest(ceremony.pool, ceremony.terms) != ceremony.frozen_digest:
        return False
    try:
        check_public(public)
        check_promise(public, ceremony.randomness)
        numbers = numbers_of(public, ceremony.sealed.encode())
        again = result_of_ticket(
            candidates_of(ceremony), nearest_of(ceremony), public=public, numbers=numbers, randomness=draw.seed
        )
        kept = digest(
            candidates_of(ceremony), quotas_of(ceremony), draw.seed, again, {"public_sha256": ceremony.digest}
        )
    except (PublicationError, KeyError, TypeError, ValueError):
        return False
    told = chances_told(public, numbers)
    same = (draw.result["chances"], draw.result["numbers"]) == (told, numbers)
    return same and again == result_of(draw) and kept == draw.digest
