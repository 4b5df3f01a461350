"""Importing a file of applications: all of it, or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.storage import storages
from django.db import transaction

from cohorts.models import Programme
from cohorts.recruitment.actions.writing import BATCH, New, write_all
from cohorts.recruitment.import_file import Table
from cohorts.recruitment.imports import Judged
from cohorts.recruitment.models import Application, ImportBatch, ImportRow
from people.actions.audit import record
from people.models import Consent, Person


@transaction.atomic
def write_import(
    *, programme: Programme, table: Table, judged: Sequence[Judged], file_name: str, by: Person, now: datetime
) -> ImportBatch:
    """Write every new row as an application, and every row with its verdict as it was staged.

    Raises:
        IntegrityError: the same file was imported already, or somebody applied since the rows were judged.
    """
    batch = ImportBatch.objects.create(
        programme=programme,
        file_name=file_name[:200],
        file_hash=table.file_hash,
        state=ImportBatch.State.IMPORTED,
        mapping={"columns": list(table.columns), "ignored": list(table.ignored)},
        staged_at=now,
        staged_by=by,
        confirmed_at=now,
        confirmed_by=by,
        imported_at=now,
    )
    written = {
        one.row.number: New(
            answers=one.answers,
            application=_application(by, now),
            sign_in_email=one.sign_in_email,
            possible_duplicate_of=one.similar,
        )
        for one in judged
        if one.verdict == ImportRow.Verdict.NEW and one.answers is not None
    }
    write_all(news=list(written.values()), programme=programme, channel=Consent.Channel.PAPER, now=now, by=by)
    ImportRow.objects.bulk_create((_row(batch, one, written.get(one.row.number)) for one in judged), batch_size=BATCH)
    record(by=by, action="applications.imported", about=batch, now=now)
    return batch


def _application(by: Person, now: datetime) -> Application:
    return Application(source=Application.Source.IMPORT, started_at=now, saved_at=now, keyed_by=by, keyed_at=now)


def _row(batch: ImportBatch, one: Judged, new: New | None) -> ImportRow:
    row = ImportRow(batch=batch, number=one.row.number, verdict=one.verdict, reasons=[*one.reasons, *one.notes])
    row.cells = dict(one.row.cells)
    row.application = new.application if new else None
    return row


@transaction.atomic
def erase_imports(*, staged_before: datetime) -> int:
    """Erase what was staged before the moment; return how many files that were.

    Of a file that was written its name and hash stay, so that the same file is known again; no cell of it does.
    """
    old = ImportBatch.objects.staged_before(staged_before)
    kept = old.filter(state__in=[ImportBatch.State.WRITING, ImportBatch.State.IMPORTED])
    erased = kept.filter(rows__isnull=False).distinct().count()
    ImportRow.objects.filter(batch__in=old).delete()
    kept.update(reading=None)
    unused = old.exclude(pk__in=kept.values("pk"))
    erased += unused.count()
    for name in unused.exclude(stored_as="").values_list("stored_as", flat=True):
        storages["private"].delete(name)
    unused.delete()
    return erased
