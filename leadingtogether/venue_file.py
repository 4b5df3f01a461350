"""All venues as columns of a spreadsheet: numbers alone, nobody's name."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Role
from leadingtogether.all_venues import Line, Response
from projects.models import Project


def _waves(lines: Sequence[Line]) -> list[str]:
    """Return the surveys that any of the lines has, in order."""
    return list(dict.fromkeys(one.name for one in sorted(_responses(lines), key=lambda one: (one.position, one.name))))


def _responses(lines: Sequence[Line]) -> list[Response]:
    return [one for line in lines for one in line.responses]


def _days(lines: Sequence[Line]) -> list[int]:
    return sorted({day.number for line in lines for day in line.days})


def header_of(lines: Sequence[Line]) -> list[str]:
    """Return the names of the columns."""
    sides = [
        _("%(what)s (%(role)s)") % {"what": what, "role": str(role.label).lower()}
        for role in Role
        for what in (_("Wanted"), _("Applied"), _("Eligible"), _("Places"), _("Provisional"))
    ]
    days = [
        _("Workshop %(number)d: %(what)s") % {"number": number, "what": what}
        for number in _days(lines)
        for what in (_("date"), _("came"), _("expected"))
    ]
    surveys = [f"{name}: {what}" for name in _waves(lines) for what in (_("asked"), _("answered"))]
    return [
        _("Programme"),
        _("Year"),
        _("Cohort"),
        _("Venue"),
        _("Stage"),
        *sides,
        _("Offers open"),
        _("Offers accepted"),
        _("Pairs proposed"),
        _("Pairs introduced"),
        _("Pairs active"),
        *days,
        *(_("Projects: %(status)s") % {"status": label} for label in Project.Status.labels),
        *surveys,
        _("Messages in trouble"),
    ]


def cells_of(line: Line, lines: Sequence[Line]) -> list[Any]:
    """Return the cells of one row, under the columns of all lines."""
    cohort = line.cohort
    return [
        cohort.programme.name,
        cohort.programme.year,
        cohort.name,
        str(cohort.venue),
        cohort.get_state_display(),
        *(
            count
            for side in line.sides
            for count in (side.wanted, side.applied, side.eligible, side.places, side.provisional)
        ),
        line.offers_open,
        line.offers_accepted,
        *(line.pairs[state] for state in ("proposed", "introduced", "active")),
        *_day_cells(line, _days(lines)),
        *(line.projects.get(status, 0) for status in Project.Status.values),
        *_survey_cells(line, _waves(lines)),
        line.trouble,
    ]


def _day_cells(line: Line, numbers: Sequence[int]) -> list[Any]:
    days = {day.number: day for day in line.days}
    cells: list[Any] = []
    for number in numbers:
        day = days.get(number)
        held = day is not None and day.held
        cells += [
            day.date.isoformat() if day else "",
            day.came if day and held else "",
            day.expected if day and held else "",
        ]
    return cells


def _survey_cells(line: Line, names: Sequence[str]) -> list[Any]:
    found = {one.name: one for one in line.responses}
    return [
        count for name in names for count in ((found[name].asked, found[name].answered) if name in found else ("", ""))
    ]
