"""What the pages of draws show, worked out in Python so that their templates stay plain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Role
from cohorts.recruitment import draw_reads as reads
from cohorts.recruitment.actions.draw_pools import Pool
from cohorts.recruitment.actions.draw_records import candidates_of, drawn_for, quotas_at
from cohorts.recruitment.characteristics import BY_SLUG
from cohorts.recruitment.lottery_pool import Candidate, Quota, Shortfall
from cohorts.recruitment.lottery_reserves import on_the_list
from cohorts.recruitment.models import Application, Draw
from common.prepared import alike
from common.words import say_percent


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


@dataclass(frozen=True, slots=True)
class Drawn:
    """One person in a result, with their chance in words; `together` is the name of whom they came with."""

    name: str
    url: str
    chance: str
    doubtful: bool
    together: str


@dataclass(frozen=True)
class Group:
    """What a draw gave one cohort: the drawn and the reserves by role, and its quotas; `reserved` are on its list."""

    cohort: Cohort
    panels: list[tuple[str, list[Drawn]]]
    reserves: list[tuple[str, list[Drawn]]]
    quotas: list[QuotaLine]
    reserved: frozenset[str]


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
    return list(reads.named(alike(keys)))


def result_of(draw: Draw) -> dict[str, Any]:
    """Return what the page of one draw shows beside the draw itself: by cohort, where several were drawn together."""
    kept, silent = draw.result, set(draw.result.get("without_chance", []))
    reserves = {ref for order in kept["reserves"].values() for ref in order}
    rows = {row.ref: row for row in names_of(sorted({*kept["selected"], *reserves, *silent}))}
    chances = kept.get("chances", {})
    cohorts = list(reads.cohorts_of(draw))
    groups = [_group(draw, cohort, rows) for cohort in cohorts]
    listed = {ref for group in groups for ref in group.reserved}
    names = names_by_ref(cohorts)
    return {
        "cohorts": cohorts,
        "names": ", ".join(cohort.name for cohort in cohorts),
        "groups": groups,
        "not_drawn": sum(len(order) for order in kept["reserves"].values()) - len(listed),
        "shortfalls": shortfall_lines((Shortfall(**one) for one in kept["shortfalls"]), names),
        "silent": [row for ref, row in rows.items() if ref in silent],
        "pool_size": len(draw.pool),
        "smallest": min((chances[key] for key in chances.keys() - set(kept["include"])), default=None),
    }


def names_by_ref(cohorts: Iterable[Cohort]) -> dict[str, str]:
    """Return reference → name of cohorts that were drawn together; nothing where there is one alone."""
    names = {cohort.ref: cohort.name for cohort in cohorts}
    return names if len(names) > 1 else {}


def _group(draw: Draw, cohort: Cohort, rows: Mapping[str, Application]) -> Group:
    kept, chances = draw.result, draw.result.get("chances", {})
    here = drawn_for(draw, cohort)
    chosen = [candidate for candidate in candidates_of(draw) if candidate.key in set(here)]
    on_list, couples = _on_list(draw, cohort, rows), _couples(draw, rows)
    drawn = [rows[ref] for ref in here if ref in rows]
    seated = set(kept["include"])
    return Group(
        cohort,
        [
            (
                str(role.label),
                [_drawn(row, chances, couples, seated=row.ref in seated) for row in drawn if row.role == role.value],
            )
            for role in (Role.LAY, Role.PROFESSIONAL)
        ],
        [
            (str(Role(role).label), [_drawn(rows[ref], chances, couples) for ref in listed])
            for role, listed in on_list.items()
        ],
        uncounted_lines(quotas_at(draw, cohort))
        if draw.erased_at
        else [quota_line(quota, chosen) for quota in quotas_at(draw, cohort)],
        frozenset(ref for listed in on_list.values() for ref in listed),
    )


def _on_list(draw: Draw, cohort: Cohort, rows: Mapping[str, Application]) -> dict[str, list[str]]:
    """Return the reserves of each role for a cohort, in their order; drawn together, those who would go there."""
    venues = {row["key"]: row.get("venues", ()) for row in draw.pool} if draw.result.get("at") else None
    orders = {
        role: [ref for ref in order if ref in rows and (venues is None or cohort.ref in venues[ref])]
        for role, order in draw.result["reserves"].items()
    }
    return on_the_list(orders, int(draw.result["reserves_each"]), draw.result["groups"])


def _drawn(
    row: Application, chances: Mapping[str, float], couples: Mapping[str, str], *, seated: bool = False
) -> Drawn:
    chance = chances.get(row.ref)
    words = "–" if chance is None else say_percent(chance)
    return Drawn(
        str(row.person),
        reverse("recruitment:application", args=[row.ref]),
        _("seated before") if seated else words,
        doubtful=row.possible_duplicate_of_id is not None,
        together=couples.get(row.ref, ""),
    )


def _couples(draw: Draw, rows: Mapping[str, Application]) -> dict[str, str]:
    """Return the name of whom each of these people came with."""
    pairs = [group for group in draw.result["groups"] if len(group) == 2 and rows.keys() >= set(group)]
    return {one: str(rows[other].person) for group in pairs for one, other in (group, reversed(group))}


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
