"""Who takes a place that has come free: the first reserve of that role who keeps the quotas. No Django, no scipy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cohorts.recruitment.lottery_pool import Candidate, Quota, Shortfall, shortfalls_of


@dataclass(frozen=True)
class PassedOver:
    """A reserve who stood earlier in the order: `because` of a "quota", or since they come "together" or not at all."""

    key: str
    because: str
    shortfalls: tuple[Shortfall, ...] = ()


@dataclass(frozen=True)
class ReserveChoice:
    """The reserve to be offered the place (None: there is none), the quotas then missed, and who was passed over."""

    key: str | None
    shortfalls: tuple[Shortfall, ...]
    passed_over: tuple[PassedOver, ...]

    @property
    def keeps_all(self) -> bool:
        """Whether parity and every quota hold once this person is seated."""
        return self.key is not None and not self.shortfalls

    @property
    def broken(self) -> int:
        """By how many people the quotas are missed, all together."""
        return sum(shortfall.by for shortfall in self.shortfalls)


def on_the_list(
    orders: Mapping[str, Sequence[str]], most: int, groups: Iterable[Sequence[str]]
) -> dict[str, list[str]]:
    """Return who is on the reserve list of each role: the first so many in their order, and who came with one of them.

    People who came together are on it both or neither: one alone could never be offered a place.
    """
    first = {key for order in orders.values() for key in order[:most]}
    partners = {key for group in groups if first.intersection(group) for key in group}
    return {role: [key for key in order if key in first | partners] for role, order in orders.items()}


def next_reserve(
    *,
    leaver: Candidate,
    seated: Sequence[Candidate],
    reserves: Sequence[Candidate],
    quotas: Sequence[Quota],
    groups: Sequence[Sequence[str]] = (),
) -> ReserveChoice:
    """Choose the reserve who restores parity and quotas, else the one who breaks least; earlier in the order first.

    `seated` are all who hold a place or an open offer (with or without the leaver); `reserves` are those who may
    still be offered one, in the order of the draw. Parity is kept by taking only the leaver's role. People who come
    together are not asked for one place alone. Where several places are free, call once for each and add the reserve
    to `seated`; minimums still short then fill step by step.
    """
    stay = [candidate for candidate in seated if candidate.key != leaver.key]
    present = {candidate.key for candidate in stay}
    alone = {key for group in groups for key in group if not present.issuperset(set(group) - {key})}
    judged = [
        (candidate, shortfalls_of([*stay, candidate], quotas))
        for candidate in reserves
        if candidate.role == leaver.role and candidate.key not in present | {leaver.key}
    ]
    free = [pair for pair in judged if pair[0].key not in alone]
    if not free:
        passed = tuple(PassedOver(candidate.key, "together", missed) for candidate, missed in judged)
        return ReserveChoice(None, shortfalls_of(stay, quotas), passed)
    chosen, shortfalls = min(free, key=lambda pair: sum(shortfall.by for shortfall in pair[1]))
    before = judged[: [candidate.key for candidate, _ in judged].index(chosen.key)]
    passed = tuple(
        PassedOver(candidate.key, "together" if candidate.key in alone else "quota", missed)
        for candidate, missed in before
    )
    return ReserveChoice(chosen.key, shortfalls, passed)
