"""What staff do with a file of applications, step by step; the long work between the steps is done by jobs."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import IO
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cohorts.actions.jobs import ask_for, stop
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Job, Programme
from cohorts.recruitment.import_guess import signature
from cohorts.recruitment.import_mapping import Matching, Words, stored
from cohorts.recruitment.import_sheets import hash_of_file
from cohorts.recruitment.likeness import obstacle
from cohorts.recruitment.models import ImportBatch, ImportMapping, ImportRow
from people.actions.audit import record
from people.models import Person

State = ImportBatch.State
Decision = ImportRow.Decision
READ, CHECK, WRITE, UNDO = "import-read", "import-check", "import-write", "import-undo"
UNDO_FOR = timedelta(days=1)


class AlreadyThere(Exception):  # noqa: N818 - a fact, not a fault
    """The same file is in the programme already, written or on its way."""

    def __init__(self, batch: ImportBatch) -> None:
        super().__init__(batch.ref)
        self.batch = batch


def receive(*, programme: Programme, file: IO[bytes], name: str, by: Person, now: datetime) -> ImportBatch:
    """Take a file in, to be read by a job. Nothing of it is written anywhere else.

    Raises:
        AlreadyThere: the same file is in the programme already.
    """
    file_hash = hash_of_file(file)
    _refuse_second(programme, file_hash)
    stored_as = storages["private"].save(f"imports/{uuid4().hex}", File(file))
    try:
        batch = ImportBatch(programme=programme, file_name=name[-200:], file_hash=file_hash, stored_as=stored_as)
        return _receive(batch, by, now)
    except Exception:
        storages["private"].delete(stored_as)
        raise


def _refuse_second(programme: Programme, file_hash: str) -> None:
    same = ImportBatch.objects.filter(programme=programme, file_hash=file_hash)
    there = same.exclude(state__in=[State.UNDONE, State.DISCARDED]).order_by("-confirmed_at", "pk").first()
    if there is not None:
        raise AlreadyThere(there)


@transaction.atomic
def _receive(batch: ImportBatch, by: Person, now: datetime) -> ImportBatch:
    batch.state, batch.staged_at, batch.staged_by = State.UPLOADED, now, by
    batch.save()
    record(by=by, action="import.receive", about=batch, now=now)
    _ask(READ, batch, by, now)
    return batch


def _ask(kind: str, batch: ImportBatch, by: Person, now: datetime) -> Job:
    arguments = {"batch": batch.pk, "ref": batch.ref}
    return ask_for(kind=kind, key=batch.key, programme=batch.programme, arguments=arguments, by=by, now=now)


def _locked(batch: ImportBatch, version: int | None = None) -> ImportBatch:
    """Return the import, locked, where it can still be changed.

    Raises:
        NotAllowedError: it was written, taken back or discarded.
        StaleError: somebody else has changed it since `version`.
    """
    row = ImportBatch.objects.locked().get(pk=batch.pk)
    if not row.open:
        sentence = _("“%(file)s” has gone further meanwhile: %(state)s. Nothing was changed.")
        raise NotAllowedError(sentence % {"file": row.file_name, "state": row.get_state_display()})
    if version is not None and row.version != version:
        raise StaleError(row)
    return row


@transaction.atomic
def choose_sheet(*, batch: ImportBatch, sheet: str, by: Person, now: datetime) -> ImportBatch:
    """Read another sheet of the same workbook instead.

    Raises:
        NotAllowedError: the import has gone further, or the workbook has no such sheet.
    """
    row = _locked(batch)
    if row.reading is None or sheet not in row.reading["sheets"] or not row.stored_as:
        raise NotAllowedError(_("This file has no such sheet any more. Send the file again."))
    with storages["private"].open(row.stored_as) as file:
        row.file_hash = hash_of_file(file, sheet=sheet)
    row.reading, row.mapping, row.state, row.version = {"wanted": sheet}, {}, State.UPLOADED, row.version + 1
    row.save(update_fields=["file_hash", "reading", "mapping", "state", "version"])
    record(by=by, action="import.choose_sheet", about=row, now=now, fields=["reading"])
    _ask(READ, row, by, now)
    return row


@transaction.atomic
def match(*, batch: ImportBatch, matching: Matching, version: int, by: Person, now: datetime) -> ImportBatch:
    """Keep which column is which field; the words that were matched before stay.

    Raises:
        NotAllowedError: the import has gone further.
        StaleError: somebody else has matched it meanwhile.
    """
    row = _locked(batch, version)
    row.mapping, row.version = stored(matching), row.version + 1
    row.save(update_fields=["mapping", "version"])
    record(by=by, action="import.match", about=row, now=now, fields=["mapping"])
    return row


@transaction.atomic
def check(*, batch: ImportBatch, words: Words, version: int, by: Person, now: datetime) -> Job:
    """Keep which word means which choice, remember it all for the next file of this form, and check every row.

    Raises:
        NotAllowedError: the import has gone further, or is worked on.
        StaleError: somebody else has matched it meanwhile.
    """
    row = _locked(batch, version)
    if row.reading is None:
        raise NotAllowedError(_("The cells of this file are erased. Send the file again."))
    row.reading = {**row.reading, "words": {name: dict(one) for name, one in words.items()}}
    # Until every row has its verdict again, none of them can be confirmed.
    row.state, row.version = State.READ, row.version + 1
    row.save(update_fields=["reading", "state", "version"])
    ImportMapping.objects.update_or_create(
        programme=row.programme,
        signature=signature(row.reading["header"]),
        defaults={"columns": row.mapping, "words": row.reading["words"], "used_at": now, "used_by": by},
    )
    record(by=by, action="import.check", about=row, now=now, fields=["reading"])
    return _ask(CHECK, row, by, now)


@transaction.atomic
def decide_row(
    *, row: ImportRow, decision: str, taken: Collection[str], seen: str, by: Person, now: datetime
) -> ImportRow:
    """Settle a possible duplicate: the same person (with the fields that the file replaces), two people, or left out.

    `seen` is the decision that the page showed.

    Raises:
        NotAllowedError: the import has gone further, the row is no possible duplicate, was settled meanwhile, or cannot
            join that person.
    """
    batch = _locked(row.batch)
    current = batch.rows.filter(number=row.number, verdict=ImportRow.Verdict.POSSIBLE).first()
    if current is None or current.similar is None:
        raise NotAllowedError(_("This row is no possible duplicate any more. Load the list again."))
    if current.decision not in {seen, decision}:
        sentence = _("%(name)s has settled this row meanwhile: %(what)s. Save again if you want it otherwise.")
        raise NotAllowedError(sentence % {"name": current.decided_by, "what": current.get_decision_display()})
    if decision == Decision.MERGE and (why := obstacle(current.similar, batch.programme)):
        raise NotAllowedError(why)
    current.decision, current.decided_at, current.decided_by = decision, now, by
    current.taken = sorted(taken) if decision == Decision.MERGE else []
    current.save(update_fields=["decision", "decided_at", "decided_by", "taken"])
    record(by=by, action="import.decide_row", about=current, now=now, fields=["decision"])
    return current


@transaction.atomic
def confirm(*, batch: ImportBatch, version: int, by: Person, now: datetime) -> ImportBatch:
    """Let every new row be written. Confirmed twice, it is written once.

    Raises:
        NotAllowedError: the rows are not checked, or were checked again since `version`, or none can be written.
        AlreadyThere: the same file was confirmed elsewhere.
    """
    row = ImportBatch.objects.locked().get(pk=batch.pk)
    if row.state in {State.WRITING, State.IMPORTED}:
        return row
    if row.state != State.STAGED or Job.objects.active().filter(key=row.key).exists():
        raise NotAllowedError(
            _("The rows are not checked yet. Wait for the check, then look at it before you confirm.")
        )
    if row.version != version:
        raise NotAllowedError(_("The file was checked again since you opened this page. Look at the rows once more."))
    if not row.rows.to_write().exists():
        raise NotAllowedError(_("There is no row to write. Correct the file, and send it again."))
    row.state, row.confirmed_at, row.confirmed_by = State.WRITING, now, by
    _forget_file(row)
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "confirmed_at", "confirmed_by", "stored_as"])
    except IntegrityError:
        raise AlreadyThere(ImportBatch.objects.imported(row.programme, row.file_hash).get()) from None
    record(by=by, action="import.confirm", about=row, now=now, fields=["state"])
    _ask(WRITE, row, by, now)
    return row


@transaction.atomic
def go_on(*, batch: ImportBatch, by: Person, now: datetime) -> Job:
    """Write the rest of an import that was stopped or broke off; what is written is not written again.

    Raises:
        NotAllowedError: there is no rest.
    """
    row = ImportBatch.objects.locked().get(pk=batch.pk)
    if row.state != State.WRITING:
        raise NotAllowedError(_("There is nothing left to write. Load the page again."))
    return _ask(WRITE, row, by, now)


@transaction.atomic
def discard(*, batch: ImportBatch, by: Person, now: datetime) -> ImportBatch:
    """Forget a file of which nothing is written, with every cell. Twice changes nothing.

    Raises:
        NotAllowedError: it was confirmed meanwhile.
    """
    row = ImportBatch.objects.locked().get(pk=batch.pk)
    if row.state == State.DISCARDED:
        return row
    row = _locked(batch)
    for job in Job.objects.active().filter(key=row.key):
        stop(job=job, by=by, now=now)
    _forget(row)
    record(by=by, action="import.discard", about=row, now=now, fields=["state"])
    return row


@transaction.atomic
def refuse_file(*, batch: ImportBatch, by: Person, now: datetime) -> None:
    """Forget a file that cannot be read to its end; its job says why."""
    row = _locked(batch)
    _forget(row)
    record(by=by, action="import.refuse", about=row, now=now, fields=["state"])


def _forget(row: ImportBatch) -> None:
    row.rows.all().delete()
    _forget_file(row)
    row.state, row.reading, row.version = State.DISCARDED, None, row.version + 1
    row.save(update_fields=["state", "reading", "stored_as", "version"])


@transaction.atomic
def undo(*, batch: ImportBatch, by: Person, now: datetime) -> Job:
    """Take back what an import wrote, where nothing has happened to it since.

    Raises:
        NotAllowedError: it wrote nothing, is being written, or was confirmed more than a day ago.
    """
    row = ImportBatch.objects.locked().get(pk=batch.pk)
    if row.state == State.UNDONE:
        raise NotAllowedError(_("This import was taken back already. Nothing was changed."))
    if row.state not in {State.WRITING, State.IMPORTED} or row.confirmed_at is None:
        raise NotAllowedError(_("This import has written nothing that could be taken back."))
    if now > row.confirmed_at + UNDO_FOR:
        raise NotAllowedError(
            _("An import can be taken back for a day. That day is over: withdraw applications singly.")
        )
    if not row.rows.exists():
        raise NotAllowedError(_("The rows of this import are erased, so it cannot be taken back."))
    record(by=by, action="import.undo", about=row, now=now)
    return _ask(UNDO, row, by, now)


def _forget_file(row: ImportBatch) -> None:
    """Delete the stored file once the transaction stands."""
    if name := row.stored_as:
        row.stored_as = ""
        transaction.on_commit(lambda: storages["private"].delete(name))


def remembered(programme: Programme, header: Sequence[str]) -> ImportMapping | None:
    """Return how the last file with this header was matched."""
    return ImportMapping.objects.filter(programme=programme, signature=signature(header)).first()
