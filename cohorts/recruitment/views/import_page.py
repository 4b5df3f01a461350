"""What the pages of imports show, worked out in Python so that their templates stay plain."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Job
from cohorts.permissions import COORDINATOR
from cohorts.recruitment.actions.import_steps import UNDO_FOR
from cohorts.recruitment.import_cells import without_mark
from cohorts.recruitment.models import ImportBatch, ImportRow
from common.csv import write_csv
from people.actions.audit import record
from people.permissions import signed_in

ROWS = 50
Verdict = ImportRow.Verdict
State = ImportBatch.State
COLOURS = {"new": "green", "possible": "yellow", "duplicate": "grey", "refused": "red", "unchecked": "grey"}
# The rows are gone after 30 days, and with them their numbers.
ERASED = {"rows": None, "written": None, "refused": None}
STATE_COLOURS = {"imported": "green", "staged": "yellow", "read": "yellow", "writing": "blue", "uploaded": "blue"}


def list_of(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the list of imports; the numbers of all rows come with one query."""
    mine = ImportBatch.objects.for_team(signed_in(request), COORDINATOR).with_everything_named().defer("reading")
    page = Paginator(mine.order_by("-staged_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    counted = ImportRow.objects.filter(batch__in=[batch.pk for batch in page]).order_by().values("batch_id")
    rows = counted.annotate(
        rows=Count("pk"),
        written=Count("pk", filter=Q(application__isnull=False)),
        refused=Count("pk", filter=Q(verdict=Verdict.REFUSED)),
    )
    numbers = {row["batch_id"]: row for row in rows}
    lines = [
        {"batch": batch, "numbers": numbers.get(batch.pk, ERASED), "colour": STATE_COLOURS.get(batch.state, "grey")}
        for batch in page
    ]
    return {"page": page, "lines": lines}


def page_of(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """Return the context of one import that nobody works on at the moment."""
    counts = batch.rows.by_verdict()
    job = Job.objects.about(batch.key).first()
    chosen = request.GET.get("verdict", "")
    rows = batch.rows.select_related("similar", "application", "decided_by").order_by("number")
    kept = batch.rows.exclude(kept_because="").count() if batch.state == State.UNDONE else 0
    if chosen in Verdict.values:
        rows = rows.filter(verdict=chosen)
    if chosen == "kept":
        rows = rows.exclude(kept_because="")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    stopped = job is not None and job.state in {Job.State.FAILED, Job.State.CANCELLED}
    return {
        "batch": batch,
        "job": job,
        "stopped": stopped,
        "page": page,
        "lines": [_line(batch, row) for row in page],
        "chosen": chosen,
        "verdicts": [(slug, _label(batch, slug), counts[slug]) for slug in Verdict.values if counts.get(slug)],
        "total": sum(counts.values()),
        "kept": kept,
        "refused": counts.get(Verdict.REFUSED, 0),
        **_numbers(batch, counts),
    }


def _numbers(batch: ImportBatch, counts: dict[str, int]) -> dict[str, Any]:
    """Return how many rows will be, or were, written; and what is still to settle."""
    possible = bool(counts.get(Verdict.POSSIBLE))
    open_ = batch.state == State.STAGED
    undo_until = batch.confirmed_at + UNDO_FOR if batch.confirmed_at is not None else None
    return {
        "to_write": batch.rows.to_write().count() if open_ or batch.state == State.WRITING else 0,
        "to_settle": batch.rows.to_settle().count() if open_ and possible else 0,
        "written": batch.rows.written().count() if not open_ else 0,
        "undo_until": undo_until if undo_until and timezone.now() <= undo_until else None,
    }


def _label(batch: ImportBatch, verdict: str) -> str:
    """Return what a verdict is called: what will be while it can be confirmed, and what was afterwards."""
    return str(Verdict(verdict).label) if batch.open or verdict != Verdict.NEW else _("New")


def _outcome(batch: ImportBatch, row: ImportRow) -> tuple[str, str]:
    """Return what becomes, or became, of a row, with the colour of its tag."""
    if row.application is not None:
        return _("Written"), "green"
    if row.decision == ImportRow.Decision.LEAVE_OUT:
        return str(row.get_decision_display()), "grey"
    if batch.state == State.UNDONE and row.verdict in {Verdict.NEW, Verdict.POSSIBLE}:
        return _("Taken back"), "grey"
    return str(row.get_verdict_display()), COLOURS[row.verdict]


def _line(batch: ImportBatch, row: ImportRow) -> dict[str, Any]:
    """Return one row as the table shows it."""
    cells = row.cells or {}
    name = " ".join(filter(None, (cells.get("given_name"), cells.get("family_name"))))
    return {
        "row": row,
        "name": name or "–",
        "outcome": _outcome(batch, row),
        "reasons": [*row.reasons, row.kept_because] if row.kept_because else row.reasons,
    }


def refused_csv(request: HttpRequest, batch: ImportBatch) -> bytes:
    """Return the refused rows as the file had them, with a column of reasons; somebody looks at people's own words."""
    rows = list(batch.rows.filter(verdict=Verdict.REFUSED).order_by("number"))
    header = list((batch.reading or {}).get("header", []))
    if not header:
        header = list(dict.fromkeys(name for row in rows for name in row.cells))
    record(by=signed_in(request), action="import.refused_file", about=batch, now=timezone.now())
    return write_csv((_cells(row, header) for row in rows), [*header, _("Why it was refused")])


def _cells(row: ImportRow, header: list[str]) -> list[str]:
    if row.original:
        cells = [without_mark(cell) for cell in row.original[: len(header)]]
    else:
        cells = [row.cells.get(name, "") for name in header]
    return [*cells, *[""] * (len(header) - len(cells)), " ".join(row.reasons)]
