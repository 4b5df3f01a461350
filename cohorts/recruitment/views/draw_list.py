"""What the list of draws shows, worked out in Python so that its template stays plain."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Programme
from cohorts.reads import first_choices
from cohorts.recruitment import draw_reads as reads
from cohorts.recruitment.actions.draws import DRAWABLE
from cohorts.recruitment.models import Draw
from cohorts.views.next_steps import LAY, PROFESSIONAL, NextStep


class Standing(NamedTuple):
    """The newest draw of a cohort that was not discarded."""

    ref: str
    state: str
    follows: int | None


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A cohort that can be drawn, or soon: who waits for it in each role, and what is next."""

    cohort: Cohort
    lay: str
    professional: str
    undecided: int
    quotas: int
    step: NextStep
    ready: bool


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A draw that was made, and the names of its cohorts."""

    draw: Draw
    cohorts: str


def lines_of(cohorts: Sequence[Cohort]) -> list[CohortLine]:
    """Return the cohorts with what waits for each, in four queries."""
    quotas = dict(reads.quotas_counted(cohorts))
    under_way = dict(reads.ceremonies_open(cohorts))
    waiting: dict[int, Counter[str]] = {cohort.pk: Counter() for cohort in cohorts}
    # All who name a cohort first: to look for a state first is to look through everybody who has it.
    for pk, role, state, count in first_choices(cohorts):
        if state in {"submitted", "eligible"}:
            waiting[pk][role if state == "eligible" else state] += count
    made: dict[int, Standing] = {}
    for pk, *draw in reads.draws_standing(cohorts):
        made.setdefault(pk, Standing(*draw))
    return [
        CohortLine(
            cohort,
            lay=_waiting(cohort, waiting[cohort.pk][LAY], made.get(cohort.pk)),
            professional=_waiting(cohort, waiting[cohort.pk][PROFESSIONAL], made.get(cohort.pk)),
            undecided=waiting[cohort.pk]["submitted"],
            quotas=quotas.get(cohort.pk, 0),
            step=_step(cohort, made.get(cohort.pk), under_way.get(cohort.pk)),
            ready=cohort.state in DRAWABLE and cohort.pk not in made,
        )
        for cohort in cohorts
    ]


def _waiting(cohort: Cohort, count: int, draw: Standing | None) -> str:
    """Return “12 for 10”; after a draw that counts, nobody eligible is what one expects."""
    if draw is not None and draw.state == Draw.State.CONFIRMED and not count:
        return _("Drawn already")
    return _("%(count)s for %(wanted)s") % {"count": count, "wanted": cohort.pairs_wanted}


def _step(cohort: Cohort, draw: Standing | None, ceremony: str | None) -> NextStep:
    if draw is not None and draw.state == Draw.State.MADE:
        if draw.follows:
            return NextStep(_("Fill the free places"), reverse("recruitment:fill", args=[cohort.ref]))
        return NextStep(_("Confirm the draw"), reverse("recruitment:draw", args=[draw.ref]))
    if ceremony:
        return NextStep(_("Go on with the draw"), reverse("recruitment:ceremony", args=[ceremony]))
    if draw is not None:
        return NextStep(_("Offers and reserves"), reverse("recruitment:offers", args=[cohort.ref]))
    if cohort.state == Cohort.State.RECRUITING:
        return NextStep(_("Close recruitment first"), reverse("cohorts:cohort", args=[cohort.ref]))
    return NextStep(_("Draw"), reverse("recruitment:draw_new", args=[cohort.ref]))


def together_of(lines: Iterable[CohortLine]) -> list[Programme]:
    """Return the programmes of which several cohorts on the page can be drawn now, and so together."""
    ready = [line.cohort for line in lines if line.ready]
    counts = Counter(cohort.programme_id for cohort in ready)
    return list({cohort.programme_id: cohort.programme for cohort in ready if counts[cohort.programme_id] > 1}.values())


def draws_of(draws: Sequence[Draw]) -> list[DrawLine]:
    """Return the draws with the names of their cohorts, in one query."""
    names: Mapping[int, list[str]] = {draw.pk: [] for draw in draws}
    for pk, name in reads.cohort_names_of(draws):
        names[pk].append(name)
    return [DrawLine(draw, ", ".join(names[draw.pk])) for draw in draws]
