"""Imports for tests: files, one staged without a job, and the hand that turns the jobs' crank."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from cohorts.models import Programme
from cohorts.recruitment.actions import import_steps as steps
from cohorts.recruitment.import_looks import Looking
from cohorts.recruitment.models import ImportBatch, ImportRow
from cohorts.tasks import run_jobs
from people.models import Person
from tests.factories import NOW

HEADER = ("First name", "Surname", "Are you lay or professional?", "Email address", "Mobile", "Postcode", "Venue")
MAIR = ("Mair", "Rees", "I am a patient", "mair@example.org", "07700 900123", "OX4 1AA", "Oxford")
TOM = ("Tom", "Hill", "I work for the NHS", "tom@example.org", "", "BS1 4DJ", "Bristol")
FIELDS = ("given_name", "family_name", "role", "email", "mobile", "postcode", "first_choice")
WORDS = {"role": {"i am a patient": "lay", "i work for the nhs": "professional"}}


def csv_file(*rows: Sequence[str], header: Sequence[str] = HEADER, encoding: str = "utf-8") -> io.BytesIO:
    """Return a file of a form tool."""
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return io.BytesIO(out.getvalue().encode(encoding))


def run_waiting() -> None:
    """Do the long work that waits, as the sweep does."""
    run_jobs(timezone.now())


def checked(programme: Programme, file: io.BytesIO, *, by: Person, name: str = "form.csv") -> ImportBatch:
    """Return an import of a file, read, matched by its guesses and checked."""
    batch = steps.receive(programme=programme, file=file, name=name, by=by, now=timezone.now())
    run_waiting()
    batch.refresh_from_db()
    steps.check(batch=batch, words=WORDS, version=batch.version, by=by, now=timezone.now())
    run_waiting()
    batch.refresh_from_db()
    return batch


def written(programme: Programme, file: io.BytesIO, *, by: Person) -> ImportBatch:
    """Return an import of a file that was confirmed and written."""
    batch = checked(programme, file, by=by)
    steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())
    run_waiting()
    batch.refresh_from_db()
    return batch


def staged_import(programme: Programme, *, by: Person, similar: Person | None = None) -> ImportBatch:
    """Return an import that was checked: one new row, and with `similar` one possible duplicate; no job has run."""
    looking = Looking(len(HEADER))
    for row in (MAIR, TOM):
        looking.add(row)
    batch = ImportBatch(programme=programme, file_name="form.csv", file_hash="0" * 64, staged_at=NOW, staged_by=by)
    batch.mapping = {"fields": dict(zip(HEADER, FIELDS, strict=True)), "always": {}}
    batch.reading = {"header": list(HEADER), "columns": looking.result(), "rows": 2, "words": {}, "sheets": []}
    batch.save()
    for number, row, verdict in ((2, TOM, "new"), (3, MAIR, "possible" if similar else "new")):
        staged = ImportRow(batch=batch, number=number, verdict=verdict, similar=similar if number == 3 else None)
        cells: Any = dict(zip(FIELDS, row, strict=True)) | {"family_name": ""}
        staged.original, staged.cells = list(row), cells
        staged.save()
    return batch
