"""A draw that anybody can check: what is published before the dice fall, what is sealed, and what follows. No Django.

The *public file* holds the quotas, a number for each person with their chance, and 1,000 tickets, each a panel of
numbers: no names and no characteristics. The *sealed file* goes to a named verifier: who the numbers are in the eyes of
the quotas, and the exact lottery with its certificate; the public file holds its SHA-256. Once the SHA-256 of the
public file is known to others, public randomness is entered: three digits are the number of the ticket itself, any
other words give it by `SHA-256(digest of the public file, line feed, words) mod 1,000`.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cohorts.recruitment.lottery_bound import Cut
from cohorts.recruitment.lottery_leximin import Certificate, Lottery, LotteryError, chances_of, verify
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_published import (
    FORMAT,
    FRESH,
    SEALED,
    TICKETS,
    Drawn,
    PublicationError,
    check_public,
    digest_of,
    draw_ticket,
    read,
    ticket_of,
    with_own_digest,
    written,
)
from cohorts.recruitment.lottery_reach import RULE, faults_of_travel, kept_travels
from cohorts.recruitment.lottery_tickets import LARGEST_LOSS, tickets_of
from cohorts.recruitment.lottery_types import ALL, Group, Problem, Rule

__all__ = [
    "FORMAT", "SEALED", "Drawn", "Publication", "PublicationError", "check_public", "check_sealed", "digest_of",
    "draw_ticket", "publish", "ticket_of",
]  # fmt: skip


@dataclass(frozen=True)
class Publication:
    """The two files of a lottery, byte for byte, and `numbers`: id → the number that stands for the person."""

    public: bytes
    sealed: bytes
    numbers: Mapping[str, int]

    @property
    def digest(self) -> str:
        """The SHA-256 to make known before the randomness is."""
        return digest_of(self.public)


def publish(
    lottery: Lottery,
    *,
    title: str,
    salt: str,
    known: Mapping[str, Mapping[str, Any]] | None = None,
    promise: str = "",
) -> Publication:
    """Return the files of a lottery. It is verified first: nothing unverified can be published.

    `salt` is secret randomness (32 characters or more) that keeps anybody from guessing who a number or what the
    sealed file is; it is kept in the sealed file. `known` says more about each person, for the verifier alone; where it
    holds their `travel`, the rule about it is in the public file, and checked with the sealed one.
    `promise` is the SHA-256 of a number that is known already to whoever publishes, and binds them to it.

    Raises:
        LotteryError: the lottery does not hold what it promises.
        RoundingError: its chances cannot be kept with 1,000 tickets.
    """
    verify(lottery)
    people = sorted(lottery.problem.people, key=lambda person: hashlib.sha256(f"{salt}\n{person}".encode()).digest())
    numbers = {person: number for number, person in enumerate(people, 1)}
    words = _sealed(lottery, salt, numbers)
    travels = kept_travels(known or {})
    if known is not None:
        words["known"] = {str(numbers[person]): dict(known[person]) for person in people}
    sealed = written(words)
    told = _public(lottery, title, numbers, digest_of(sealed))
    told |= {"travel": RULE} if travels else {}
    told |= {"number_sha256": promise} if promise else {}
    public = with_own_digest(told)
    return Publication(public, sealed, numbers)


def _public(lottery: Lottery, title: str, numbers: Mapping[str, int], sealed: str) -> dict[str, Any]:
    tickets = tickets_of(lottery.panels, lottery.problem.people)
    used = {panel: place for place, panel in enumerate(sorted(set(tickets)))}
    times: dict[int, int] = dict.fromkeys(numbers.values(), 0)
    for panel in tickets:
        for person in lottery.panels[panel].members:
            times[numbers[person]] += 1
    return {
        "format": FORMAT,
        "title": title,
        "places": dict(sorted(lottery.problem.sizes.items())),
        "quotas": [_rule(rule) for rule in lottery.problem.rules],
        "people": [{"number": number, "chance": round(times[number] / TICKETS, 3)} for number in sorted(times)],
        "panels": [_seats(lottery.panels[panel], numbers) for panel in used],
        "tickets": [used[panel] for panel in tickets],
        "sealed_sha256": sealed,
    }


def _sealed(lottery: Lottery, salt: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    problem = lottery.problem
    groups = [(group.rule, sorted(numbers[one] for one in group.members)) for group in problem.groups]
    return {
        "format": SEALED,
        "salt": salt,
        "people": {str(numbers[person]): person for person in sorted(numbers, key=numbers.__getitem__)},
        "venues": {str(numbers[person]): list(problem.venues[person]) for person in problem.people},
        "include": sorted(numbers[person] for person in problem.include),
        "groups": [{"rule": rule, "members": members} for rule, members in groups],
        "max_chance": problem.max_chance,
        "rules": [_rule(rule) | {"counts": _by_number(rule.counts, numbers)} for rule in problem.rules],
        "panels": [{"probability": panel.probability, "seats": _seats(panel, numbers)} for panel in lottery.panels],
        "certificate": _proof(lottery.certificate, numbers),
    }


def _proof(proof: Certificate, numbers: Mapping[str, int]) -> dict[str, Any]:
    cuts = [asdict(cut) for cut in proof.cuts]
    return {"gap": proof.gap, "bound": _by_number(proof.bound, numbers), "cuts": cuts}


def _by_number(values: Mapping[str, float], numbers: Mapping[str, int]) -> dict[str, float]:
    return {str(numbers[person]): value for person, value in sorted(values.items())}


def _rule(rule: Rule) -> dict[str, Any]:
    return {"name": rule.name, "minimum": rule.minimum, "maximum": rule.maximum, "venue": rule.venue}


def _seats(panel: Panel, numbers: Mapping[str, int]) -> list[list[Any]]:
    return sorted([numbers[person], venue] for person, venue in panel.seats)


# --- checking ---------------------------------------------------------------------------------------------------------


def check_sealed(public: bytes, sealed: bytes) -> None:
    """Check with the sealed file that the tickets keep all quotas, and the chances are the fairest there are.

    Raises:
        PublicationError: what is wrong.
    """
    words = read(public, FORMAT)
    if digest_of(sealed) != words.get("sealed_sha256"):
        raise PublicationError("This is not the sealed file of this draw: its SHA-256 is another.")
    check_public(public)
    try:
        kept = read(sealed, SEALED)
        lottery = _lottery_of(kept, words["places"])
        faults = _faults_of_travel(lottery.problem, kept) if "travel" in words else []
    except (KeyError, TypeError, ValueError) as error:
        raise PublicationError("The sealed file lacks a part, or a part has the wrong form.") from error
    if faults:
        raise PublicationError(" ".join(faults))
    try:
        verify(lottery)
        verify(_as_drawn(lottery, words), proof=False)
    except LotteryError as error:
        raise PublicationError(str(error)) from error
    for row in words["people"]:
        exact = lottery.chances[str(row["number"])]
        if abs(exact - row["chance"]) > LARGEST_LOSS + FRESH:
            raise PublicationError(f"The chance of person {row['number']} is {exact:.4f}, but told as {row['chance']}.")


def _faults_of_travel(problem: Problem, words: Mapping[str, Any]) -> list[str]:
    together = [group.members for group in problem.groups if group.rule == ALL]
    return faults_of_travel(problem.venues, kept_travels(words["known"]), seated=problem.include, groups=together)


def _lottery_of(words: dict[str, Any], places: Mapping[str, int]) -> Lottery:
    """Return the lottery of a sealed file; its people are their numbers."""
    problem = Problem(
        people=tuple(sorted(words["people"])),
        sizes=dict(places),
        rules=tuple(
            Rule(row["name"], row["counts"], row["minimum"], row["maximum"], row["venue"]) for row in words["rules"]
        ),
        venues={number: tuple(venues) for number, venues in words["venues"].items()},
        include=frozenset(map(str, words["include"])),
        groups=tuple(Group(tuple(map(str, row["members"])), row["rule"]) for row in words["groups"]),
        max_chance=words["max_chance"],
    )
    panels = tuple(_panel(row["probability"], row["seats"]) for row in words["panels"])
    chances = chances_of(panels, problem.people)
    proof = words["certificate"]
    cuts = tuple(
        Cut(tuple(row["weights"]), row["most"], row.get("under", 0), row.get("edge", 0)) for row in proof["cuts"]
    )
    return Lottery(problem, panels, chances, Certificate(proof["bound"], proof["gap"], cuts))


def _panel(probability: float, seats: Sequence[Sequence[Any]]) -> Panel:
    return Panel(probability, tuple((str(number), str(venue)) for number, venue in seats))


def _as_drawn(lottery: Lottery, words: dict[str, Any]) -> Lottery:
    """Return the lottery that the tickets are, rounded as they are."""
    share = Counter(words["tickets"])
    panels = [_panel(share[place] / TICKETS, seats) for place, seats in enumerate(words["panels"])]
    chances = {str(row["number"]): row["chance"] for row in words["people"]}
    return Lottery(lottery.problem, tuple(panels), chances, lottery.certificate)
