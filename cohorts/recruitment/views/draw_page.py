"""What the pages of draws show, worked out in Python so that their templates stay plain."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Programme, Role
from cohorts.recruitment.actions.draw_pools import Pool
from cohorts.recruitment.actions.draw_records import candidates_of, drawn_for, quotas_at
from cohorts.recruitment.actions.draws import DRAWABLE
from cohorts.recruitment.characteristics import BY_SLUG
from cohorts.recruitment.lottery_pool import Candidate, Quota, Shortfall
from cohorts.recruitment.models import Application, CeremonyCohort, Draw
from cohorts.recruitment.models import Quota as QuotaRow
from people.querysets import NAMED


@dataclass(frozen=True)
class CohortLine:
    """A cohort that can be drawn: who waits for it in each role."""

    cohort: Cohort
    lay: int
    professional: int
    undecided: int
    quotas: int
    draw: Draw | None
    under_way: str = ""

    @property
    def drawn(self) -> bool:
        """Whether a draw counts here, so that nobody eligible is what one expects."""
        return self.draw is not None and self.draw.state == Draw.State.CONFIRMED


@dataclass(frozen=True)
class QuotaLine:
    """A quota in words, and how many people count towards it (None: what they said is erased)."""

    words: str
    bounds: str
    count: int | None
    enough: bool


@dataclass(frozen=True)
class Side:
    """One role in a pool: how many people for how many places."""

    label: str
    waiting: int
    seated: int
    places: int


@dataclass(frozen=True)
class Drawn:
    """One person in a result."""

    application: Application
    chance: float | None
    kept: bool = False


@dataclass(frozen=True)
class Group:
    """What a draw gave one cohort: the drawn and the reserves by role, and its quotas."""

    cohort: Cohort
    panels: list[tuple[str, list[Drawn]]]
    reserves: list[tuple[str, list[Drawn]]]
    quotas: list[QuotaLine]


def lines_of(cohorts: Iterable[Cohort]) -> list[CohortLine]:
    """Return the cohorts with what waits for each, in six queries."""
    rows = list(cohorts)
    quotas = dict(QuotaRow.objects.filter(cohort__in=rows).order_by().values_list("cohort").annotate(count=Count("pk")))
    waiting: dict[int, Counter[str]] = {}
    counted = Application.objects.filter(choices__rank=1, choices__cohort__in=rows, state__in=["submitted", "eligible"])
    for pk, role, state, count in (
        counted.order_by().values_list("choices__cohort", "role", "state").annotate(count=Count("pk"))
    ):
        waiting.setdefault(pk, Counter())[role if state == "eligible" else "submitted"] += count
    made: dict[int, Draw] = {}
    for draw in Draw.objects.filter(~Q(state="discarded"), cohorts__in=rows).without_pool().prefetch_related("cohorts"):
        for cohort in draw.cohorts.all():
            made.setdefault(cohort.pk, draw)
    on_their_way = CeremonyCohort.objects.filter(cohort__in=rows, open=True).values_list("cohort", "ceremony__ref")
    under_way = dict(on_their_way)
    return [
        CohortLine(
            row,
            lay=waiting.get(row.pk, Counter())["lay"],
            professional=waiting.get(row.pk, Counter())["professional"],
            undecided=waiting.get(row.pk, Counter())["submitted"],
            quotas=quotas.get(row.pk, 0),
            draw=made.get(row.pk),
            under_way=under_way.get(row.pk, ""),
        )
        for row in rows
    ]


def together_of(lines: Iterable[CohortLine]) -> list[Programme]:
    """Return the programmes of which several cohorts on the page can be drawn now, and so together."""
    ready = [line.cohort for line in lines if line.cohort.state in DRAWABLE and line.draw is None]
    counts = Counter(cohort.programme_id for cohort in ready)
    return list({cohort.programme_id: cohort.programme for cohort in ready if counts[cohort.programme_id] > 1}.values())


def sides_of(pool: Pool) -> list[Side]:
    """Return both roles of a pool."""
    return [
        Side(
            str(role.label),
            waiting=sum(one.role == role.value and one.key not in pool.seated for one in pool.candidates),
            seated=sum(one.role == role.value and one.key in pool.seated for one in pool.candidates),
            places=pool.pairs,
        )
        for role in (Role.LAY, Role.PROFESSIONAL)
    ]


def quota_lines(pool: Pool) -> list[QuotaLine]:
    """Return the quotas of a pool, with how many people in it count towards each."""
    return [quota_line(quota, pool.candidates) for quota in pool.quotas]


def say_value(category: str | None, value: str | None, role: str | None) -> str:
    """Return “Age: Under 25 (lay partners)” for what a quota is about."""
    known = BY_SLUG.get(category or "")
    words = f"{known.name}: {known.labels.get(value or '', value)}" if known else f"{category}: {value}"
    return _("%(what)s (%(role)s)") % {"what": words, "role": Role(role).label.lower()} if role else words


def shortfall_lines(shortfalls: Iterable[Shortfall], names: Mapping[str, str] | None = None) -> list[str]:
    """Return what cannot be met: which rule, by how many, and the nearest that can; `names` of cohorts by reference."""
    lines = []
    for one in shortfalls:
        where = (names or {}).get(one.venue or "")
        lines.append(f"{where}: {_shortfall(one)}" if where else _shortfall(one))
    return lines


def _shortfall(one: Shortfall) -> str:
    numbers = {"wanted": one.wanted, "possible": one.possible, "by": one.by}
    if one.kind in {"places", "parity"}:
        role = Role(one.role).label if one.role else ""
        return _("%(role)s: %(wanted)d places, but only %(possible)d can be filled, %(by)d short.") % {
            "role": role,
            **numbers,
        }
    about = {"what": say_value(one.category, one.value, one.role), **numbers}
    if one.kind == "minimum":
        return _("%(what)s: at least %(wanted)d asked, at most %(possible)d possible, %(by)d short.") % about
    return _("%(what)s: at most %(wanted)d asked, at least %(possible)d needed, %(by)d too many.") % about


def names_of(keys: Sequence[str]) -> list[Application]:
    """Return the applications behind keys of the lottery."""
    rows = Application.objects.filter(ref__in=keys).order_by("role", "person")
    named = (f"person__{column}" for column in NAMED)
    return list(rows.select_related("person").only("ref", "role", "travel_limit_km", *named))


def result_of(draw: Draw) -> dict[str, Any]:
    """Return what the page of one draw shows beside the draw itself: by cohort, where several were drawn together."""
    kept = draw.result
    listed = [*kept["selected"], *(ref for order in kept["reserves"].values() for ref in order)]
    rows = {row.ref: row for row in Application.objects.filter(ref__in=listed).joined(person=NAMED)}
    chances = kept.get("chances", {})
    cohorts = list(draw.cohorts.select_related("venue", "programme").order_by("name"))
    groups = [_group(draw, cohort, rows) for cohort in cohorts]
    on_lists = {one.application.ref for group in groups for _role, people in group.reserves for one in people}
    names = names_by_ref(cohorts)
    return {
        "cohorts": cohorts,
        "names": ", ".join(cohort.name for cohort in cohorts),
        "groups": groups,
        "not_drawn": sum(len(order) for order in kept["reserves"].values()) - len(on_lists),
        "shortfalls": shortfall_lines((Shortfall(**one) for one in kept["shortfalls"]), names),
        "silent": names_of(kept.get("without_chance", [])),
        "pool_size": len(draw.pool),
        "smallest": min((chances[key] for key in chances.keys() - set(kept["include"])), default=None),
    }


def names_by_ref(cohorts: Iterable[Cohort]) -> dict[str, str]:
    """Return reference → name of cohorts that were drawn together; nothing where there is one alone."""
    names = {cohort.ref: cohort.name for cohort in cohorts}
    return names if len(names) > 1 else {}


def _group(draw: Draw, cohort: Cohort, rows: Mapping[str, Application]) -> Group:
    kept, chances, limit = draw.result, draw.result.get("chances", {}), int(draw.result["reserves_each"])
    here, together = drawn_for(draw, cohort), bool(draw.result.get("at"))
    venues = {row["key"]: row.get("venues", ()) for row in draw.pool}
    chosen = [candidate for candidate in candidates_of(draw) if candidate.key in set(here)]
    reserves = [
        (
            str(Role(role).label),
            [
                Drawn(rows[ref], chances.get(ref))
                for ref in order
                if ref in rows and (not together or cohort.ref in venues[ref])
            ][:limit],
        )
        for role, order in kept["reserves"].items()
    ]
    return Group(
        cohort,
        _by_role(here, rows, chances, set(kept["include"])),
        reserves,
        uncounted_lines(quotas_at(draw, cohort))
        if draw.erased_at
        else [quota_line(quota, chosen) for quota in quotas_at(draw, cohort)],
    )


def _by_role(
    refs: Sequence[str], rows: Mapping[str, Application], chances: Mapping[str, float], kept: set[str]
) -> list[tuple[str, list[Drawn]]]:
    return [
        (
            str(role.label),
            [
                Drawn(rows[ref], chances.get(ref), ref in kept)
                for ref in refs
                if ref in rows and rows[ref].role == role.value
            ],
        )
        for role in (Role.LAY, Role.PROFESSIONAL)
    ]


def quota_line(quota: Quota, people: Sequence[Candidate]) -> QuotaLine:
    """Return a quota in words, and how many of these people count towards it."""
    count = sum(quota.counts(candidate) for candidate in people)
    words = say_value(quota.category, quota.value, quota.role)
    return QuotaLine(words, bounds_of(quota), count, count >= quota.minimum)


def uncounted_lines(quotas: Iterable[Quota]) -> list[QuotaLine]:
    """Return quotas in words alone, of a draw in which nobody can be counted any more."""
    return [
        QuotaLine(say_value(one.category, one.value, one.role), bounds_of(one), None, enough=True) for one in quotas
    ]


def bounds_of(quota: Quota) -> str:
    """Return “at least 2”, “at most 5” or “2 to 5”."""
    least, most = quota.minimum, quota.maximum
    if most is None:
        return _("at least %(least)d") % {"least": least}
    if least == 0:
        return _("at most %(most)d") % {"most": most}
    return _("%(least)d to %(most)d") % {"least": least, "most": most}
