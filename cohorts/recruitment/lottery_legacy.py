"""The way that citizens' assemblies were drawn before: greedy, by the most urgent quota. A baseline to compare with.

After the description in Flanigan et al. (Nature 596, 2021): again and again the value whose minimum is most urgent
(places still needed over people still there) gets a random person; whoever would break a maximum leaves the pool; where
it gets stuck it begins anew. Quotas are kept, chances are whatever they come to be, so they can only be estimated.
"""

import random
from collections import Counter
from collections.abc import Mapping

from cohorts.recruitment.lottery_bound import NoPanelError
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_types import ONE, ONLY_VENUE, Problem, Rule

TRIES = 1_000


def legacy_panel(problem: Problem, chance: random.Random) -> tuple[str, ...]:
    """Return one panel.

    Raises:
        NoPanelError: it got stuck each time.
    """
    for _try in range(TRIES):
        panel = _attempt(problem, chance)
        if panel is not None:
            return panel
    raise NoPanelError(f"The greedy way got stuck {TRIES} times. Draw without --method legacy.")


def legacy_panels(problem: Problem, *, draws: int, seed: str) -> tuple[Panel, ...]:
    """Return so many panels, each as likely as the others: an estimate of the lottery that the greedy way comes to.

    Raises:
        NoPanelError: it got stuck each time.
    """
    chance = random.Random(seed)  # noqa: S311 - a baseline to measure, which draws nobody
    return tuple(
        Panel(1 / draws, tuple((person, ONLY_VENUE) for person in legacy_panel(problem, chance)))
        for _draw in range(draws)
    )


def _attempt(problem: Problem, chance: random.Random) -> tuple[str, ...] | None:
    there = set(problem.people)
    had: Counter[str] = Counter()
    panel: list[str] = []
    places = sum(problem.sizes.values())
    for person in sorted(problem.include):
        _take(person, problem, panel, there, had)
    while len(panel) < places:
        urgent = _most_urgent(problem.rules, there, had)
        able = sorted(there if urgent is None else there & urgent.counts.keys())
        if not able:
            return None
        _take(chance.choice(able), problem, panel, there, had)
    short = any(had[rule.name] < rule.minimum for rule in problem.rules)
    return None if short else tuple(sorted(panel))


def _most_urgent(rules: tuple[Rule, ...], there: set[str], had: Mapping[str, int]) -> Rule | None:
    needed = [rule for rule in rules if had.get(rule.name, 0) < rule.minimum]
    if not needed:
        return None

    def urgency(rule: Rule) -> float:
        able = len(there & rule.counts.keys())
        return (rule.minimum - had.get(rule.name, 0)) / able if able else float("inf")

    return max(needed, key=urgency)


def _take(person: str, problem: Problem, panel: list[str], there: set[str], had: Counter[str]) -> None:
    panel.append(person)
    there.discard(person)
    for rule in problem.rules:
        had[rule.name] += rule.counts.get(person, 0)
        if had[rule.name] >= rule.maximum:
            there.difference_update(rule.counts)
    for group in problem.groups:
        if group.rule == ONE and person in group.members:
            there.difference_update(group.members)
