"""What an import costs: ten thousand rows of a form tool's file, from the sent file to the last application."""

import csv
import io
import time

from django.db import connection
from django.utils import timezone

from benchmarks import world
from cohorts.recruitment.actions import import_steps as steps
from cohorts.recruitment.import_file import MOST_ROWS
from cohorts.recruitment.models import Application, ImportBatch
from cohorts.tasks import run_jobs
from leadingtogether.demo.days import at
from leadingtogether.demo.people import Crowd

MOST_SECONDS = 60.0
RADIUS_KM = 40
HEADER = (
    "First name",
    "Surname",
    "Are you lay or professional?",
    "Email address",
    "Mobile",
    "Postcode",
    "Venue",
    "Why do you want to take part?",
)
# Those that the second half of a postcode can have.
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
ROLES = {"lay": "I am a patient", "professional": "I work for the NHS"}
WORDS = {"role": {said.lower(): role for role, said in ROLES.items()}}


def run() -> int:
    """Import one file into a service that has been running, as the sweep does; return how many aims are missed."""
    now = timezone.now()
    service = world.begin(today=timezone.localdate(now))
    keeper, programme = service.team["coordinator"], service.first("recruiting").programme
    had = Application.objects.count()
    began, cpu = time.monotonic(), time.process_time()
    batch = steps.receive(programme=programme, file=_file(service), name="form.csv", by=keeper, now=now)
    took = [time.monotonic()]
    batch = _work_on(batch)
    took.append(time.monotonic())
    steps.check(batch=batch, words=WORDS, version=batch.version, by=keeper, now=now)
    batch = _work_on(batch)
    took.append(time.monotonic())
    steps.confirm(batch=batch, version=batch.version, by=keeper, now=now)
    _work_on(batch)
    took.append(time.monotonic())
    written = Application.objects.count() - had
    seconds = took[-1] - began
    missed = seconds > MOST_SECONDS or written != MOST_ROWS
    parts = ", ".join(
        f"{what} {after - before:.0f} s"
        for what, before, after in zip(("read", "checked", "written"), took, took[1:], strict=False)
    )
    print(
        f"Imported {written:,} of {MOST_ROWS:,} rows on {connection.vendor} in {seconds:.0f} s"
        f" (at most {MOST_SECONDS:.0f} s): {parts}; {time.process_time() - cpu:.0f} s CPU of this process"
        f"{', missed' if missed else ''}."
    )
    return int(missed)


def _work_on(batch: ImportBatch) -> ImportBatch:
    run_jobs(timezone.now())
    batch.refresh_from_db()
    return batch


def _file(service: world.World) -> io.BytesIO:
    """Return the file of as many people as an import takes; some have no email address."""
    cohort = service.first("recruiting")
    crowd = Crowd(seed=7, outward_codes=service.crowd.outward_codes)
    half = MOST_ROWS // 2
    began = at(service.today, -1)
    people = crowd.applicants(cohort=cohort, lay=half, professional=half, radius_km=RADIUS_KM, began=began)
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(HEADER)
    for number, one in enumerate(people):
        told = one.answers
        name = (told.given_name, told.family_name)
        # Their own numbers and addresses: two of one name who share one would be one person, and refused.
        reach = (
            told.email.replace("@", "@form."),
            f"07{500_000_000 + number}",
            f"{told.outward_code} {_inward(number)}",
        )
        sheet.writerow((*name, ROLES[told.role], *reach, cohort.name, told.motivation))
    return io.BytesIO(out.getvalue().encode())


def _inward(number: int) -> str:
    """Return the second half of a postcode, another for each of 4,000 people."""
    first, second = divmod(number // 10 % len(LETTERS) ** 2, len(LETTERS))
    return f"{number % 10}{LETTERS[first]}{LETTERS[second]}"
