"""A lottery in which everybody who is drawn can be paired: a lay with a professional, nobody with whom they must not.

Philip Hall's condition (1935): a panel can be paired exactly where no set of its people outnumbers those with whom any
of them may be. A panel that cannot be paired shows such a set; "not more of these than of those" is then a rule that
every panel that can be paired keeps. These rules are added until every panel of the lottery can be paired, so the
lottery is the fairest over all panels that can. No Django.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cohorts.recruitment.lottery_leximin import Lottery, hold
from cohorts.recruitment.lottery_panels import Progress
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_pool import LAY, PROFESSIONAL, ROLES, Candidate
from cohorts.recruitment.lottery_types import Problem, Rule

NAME = "can be paired"
# Each round adds a rule for every panel that cannot be paired; real pools need one or two.
MOST_ROUNDS = 200


@dataclass(frozen=True)
class Bottleneck:
    """People of one role who, drawn together, would outnumber those with whom they may be paired."""

    people: tuple[str, ...]
    partners: tuple[str, ...]
    venue: str = ""


class Partners:
    """Who may be paired with whom in a pool; people who came together are paired with each other."""

    def __init__(self, pool: Iterable[Candidate], groups: Iterable[Sequence[str]] = ()) -> None:
        self.people = {candidate.key: candidate for candidate in pool}
        self.of_role = {role: {key for key, one in self.people.items() if one.role == role} for role in ROLES}
        self.apart: dict[str, set[str]] = {}
        for candidate in self.people.values():
            for other in candidate.apart:
                self._part(candidate.key, other)
        self.partner: dict[str, str] = {}
        for group in groups:
            if len(group) == 2 and {self._role(key) for key in group} == set(ROLES):
                self.partner |= {group[0]: group[1], group[1]: group[0]}

    def _role(self, key: str) -> str:
        return self.people[key].role if key in self.people else ""

    def _part(self, one: str, other: str) -> None:
        if {self._role(one), self._role(other)} == set(ROLES):
            self.apart.setdefault(one, set()).add(other)
            self.apart.setdefault(other, set()).add(one)

    @property
    def anybody_apart(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.apart)

    def allowed(self, key: str, among: Collection[str] | None = None) -> set[str]:
        """Return the people of the other role with whom this one may be paired, all or among some."""
        if key in self.partner:
            found = {self.partner[key]} - self.apart.get(key, set())
            return found if among is None else found.intersection(among)
        others = self.of_role[LAY if self._role(key) == PROFESSIONAL else PROFESSIONAL]
        some = others if among is None else others.intersection(among)
        return some - self.apart.get(key, set()) - self.partner.keys()

    def bottleneck(self, members: Collection[str]) -> Bottleneck | None:
        """Return why these people cannot all be paired (the smaller role where one is), or None where they can."""
        sides = {role: sorted(self.of_role[role].intersection(members)) for role in ROLES}
        few, many = sorted(ROLES, key=lambda role: (len(sides[role]), role))
        # Where nobody must be kept from more than half of the others, everybody can be paired: no need to look.
        most = max((len(self.apart.get(key, set()).intersection(members)) for key in members), default=0)
        if not most or (2 * most <= len(sides[few]) and not self.partner.keys() & set(members)):
            return None
        allowed = {key: sorted(self.allowed(key, sides[many])) for key in sides[few]}
        stuck = _unmatched(allowed)
        if stuck is None:
            return None
        people, partners = stuck
        return Bottleneck(tuple(sorted(people)), tuple(sorted(partners)))

    def counts(self, found: Bottleneck) -> dict[str, int]:
        """Return what a bottleneck counts: everybody whose partners are among the same, less these partners."""
        partners = set().union(*(self.allowed(key) for key in found.people))
        role = self._role(found.people[0])
        people = [key for key in sorted(self.of_role[role]) if self.allowed(key) <= partners]
        return dict.fromkeys(people, 1) | dict.fromkeys(sorted(partners), -1)


def _unmatched(allowed: Mapping[str, Sequence[str]]) -> tuple[set[str], set[str]] | None:
    """Match everybody on the left; where that fails, return a set of them and all with whom any of it may be."""
    holder: dict[str, str] = {}
    for start in sorted(allowed, key=lambda key: (len(allowed[key]), key)):
        came_from: dict[str, str] = {}
        reached, waiting, free = {start}, [start], None
        while waiting and free is None:
            one = waiting.pop()
            for other in allowed[one]:
                if other in came_from:
                    continue
                came_from[other] = one
                if other not in holder:
                    free = other
                    break
                reached.add(holder[other])
                waiting.append(holder[other])
        if free is None:
            return reached, set(came_from)
        _shift(holder, came_from, free)
    return None


def _shift(holder: dict[str, str], came_from: Mapping[str, str], free: str) -> None:
    """Give the free one to whoever reached it, and what that one held to whoever reached that, back to the start."""
    other: str | None = free
    while other is not None:
        one = came_from[other]
        before = next((held for held, by in holder.items() if by == one), None)
        holder[other] = one
        other = before


@dataclass(frozen=True)
class Pairable:
    """A lottery whose panels can all be paired, and the bottlenecks that it keeps clear of."""

    lottery: Lottery
    bottlenecks: tuple[Bottleneck, ...]


def hold_pairable(problem: Problem, partners: Partners, *, progress: Progress | None = None) -> Pairable:
    """Return the fairest lottery over the panels that keep the rules and can be paired at each venue.

    Raises:
        NoPanelError: no panel keeps the rules and can be paired.
    """
    found: dict[Bottleneck, None] = {}
    for _round in range(MOST_ROUNDS):
        lottery = hold(with_bottlenecks(problem, partners, found), progress=progress)
        new = [one for one in bottlenecks_of(lottery, partners) if one not in found]
        if not new:
            return Pairable(lottery, tuple(found))
        found |= dict.fromkeys(new)
    raise RuntimeError(f"{MOST_ROUNDS} rounds did not find a lottery whose panels can all be paired.")


def with_bottlenecks(problem: Problem, partners: Partners, found: Iterable[Bottleneck]) -> Problem:
    """Return the problem with the rules that these bottlenecks stand for. Their names say nothing about anybody."""
    rules: list[Rule] = []
    for one in found:
        counts, venue = partners.counts(one), one.venue or None
        if not any(rule.counts == counts and rule.venue == venue for rule in rules):
            name = f"{NAME} {len(rules) + 1}" + (f" at {venue}" if venue else "")
            rules.append(Rule(name, counts, -len(problem.people), 0, venue))
    return replace(problem, rules=(*problem.rules, *rules))


def bottlenecks_of(lottery: Lottery, partners: Partners) -> list[Bottleneck]:
    """Return why panels of a lottery cannot be paired, each reason once, in order."""
    if not partners.anybody_apart:
        return []
    found = {one for panel in lottery.panels for one in bottlenecks_in(panel, lottery.problem.sizes, partners)}
    return sorted(found, key=lambda one: (one.venue, one.people, one.partners))


def bottlenecks_in(panel: Panel, venues: Iterable[str], partners: Partners) -> list[Bottleneck]:
    """Return why the people of a panel cannot all be paired, one reason a venue; nothing where they can."""
    if not partners.anybody_apart:
        return []
    found = []
    for venue in venues:
        there = [person for person, where in panel.seats if where == venue]
        if (one := partners.bottleneck(there)) is not None:
            found.append(replace(one, venue=venue))
    return found
