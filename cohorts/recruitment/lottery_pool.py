"""People and quotas as the lottery sees them: plain data, checked, without Django and without scipy.

Pages may import this module; `lottery`, which loads scipy, is for workers and commands.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

LAY = "lay"
PROFESSIONAL = "professional"
ROLES = (LAY, PROFESSIONAL)
ALGORITHM_VERSION = "milp-1"


@dataclass(frozen=True)
class Candidate:
    """One applicant: a stable key, a role ("lay" or "professional") and category → value (None: not said).

    `venues` are those that they would go to, the dearest first (none: there is only one venue); `apart` are the keys
    of people with whom they must not be paired.
    """

    key: str
    role: str
    values: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    venues: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quota:
    """At least `minimum` and at most `maximum` people (None: no limit) with this value, in one role or in both.

    In a draw over several venues it counts at its `venue` alone.
    """

    category: str
    value: str
    minimum: int = 0
    maximum: int | None = None
    role: str | None = None
    venue: str | None = None

    @property
    def name(self) -> tuple[str, ...]:
        """What makes a quota the same quota: category, value, role ("" for both roles), and venue if there is one."""
        return (self.category, self.value, self.role or "", *([self.venue] if self.venue else []))

    def counts(self, candidate: Candidate) -> bool:
        """Whether a person counts towards this quota; "prefer not to say" counts towards none."""
        return self.role in {None, candidate.role} and candidate.values.get(self.category) == self.value


@dataclass(frozen=True)
class Shortfall:
    """One thing that cannot be met: what was wanted, and what is possible in the nearest cohort that can be met.

    `kind` is "minimum" or "maximum" (of the quota in `category`, `value`, `role`), "places" (of the role in `role`;
    category and value are None) or "parity" (as "places", where not even an equal cohort can be had).
    """

    kind: str
    wanted: int
    possible: int
    category: str | None = None
    value: str | None = None
    role: str | None = None
    venue: str | None = None

    @property
    def by(self) -> int:
        """By how many people it is missed."""
        return abs(self.wanted - self.possible)


@dataclass(frozen=True)
class DrawResult:
    """A panel, its reserves and what could not be met.

    Where `met` is False the panel is that of the nearest draw that can be met, and `shortfalls` says what would have
    to change: it is a proposal, and nobody is to be offered a place before a coordinator has agreed to the change.
    `selected` and each list of `reserves` (role → keys) stand in the order of the random numbers. `lay` and
    `professional` are the places asked for; how many are seated is counted by `seated`.

    In a draw over several venues `at` says how many of each role are seated at each, and `seats` who goes where.
    `max_chance` is the cap on every chance but of those included.
    """

    met: bool
    selected: tuple[str, ...]
    reserves: Mapping[str, tuple[str, ...]]
    shortfalls: tuple[Shortfall, ...]
    seated: Mapping[str, int]
    lay: int
    professional: int
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    algorithm_version: str = ALGORITHM_VERSION
    at: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    seats: Mapping[str, str] = field(default_factory=dict)
    max_chance: float | None = None


def ticket(seed: str, key: str) -> int:
    """A person's random number in one draw: SHA-256 of seed, line feed and key, as an integer of 256 bits."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{key}".encode()).digest(), "big")


def digest(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    seed: str,
    result: DrawResult,
    lottery: Mapping[str, Any] | None = None,
) -> str:
    """SHA-256 (hexadecimal) over people, quotas, seed and result as canonical JSON: any change gives another digest.

    `lottery` is the kept form of the lottery that it was drawn from, where there is one.

    Canonical: people by key, quotas by name, object keys sorted, no spaces, ASCII; the order of the rows is nothing.
    """
    content: dict[str, Any] = {
        "algorithm_version": result.algorithm_version,
        "pool": [
            {"key": candidate.key, "role": candidate.role, "values": dict(candidate.values)}
            | _said(asdict(candidate), ("venues", "apart"))
            for candidate in sorted(pool, key=lambda candidate: candidate.key)
        ],
        "quotas": [_short(asdict(quota), ("venue",)) for quota in sorted(quotas, key=lambda quota: quota.name)],
        "result": _short(asdict(result), ("at", "seats", "max_chance"))
        | {"shortfalls": [_short(asdict(one), ("venue",)) for one in result.shortfalls]},
        "seed": seed,
    }
    if lottery is not None:
        content["lottery"] = lottery
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _short(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Leave out what is not said, so that digests from before these words came in still hold."""
    return {name: value for name, value in row.items() if value or name not in set(names)}


def _said(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row[name]}


def shortfalls_of(panel: Sequence[Candidate], quotas: Iterable[Quota]) -> tuple[Shortfall, ...]:
    """Each quota that these people do not meet, in the order of the quotas."""
    found = []
    for quota in quotas:
        have = sum(quota.counts(candidate) for candidate in panel)
        if have < quota.minimum:
            found.append(Shortfall("minimum", quota.minimum, have, quota.category, quota.value, quota.role))
        if quota.maximum is not None and have > quota.maximum:
            found.append(Shortfall("maximum", quota.maximum, have, quota.category, quota.value, quota.role))
    return tuple(found)


def check_pool(pool: Sequence[Candidate]) -> None:
    """Raise ValueError where two people share a key or a role is unknown."""
    for key, times in Counter(candidate.key for candidate in pool).items():
        if times > 1:
            raise ValueError(f"The key {key!r} stands for {times} people: give each person a key of their own.")
    for candidate in pool:
        if candidate.role not in ROLES:
            raise ValueError(f"{candidate.key!r} has the role {candidate.role!r}: it must be 'lay' or 'professional'.")


def check_quotas(quotas: Sequence[Quota]) -> None:
    """Raise ValueError where a quota contradicts itself, is given twice or names an unknown role."""
    for quota in quotas:
        title = f"The quota {quota.category} = {quota.value}"
        if quota.role is not None and quota.role not in ROLES:
            raise ValueError(f"{title} is for the role {quota.role!r}: it must be 'lay', 'professional' or None.")
        if quota.minimum < 0:
            raise ValueError(f"{title} has a minimum of {quota.minimum}: it cannot be below 0.")
        if quota.maximum is not None and quota.minimum > quota.maximum:
            raise ValueError(f"{title} has a minimum of {quota.minimum} above its maximum of {quota.maximum}.")
    for name, times in Counter(quota.name for quota in quotas).items():
        if times > 1:
            raise ValueError(f"The quota {name[0]} = {name[1]} is given {times} times: keep one.")


def check_groups(groups: Iterable[Sequence[str]], keys: Iterable[str]) -> None:
    """Raise ValueError where a group names an unknown person, one person, or a person of another group."""
    known, grouped = set(keys), set[str]()
    for group in groups:
        if len(set(group)) < 2 or len(set(group)) < len(group):
            raise ValueError(f"The group {tuple(group)!r} must name two or more different people.")
        for key in group:
            if key not in known:
                raise ValueError(f"The group {tuple(group)!r} names {key!r}, who is not in the pool.")
            if key in grouped:
                raise ValueError(f"{key!r} is in two groups: a person can come with one group only.")
            grouped.add(key)


def with_companions(keys: Iterable[str], groups: Iterable[Sequence[str]]) -> frozenset[str]:
    """These people and all who come together with one of them."""
    chosen = set(keys)
    for group in groups:
        if chosen.intersection(group):
            chosen.update(group)
    return frozenset(chosen)


def check_choices(
    pool: Sequence[Candidate],
    places: Mapping[str, int],
    include: frozenset[str],
    exclude: frozenset[str],
) -> None:
    """Raise ValueError where people are included and excluded, unknown, or more than the places of their role."""
    known = {candidate.key for candidate in pool}
    for key in sorted(include | exclude):
        if key not in known:
            raise ValueError(f"{key!r} is to be included or excluded, but is not in the pool.")
    for key in sorted(include & exclude):
        raise ValueError(f"{key!r}, or somebody who comes together with them, is both included and excluded.")
    for role in ROLES:
        if places[role] < 0:
            raise ValueError(f"{places[role]} {role} places were asked for: it cannot be below 0.")
        fixed = sum(candidate.role == role for candidate in pool if candidate.key in include)
        if fixed > places[role]:
            raise ValueError(f"{fixed} {role} people are to be included, but there are {places[role]} {role} places.")
