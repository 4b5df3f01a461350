"""All venues on one page, for coordinators; the same as a file."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Programme
from cohorts.permissions import COORDINATOR, team_only
from common.csv import write_csv
from common.paging import page_of
from leadingtogether.all_venues import Line, lines_of, total_of
from leadingtogether.forms.all_venues import ProgrammesFilterForm
from leadingtogether.venue_charts import charts_of
from leadingtogether.venue_file import cells_of, header_of
from leadingtogether.venue_pages import pages_of, shown_of
from leadingtogether.venue_reads import programmes_counted
from people.permissions import signed_in

STAGES = list(Cohort.State.values)


def _share(part: tuple[int, int]) -> float:
    return part[0] / part[1] if part[1] else -1.0


# By what the table can be sorted; a minus turns it round.
SORTS: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: line.cohort.name.casefold(),
    "stage": lambda line: STAGES.index(line.cohort.state),
    "eligible": lambda line: (line.lay.filled + line.professional.filled, line.lay.applied + line.professional.applied),
    "offers": lambda line: (line.offers_open, line.offers_accepted),
    "places": lambda line: line.places / line.cohort.places,
    "pairs": lambda line: sum(line.pairs.values()),
    "came": lambda line: _share(line.came),
    "projects": lambda line: sum(line.projects.values()),
    "answered": lambda line: _share(line.answered),
    "trouble": lambda line: line.trouble,
}


def _filters(request: HttpRequest) -> ProgrammesFilterForm:
    return ProgrammesFilterForm(request.GET or None, programmes=list(programmes_counted(signed_in(request))))


def _lines(request: HttpRequest, programmes: Sequence[Programme]) -> list[Line]:
    lines = lines_of(programmes, now=timezone.now()) if programmes else []
    return _sorted(lines, request.GET.get("sort", ""))


def _sorted(lines: Sequence[Line], sort: str) -> list[Line]:
    key = SORTS.get(sort.removeprefix("-"))
    return sorted(lines, key=key, reverse=sort.startswith("-")) if key else list(lines)


@team_only(COORDINATOR)
def all_venues(request: HttpRequest) -> HttpResponse:
    """One row a cohort, each number a link to what is behind it; of many cohorts, those of some programmes a page."""
    form = _filters(request)
    page = page_of(request, pages_of(form.chosen), size=1)
    programmes: Sequence[Programme] = page.object_list[0] if page.object_list else []
    lines, count = _lines(request, programmes), sum(shown_of(programme) for programme in form.chosen)
    total = total_of(lines)
    context = {
        "filters": form,
        "found": ngettext("%(count)d cohort", "%(count)d cohorts", count) % {"count": count},
        "page": page,
        "programmes": programmes,
        "lines": lines,
        "total": total,
        "several": len({line.cohort.programme_id for line in lines}) > 1,
        "sort": request.GET.get("sort", ""),
        "charts": charts_of(lines, total),
    }
    return render(request, "leadingtogether/all_venues.html", context)


@team_only(COORDINATOR)
def all_venues_csv(request: HttpRequest) -> HttpResponse:
    """The same numbers for a spreadsheet, of all cohorts that were chosen, in the same order."""
    lines = _lines(request, _filters(request).chosen)
    content = write_csv([cells_of(line, lines) for line in lines], header_of(lines))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = _("all-venues")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.csv"'
    return response
