"""What a kept draw says, as the lottery knows it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from cohorts.models import Cohort
from cohorts.recruitment.lottery_pool import Candidate, DrawResult, Quota, Shortfall
from cohorts.recruitment.models import Draw

METHOD = "leximin"


def result_of(draw: Draw) -> DrawResult:
    """Return the result of a kept draw as the lottery knows it."""
    return result_from(draw.result)


def result_from(kept: Mapping[str, Any]) -> DrawResult:
    """Return a result from its kept words."""
    # Draws from before several cohorts were drawn together do not say where somebody sits.
    known = {field.name: kept[field.name] for field in fields(DrawResult) if field.name in kept}
    return DrawResult(
        **known
        | {
            "selected": tuple(known["selected"]),
            "reserves": {role: tuple(order) for role, order in known["reserves"].items()},
            "shortfalls": tuple(Shortfall(**one) for one in known["shortfalls"]),
            "include": tuple(known["include"]),
            "exclude": tuple(known["exclude"]),
            "groups": tuple(tuple(group) for group in known["groups"]),
        }
    )


def candidates_from(rows: Iterable[Mapping[str, Any]]) -> list[Candidate]:
    """Return people from their kept words."""
    return [
        Candidate(row["key"], row["role"], row["values"], tuple(row.get("venues", ())), tuple(row.get("apart", ())))
        for row in rows
    ]


def candidates_of(draw: Draw) -> list[Candidate]:
    """Return the people of a kept draw as the lottery knows them."""
    return candidates_from(draw.pool)


def quotas_of(draw: Draw) -> list[Quota]:
    """Return the quotas of a kept draw."""
    return [Quota(**row) for row in draw.quotas]


def quotas_at(draw: Draw, cohort: Cohort) -> list[Quota]:
    """Return those quotas of a kept draw that are of one cohort, as if it had been drawn alone."""
    return [replace(quota, venue=None) for quota in quotas_of(draw) if quota.venue in {None, cohort.ref}]


def drawn_for(draw: Draw, cohort: Cohort) -> list[str]:
    """Return the references of those drawn for one cohort, in the order of the draw."""
    seats = draw.result.get("seats") or {}
    return [ref for ref in draw.result["selected"] if seats.get(ref, cohort.ref) == cohort.ref]
