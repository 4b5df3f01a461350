"""Features and candidates as files, in the layout of the Sortition Foundation: CSV in, pool and quotas out. No Django.

Features: a row a value with `feature`, `value`, `min`, `max`, and perhaps `min_flex` and `max_flex` (how far a quota
may give way where nothing else helps). Candidates: a row a person, the first column an id; columns that are no feature
are kept for the list of the panel, and have no part in the draw. Every error is a sentence that names the file, the
row and what to do.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cohorts.recruitment.lottery_nearest import Change
from cohorts.recruitment.lottery_rows import FileError, Sheet, read_sheet, short
from cohorts.recruitment.lottery_types import ONE, Group

HEADINGS = {"category": "feature", "name": "value"}
NEEDED = ("feature", "value", "min", "max")
FLEXIBLE = ("min_flex", "max_flex")
MOST_FEATURES = 40
# Nobody draws more people; longer numbers are mistakes, and no solver can count with them.
MOST_DIGITS = 9

Quotas = dict[str, dict[str, tuple[int, int]]]


@dataclass
class Files:
    """What two files say: the pool, the quotas, how far they may be stretched, and people at one address."""

    pool: dict[str, dict[str, str | None]]
    quotas: Quotas
    flexible: Quotas
    groups: tuple[Group, ...]
    # Where each quota stands in the file of features, which has this name.
    rows: dict[tuple[str, str], int]
    name: str
    # The name of the file of candidates, its other headings, and where each person stands with the other cells.
    people: str
    headings: tuple[str, ...] = ()
    people_rows: dict[str, int] = field(default_factory=dict)
    cells: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def check_choices(self, include: Collection[str], exclude: Collection[str]) -> None:
        """Raise FileError where somebody is to be in and out, is in no row, or shares a home with another who is in."""
        row = self.people_rows
        for person in sorted({*include, *exclude} - row.keys()):
            raise FileError(
                f"{self.people}: no row has the id {person}, which is to be included or excluded. Check it."
            )
        for person in sorted({*include} & {*exclude}):
            raise FileError(f"{self.people}, row {row[person]}: {person} is both included and excluded. Choose one.")
        for group in self.groups:
            inside = [person for person in group.members if person in include]
            if len(inside) > 1:
                rows = ", ".join(str(row[person]) for person in inside)
                raise FileError(
                    f"{self.people}, rows {rows}: {' and '.join(inside)} share an address, so only one of them can be "
                    f"included. Choose one."
                )

    def check(self, places: int, *, include: Collection[str] = (), exclude: Collection[str] = ()) -> None:
        """Raise FileError where these people or the quotas of a feature fit no panel: which rows, and what to do."""
        able = {person: has for person, has in self.pool.items() if person not in exclude}
        self._check_people(places, able, include, exclude)
        for feature, values in self.quotas.items():
            self._check_sums(feature, places, able)
            for value, (low, high) in values.items():
                people = [person for person, has in able.items() if has[feature] == value]
                self._check_value(feature, value, low, len(people), excluding=bool(exclude))
                inside = sum(person in include for person in people)
                if inside > high:
                    raise FileError(
                        f"{self.name}, row {self.rows[feature, value]}: {inside} of those included have {feature} = "
                        f"{value}, but its max is {high}. Raise it, or include fewer of them."
                    )

    def _check_people(
        self, places: int, able: Mapping[str, object], include: Collection[str], exclude: Collection[str]
    ) -> None:
        if len(able) < places:
            how = "with those excluded left out, " if exclude else ""
            raise FileError(
                f"{self.people}: {how}it has {len(able)} people to draw from, but there are {places} places. Lower "
                f"--places, or find more people."
            )
        homes = len(able) - sum(len(group.members) - 1 for group in without(self.groups, set(exclude)))
        if homes < places:
            raise FileError(
                f"{self.people}: its people live at {homes} address{'es' if homes != 1 else ''}, and only one of each "
                f"can be drawn, but there are {places} places. Lower --places, or leave out --same-address."
            )
        if len(set(include)) > places:
            raise FileError(
                f"{len(set(include))} people are included, but there are {places} places. Include fewer, or raise "
                f"--places."
            )

    def _check_sums(self, feature: str, places: int, able: Mapping[str, Mapping[str, str | None]]) -> None:
        values = self.quotas[feature]
        where = ", ".join(str(self.rows[feature, value]) for value in values)
        least, most = sum(low for low, _high in values.values()), sum(high for _low, high in values.values())
        if least > places:
            raise FileError(
                f"{self.name}, rows {where}: the minimums of {feature} add up to {least}, but there are {places} "
                f"places. Lower them."
            )
        if most < places and all(has[feature] is not None for has in able.values()):
            raise FileError(
                f"{self.name}, rows {where}: the maximums of {feature} add up to {most}, but there are {places} "
                f"places. Raise them."
            )

    def _check_value(self, feature: str, value: str, low: int, count: int, *, excluding: bool) -> None:
        if low > count:
            have = {0: "no candidate has", 1: "only 1 candidate has"}.get(count, f"only {count} candidates have")
            left = "with those excluded left out, " if excluding else ""
            raise FileError(
                f"{self.name}, row {self.rows[feature, value]}: {feature} = {value} asks for at least {low}, but "
                f"{left}{have} this value. Lower it to {count}, or find such people."
            )

    def limits(self) -> dict[str, tuple[int, int]]:
        """How low and how high each flexible quota may go, by the name of its rule."""
        return {f"{name} = {value}": both for name, values in self.flexible.items() for value, both in values.items()}

    def where(self, change: Change) -> str:
        """Return a change with the row that it is about."""
        rows = {f"{feature} = {value}": row for (feature, value), row in self.rows.items()}
        return f"row {rows[change.rule]}, {change}"


def read_files(features: Path, candidates: Path, same_address: Sequence[str] = ()) -> Files:
    """Return what the two files say; people alike in all columns of `same_address` are one household.

    Raises:
        FileError: a sentence that names the row and what to do.
    """
    quotas, flexible, rows = _read_features(read_sheet(features))
    sheet = read_sheet(candidates)
    pool, places = _read_candidates(sheet, quotas)
    homes: dict[tuple[str, ...], list[str]] = defaultdict(list)
    columns = [sheet.column(one, "Add it, or take it out of --same-address.") for one in same_address]
    for _number, cells in sheet.rows:
        home = tuple(cells[column].casefold() for column in columns)
        if any(home):
            homes[home].append(cells[0])
    groups = tuple(Group(tuple(members), ONE) for members in homes.values() if len(members) > 1)
    kept = {cells[0]: cells[1:] for _number, cells in sheet.rows}
    return Files(pool, quotas, flexible, groups, rows, features.name, sheet.name, sheet.headings[1:], places, kept)


def _read_features(sheet: Sheet) -> tuple[Quotas, Quotas, dict[tuple[str, str], int]]:
    names = tuple(HEADINGS.get(heading.lower(), heading.lower()) for heading in sheet.headings)
    sheet = Sheet(sheet.name, names, sheet.top, sheet.rows)
    columns = {heading: sheet.column(heading, f"It needs {', '.join(NEEDED)}.") for heading in NEEDED}
    columns |= {heading: sheet.column(heading, "") for heading in FLEXIBLE if heading in names}
    quotas: Quotas = defaultdict(dict)
    rows: dict[tuple[str, str], int] = {}
    flexible: Quotas = defaultdict(dict)
    for number, cells in sheet.rows:
        row = {heading: cells[column] for heading, column in columns.items()}
        where, feature, value = sheet.at(number), row["feature"], row["value"]
        if not feature or not value:
            raise FileError(f"{where}: feature and value must not be empty. Fill them in, or remove the row.")
        if value in quotas[feature]:
            first = rows[feature, value]
            raise FileError(
                f"{where}: {short(feature)} = {short(value)} stands there twice, first in row {first}. Keep one."
            )
        quotas[feature][value] = _range(where, row, "min", "max")
        rows[feature, value] = number
        if len(quotas) > MOST_FEATURES:
            raise FileError(
                f"{where}: “{short(feature)}” is feature number {len(quotas)}; the most is {MOST_FEATURES}. Leave some "
                f"out."
            )
        if row.get("min_flex") or row.get("max_flex"):
            flexible[feature][value] = _flexible(where, row, quotas[feature][value])
    return dict(quotas), dict(flexible), rows


def _range(where: str, row: Mapping[str, str], low: str, high: str) -> tuple[int, int]:
    least, most = _whole(where, row, low), _whole(where, row, high)
    if least > most:
        raise FileError(f"{where}: the {low} {least} is above the {high} {most}. Lower one, or raise the other.")
    return least, most


def _flexible(where: str, row: Mapping[str, str], quota: tuple[int, int]) -> tuple[int, int]:
    """Return how far a quota may give way; where only one side says so, the other stays as it is."""
    least = _whole(where, row, "min_flex") if row.get("min_flex") else quota[0]
    most = _whole(where, row, "max_flex") if row.get("max_flex") else quota[1]
    if least > quota[0] or most < quota[1]:
        raise FileError(
            f"{where}: min_flex and max_flex say how far the quota may give way, so {least} to {most} must hold all of "
            f"{quota[0]} to {quota[1]}. Lower min_flex, or raise max_flex."
        )
    return least, most


def _whole(where: str, row: Mapping[str, str], heading: str) -> int:
    text = row[heading]
    if not (text.isascii() and text.isdigit()):
        raise FileError(f"{where}: {heading} is “{short(text)}”. Write a whole number, 0 or more.")
    if len(text) > MOST_DIGITS:
        raise FileError(f"{where}: {heading} is “{short(text)}”, which is too large. Write how many people at most.")
    return int(text)


def _read_candidates(sheet: Sheet, quotas: Quotas) -> tuple[dict[str, dict[str, str | None]], dict[str, int]]:
    columns = {feature: sheet.column(feature, "Add it, or take it out of the features.") for feature in quotas}
    pool: dict[str, dict[str, str | None]] = {}
    rows: dict[str, int] = {}
    for number, cells in sheet.rows:
        where, person = sheet.at(number), cells[0]
        if not person:
            raise FileError(
                f"{where}: the id in “{sheet.headings[0]}” is empty. Give this person one, or remove the row."
            )
        if person in pool:
            raise FileError(
                f"{where}: the id {short(person)} stands there twice, first in row {rows[person]}. Give each person "
                f"their own."
            )
        rows[person] = number
        pool[person] = {
            feature: _value(where, cells[column], feature, quotas[feature]) for feature, column in columns.items()
        }
    return pool, rows


def _value(where: str, value: str, feature: str, known: Mapping[str, object]) -> str | None:
    if value and value not in known:
        raise FileError(
            f"{where}: {feature} is “{short(value)}”, which the features do not name. They name "
            f"{short(', '.join(sorted(known)), 200)}. Correct it, or add it to the features."
        )
    return value or None


def without(groups: Iterable[Group], excluded: set[str]) -> tuple[Group, ...]:
    """Return the households without people who cannot be drawn; one person alone is none."""
    left = [tuple(person for person in group.members if person not in excluded) for group in groups]
    return tuple(Group(members, ONE) for members in left if len(members) > 1)
