"""From a published lottery and public chance to the panel and the reserves in their order. No Django and no solver."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cohorts.recruitment.lottery_pool import ROLES, Candidate, DrawResult
from cohorts.recruitment.lottery_published import (
    FORMAT,
    SEALED,
    PublicationError,
    digest_of,
    draw_ticket,
    read,
    reserve_order,
)

TICKET_VERSION = "leximin-tickets-1"


def frozen_digest(pool: Mapping[str, Any], terms: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what was frozen, as canonical JSON."""
    text = json.dumps({"pool": pool, "terms": terms}, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def numbers_of(public: bytes, sealed: bytes) -> dict[str, int]:
    """Return the number that stands for each person.

    Raises:
        PublicationError: the sealed file is not the one of the public file.
    """
    if read(public, FORMAT).get("sealed_sha256") != digest_of(sealed):
        raise PublicationError("This is not the sealed file of this draw: its SHA-256 is another.")
    return {person: int(number) for number, person in read(sealed, SEALED)["people"].items()}


def chances_told(public: bytes, numbers: Mapping[str, int]) -> dict[str, float]:
    """Return each person's chance as the public file tells it: how many of the 1,000 tickets hold them."""
    told = {row["number"]: row["chance"] for row in read(public, FORMAT)["people"]}
    return {person: told[number] for person, number in numbers.items()}


def result_of_ticket(
    pool: Sequence[Candidate], nearest: DrawResult, *, public: bytes, numbers: Mapping[str, int], randomness: str
) -> DrawResult:
    """Return the panel of the ticket that public chance gives, and the others as reserves in their order.

    `nearest` says what could be met. Everything else follows from the public file and the chance, so that whoever
    knows their number can check where they stand.

    Raises:
        PublicationError: the file is not a draw, or nothing was entered.
    """
    seats = dict(draw_ticket(public, randomness).seats)
    person_of = {number: person for person, number in numbers.items()}
    order = [person_of[number] for number in reserve_order(digest_of(public), randomness, person_of)]
    role_of = {candidate.key: candidate.role for candidate in pool}
    return replace(
        nearest,
        selected=tuple(person for person in order if numbers[person] in seats),
        reserves={
            role: tuple(person for person in order if numbers[person] not in seats and role_of[person] == role)
            for role in ROLES
        },
        algorithm_version=TICKET_VERSION,
        seats={person_of[number]: venue for number, venue in sorted(seats.items())} if nearest.at else {},
    )
