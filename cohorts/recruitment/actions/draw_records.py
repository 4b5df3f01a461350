"""What a kept draw says, as the lottery knows it."""

from dataclasses import fields

from cohorts.recruitment.lottery_pool import Candidate, DrawResult, Quota, Shortfall
from cohorts.recruitment.models import Draw

METHOD = "leximin"


def result_of(draw: Draw) -> DrawResult:
    """Return the result of a kept draw as the lottery knows it."""
    # Draws from before several cohorts were drawn together do not say where somebody sits.
    kept = {field.name: draw.result[field.name] for field in fields(DrawResult) if field.name in draw.result}
    return DrawResult(
        **kept
        | {
            "selected": tuple(kept["selected"]),
            "reserves": {role: tuple(order) for role, order in kept["reserves"].items()},
            "shortfalls": tuple(Shortfall(**one) for one in kept["shortfalls"]),
            "include": tuple(kept["include"]),
            "exclude": tuple(kept["exclude"]),
            "groups": tuple(tuple(group) for group in kept["groups"]),
        }
    )


def candidates_of(draw: Draw) -> list[Candidate]:
    """Return the people of a kept draw as the lottery knows them."""
    return [
        Candidate(row["key"], row["role"], row["values"], tuple(row.get("venues", ())), tuple(row.get("apart", ())))
        for row in draw.pool
    ]


def quotas_of(draw: Draw) -> list[Quota]:
    """Return the quotas of a kept draw."""
    return [Quota(**row) for row in draw.quotas]
