"""What is wrong with the input of a lottery, or with one of its panels, in sentences that say what to do. No solver."""

from collections.abc import Iterable, Mapping

from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_types import ALL, ONE, Group, Problem

Pool = Mapping[str, Mapping[str, str | None]]
Quotas = Mapping[str, Mapping[str, tuple[int, int]]]


def check_problem(problem: Problem, pool: Pool, quotas: Quotas, exclude: frozenset[str]) -> None:
    """Raise ValueError, a sentence, where the words of a lottery contradict themselves or each other."""
    _check_people(problem, pool, exclude)
    _check_groups(problem.groups, pool, exclude)
    _check_included(problem)
    for category, values in quotas.items():
        for value, (least, most) in values.items():
            _check_quota(f"{category} = {value}", least, most)
            if least > 0 and not any(has.get(category) == value for has in pool.values()):
                raise ValueError(
                    f"The quota {category} = {value} asks for at least {least}, but nobody in the pool has this value. "
                    f"Lower it to 0, or find such people."
                )
        _check_category(category, values, pool, sum(problem.sizes.values()), whole=True)
    for rule in problem.rules:
        _check_quota(rule.name, rule.minimum, rule.maximum)


def _check_people(problem: Problem, pool: Pool, exclude: frozenset[str]) -> None:
    places = sum(problem.sizes.values())
    if not pool:
        raise ValueError("There is nobody in the pool.")
    if places < 1 or min(problem.sizes.values()) < 0:
        raise ValueError(f"{places} places were asked for: ask for at least one, and for none below 0 at any venue.")
    for person in sorted({*exclude, *problem.include} - pool.keys()):
        raise ValueError(f"{person!r} is to be included or excluded, but is not in the pool.")
    for person in sorted(exclude & problem.include):
        raise ValueError(f"{person!r} is both included and excluded: choose one.")
    if len(problem.people) < places:
        raise ValueError(
            f"There are {places} places, but only {len(problem.people)} people can be drawn. "
            f"Lower the places, or find more people."
        )
    if problem.max_chance is not None and not places / len(problem.people) <= problem.max_chance <= 1:
        raise ValueError(
            f"No chance may be above {problem.max_chance}, but {places} places over {len(problem.people)} people give "
            f"{places / len(problem.people):.3f} each on average. Set the cap between that and 1."
        )


def _check_quota(name: str, least: int, most: int) -> None:
    if least < 0:
        raise ValueError(f"The quota {name} has a minimum of {least}: it cannot be below 0. Write 0 or more.")
    if least > most:
        raise ValueError(
            f"The quota {name} has a minimum of {least} above its maximum of {most}. Lower one or raise the other."
        )


def _check_category(
    category: str, values: Mapping[str, tuple[int, int]], pool: Pool, places: int, *, whole: bool
) -> None:
    """Refuse quotas of one category that add up to too many or, where everybody has one of its values, too few."""
    least, most = sum(low for low, _high in values.values()), sum(high for _low, high in values.values())
    if least > places:
        raise ValueError(f"The minimums of {category} add up to {least}, but there are {places} places. Lower them.")
    everybody = whole and all(has.get(category) in values for has in pool.values())
    if everybody and most < places:
        raise ValueError(f"The maximums of {category} add up to {most}, but there are {places} places. Raise them.")


def _check_groups(groups: Iterable[Group], pool: Pool, exclude: frozenset[str]) -> None:
    grouped: dict[str, set[str]] = {ONE: set(), ALL: set()}
    for group in groups:
        if group.rule not in grouped:
            raise ValueError(f"The group {group.members!r} has the rule {group.rule!r}: it must be {ONE!r} or {ALL!r}.")
        if len(set(group.members)) < 2 or len(set(group.members)) < len(group.members):
            raise ValueError(f"The group {group.members!r} must name two or more different people.")
        for person in group.members:
            if person not in pool:
                raise ValueError(f"The group {group.members!r} names {person!r}, who is not in the pool.")
            if person in exclude:
                raise ValueError(f"The group {group.members!r} names {person!r}, who is excluded: take them out of it.")
            if person in grouped[group.rule]:
                raise ValueError(f"{person!r} is in two groups of one kind: join them into one.")
        grouped[group.rule].update(group.members)
    _check_both(groups)


def _check_both(groups: Iterable[Group]) -> None:
    together = [set(group.members) for group in groups if group.rule == ALL]
    for group in groups:
        for pair in together:
            both = pair & set(group.members)
            if group.rule == ONE and len(both) > 1:
                raise ValueError(
                    f"{' and '.join(sorted(both))} come together, but only one of their household may be drawn."
                )


def _check_included(problem: Problem) -> None:
    for group in problem.groups:
        inside = problem.include.intersection(group.members)
        if group.rule == ONE and len(inside) > 1:
            raise ValueError(
                f"{' and '.join(sorted(inside))} are both included, but only one of their household may be."
            )
    for venue_free in sorted(
        person for person in problem.people if not set(problem.venues[person]) & set(problem.sizes)
    ):
        raise ValueError(f"{venue_free!r} would go to none of the venues: take them out of the pool.")
    if len(problem.include) > sum(problem.sizes.values()):
        raise ValueError(
            f"{len(problem.include)} people are included, but there are {sum(problem.sizes.values())} places."
        )


def faults_of_panel(problem: Problem, panel: Panel) -> list[str]:
    """Return which rules a panel breaks, in sentences."""
    label = f"The panel of {', '.join(panel.members[:3])} …"
    seats, known = dict(panel.seats), set(problem.people)
    faults = [f"{label} holds {person!r}, who cannot be drawn." for person in seats if person not in known]
    faults += [f"{label} has no {person!r}, who is included." for person in sorted(problem.include - seats.keys())]
    if len(seats) != len(panel.seats):
        faults.append(f"{label} names somebody twice.")
    for venue, size in problem.sizes.items():
        there = sum(where == venue for where in seats.values())
        if there != size:
            faults.append(f"{label} has {there} people{f' at {venue}' if venue else ''}, not {size}.")
    faults += [
        f"{label} sends {person!r} where they would not go."
        for person, venue in seats.items()
        if venue not in problem.venues.get(person, ())
    ]
    for rule in problem.rules:
        count = sum(rule.counts.get(person, 0) for person, venue in seats.items() if rule.venue in {None, venue})
        if not rule.minimum <= count <= rule.maximum:
            faults.append(f"{label} has {count} of {rule.name}, not {rule.minimum} to {rule.maximum}.")
    for group in problem.groups:
        drawn = [person for person in group.members if person in seats]
        if (group.rule == ONE and len(drawn) > 1) or (group.rule == ALL and 0 < len(drawn) < len(group.members)):
            faults.append(f"{label} breaks the group of {' and '.join(group.members)}.")
    return faults
