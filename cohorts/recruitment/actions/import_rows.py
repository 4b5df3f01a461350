"""Writing a part of an import: rows become applications, or learn why they cannot any more."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cohorts.recruitment.actions.together import join_partners
from cohorts.recruitment.actions.writing import New, write_all
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.import_file import Row
from cohorts.recruitment.imports import Setting, judge_row
from cohorts.recruitment.lookalikes import Lookalikes
from cohorts.recruitment.models import Application, ImportBatch, ImportRow
from common.words import say_ref
from people.models import Consent, ContactMethod, Person

Verdict = ImportRow.Verdict
Decision = ImportRow.Decision
# What a row may replace of a known person, field by field; "contact" is the order of the ways to reach them.
MERGE_FIELDS = (
    "given_name", "family_name", "known_as", "email", "mobile", "phone", "address", "postcode", "safe_times", "contact",
)  # fmt: skip
KEPT_OF_PERSON = (
    "given_name", "family_name", "known_as", "contact_email", "mobile", "phone", "address", "postcode",
    "outward_code", "safe_times",
)  # fmt: skip


def answers_of_row(row: ImportRow, setting: Setting) -> tuple[Answers | None, list[str]]:
    """Return what a staged row says, or the reasons for which it cannot be read any more."""
    judged = judge_row(Row(row.number, row.cells), setting)
    return judged.answers, judged.reasons


def write_rows(*, rows: Sequence[ImportRow], batch: ImportBatch, setting: Setting, by: Person, now: datetime) -> None:
    """Write rows of one import, inside a transaction that has locked its programme.

    Whoever has applied since the rows were checked is found by one question to the database, not row by row.
    """
    writing = _Writing(batch, by, now)
    read = [(row, *answers_of_row(row, setting)) for row in rows]
    writing.look_around([answers for _row, answers, _why in read if answers is not None], rows)
    for row, answers, reasons in read:
        if answers is None:
            writing.turn_away(row, Verdict.REFUSED, reasons)
        else:
            writing.add(row, answers)
    writing.finish(rows)


class _Writing:
    """One part of an import in the making."""

    def __init__(self, batch: ImportBatch, by: Person, now: datetime) -> None:
        self.batch, self.by, self.now = batch, by, now
        self.news: dict[int, New] = {}
        self.emails: set[str] = set()
        self.known: dict[int, Person] = {}
        self.applied: Mapping[int, str] = {}
        self.people = Lookalikes([])

    def look_around(self, answers: Sequence[Answers], rows: Sequence[ImportRow]) -> None:
        """Find who of these people is here by now: addresses in use, known people, applications to the programme."""
        emails = {one.email for one in answers if one.email}
        self.emails = {
            email for email in Person.objects.filter(email__in=emails).values_list("email", flat=True) if email
        }
        wanted = [row.similar_id for row in rows if row.similar_id is not None]
        people = Person.objects.filter(Q(pk__in=wanted) | Q(duplicates__in=wanted)).distinct()
        self.known = {person.pk: person for person in Person.objects.filter(pk__in=people.values("pk")).locked()}
        alike = (
            Q(person__email__in=emails)
            | Q(person__contact_email__in=emails)
            | Q(person__mobile__in={one.mobile for one in answers if one.mobile})
            | Q(person__postcode__in={one.postcode for one in answers if one.postcode})
        )
        there = Application.objects.submitted().filter(programme=self.batch.programme_id, person__isnull=False)
        there = there.exclude(state="withdrawn").select_related("person")
        # What this very import has written was compared when its rows were checked, and carries its moment.
        since = list(there.filter(alike).exclude(submitted_at=self.now))
        known = list(there.filter(person__in=list(self.known))) if self.known else []
        self.applied = {one.person_id: one.ref for one in [*since, *known] if one.person_id is not None}
        self.people = Lookalikes([one.person for one in since if one.person is not None])

    def turn_away(self, row: ImportRow, verdict: str, reasons: Sequence[str]) -> None:
        """Say of a row why it is not written."""
        row.verdict, row.reasons = verdict, [*row.reasons, *reasons]
        # The decision was about writing it.
        row.decision, row.decided_at, row.decided_by, row.taken = "", None, None, []

    def add(self, row: ImportRow, answers: Answers) -> None:
        """Put a row among those to write, if nobody has applied as the same person meanwhile."""
        if row.decision == Decision.MERGE:
            self._add_to_known(row, answers)
            return
        there = self.people.of(answers)
        if there is not None and _same_name(there, answers):
            self._has_applied(row, there)
            return
        sign_in = answers.email if answers.email and answers.email not in self.emails else None
        if sign_in:
            self.emails.add(sign_in)
        similar = self._now(row.similar_id) if row.decision == "" else None
        self.news[row.pk] = New(answers, self._application(), None, sign_in, similar)

    def _add_to_known(self, row: ImportRow, answers: Answers) -> None:
        person = self._now(row.similar_id)
        if person is None or person.deceased_on is not None:
            self.turn_away(row, Verdict.REFUSED, [_("The person it was to be joined with is not with us any more.")])
        elif person.pk in self.applied:
            self._has_applied(row, person)
        else:
            row.before = before_of(person, row.taken)
            self.applied = {**self.applied, person.pk: self.batch.ref}
            self.news[row.pk] = New(kept_answers(answers, row.taken), self._application(), person)

    def _now(self, pk: int | None) -> Person | None:
        """Return a known person as they are now: whoever they were merged into."""
        person = self.known.get(pk) if pk is not None else None
        return self.known.get(person.merged_into_id, person) if person and person.merged_into_id else person

    def _has_applied(self, row: ImportRow, person: Person) -> None:
        reason = _("Has applied since the file was checked: number %(ref)s.") % {
            "ref": say_ref(self.applied[person.pk])
        }
        self.turn_away(row, Verdict.DUPLICATE, [reason])

    def _application(self) -> Application:
        return Application(
            source=Application.Source.IMPORT,
            started_at=self.now,
            saved_at=self.now,
            keyed_by=self.by,
            keyed_at=self.now,
        )

    def finish(self, rows: Sequence[ImportRow]) -> None:
        """Write everything, and tie each row to its application."""
        write_all(
            news=list(self.news.values()),
            programme=self.batch.programme,
            channel=Consent.Channel.PAPER,
            now=self.now,
            by=self.by,
        )
        join_partners(rows=[new.application for new in self.news.values()])
        for row in rows:
            if row.pk in self.news:
                row.application = self.news[row.pk].application
        tied = [row for row in rows if row.pk in self.news and row.before is None]
        ImportRow.objects.bulk_update(tied, ["application"])
        rest = [row for row in rows if row.pk not in self.news or row.before is not None]
        names = ["application", "verdict", "reasons", "decision", "decided_at", "decided_by", "taken", "before"]
        ImportRow.objects.bulk_update(rest, names)


def _same_name(person: Person, answers: Answers) -> bool:
    return (person.given_name.casefold(), person.family_name.casefold()) == answers.name_key


def kept_answers(answers: Answers, taken: Collection[str]) -> Answers:
    """Return answers that replace nothing of a known person but the fields in `taken`."""
    gone: dict[str, Any] = {name: "" for name in MERGE_FIELDS if name not in taken and name != "contact"}
    if "postcode" not in taken:
        gone["outward_code"] = ""
    if "contact" not in taken:
        gone["methods"] = ()
    # A file says nothing about language.
    return replace(answers, language="", **gone)


def before_of(person: Person, taken: Collection[str]) -> dict[str, Any]:
    """Return what a person's details are now, for the day on which the import may be taken back."""
    found: dict[str, Any] = {name: getattr(person, name) for name in KEPT_OF_PERSON}
    if "contact" in taken:
        ways = ContactMethod.objects.filter(person=person).order_by("position")
        found["contact"] = list(ways.values_list("method", flat=True))
    return found
