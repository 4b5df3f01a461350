"""A file of people to pair: the columns of the import, and a few of its own. No database is asked.

Every error is a sentence that names the row and what to do; all of them come at once.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cohorts import geography
from cohorts.models import Role
from cohorts.pairing.candidates import WAY_OF_METHOD, telling_words
from cohorts.pairing.fit import Profile
from cohorts.recruitment.import_columns import (
    ALIASES,
    read_home,
    read_meeting_times,
    read_methods,
    read_miles,
    read_role,
    read_topics,
    read_yes,
)

OWN = ("id", "apart", "together", "wants", "knows", "took_part")
USED = (
    "given_name",
    "family_name",
    "known_as",
    "role",
    "postcode",
    "outward_code",
    "contact",
    "miles",
    "meeting_times",
    "topics",
    "project_idea",
    *OWN,
)
NEEDED = (("given_name",), ("role",), ("postcode", "outward_code"))
MOST_ERRORS = 20


class FileError(ValueError):
    """A file cannot be paired; the text says where and what to do."""


@dataclass(frozen=True)
class Someone:
    """One person of the file; `key` names them whatever the order of the rows."""

    key: str
    name: str
    role: str
    row: int
    profile: Profile
    cells: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class People:
    """The two sides, each in the order of their keys, and the couples that the file names, by person."""

    lay: list[Someone]
    professional: list[Someone]
    apart: frozenset[tuple[int, int]]
    together: frozenset[tuple[int, int]]
    wants: frozenset[tuple[int, int]]
    knows: frozenset[tuple[int, int]]


def read_people(path: Path, *, venue: str = "") -> People:
    """Return the people of a file; `venue` is the postcode of the venue, or its first half.

    Raises:
        FileError: one sentence a line for everything that is wrong.
    """
    centre = _centre(venue)
    found, errors = [], []
    for row, cells in _rows(path):
        try:
            found.append(_someone(row, cells, centre))
        except ValueError as error:
            errors.append(_("Row %(row)d: %(error)s") % {"row": row, "error": error})
    errors += _twice(found)
    people = sorted(found, key=lambda one: one.key)
    errors += [] if errors else _empty_side(people)
    if not errors:
        named = {name: _couples(people, name, errors) for name in ("apart", "together", "wants", "knows")}
        errors += _contradictions(people, named)
    if errors:
        more = len(errors) - MOST_ERRORS
        shown = errors[:MOST_ERRORS] + ([_("And %(count)d more.") % {"count": more}] if more > 0 else [])
        raise FileError("\n".join(shown))
    sides = {role: [one for one in people if one.role == role] for role in (Role.LAY, Role.PROFESSIONAL)}
    return People(lay=sides[Role.LAY], professional=sides[Role.PROFESSIONAL], **named)


def _centre(venue: str) -> geography.Point | None:
    if not venue:
        return None
    try:
        return geography.centroid(read_home("", venue)[1])
    except ValueError as error:
        raise FileError(_("The venue: %(error)s") % {"error": error}) from error


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    names = {"name": path.name}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        words = _("%(name)s cannot be opened: %(error)s. Check the name and the folder, and try again.")
        raise FileError(words % {**names, "error": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise FileError(_("%(name)s is not in UTF-8. Save it as “CSV UTF-8” and try again.") % names) from error
    try:
        header, *records = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except csv.Error as error:
        raise FileError(_("%(name)s cannot be read: %(error)s.") % {**names, "error": error}) from error
    columns = _columns(header, names)
    rows = [
        (number, {name: cell.strip() for name, cell in zip(columns, record, strict=False)})
        for number, record in enumerate(records, 2)
    ]
    found = [(number, cells) for number, cells in rows if any(cells.values())]
    if not found:
        raise FileError(_("%(name)s has no rows.") % names)
    return found


def _columns(header: list[str], names: dict[str, str]) -> list[str]:
    if not any(header):
        raise FileError(_("%(name)s is empty.") % names)
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        words = _("%(name)s has no commas between its columns. Save it as “CSV UTF-8”, with commas, and try again.")
        raise FileError(words % names)
    columns = [_column(name) for name in header]
    missing = [" or ".join(group) for group in NEEDED if not set(group) & set(columns)]
    if missing:
        raise FileError(_("%(name)s lacks columns: %(missing)s.") % {**names, "missing": ", ".join(missing)})
    twice = sorted(name for name, count in Counter(columns).items() if count > 1 and name in USED)
    if twice:
        raise FileError(_("These columns are there twice: %(twice)s. Keep one of each.") % {"twice": ", ".join(twice)})
    return columns


def _column(name: str) -> str:
    plain = "_".join((name or "").strip().lower().replace("-", " ").replace("_", " ").split())
    return ALIASES.get(plain, plain)


def _someone(row: int, cells: Mapping[str, str], centre: geography.Point | None) -> Someone:
    def read(name: str, reader: Callable[[str], Any]) -> Any:
        return reader(cells.get(name, ""))

    given, family = cells.get("given_name", ""), cells.get("family_name", "")
    if not given:
        raise ValueError(_("The first name is missing."))
    role, name = read("role", read_role), " ".join(filter(None, (given, family)))
    _postcode, outward = read_home(cells.get("postcode", ""), cells.get("outward_code", ""))
    methods = read("contact", read_methods)
    profile = Profile(
        person_id=row,
        called=cells.get("known_as") or given,
        topics=frozenset(read("topics", read_topics)),
        idea=telling_words(cells.get("project_idea", "")),
        times=frozenset(read("meeting_times", read_meeting_times)),
        ways=frozenset(WAY_OF_METHOD[method] for method in methods if method in WAY_OF_METHOD),
        outward_code=outward,
        travel_limit_km=read("miles", read_miles),
        venue_km=geography.distance_from(outward, centre) if centre else None,
        took_part=read("took_part", read_yes),
    )
    return Someone(cells.get("id") or name, name, role, row, profile, cells)


def _twice(found: Iterable[Someone]) -> list[str]:
    counts = Counter(one.key for one in found)
    sentence = _("“%(key)s” is there %(count)d times. Add a column “id”, and give each person their own.")
    return [sentence % {"key": key, "count": count} for key, count in sorted(counts.items()) if count > 1]


def _couples(people: list[Someone], column: str, errors: list[str]) -> frozenset[tuple[int, int]]:
    """Return the couples (who says it, about whom) that one column names, by id or name, several with ; between."""
    by_word = {one.name: one for one in people} | {one.key: one for one in people}
    namesakes = {name for name, count in Counter(one.name for one in people).items() if count > 1}
    found = set()
    for one in people:
        for word in filter(None, (part.strip() for part in one.cells.get(column, "").split(";"))):
            other = by_word.get(word)
            facts = {"row": one.row, "column": column, "word": word}
            if other is None:
                errors.append(_("Row %(row)d, %(column)s: nobody in the file is called “%(word)s”.") % facts)
            elif word in namesakes and other.key != word:
                errors.append(_("Row %(row)d, %(column)s: two people are called “%(word)s”. Write the id.") % facts)
            elif other.role == one.role:
                errors.append(_("Row %(row)d, %(column)s: “%(word)s” has the same role.") % facts)
            else:
                found.add((one.profile.person_id, other.profile.person_id))
    return frozenset(found)


def _contradictions(people: list[Someone], named: Mapping[str, frozenset[tuple[int, int]]]) -> list[str]:
    names = {one.profile.person_id: one.name for one in people}
    apart = {frozenset(couple) for couple in named["apart"]}
    together = {frozenset(couple) for couple in named["together"]}
    both = [
        _("%(one)s and %(other)s are to be together and apart at once. Keep one of the two.")
        % dict(zip(("one", "other"), sorted(names[pk] for pk in couple), strict=True))
        for couple in sorted(apart & together, key=sorted)
    ]
    counts = Counter(pk for couple in together for pk in couple)
    sentence = _("%(name)s is to be together with two people. Keep one.")
    return both + [sentence % {"name": names[pk]} for pk, count in sorted(counts.items()) if count > 1]


def _empty_side(people: list[Someone]) -> list[str]:
    roles = {one.role for one in people}
    if Role.LAY not in roles:
        return [_("There is no lay partner in the file. Add at least one, with lay in the column “role”.")]
    if Role.PROFESSIONAL not in roles:
        return [_("There is no professional in the file. Add at least one, with professional in the column “role”.")]
    return []
