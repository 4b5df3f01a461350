"""Eighteen months of a programme as a script: who takes part, how they are reached, and what befalls them.

Drawn from a seed, before anything happens, and without Django. What each person must have been told follows from it
(`chaos/due.py`); what the service told them is held against that.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

SEATS, GROUPS, WORKSHOPS, MONTHS = 20, 4, 3, 18
# So many months after the last workshop people are asked whether they are still reached in this way.
CHECKS = (6, 12, 17)
# The ways of reaching somebody, in their order, and how many of twenty people list them so.
WAYS = (
    (("email",), 8),
    (("email", "letter"), 4),
    (("letter",), 3),
    (("phone",), 2),
    (("letter", "email"), 1),
    (("phone", "letter"), 1),
    (("email", "phone"), 1),
)


@dataclass
class Life:
    """One person of a cohort, by days since the programme began."""

    number: int
    ways: tuple[str, ...]
    follow_up: bool
    leaves: int | None = None
    stays_in_evaluation: bool = False
    dies: int | None = None
    # After how many days they would answer a survey, by its wave, or a check of how they are reached; which workshops
    # they do not come to; and from which day on their address takes no email.
    answers: dict[str, int] = field(default_factory=dict)
    misses: frozenset[int] = frozenset()
    bounces: int | None = None

    @property
    def ends(self) -> int:
        """The day from which they no longer take part."""
        return min(self.leaves if self.leaves is not None else 10_000, self.death)

    @property
    def death(self) -> int:
        """The day on which the team hears of their death."""
        return self.dies if self.dies is not None else 10_000

    @property
    def asked_until(self) -> int:
        """The day from which no survey asks them any more."""
        return self.death if self.stays_in_evaluation else self.ends

    def way_on(self, day: int, turn: int = 0) -> str:
        """Return by which way they are reached on a day, else by phone. After silence it is the `turn`th next way."""
        open_ways = [way for way in self.ways if way != "email" or self.bounces is None or day < self.bounces]
        return open_ways[min(turn, len(open_ways) - 1)] if open_ways else "phone"


@dataclass
class Group:
    """One cohort: when its workshops were planned, which moved to when and on what day, and who is in it."""

    number: int
    days: list[int]
    # The day on which it is told, the number of the workshop, and its new day.
    moves: list[tuple[int, int, int]]
    lives: list[Life]

    def held(self, number: int) -> int:
        """Return the day on which a workshop took place in the end."""
        return next((new for _told, moved, new in self.moves if moved == number), self.days[number - 1])

    def spans(self, number: int) -> Iterator[tuple[int, int, int]]:
        """Yield the days that a workshop had: the day, and from when until when it stood."""
        move = next((move for move in self.moves if move[1] == number), None)
        if move is None:
            yield self.days[number - 1], 0, 10_000
            return
        told, _number, new = move
        yield self.days[number - 1], 0, told
        yield new, told, 10_000


@dataclass
class Script:
    """The whole: its first day, its groups and how many days it lasts."""

    began: date
    groups: list[Group]

    @property
    def days(self) -> int:
        """How many days it lasts: until the follow-up of the last cohort is closed."""
        last = max(group.held(WORKSHOPS) for group in self.groups)
        return last + 31 * (MONTHS + 3)

    def on(self, day: int) -> date:
        """Return the date of a day."""
        return self.began + timedelta(days=day)


def write(*, people: int, seed: int, began: date) -> Script:
    """Write a script for so many people; `began` must be a Monday."""
    chance = random.Random(seed)
    cohorts = max(1, people // SEATS)
    return Script(began, [_group(number, chance) for number in range(cohorts)])


def _group(number: int, chance: random.Random) -> Group:
    # Few groups of dates, so that few days need to be lived through; Tuesdays and Wednesdays.
    first = 50 + 7 * (number % GROUPS) + number % 2
    days = [first, first + 35, first + 70]
    moves = []
    if chance.random() < 0.4:
        which = chance.randint(1, WORKSHOPS)
        told = days[which - 1] - chance.choice([2, 6, 13, 15, 20])
        moves.append((told, which, days[which - 1] + 14))
    lives = [_life(number * SEATS + seat, days[-1], chance) for seat in range(SEATS)]
    return Group(number, days, moves, lives)


def _life(number: int, last: int, chance: random.Random) -> Life:
    (ways,) = chance.choices([ways for ways, _share in WAYS], [share for _ways, share in WAYS])
    life = Life(number, ways, follow_up=chance.random() < 0.85)
    life.misses = frozenset(which for which in range(1, WORKSHOPS + 1) if chance.random() < 0.12)
    for wave in ("baseline", *(f"workshop-{which}" for which in range(1, WORKSHOPS + 1)), "follow-up"):
        if chance.random() < 0.6:
            life.answers[wave] = chance.randint(1, 30)
    for months in CHECKS:
        if chance.random() < 0.6:
            life.answers[f"check-{months}"] = chance.randint(1, 20)
    if chance.random() < 0.12:
        life.leaves = chance.choice([chance.randint(3, last), chance.randint(last, last + 500)])
        life.stays_in_evaluation = chance.random() < 0.5
    if chance.random() < 0.04:
        life.dies = chance.choice([chance.randint(3, last), chance.randint(last, last + 540)])
    if "email" in ways and chance.random() < 0.1:
        life.bounces = chance.randint(3, last + 400)
    return life
