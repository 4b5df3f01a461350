"""Features and candidates as files, in the layout of the Sortition Foundation: CSV in, pool and quotas out. No Django.

Features: a row a value with `feature`, `value`, `min`, `max`, and perhaps `min_flex` and `max_flex` (how far a quota
may give way where nothing else helps). Candidates: a row a person, the first column an id; columns that are no feature
are kept out of the draw. Every error is a sentence that names the file, the row and what to do.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cohorts.recruitment.lottery_types import ONE, Group

HEADINGS = {"category": "feature", "name": "value"}
NEEDED = ("feature", "value", "min", "max")
MOST_FEATURES = 40

Quotas = dict[str, dict[str, tuple[int, int]]]


class FileError(ValueError):
    """A file cannot be used; the text says where and what to do."""


@dataclass
class Files:
    """What two files say: the pool, the quotas, how far they may be stretched, and people at one address."""

    pool: dict[str, dict[str, str | None]]
    quotas: Quotas
    flexible: Quotas = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    # Where each quota stands in the file of features, which has this name.
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    name: str = ""
    # The name of the file of candidates: its people are in the pool in the order of its rows.
    people: str = ""

    def check_choices(self, include: Collection[str], exclude: Collection[str]) -> None:
        """Raise FileError where somebody is to be in and out, is in no row, or shares a home with another who is in."""
        row = {person: number for number, person in enumerate(self.pool, 2)}
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

    def check(self, places: int) -> None:
        """Raise FileError where the quotas of a feature cannot be met by any panel: which rows, and what to do."""
        for feature, values in self.quotas.items():
            where = ", ".join(str(self.rows[feature, value]) for value in values)
            least, most = sum(low for low, _high in values.values()), sum(high for _low, high in values.values())
            if least > places:
                raise FileError(
                    f"{self.name}, rows {where}: the minimums of {feature} add up to {least}, but there are {places} "
                    f"places. Lower them."
                )
            if most < places and all(has[feature] is not None for has in self.pool.values()):
                raise FileError(
                    f"{self.name}, rows {where}: the maximums of {feature} add up to {most}, but there are {places} "
                    f"places. Raise them."
                )
            for value, (low, _high) in values.items():
                if low and not any(has[feature] == value for has in self.pool.values()):
                    raise FileError(
                        f"{self.name}, row {self.rows[feature, value]}: {feature} = {value} asks for at least {low}, "
                        f"but no candidate has this value. Lower it to 0, or find such people."
                    )

    def limits(self) -> dict[str, tuple[int, int]]:
        """How low and how high each flexible quota may go, by the name of its rule."""
        return {f"{name} = {value}": both for name, values in self.flexible.items() for value, both in values.items()}


def read_files(features: Path, candidates: Path, same_address: Sequence[str] = ()) -> Files:
    """Return what the two files say; people alike in all columns of `same_address` are one household.

    Raises:
        FileError: a sentence that names the row and what to do.
    """
    quotas, flexible, rows = _read_features(features)
    pool, households = _read_candidates(candidates, quotas, same_address)
    return Files(pool, quotas, flexible, households, rows, features.name, candidates.name)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        words = f"{path.name} cannot be opened: {error.strerror}. Check the name and the folder, and try again."
        raise FileError(words) from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path.name} is not in UTF-8. Save it as “CSV UTF-8” and try again.") from error
    reader = csv.DictReader(text.splitlines())
    rows = list(reader)
    if not reader.fieldnames or not rows:
        raise FileError(f"{path.name} is empty: it needs a row of headings and at least one row below it.")
    headings = [heading.strip() for heading in reader.fieldnames]
    for heading, times in Counter(headings).items():
        if times > 1:
            raise FileError(f"{path.name} has {times} columns called “{heading}”: rename or remove one.")
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise FileError(f"{path.name}, row {number}: it has not as many cells as there are headings.")
    return [
        {heading: row[name].strip() for heading, name in zip(headings, reader.fieldnames, strict=True)} for row in rows
    ]


def _read_features(path: Path) -> tuple[Quotas, Quotas, dict[tuple[str, str], int]]:
    quotas: Quotas = defaultdict(dict)
    rows: dict[tuple[str, str], int] = {}
    flexible: Quotas = defaultdict(dict)
    for number, raw in enumerate(_rows(path), 2):
        row = {HEADINGS.get(heading.lower(), heading.lower()): cell for heading, cell in raw.items()}
        feature, value = _named(path, number, row)
        if value in quotas[feature]:
            raise FileError(f"{path.name}, row {number}: {feature} = {value} stands there twice. Keep one.")
        quotas[feature][value] = _range(path, number, row, "min", "max")
        rows[feature, value] = number
        if row.get("min_flex") and row.get("max_flex"):
            flexible[feature][value] = _range(path, number, row, "min_flex", "max_flex")
    if len(quotas) > MOST_FEATURES:
        raise FileError(f"{path.name} has {len(quotas)} features; the most is {MOST_FEATURES}. Leave some out.")
    return dict(quotas), dict(flexible), rows


def _named(path: Path, number: int, row: dict[str, str]) -> tuple[str, str]:
    for heading in NEEDED:
        if heading not in row:
            raise FileError(f"{path.name} has no column “{heading}”: it needs {', '.join(NEEDED)}.")
    if not row["feature"] or not row["value"]:
        raise FileError(f"{path.name}, row {number}: feature and value must not be empty.")
    return row["feature"], row["value"]


def _range(path: Path, number: int, row: dict[str, str], low: str, high: str) -> tuple[int, int]:
    least, most = _whole(path, number, row, low), _whole(path, number, row, high)
    if least > most:
        raise FileError(f"{path.name}, row {number}: the {low} {least} is above the {high} {most}.")
    return least, most


def _whole(path: Path, number: int, row: dict[str, str], heading: str) -> int:
    try:
        found = int(row[heading])
    except ValueError:
        found = -1
    if found < 0:
        raise FileError(f"{path.name}, row {number}: {heading} is “{row[heading]}”. Write a whole number, 0 or more.")
    return found


def _read_candidates(
    path: Path, quotas: Quotas, same_address: Sequence[str]
) -> tuple[dict[str, dict[str, str | None]], tuple[Group, ...]]:
    rows = _rows(path)
    headings = list(rows[0])
    for column, otherwise in [(one, "the features") for one in quotas] + [
        (one, "--same-address") for one in same_address
    ]:
        if column not in headings:
            raise FileError(f"{path.name} has no column “{column}”. Add it, or take it out of {otherwise}.")
    pool: dict[str, dict[str, str | None]] = {}
    homes: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for number, row in enumerate(rows, 2):
        person = row[headings[0]]
        if not person:
            raise FileError(f"{path.name}, row {number}: the id in “{headings[0]}” is empty.")
        if person in pool:
            raise FileError(
                f"{path.name}, row {number}: the id {person} stands there twice. Give each person their own."
            )
        pool[person] = {feature: _value(path, number, row, feature, quotas) for feature in quotas}
        home = tuple(row[column].casefold() for column in same_address)
        if any(home):
            homes[home].append(person)
    return pool, tuple(Group(tuple(members), ONE) for members in homes.values() if len(members) > 1)


def _value(path: Path, number: int, row: dict[str, str], feature: str, quotas: Quotas) -> str | None:
    value = row[feature]
    if value and value not in quotas[feature]:
        raise FileError(
            f"{path.name}, row {number}: {feature} is “{value}”, which the features do not name. "
            f"They name {', '.join(sorted(quotas[feature]))}."
        )
    return value or None


def without(groups: Iterable[Group], excluded: set[str]) -> tuple[Group, ...]:
    """Return the households without people who cannot be drawn; one person alone is none."""
    left = [tuple(person for person in group.members if person not in excluded) for group in groups]
    return tuple(Group(members, ONE) for members in left if len(members) > 1)
