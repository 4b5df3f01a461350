"""A draw that anybody can check: what is published before the dice fall, what is sealed, and what follows. No Django.

The *public file* holds the quotas, a number for each person with their chance, and 1,000 tickets, each a panel of
numbers: no names and no characteristics. The *sealed file* goes to a named verifier: who the numbers are in the eyes of
the quotas, and the exact lottery with its certificate; the public file holds its SHA-256. Once the SHA-256 of the
public file is known to others, public randomness is entered: three digits are the number of the ticket itself, any
other words give it by `SHA-256(digest of the public file, line feed, words) mod 1,000`.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohorts.recruitment.lottery_bound import Cut
from cohorts.recruitment.lottery_leximin import Certificate, Lottery, LotteryError, chances_of, verify
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_tickets import LARGEST_LOSS, TICKETS, tickets_of
from cohorts.recruitment.lottery_types import Group, Problem, Rule

FORMAT = "leading-together-draw-1"
SEALED = "leading-together-sealed-1"
FRESH = 1e-9


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


@dataclass(frozen=True)
class Drawn:
    """What follows from public randomness: the ticket, and the numbers and venues of the people on it."""

    ticket: int
    seats: tuple[tuple[int, str], ...]


class PublicationError(ValueError):
    """A file is not a draw, or does not hold what it promises; the text says what."""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def publish(lottery: Lottery, *, title: str, salt: str) -> Publication:
    """Return the files of a lottery. It is verified first: nothing unverified can be published.

    `salt` is secret randomness (32 characters or more) that keeps anybody from guessing who a number or what the
    sealed file is; it is kept in the sealed file.

    Raises:
        LotteryError: the lottery does not hold what it promises.
        RoundingError: its chances cannot be kept with 1,000 tickets.
    """
    verify(lottery)
    people = sorted(lottery.problem.people, key=lambda person: hashlib.sha256(f"{salt}\n{person}".encode()).digest())
    numbers = {person: number for number, person in enumerate(people, 1)}
    sealed = _bytes(_sealed(lottery, salt, numbers))
    public = _bytes(_public(lottery, title, numbers, digest_of(sealed)))
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
    cuts = [{"weights": list(cut.weights), "most": cut.most} for cut in proof.cuts]
    return {"gap": proof.gap, "bound": _by_number(proof.bound, numbers), "cuts": cuts}


def _by_number(values: Mapping[str, float], numbers: Mapping[str, int]) -> dict[str, float]:
    return {str(numbers[person]): value for person, value in sorted(values.items())}


def _rule(rule: Rule) -> dict[str, Any]:
    return {"name": rule.name, "minimum": rule.minimum, "maximum": rule.maximum, "venue": rule.venue}


def _seats(panel: Panel, numbers: Mapping[str, int]) -> list[list[Any]]:
    return sorted([numbers[person], venue] for person, venue in panel.seats)


def _bytes(words: dict[str, Any]) -> bytes:
    """Return the one way in which this project writes a file, so that the same words have the same digest."""
    return (json.dumps(words, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


# --- the draw itself -------------------------------------------------------------------------------------------------


def ticket_of(digest: str, randomness: str) -> int:
    """Return the number of the ticket, 0 to 999, that public randomness gives; see the head of this module.

    Raises:
        PublicationError: nothing was entered.
    """
    words = " ".join(unicodedata.normalize("NFC", randomness).split())
    if not words:
        raise PublicationError("Enter the public randomness: three digits, or the words that everybody saw.")
    if len(words) == 3 and words.isascii() and words.isdigit():
        return int(words)
    return int.from_bytes(hashlib.sha256(f"{digest}\n{words}".encode()).digest(), "big") % TICKETS


def draw_ticket(public: bytes, randomness: str) -> Drawn:
    """Return the ticket and its people.

    Raises:
        PublicationError: the file is not a draw, or nothing was entered.
    """
    words = _read(public, FORMAT)
    ticket = ticket_of(digest_of(public), randomness)
    try:
        seats = words["panels"][words["tickets"][ticket]]
        return Drawn(ticket, tuple((int(number), str(venue)) for number, venue in seats))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise PublicationError("The file has not 1,000 tickets, each with a panel.") from error


# --- checking ---------------------------------------------------------------------------------------------------------


def check_public(public: bytes) -> None:
    """Check the tickets of a public file: 1,000 of them, each a full panel of known people, and the chances as told.

    Raises:
        PublicationError: what is wrong.
    """
    words = _read(public, FORMAT)
    try:
        faults = _faults_of_tickets(words)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise PublicationError("The file lacks a part, or a part has the wrong form.") from error
    if faults:
        raise PublicationError(" ".join(faults))


def _faults_of_tickets(words: dict[str, Any]) -> list[str]:
    told = {row["number"]: row["chance"] for row in words["people"]}
    times = dict.fromkeys(told, 0)
    faults = [] if len(words["tickets"]) == TICKETS else [f"There are {len(words['tickets'])} tickets, not {TICKETS}."]
    for place, seats in enumerate(words["panels"]):
        for venue, size in words["places"].items():
            there = len({number for number, where in seats if where == venue})
            if there != size:
                faults.append(f"Panel {place} has {there} people{f' at {venue}' if venue else ''}, not {size}.")
    for place in words["tickets"]:
        for number, _venue in words["panels"][place]:
            times[number] += 1
    for number, count in times.items():
        if abs(count / TICKETS - told[number]) > FRESH:
            faults.append(f"Person {number} is on {count} tickets, but their chance is told as {told[number]}.")
    return faults


def check_sealed(public: bytes, sealed: bytes) -> None:
    """Check with the sealed file that the tickets keep all quotas, and the chances are the fairest there are.

    Raises:
        PublicationError: what is wrong.
    """
    words = _read(public, FORMAT)
    if digest_of(sealed) != words.get("sealed_sha256"):
        raise PublicationError("This is not the sealed file of this draw: its SHA-256 is another.")
    check_public(public)
    try:
        lottery = _lottery_of(_read(sealed, SEALED), words["places"])
    except (KeyError, TypeError, ValueError) as error:
        raise PublicationError("The sealed file lacks a part, or a part has the wrong form.") from error
    try:
        verify(lottery)
        verify(_as_drawn(lottery, words), proof=False)
    except LotteryError as error:
        raise PublicationError(str(error)) from error
    for row in words["people"]:
        exact = lottery.chances[str(row["number"])]
        if abs(exact - row["chance"]) > LARGEST_LOSS + FRESH:
            raise PublicationError(f"The chance of person {row['number']} is {exact:.4f}, but told as {row['chance']}.")


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
    cuts = tuple(Cut(tuple(row["weights"]), row["most"]) for row in proof["cuts"])
    return Lottery(problem, panels, chances, Certificate(proof["bound"], proof["gap"], cuts))


def _panel(probability: float, seats: Sequence[Sequence[Any]]) -> Panel:
    return Panel(probability, tuple((str(number), str(venue)) for number, venue in seats))


def _as_drawn(lottery: Lottery, words: dict[str, Any]) -> Lottery:
    """Return the lottery that the tickets are, rounded as they are."""
    share = Counter(words["tickets"])
    panels = [_panel(share[place] / TICKETS, seats) for place, seats in enumerate(words["panels"])]
    chances = {str(row["number"]): row["chance"] for row in words["people"]}
    return Lottery(lottery.problem, tuple(panels), chances, lottery.certificate)


def _read(content: bytes, expected: str) -> dict[str, Any]:
    try:
        words = json.loads(content)
    except ValueError as error:
        raise PublicationError("The file cannot be read: it is not the file of a draw, or it was changed.") from error
    if not isinstance(words, dict) or words.get("format") != expected:
        raise PublicationError(f"The file is not in the format “{expected}”.")
    return words
