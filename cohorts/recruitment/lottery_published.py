"""What can be checked of a published draw with nothing but its file: tickets, chances, and what follows from chance.

No Django, no numpy and no solver: pages import this. See `lottery_publication` for what the files hold.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FORMAT = "leading-together-draw-1"
SEALED = "leading-together-sealed-1"
TICKETS = 1_000
FRESH = 1e-9


@dataclass(frozen=True)
class Drawn:
    """What follows from public randomness: the ticket, and the numbers and venues of the people on it."""

    ticket: int
    seats: tuple[tuple[int, str], ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the people, in order."""
        return tuple(number for number, _venue in self.seats)


class PublicationError(ValueError):
    """A file is not a draw, or does not hold what it promises; the text says what."""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def written(words: dict[str, Any]) -> bytes:
    """Return the one way in which this project writes a file, so that the same words have the same digest."""
    return (json.dumps(words, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def with_own_digest(words: dict[str, Any]) -> bytes:
    """Return a file that ends with the SHA-256 of all its other words: a byte that was changed by mistake is found."""
    return written(words | {"content_sha256": digest_of(written(words))})


def cleaned(randomness: str) -> str:
    """Return public randomness as it is used: single spaces, composed letters."""
    return " ".join(unicodedata.normalize("NFC", randomness).split())


def ticket_of(digest: str, randomness: str) -> int:
    """Return the number of the ticket, 0 to 999, that public randomness gives; see the head of this module.

    Raises:
        PublicationError: nothing was entered.
    """
    words = cleaned(randomness)
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
    words = read(public, FORMAT)
    ticket = ticket_of(digest_of(public), randomness)
    try:
        seats = words["panels"][words["tickets"][ticket]]
        return Drawn(ticket, tuple((int(number), str(venue)) for number, venue in seats))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise PublicationError("The file has not 1,000 tickets, each with a panel.") from error


def reserve_order(digest: str, randomness: str, numbers: Iterable[int]) -> list[int]:
    """Return numbers in the order in which chance puts reserves: `SHA-256(digest, words, number)`, largest first."""
    words = cleaned(randomness)
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{digest}\n{words}\n{number}".encode()).digest())[::-1]


def check_promise(public: bytes, randomness: str) -> bool:
    """Tell whether the file holds the SHA-256 of the number of the service; check that this is the number.

    Raises:
        PublicationError: it is another number than the file promises.
    """
    promised = read(public, FORMAT).get("number_sha256", "")
    if promised and hashlib.sha256(cleaned(randomness).encode()).hexdigest() != promised:
        raise PublicationError(
            "The service bound itself to another number: the SHA-256 of this one is not in the file."
        )
    return bool(promised)


def says_travel(public: bytes) -> bool:
    """Tell whether the file holds the rule about travel, so that it is checked with the sealed file."""
    return "travel" in read(public, FORMAT)


def check_public(public: bytes) -> None:
    """Check the tickets of a public file: 1,000 of them, each a full panel of known people, and the chances as told.

    Raises:
        PublicationError: what is wrong.
    """
    words = read(public, FORMAT)
    try:
        faults = _faults_of_tickets(words)
        rest = {name: value for name, value in words.items() if name != "content_sha256"}
        if not faults and with_own_digest(rest) != public:
            faults = ["The file was changed: it is not as it was written. Download it again."]
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


def read(content: bytes, expected: str) -> dict[str, Any]:
    """Return the words of a file in this format.

    Raises:
        PublicationError: it is in another, or in none.
    """
    try:
        words = json.loads(content)
    except ValueError as error:
        raise PublicationError("The file cannot be read: it is not the file of a draw, or it was changed.") from error
    if not isinstance(words, dict) or words.get("format") != expected:
        raise PublicationError(f"The file is not in the format “{expected}”.")
    return words
