"""A small file of invented people to try an import with, and the columns that a file may bring, in words."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from cohorts.recruitment.import_fields import FIELDS, NEEDED, grouped
from common.csv import write_csv

# Each field's heading as a form would ask it, and what two people who do not exist would answer.
COLUMNS: dict[str, tuple[str, str, str]] = {
    "role": ("I am a", "lay partner", "professional partner"),
    "given_name": ("First name", "Mair", "Sam"),
    "family_name": ("Last name", "Example", "Sample"),
    "email": ("Email", "", "sam.sample@example.org"),
    "mobile": ("Mobile", "07700 900123", ""),
    "address": ("Address", "1 High Street, Oxford", ""),
    "postcode": ("Postcode", "OX4 1AA", "OX3 9DU"),
    "first_choice": ("First choice", "", ""),
    "all_dates": ("Can you come to all workshops?", "yes", "yes"),
    "motivation": ("Why do you want to take part?", "I want patients to be heard.", "I want to work beside patients."),
    "experience": ("Your experience", "I have cared for my mother.", "A nurse for ten years."),
    "job_title": ("Job title", "", "Ward manager"),
    "employer": ("Employer", "", "The Trust"),
    "manager_name": ("Manager’s name", "", "Alex Lead"),
    "manager_email": ("Manager’s email", "", "alex.lead@example.org"),
    "needs_note": ("Access needs", "A seat near the door", ""),
    "consent_evaluation": ("I agree to the evaluation", "yes", "yes"),
    "consent_follow_up": ("I agree to be asked again after 18 months", "yes", "no"),
}  # fmt: skip


def sample_rows(cohort: str) -> tuple[list[str], list[list[str]]]:
    """Return the header and two rows, whose first choice is this cohort."""
    columns = {**COLUMNS, "first_choice": (COLUMNS["first_choice"][0], cohort, cohort)}
    header, *rows = zip(*columns.values(), strict=True)
    return list(header), [list(row) for row in rows]


def sample_csv(cohort: str) -> bytes:
    """Return the sample as CSV."""
    header, rows = sample_rows(cohort)
    return write_csv(rows, header)


def sample_xlsx(cohort: str) -> bytes:
    """Return the sample as a workbook."""
    from openpyxl import Workbook  # noqa: PLC0415 - it takes long to import, and few ask for it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Applications"))
    header, rows = sample_rows(cohort)
    for row in (header, *rows):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def needed_columns() -> list[str]:
    """Return what every file must bring, in words; each may come from any field of its group."""
    return [_(" or ").join(str(FIELDS[name].label) for name in group) for group in NEEDED]


def other_columns() -> Sequence[tuple[str, list[str]]]:
    """Return what a file may bring besides, by group."""
    needed = {name for group in NEEDED for name in group}
    rest = grouped({name: field for name, field in FIELDS.items() if name not in needed})
    return [(str(group), [str(label) for _name, label in fields]) for group, fields in rest]
