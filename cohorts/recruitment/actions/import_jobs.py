"""The long work of an import: reading the file, checking its rows, writing them. Each can be begun again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.actions.jobs import Kind, Work, register
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Job, Programme
from cohorts.recruitment.actions import import_steps as steps
from cohorts.recruitment.actions.import_rows import write_rows
from cohorts.recruitment.actions.import_undo import take_back
from cohorts.recruitment.actions.writing import BATCH
from cohorts.recruitment.import_file import Refused, Row
from cohorts.recruitment.import_guess import guess
from cohorts.recruitment.import_looks import Look, Looking
from cohorts.recruitment.import_mapping import Matching, Reader, mapping_of, stored
from cohorts.recruitment.import_setting import setting_of, setting_without_people
from cohorts.recruitment.import_sheets import Sheet, open_sheet
from cohorts.recruitment.imports import Judged, Setting, judge_each
from cohorts.recruitment.models import ImportBatch, ImportRow
from common.batches import batched
from common.words import say_number
from people.actions.audit import record

State = ImportBatch.State
Verdict = ImportRow.Verdict
# What the encodings that are assumed are called where people choose them.
ENCODINGS = {"cp1252": "Windows-1252", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "mac-roman": "Mac Roman"}


def register_all() -> None:
    """Make the four kinds of work known."""
    for slug, label, run in (
        (steps.READ, gettext_lazy("Reading the file"), read),
        (steps.CHECK, gettext_lazy("Checking every row"), check),
        (steps.WRITE, gettext_lazy("Writing the applications"), write),
        (steps.UNDO, gettext_lazy("Taking the import back"), undo),
    ):
        register(Kind(slug, label, run, _page))


def _page(job: Job) -> str:
    return reverse("recruitment:import", args=[job.arguments["ref"]])


def _batch(work: Work) -> ImportBatch:
    return ImportBatch.objects.with_everything_named().get(pk=work.job.arguments["batch"])


# --- reading -----------------------------------------------------------------------------------------------------


def read(work: Work) -> str:
    """Read the stored file into rows, look at its columns, and guess or remember which is which."""
    batch = _batch(work)
    if batch.state != State.UPLOADED:
        return ""
    wanted = (batch.reading or {}).get("wanted", "")
    try:
        with storages["private"].open(batch.stored_as) as file:
            sheet = open_sheet(file, sheet=wanted)
            looking, count = _read_rows(work, batch, sheet)
    except Refused as refused:
        steps.refuse_file(batch=batch, by=work.job.asked_by, now=work.now)
        raise NotAllowedError(str(refused)) from refused
    _finish_reading(batch, sheet, looking, count)
    return ngettext("%(count)s row was read.", "%(count)s rows were read.", count) % {"count": say_number(count)}


def _read_rows(work: Work, batch: ImportBatch, sheet: Sheet) -> tuple[Looking, int]:
    batch.rows.all().delete()
    looking, count = Looking(len(sheet.header)), 0
    for part in batched(sheet.records, BATCH):
        rows = []
        for number, cells in part:
            looking.add(cells)
            rows.append(_unchecked(batch, number, cells))
        count += len(rows)
        with transaction.atomic():
            ImportRow.objects.bulk_create(rows)
            work.step(done=0, total=0, message=_("%(count)s rows so far.") % {"count": say_number(count)})
    if not count:
        raise Refused(_("The file has a header and no rows."))
    return looking, count


def _unchecked(batch: ImportBatch, number: int, cells: list[str]) -> ImportRow:
    row = ImportRow(batch=batch, number=number, verdict=Verdict.UNCHECKED)
    row.original, row.cells = cells, {}
    return row


@transaction.atomic
def _finish_reading(batch: ImportBatch, sheet: Sheet, looking: Looking, count: int) -> None:
    row = ImportBatch.objects.locked().get(pk=batch.pk)
    looks = looking.result()
    known = steps.remembered(row.programme, sheet.header)
    before = mapping_of(known.columns, known.words) if known is not None else Matching({})
    guessed = guess(sheet.header, [Look(**look) for look in looks])
    fields = {name: before.columns.get(name, field) for name, field in guessed.items()}
    row.mapping = stored(Matching(fields, {}, before.always))
    facts = sheet.facts
    row.reading = {
        "header": list(sheet.header),
        "columns": looks,
        "rows": count,
        "words": dict(before.words),
        "remembered": known is not None,
        "encoding": ENCODINGS.get(facts.encoding, facts.encoding) if facts.assumed else "",
        "sheet": facts.sheet,
        "sheets": list(facts.sheets),
    }
    row.state, row.version = State.READ, row.version + 1
    # Another sheet may still be chosen, and is read from the file again.
    if len(facts.sheets) < 2:
        name, row.stored_as = row.stored_as, ""
        transaction.on_commit(lambda: storages["private"].delete(name))
    row.save(update_fields=["mapping", "reading", "state", "stored_as", "version"])


# --- checking ----------------------------------------------------------------------------------------------------


def check(work: Work) -> str:
    """Give every row its verdict. Nothing but the rows of the import is written."""
    batch = _batch(work)
    if batch.state != State.READ or batch.reading is None:
        return ""
    setting = setting_of(batch.programme)
    matching = mapping_of(batch.mapping, batch.reading.get("words", {}))
    reader = Reader(batch.reading["header"], matching, setting.cohorts)
    originals: dict[int, Any] = {}
    done, total = 0, batch.reading["rows"]
    judged = judge_each(_source(batch, reader, originals), setting)
    for part in batched(judged, BATCH):
        done += len(part)
        with transaction.atomic():
            batch.rows.filter(number__in=[one.row.number for one in part]).delete()
            rows = [_staged(batch, one, originals.pop(one.row.number)) for one in part]
            ImportRow.objects.bulk_create(rows)
            work.step(done=done, total=total)
    with transaction.atomic():
        row = ImportBatch.objects.locked().get(pk=batch.pk)
        work.step(done=done, total=total)
        row.state, row.version = State.STAGED, row.version + 1
        row.save(update_fields=["state", "version"])
    return _("Every row is checked.")


def _source(batch: ImportBatch, reader: Reader, originals: dict[int, Any]) -> Iterator[Row]:
    """Yield the rows of the import in order, some hundred read at a time."""
    last = 0
    while part := list(batch.rows.filter(number__gt=last).order_by("number")[:BATCH]):
        for row in part:
            originals[row.number] = row.original or []
            yield reader.row(row.number, row.original or [])
        last = part[-1].number


def _staged(batch: ImportBatch, one: Judged, original: Any) -> ImportRow:
    possible = one.verdict == Verdict.NEW and one.similar is not None
    row = ImportRow(batch=batch, number=one.row.number, verdict=Verdict.POSSIBLE if possible else one.verdict)
    row.original, row.cells = original, dict(one.row.cells)
    # Who it may be is shown beside the row, so the note that a command says about it is not needed.
    row.reasons = [*one.reasons, one.similar_because] if possible else [*one.reasons, *one.notes]
    row.similar = one.similar if possible else None
    return row


# --- writing -----------------------------------------------------------------------------------------------------


def write(work: Work) -> str:
    """Write what is not written yet, some hundred rows at a time, each part wholly or not at all."""
    batch = _batch(work)
    setting = setting_without_people(batch.programme)
    total = batch.rows.to_write().count() + batch.rows.written().count()
    while _write_part(work, batch, setting, total):
        pass
    written = batch.rows.written().count()
    sentence = ngettext("%(count)s application was written.", "%(count)s applications were written.", written)
    return sentence % {"count": say_number(written)}


def _write_part(work: Work, batch: ImportBatch, setting: Setting, total: int) -> bool:
    """Write the next part; tell whether there was one. Somebody who applies at this moment makes it look again."""
    for attempt in (1, 2, 3):
        try:
            with transaction.atomic():
                return _write_locked(work, batch, setting, total)
        except IntegrityError:
            if attempt == 3:
                raise
    return False


def _write_locked(work: Work, batch: ImportBatch, setting: Setting, total: int) -> bool:
    # One file at a time is written into a programme, so that two files cannot both bring the same new person.
    Programme.objects.locked().get(pk=batch.programme_id)
    row = ImportBatch.objects.locked().get(pk=batch.pk)
    if row.state != State.WRITING or row.confirmed_by is None or row.confirmed_at is None:
        return False
    part = list(row.rows.to_write()[:BATCH])
    if part:
        write_rows(rows=part, batch=row, setting=setting, by=row.confirmed_by, now=row.confirmed_at)
        work.step(done=row.rows.written().count(), total=total)
    else:
        _finish_writing(row, work.now)
    return bool(part)


def _finish_writing(row: ImportBatch, now: datetime) -> None:
    row.state, row.imported_at, row.version = State.IMPORTED, now, row.version + 1
    row.save(update_fields=["state", "imported_at", "version"])
    record(by=row.confirmed_by, action="applications.imported", about=row, now=now)


# --- taking back -------------------------------------------------------------------------------------------------


def undo(work: Work) -> str:
    """Take back every application that the import wrote and to which nothing has happened; say how many stay."""
    batch = _batch(work)
    total = batch.rows.written().filter(kept_because="").count()
    done = 0
    while part := _undo_part(work, batch, done, total):
        done += part
    kept = batch.rows.written().count()
    if not kept:
        return _("Everything that the import wrote is taken back.")
    sentence = ngettext(
        "%(count)s application stays, because something has happened to it since.",
        "%(count)s applications stay, because something has happened to them since.",
        kept,
    )
    return sentence % {"count": say_number(kept)}


@transaction.atomic
def _undo_part(work: Work, batch: ImportBatch, done: int, total: int) -> int:
    Programme.objects.locked().get(pk=batch.programme_id)
    row = ImportBatch.objects.locked().get(pk=batch.pk)
    if row.state not in {State.WRITING, State.IMPORTED} or row.confirmed_at is None:
        return 0
    part = list(row.rows.written().filter(kept_because="").order_by("number")[:BATCH])
    if part:
        take_back(rows=part, written_at=row.confirmed_at, by=work.job.asked_by, now=work.now)
        work.step(done=done + len(part), total=total)
        return len(part)
    row.state, row.undone_at, row.undone_by = State.UNDONE, work.now, work.job.asked_by
    row.version += 1
    row.save(update_fields=["state", "undone_at", "undone_by", "version"])
    record(by=work.job.asked_by, action="applications.import_undone", about=row, now=work.now)
    return 0
