"""The long work of a draw: what can be met, the fairest lottery, and its two files. It can be begun again."""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.actions.jobs import Kind, Work, register
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Job
from cohorts.recruitment.actions.ceremonies import COMPUTE, bring_in_chance, publish
from cohorts.recruitment.actions.ceremony_draws import candidates_of, nearest_of, quotas_of
from cohorts.recruitment.actions.draw_findings import Asked, look, none_to_draw
from cohorts.recruitment.actions.draw_pools import HERE
from cohorts.recruitment.lottery_ceremony import frozen_digest
from cohorts.recruitment.lottery_published import digest_of
from cohorts.recruitment.models import Ceremony
from common.words import say_number
from people.actions.audit import record

State, Way = Ceremony.State, Ceremony.Way
# How often a page can see that it goes on; every step writes a row.
SECONDS_BETWEEN_STEPS = 0.5


def register_all() -> None:
    """Make the work known."""
    register(Kind(COMPUTE, gettext_lazy("Computing the fairest lottery"), run, _page))


def _page(job: Job) -> str:
    return reverse("recruitment:ceremony", args=[job.arguments["ref"]])


def run(work: Work) -> str:
    """Compute a frozen lottery; where the service brings in chance itself, publish and draw as well."""
    ceremony = Ceremony.objects.select_related("programme", "frozen_by").get(pk=work.job.arguments["ceremony"])
    if ceremony.state == State.FROZEN:
        _compute(work, ceremony)
        ceremony.refresh_from_db()
    if ceremony.state == State.CHOICE:
        return _("It needs a decision.")
    if ceremony.way == Way.SYSTEM and ceremony.state in {State.COMPUTED, State.PUBLISHED}:
        _draw_by_itself(ceremony, work.now)
    return _("The lottery is computed.")


def _compute(work: Work, ceremony: Ceremony) -> None:
    if frozen_digest(ceremony.pool, ceremony.terms) != ceremony.frozen_digest:
        raise NotAllowedError(_("The frozen pool is not as it was. Set this draw aside, and ask your administrator."))
    tell = _teller(work)
    work.step(done=0, total=0, message=_("Looking at what can be met."))
    if not ceremony.findings:
        ceremony.findings = _findings(ceremony, work, tell)
        if _asks(ceremony):
            _ask(work, ceremony)
            return
    public, sealed, figures = _files(ceremony, work, tell)
    _keep(work, ceremony, public=public, sealed=sealed, figures=figures)


def _sayer(work: Work) -> Callable[[str], None]:
    """Return what says on the page how far it is, not too often. Where the work was stopped, it ends here."""
    last = 0.0

    def say(message: str) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_STEPS:
            last = time.monotonic()
            work.step(done=0, total=0, message=message)

    return say


def _teller(work: Work) -> Callable[[float, float, int], None]:
    """Return what tells bound, gap and panels so far."""
    say = _sayer(work)

    def tell(bound: float, gap: float, panels: int) -> None:
        sentence = ngettext(
            "%(panels)s panel so far. Nobody's chance need be below %(bound)s; %(gap)s are still missing.",
            "%(panels)s panels so far. Nobody's chance need be below %(bound)s; %(gap)s are still missing.",
            panels,
        )
        said = {"panels": say_number(panels), "bound": f"{bound:.1%}", "gap": f"{min(gap, 1.0):.4%}"}
        say(sentence % said)

    return tell


def _findings(ceremony: Ceremony, work: Work, tell: Callable[[float, float, int], None]) -> dict[str, Any]:
    """Return what is found about the frozen pool, as plain data.

    Raises:
        NotAllowedError: whatever the quotas, people are drawn who cannot all be paired.
    """
    terms, pool = ceremony.terms, ceremony.pool
    asked = Asked(
        candidates_of(ceremony),
        quotas_of(ceremony),
        terms.get("at") or {HERE: terms["pairs"]},
        pool["seated"],
        pool["groups"],
    )
    say, silent = _sayer(work), _("Looking at whom “prefer not to say” leaves without a chance.")
    found = look(asked=asked, max_chance=terms["max_chance"], progress=tell, pulse=lambda: say(silent))
    return {
        "nearest": asdict(found.nearest),
        "without_chance": list(found.without_chance),
        "in_the_way": [asdict(one) for one in found.in_the_way],
    }


def _asks(ceremony: Ceremony) -> bool:
    found = ceremony.findings
    return bool(found["nearest"]["shortfalls"] or found["without_chance"]) and ceremony.agreed_at is None


@transaction.atomic
def _ask(work: Work, ceremony: Ceremony) -> None:
    row = Ceremony.objects.locked().get(pk=ceremony.pk)
    work.step(done=0, total=0)
    if row.state != State.FROZEN:
        return
    row.state, row.findings = State.CHOICE, ceremony.findings
    row.save(update_fields=["state", "findings"])


def _no_lottery(max_chance: float | None) -> str:
    """Say why there is none; the limit was frozen with the rest, so that only another draw can have another one."""
    words = none_to_draw(max_chance)
    if max_chance is None:
        return words
    return _("%(why)s It is frozen: set this draw aside, and begin again with another limit or none.") % {"why": words}


def _files(
    ceremony: Ceremony, work: Work, tell: Callable[[float, float, int], None]
) -> tuple[str, str, dict[str, float | int]]:
    """Hold the lottery and write its files; it is verified, the proof too, before a file is written."""
    from cohorts.recruitment import lottery_cohort, lottery_publication  # noqa: PLC0415 - loads the solver
    from cohorts.recruitment.lottery_bound import NoPanelError  # noqa: PLC0415 - loads the solver
    from cohorts.recruitment.lottery_tickets import RoundingError  # noqa: PLC0415 - loads numpy

    began = time.process_time()
    people, quotas, nearest = candidates_of(ceremony), quotas_of(ceremony), nearest_of(ceremony)
    try:
        held = lottery_cohort.fair_lottery(people, quotas, nearest=nearest, progress=tell).lottery
    except NoPanelError as error:
        raise NotAllowedError(_no_lottery(nearest.max_chance)) from error
    work.step(done=0, total=0, message=_("The lottery stands. It is checked, and its files are written."))
    known = {
        row["key"]: {"name": row["name"], "role": row["role"], "said": row["values"]}
        | ({"travel": row["travel"]} if "travel" in row else {})
        for row in ceremony.pool["candidates"]
    }
    try:
        files = lottery_publication.publish(
            held,
            title=ceremony.terms["title"],
            salt=ceremony.secret["salt"],
            known=known,
            promise=ceremony.commitment,
        )
    except RoundingError as error:
        raise NotAllowedError(
            _(
                "The chances cannot be told as 1,000 tickets without costing somebody more than 0.15 points. Set this "
                "draw aside and widen the tightest quota by one."
            )
        ) from error
    waiting = [person for person in held.chances if person not in held.problem.include]
    figures = {
        "smallest": min((held.chances[one] for one in waiting), default=1.0),
        "largest": max((held.chances[one] for one in waiting), default=1.0),
        "bound": min(
            (held.certificate.bound[one] for one in held.chances if one not in held.problem.include), default=1.0
        ),
        "gap": held.certificate.gap,
        "panels": len(held.panels),
        "seconds": round(time.process_time() - began, 2),
    }
    return files.public.decode(), files.sealed.decode(), figures


@transaction.atomic
def _keep(work: Work, ceremony: Ceremony, *, public: str, sealed: str, figures: dict[str, float | int]) -> None:

    row = Ceremony.objects.locked().get(pk=ceremony.pk)
    work.step(done=0, total=0)
    if row.state != State.FROZEN:
        return
    row.state, row.findings, row.figures = State.COMPUTED, ceremony.findings, figures
    row.public, row.sealed, row.digest, row.computed_at = public, sealed, digest_of(public.encode()), work.now
    row.save(update_fields=["state", "findings", "figures", "public", "sealed", "digest", "computed_at"])
    record(by=work.job.asked_by, action="ceremony.compute", about=row, now=work.now, fields=["state"])


def _draw_by_itself(ceremony: Ceremony, now: datetime) -> None:
    """Publish, and bring in the number that the service chose and bound itself to when the pool was frozen."""
    publish(ceremony=ceremony, by=ceremony.frozen_by, now=now)
    bring_in_chance(
        ceremony=ceremony,
        randomness=ceremony.secret["number"],
        how=_(
            "The service chose this number when the pool was frozen, before the lottery was computed. The public file "
            "holds the SHA-256 of the number, so it was not changed afterwards."
        ),
        rolled_by=_("The service"),
        witnesses="",
        by=ceremony.frozen_by,
        now=now,
    )
