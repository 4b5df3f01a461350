"""Importing in the browser, from the file to taking it back: whatever is done twice or wrongly has one right result."""

import csv
import io
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Job, Programme
from cohorts.recruitment.actions import import_jobs
from cohorts.recruitment.actions import import_steps as steps
from cohorts.recruitment.models import Application, ImportBatch, ImportMapping, ImportRow
from cohorts.recruitment.tasks import erase_staged_imports
from people.models import ContactMethod, Need, Person
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortFactory,
    MessageFactory,
    NeedFactory,
    PersonFactory,
    ProgrammeFactory,
    VenueFactory,
    coordinator_of,
)
from tests.imports import HEADER, MAIR, TOM, WORDS, checked, csv_file, run_waiting, staged_import, written


@pytest.fixture
def programme(db: None) -> Programme:
    programme = ProgrammeFactory.create()
    for town in ("Oxford", "Bristol"):
        CohortFactory.create(programme=programme, name=town, venue=VenueFactory.create(town=town))
    return programme


@pytest.fixture
def by(programme: Programme) -> Person:
    return coordinator_of(programme, given_name="Amira", family_name="Hussain")


@pytest.fixture
def staff(client: Client, by: Person) -> Client:
    client.force_login(by)
    return client


def send(staff: Client, programme: Programme, file: io.BytesIO, name: str = "form.csv") -> Any:
    upload = SimpleUploadedFile(name, file.getvalue())
    return staff.post(reverse("recruitment:import_new"), {"programme": programme.ref, "file": upload}, follow=True)


def page(name: str, batch: ImportBatch, *more: Any) -> str:
    return reverse(f"recruitment:{name}", args=[batch.ref, *more])


def verdicts(batch: ImportBatch) -> list[tuple[int, str]]:
    return list(batch.rows.order_by("number").values_list("number", "verdict"))


# --- the whole way ------------------------------------------------------------------------------------------------


def test_import_goes_from_the_file_to_applications(staff: Client, programme: Programme, by: Person) -> None:
    send(staff, programme, csv_file(MAIR, TOM))
    run_waiting()
    batch = ImportBatch.objects.get()
    columns = staff.get(page("import", batch), follow=True)
    answers = columns.context["form"].initial
    assert "We guessed from the names of the columns." in columns.content.decode()

    words = staff.post(page("import_columns", batch), answers, follow=True)
    form = words.context["form"]
    staff.post(
        page("import_words", batch),
        {
            "version": form.initial["version"],
            **{name: box.initial or "" for name, box in form.fields.items() if box.initial},
        },
    )
    run_waiting()
    assert (Application.objects.count(), verdicts(batch)) == (0, [(2, "new"), (3, "new")])

    batch.refresh_from_db()
    for _ in range(2):
        staff.post(page("import_confirm", batch), {"version": batch.version})
    run_waiting()

    batch.refresh_from_db()
    assert (batch.state, batch.confirmed_by, batch.stored_as) == ("imported", by, "")
    mair = Application.objects.get(person__given_name="Mair")
    assert (mair.state, mair.source, mair.role, mair.keyed_by) == ("submitted", "import", "lay", by)
    assert mair.choices.get().cohort.name == "Oxford"
    assert Application.objects.count() == 2
    assert (
        "2 applications were written. Amira Hussain confirmed it on"
        in staff.get(page("import", batch)).content.decode()
    )


def test_import_of_the_same_file_again_leads_to_what_the_first_wrote(
    staff: Client, programme: Programme, by: Person
) -> None:
    first = written(programme, csv_file(MAIR), by=by)

    said = send(staff, programme, csv_file(MAIR), name="copy.csv")

    assert said.redirect_chain[-1][0] == page("import", first)
    assert "This very file is here already." in said.content.decode()
    assert (ImportBatch.objects.count(), Application.objects.count()) == (1, 1)


def test_import_remembers_how_the_columns_and_words_of_a_form_were_matched(programme: Programme, by: Person) -> None:
    header = ["Who?", "Surname", "Kind", "Contact", "Number", "Where?", "Which?"]
    first = steps.receive(programme=programme, file=csv_file(MAIR, header=header), name="a.csv", by=by, now=NOW)
    run_waiting()
    first.refresh_from_db()
    fields = dict(
        zip(header, ("given_name", "family_name", "role", "email", "mobile", "postcode", "first_choice"), strict=True)
    )
    first = steps.match(batch=first, matching=import_jobs.Matching(fields), version=first.version, by=by, now=NOW)
    steps.check(batch=first, words=WORDS, version=first.version, by=by, now=NOW)

    second = steps.receive(programme=programme, file=csv_file(TOM, header=header), name="b.csv", by=by, now=NOW)
    run_waiting()

    second.refresh_from_db()
    assert second.reading["remembered"] is True
    assert (second.mapping["fields"], second.reading["words"]) == (fields, WORDS)
    assert ImportMapping.objects.count() == 1


# --- bad files and bad matching -----------------------------------------------------------------------------------


def test_import_new_refuses_a_file_of_fifty_megabytes(staff: Client, programme: Programme) -> None:
    said = send(staff, programme, io.BytesIO(b"a,b\n" + b"x" * 50 * 1024 * 1024))

    assert "This file has 51 MB. A file may have 10 MB: leave out columns, or split it." in said.content.decode()
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "empty"), (b"%PDF-1.7", "This is not a table."), (b"a,b\n", "no rows")]
)
def test_import_new_refuses_what_cannot_be_read(staff: Client, programme: Programme, data: bytes, why: str) -> None:
    assert why in send(staff, programme, io.BytesIO(data)).content.decode()
    assert ImportBatch.objects.count() == 0


def test_import_of_too_many_rows_says_so_and_keeps_nothing(staff: Client, programme: Programme) -> None:
    file = io.BytesIO(b"Name,Town\n" + b"Mair,Oxford\n" * 10_001)

    send(staff, programme, file)
    run_waiting()

    batch = ImportBatch.objects.get()
    said = staff.get(page("import", batch)).content.decode()
    assert (batch.state, batch.rows.count()) == ("discarded", 0)
    assert "The file has more than 10,000 rows. Split it, and import the parts one by one." in said


def test_import_columns_doubts_an_email_in_a_postcode_until_somebody_insists(
    staff: Client, programme: Programme
) -> None:
    send(staff, programme, csv_file(MAIR, TOM))
    run_waiting()
    batch = ImportBatch.objects.get()
    answers = {
        **staff.get(page("import_columns", batch)).context["form"].initial,
        "column_3": "postcode",
        "column_5": "ignore",
    }

    doubted = staff.post(page("import_columns", batch), answers)
    insisted = staff.post(page("import_columns", batch), {**answers, "anyway": "on"})

    sentence = "Column “Email address” is matched to “Postcode”, but 2 of 2 cells look like email addresses."
    assert sentence in doubted.content.decode()
    assert (doubted.status_code, insisted.status_code) == (200, 302)


def test_import_columns_asks_for_what_every_application_needs(staff: Client, programme: Programme) -> None:
    send(staff, programme, csv_file(MAIR))
    run_waiting()
    batch = ImportBatch.objects.get()
    answers = {
        **staff.get(page("import_columns", batch)).context["form"].initial,
        "column_0": "email",
        "column_6": "ignore",
    }

    said = staff.post(page("import_columns", batch), answers).content.decode()
    enough = staff.post(
        page("import_columns", batch),
        {**answers, "column_0": "given_name", "always_first_choice": programme.cohorts.first().ref},
    )

    assert "No column is matched to “First name” or “Whole name”. Every application needs it." in said
    assert "No column is matched to “Cohort, first choice”." in said
    assert "another column is matched to “Email” too. Keep one of them." in said
    assert enough.status_code == 302


# --- rows ---------------------------------------------------------------------------------------------------------


def test_import_refuses_rows_naming_the_cell(programme: Programme, by: Person) -> None:
    wrong = ("Ann", "Gold", "Wizard", "ann@", "07700 900125", "ZZ9 9ZZ", "Atlantis")

    batch = checked(programme, csv_file(MAIR, wrong), by=by)

    assert verdicts(batch) == [(2, "new"), (3, "refused")]
    reasons = batch.rows.get(number=3).reasons
    assert "“Email address” (cell D3): “ann@” is not an email address. Correct it, or leave it empty." in reasons
    assert "“Postcode” (cell F3): There is no outward code ZZ9. Check the postcode." in reasons
    assert len(reasons) == 4


def test_import_refused_rows_come_back_corrected(staff: Client, programme: Programme, by: Person) -> None:
    batch = written(
        programme, csv_file(MAIR, ("Ann", "Gold", "I am a patient", "ann@", "+44 7700 900125", "OX1", "Oxford")), by=by
    )

    data = staff.get(page("import_refused", batch)).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data)))
    assert rows[0] == [*HEADER, "Why it was refused"]
    assert (rows[1][4], "is not an email address" in rows[1][7], len(rows)) == ("'+44 7700 900125", True, 2)

    again = written(programme, io.BytesIO(data.replace("ann@", "ann@example.org").encode("utf-8-sig")), by=by)

    assert again.reading["remembered"] is True
    assert Person.objects.get(given_name="Ann").mobile == "+447700900125"


def test_import_says_who_is_here_already_and_who_may_be(programme: Programme, by: Person) -> None:
    applied = PersonFactory.create(given_name="Mair", family_name="Rees", email="mair@example.org")
    ApplicationFactory.create(programme=programme, person=applied, ref="K7M29XQT")
    known = PersonFactory.create(given_name="Thomas", family_name="Hill", email="tom@example.org")

    batch = checked(programme, csv_file(MAIR, TOM, ("Mair", "Rees", *MAIR[2:])), by=by)

    assert verdicts(batch) == [(2, "duplicate"), (3, "possible"), (4, "duplicate")]
    assert batch.rows.get(number=2).reasons == ["Has applied already: number K7M2 9XQT."]
    assert batch.rows.get(number=3).similar == known
    assert batch.rows.get(number=3).reasons == ["Same email, another name."]


def test_import_sample_can_be_imported_as_it_is(staff: Client, programme: Programme, by: Person) -> None:
    sample = staff.get(reverse("recruitment:import_sample_csv"))

    batch = checked(programme, io.BytesIO(sample.content), by=by)

    assert verdicts(batch) == [(2, "new"), (3, "new")]
    page = staff.get(reverse("recruitment:import_new")).content.decode()
    assert ["Postcode or First half of the postcode" in page, "Agreed to the evaluation" in page] == [True, True]


def test_import_row_merges_field_by_field(staff: Client, programme: Programme, by: Person) -> None:
    known = PersonFactory.create(
        given_name="Thomas", family_name="Hill", email="tom@example.org", postcode="BS2 1AA", language="cy"
    )
    ContactMethod.objects.create(person=known, method="letter", position=1)
    batch = checked(programme, csv_file(("Tom", "Hill", *TOM[2:4], "07700 900124", *TOM[5:])), by=by)
    shown = staff.get(page("import_row", batch, 2)).content.decode()
    assert 'id="here-mobile" name="take_mobile" value="here" checked' in shown
    assert 'id="there-given_name" name="take_given_name" value="there" checked' in shown

    choice = {
        "decision": "merge",
        "seen": "",
        "take_mobile": "here",
        "take_postcode": "here",
        "take_given_name": "there",
    }
    staff.post(page("import_row", batch, 2), choice)
    steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())
    run_waiting()

    known.refresh_from_db()
    assert Application.objects.get().person == known
    assert (known.given_name, known.mobile, known.postcode, known.language) == (
        "Thomas",
        "+447700900124",
        "BS1 4DJ",
        "cy",
    )
    assert known.preferred_methods == ["letter"]


@pytest.mark.parametrize(
    ("decision", "applications", "marked"), [("", 1, True), ("different", 1, False), ("leave_out", 0, False)]
)
def test_import_row_that_is_not_merged_is_added_or_left_out(
    programme: Programme, by: Person, decision: str, applications: int, marked: bool
) -> None:
    known = PersonFactory.create(given_name="Thomas", family_name="Hill", email="tom@example.org")
    batch = checked(programme, csv_file(TOM, MAIR), by=by)
    if decision:
        steps.decide_row(row=batch.rows.get(number=2), decision=decision, taken=(), seen="", by=by, now=timezone.now())

    steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())
    run_waiting()

    toms = Application.objects.filter(person__given_name="Tom")
    assert toms.count() == applications
    assert toms.filter(possible_duplicate_of=known).exists() == marked


def test_import_row_refuses_to_join_somebody_who_has_applied(staff: Client, programme: Programme, by: Person) -> None:
    known = PersonFactory.create(given_name="Huw", family_name="Rees", email="mair@example.org")
    ApplicationFactory.create(programme=programme, person=known, ref="K7M29XQT")
    batch = checked(programme, csv_file(MAIR), by=by)
    sentence = "Huw Rees has applied to this programme already: number K7M2 9XQT. Leave this row out."

    shown = staff.get(page("import_row", batch, 2)).content.decode()
    said = staff.post(page("import_row", batch, 2), {"decision": "merge", "seen": ""}, follow=True).content.decode()

    assert (sentence in shown, "keep the ticked" in shown) == (True, False)
    assert sentence in said
    assert batch.rows.get().decision == ""


# --- two at once, and what happened meanwhile ---------------------------------------------------------------------


def test_import_row_settled_by_a_colleague_says_so(programme: Programme, by: Person) -> None:
    PersonFactory.create(given_name="Thomas", family_name="Hill", email="tom@example.org")
    batch = checked(programme, csv_file(TOM), by=by)
    steps.decide_row(row=batch.rows.get(), decision="different", taken=(), seen="", by=by, now=NOW)
    colleague = coordinator_of(programme)

    with pytest.raises(NotAllowedError, match="Amira Hussain has settled this row meanwhile: Two people"):
        steps.decide_row(row=batch.rows.get(), decision="leave_out", taken=(), seen="", by=colleague, now=NOW)


def test_import_confirm_of_rows_that_were_checked_again_asks_to_look_once_more(
    programme: Programme, by: Person
) -> None:
    batch = checked(programme, csv_file(MAIR), by=by)
    seen = batch.version
    steps.check(batch=batch, words=WORDS, version=seen, by=coordinator_of(programme), now=NOW)
    run_waiting()

    with pytest.raises(NotAllowedError, match="checked again since you opened this page"):
        steps.confirm(batch=batch, version=seen, by=by, now=NOW)


def test_import_of_one_file_confirmed_in_two_batches_is_written_once(
    staff: Client, programme: Programme, by: Person
) -> None:
    first = written(programme, csv_file(MAIR), by=by)
    second = staged_import(programme, by=by)
    ImportBatch.objects.filter(pk=second.pk).update(file_hash=first.file_hash)

    said = staff.post(page("import_confirm", second), {"version": second.version}, follow=True)

    assert said.redirect_chain[-1][0] == page("import", first)
    assert Application.objects.count() == 1


def test_import_leaves_out_whoever_applied_since_the_check(programme: Programme, by: Person) -> None:
    batch = checked(programme, csv_file(MAIR, TOM), by=by)
    person = PersonFactory.create(given_name="Mair", family_name="Rees", email="mair@example.org")
    ApplicationFactory.create(programme=programme, person=person, ref="K7M29XQT")

    steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())
    run_waiting()

    assert verdicts(batch) == [(2, "duplicate"), (3, "new")]
    assert batch.rows.get(number=2).reasons == ["Has applied since the file was checked: number K7M2 9XQT."]
    assert Application.objects.filter(source="import").count() == 1


def test_import_goes_on_where_a_killed_worker_left_off(
    programme: Programme, by: Person, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    monkeypatch.setattr(import_jobs, "BATCH", 1)
    batch = checked(programme, csv_file(MAIR, TOM), by=by)
    steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())
    write_rows = import_jobs.write_rows
    calls: list[int] = []

    def die_in_the_second(**values: Any) -> None:
        calls.append(1)
        write_rows(**values)
        if len(calls) == 2:
            raise SystemExit

    monkeypatch.setattr(import_jobs, "write_rows", die_in_the_second)
    with pytest.raises(SystemExit):
        run_waiting()
    assert Application.objects.count() == 1

    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    run_waiting()

    batch.refresh_from_db()
    assert (batch.state, Application.objects.count(), Person.objects.filter(given_name="Tom").count()) == (
        "imported",
        2,
        1,
    )


def test_import_that_was_stopped_can_go_on(staff: Client, programme: Programme, by: Person) -> None:
    batch = checked(programme, csv_file(MAIR), by=by)
    steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())
    staff.post(reverse("cohorts:job_stop", args=[Job.objects.active().get().ref]))

    assert "0 applications are written, 1 are not." in staff.get(page("import", batch)).content.decode()
    staff.post(page("import_go_on", batch))
    run_waiting()

    assert Application.objects.count() == 1


def test_import_asks_the_database_as_often_for_many_rows_as_for_few(programme: Programme, by: Person) -> None:
    counts = []
    for size in (2, 20):
        rows = [
            (f"Name{n}", f"of{size}", "I am a patient", f"n{n}.{size}@example.org", "", "OX4 1AA", "Oxford")
            for n in range(size)
        ]
        batch = checked(programme, csv_file(*rows), by=by)
        steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            run_waiting()
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Application.objects.count() == 22


def test_import_whose_check_was_stopped_cannot_be_confirmed(staff: Client, programme: Programme, by: Person) -> None:
    batch = checked(programme, csv_file(MAIR), by=by)
    steps.check(batch=batch, words=WORDS, version=batch.version, by=by, now=timezone.now())
    staff.post(reverse("cohorts:job_stop", args=[Job.objects.active().get().ref]))
    batch.refresh_from_db()

    said = staff.post(page("import_confirm", batch), {"version": batch.version}, follow=True)

    assert said.redirect_chain[-1][0] == page("import_columns", batch)
    assert "The rows are not checked yet." in said.content.decode()
    assert "Stopped by Amira Hussain." in said.content.decode()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do several things at one moment, each in a connection of its own; return what came of each, or which error."""
    together, found = threading.Barrier(len(acts)), []

    def do(act: Callable[[], object]) -> None:
        together.wait()
        try:
            found.append(type(act()).__name__)
        except (NotAllowedError, steps.AlreadyThere) as error:
            found.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_import_confirmed_by_two_coordinators_at_once_is_written_once(programme: Programme, by: Person) -> None:
    batch = checked(programme, csv_file(MAIR, TOM), by=by)
    others = [by, coordinator_of(programme)]

    came = at_once(
        *(partial(steps.confirm, batch=batch, version=batch.version, by=one, now=timezone.now()) for one in others)
    )
    at_once(run_waiting, run_waiting)

    assert came == ["ImportBatch", "ImportBatch"]
    assert (Job.objects.filter(kind=steps.WRITE).count(), Application.objects.count()) == (1, 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_files_with_the_same_people_written_at_once_bring_them_once(programme: Programme, by: Person) -> None:
    first = checked(programme, csv_file(MAIR, TOM), by=by)
    second = checked(programme, csv_file(TOM, MAIR), by=by)
    for batch in (first, second):
        steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())

    at_once(run_waiting, run_waiting)

    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"imported"}
    assert (Application.objects.count(), Application.objects.values("person").distinct().count()) == (2, 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_file_in_two_imports_confirmed_at_once_is_written_once(programme: Programme, by: Person) -> None:
    first, second = (staged_import(programme, by=by) for _ in range(2))

    came = at_once(
        *(partial(steps.confirm, batch=one, version=one.version, by=by, now=timezone.now()) for one in (first, second))
    )

    assert came == ["AlreadyThere", "ImportBatch"]


# --- taking back, forgetting, erasing -----------------------------------------------------------------------------


def test_undo_takes_everything_back_and_the_file_can_come_again(
    staff: Client, programme: Programme, by: Person
) -> None:
    people = Person.objects.count()
    batch = written(programme, csv_file(MAIR, TOM), by=by)

    for _ in range(2):
        staff.post(page("import_undo", batch))
        run_waiting()

    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == ("undone", by)
    assert (Application.objects.count(), Person.objects.count()) == (0, people)
    assert "Nothing of it is left." in staff.get(page("import", batch)).content.decode()
    written(programme, csv_file(MAIR, TOM), by=by)
    assert Application.objects.count() == 2


def test_undo_leaves_what_something_has_happened_to_and_says_why(
    staff: Client, programme: Programme, by: Person
) -> None:
    names = ["Mair", "Tom", "Ann", "Bob", "Cat"]
    rows = [(name, "Hill", "I am a patient", f"{name}@example.org", "", "OX4 1AA", "Oxford") for name in names]
    batch = written(programme, csv_file(*rows), by=by)
    people = {person.given_name: person for person in Person.objects.filter(given_name__in=names)}
    Application.objects.filter(person=people["Mair"]).update(state="eligible", decided_at=NOW, decided_by=by)
    MessageFactory.create(person=people["Tom"])
    NeedFactory.create(person=people["Ann"], recorded_by=by)
    Person.objects.filter(pk=people["Bob"].pk).update(last_login=NOW)

    staff.post(page("import_undo", batch))
    run_waiting()

    kept = {row.cells["given_name"]: row.kept_because for row in batch.rows.exclude(kept_because="")}
    assert kept == {
        "Mair": "The application has been worked on: Eligible.",
        "Tom": "Something was recorded since: messages.",
        "Ann": "They have said more since.",
        "Bob": "They have signed in, or their details were changed.",
    }
    assert Application.objects.count() == 4
    assert "4 applications stay" in staff.get(page("import", batch)).content.decode()


def test_undo_gives_a_known_person_their_details_back(programme: Programme, by: Person) -> None:
    known = PersonFactory.create(given_name="Thomas", family_name="Hill", email="tom@example.org", mobile="")
    batch = checked(programme, csv_file(("Tom", "Hill", *TOM[2:4], "07700 900124", *TOM[5:])), by=by)
    taken = ("given_name", "mobile", "contact")
    steps.decide_row(row=batch.rows.get(), decision="merge", taken=taken, seen="", by=by, now=timezone.now())
    steps.confirm(batch=batch, version=batch.version, by=by, now=timezone.now())
    run_waiting()
    known.refresh_from_db()
    assert (known.given_name, known.mobile, ContactMethod.objects.filter(person=known).exists()) == (
        "Tom",
        "+447700900124",
        True,
    )

    steps.undo(batch=batch, by=by, now=timezone.now())
    run_waiting()

    known.refresh_from_db()
    assert (known.given_name, known.mobile, Application.objects.count()) == ("Thomas", "", 0)
    assert not ContactMethod.objects.filter(person=known).exists()


def test_undo_again_says_that_it_was_done(programme: Programme, by: Person) -> None:
    batch = written(programme, csv_file(MAIR), by=by)
    steps.undo(batch=batch, by=by, now=timezone.now())
    run_waiting()

    with pytest.raises(NotAllowedError, match="This import was taken back already"):
        steps.undo(batch=batch, by=by, now=timezone.now())


def test_undo_is_over_after_a_day(programme: Programme, by: Person, time_machine: Any) -> None:
    batch = written(programme, csv_file(MAIR), by=by)

    with pytest.raises(NotAllowedError, match="An import can be taken back for a day"):
        steps.undo(batch=batch, by=by, now=timezone.now() + timedelta(days=1, minutes=1))


def test_discard_forgets_every_cell_and_stops_what_is_going_on(
    staff: Client, programme: Programme, by: Person, django_capture_on_commit_callbacks: Any
) -> None:
    batch = steps.receive(programme=programme, file=csv_file(MAIR), name="form.csv", by=by, now=timezone.now())
    assert storages["private"].exists(batch.stored_as)

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            staff.post(page("import_discard", batch))

    assert not storages["private"].exists(batch.stored_as)
    batch.refresh_from_db()
    assert (batch.state, batch.reading, batch.rows.count(), Job.objects.get().state) == (
        "discarded",
        None,
        0,
        "cancelled",
    )


def test_erase_staged_imports_erases_cells_samples_and_files_after_thirty_days(
    programme: Programme, by: Person
) -> None:
    done = written(programme, csv_file(MAIR), by=by)
    sent = steps.receive(programme=programme, file=csv_file(TOM), name="sent.csv", by=by, now=timezone.now())
    late = timezone.now() + timedelta(days=31)

    assert (erase_staged_imports(late), erase_staged_imports(late)) == (2, 0)
    assert not storages["private"].exists(sent.stored_as)
    assert list(ImportBatch.objects.values_list("pk", "reading")) == [(done.pk, None)]
    assert (ImportRow.objects.count(), Application.objects.count()) == (0, 1)


def test_erase_staged_imports_leaves_an_import_in_the_list_without_its_numbers(
    staff: Client, programme: Programme, by: Person
) -> None:
    batch = written(programme, csv_file(MAIR), by=by)
    erase_staged_imports(timezone.now() + timedelta(days=31))

    pages = [staff.get(url) for url in (reverse("recruitment:imports"), page("import", batch))]

    assert [shown.status_code for shown in pages] == [200, 200]
    assert batch.file_name in pages[0].content.decode()


# --- lists and constraints ----------------------------------------------------------------------------------------


def test_imports_asks_the_database_as_often_for_three_as_for_one(
    staff: Client, programme: Programme, by: Person
) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            staged_import(programme, by=by)
        with CaptureQueriesContext(connection) as queries:
            shown = staff.get(reverse("recruitment:imports"))
        counts.append(len(queries))

    assert len(shown.context["lines"]) == 3
    assert counts[0] == counts[1] <= 12


def test_import_shows_as_many_rows_as_were_chosen_with_the_same_questions(
    staff: Client, programme: Programme, by: Person
) -> None:
    counts = []
    for size in (1, 3):
        rows = [
            (f"Name{n}", f"of{size}", "I am a patient", f"n{n}.{size}@x.org", "", "OX4 1AA", "Oxford")
            for n in range(size)
        ]
        batch = checked(programme, csv_file(*rows, TOM[:3]), by=by)
        with CaptureQueriesContext(connection) as queries:
            shown = staff.get(page("import", batch), {"verdict": "new"})
        counts.append((len(queries), len(shown.context["lines"])))

    assert (counts[0][0], [lines for _count, lines in counts]) == (counts[1][0], [1, 3])
    assert counts[0][0] <= 12


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("import_row_decision_has_when_and_who", {"decision": "different"}),
        ("import_row_decides_about_somebody", {"decision": "different", "decided_at": NOW, "similar": None}),
    ],
)
def test_import_row_constraints_refuse(
    programme: Programme, by: Person, constraint: str, values: dict[str, Any]
) -> None:
    batch = staged_import(programme, by=by, similar=PersonFactory.create())
    row = batch.rows.get(number=3)
    more = {"decided_by": by} if "decided_at" in values else {}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ImportRow.objects.filter(pk=row.pk).update(**values, **more)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("import_confirmed_has_when_and_who", {"confirmed_at": NOW}),
        ("import_undone_has_when_and_who", {"state": "undone"}),
    ],
)
def test_import_constraints_refuse(programme: Programme, by: Person, constraint: str, values: dict[str, Any]) -> None:
    batch = staged_import(programme, by=by)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(**values)


def test_import_of_needs_keeps_them(programme: Programme, by: Person) -> None:
    header = [*HEADER, "Do you have any access requirements?"]

    written(programme, csv_file([*MAIR, "A seat by the door"], header=header), by=by)

    assert Need.objects.get().note == "A seat by the door"


@pytest.mark.parametrize(
    ("words", "kinds", "note"),
    [
        ("Vegan", ["vegan"], ""),
        ("Gluten-free food and a hearing loop", ["other"], "Gluten-free food and a hearing loop"),
        ("Gluten-free food and hearing loop.", ["gluten-free", "hearing-loop"], ""),
        ("Halal food, step-free access", ["halal", "step-free"], ""),
        ("Vegan but no nuts", ["other"], "Vegan but no nuts"),
    ],
)
def test_import_takes_needs_that_are_named_in_words(
    programme: Programme, by: Person, words: str, kinds: list[str], note: str
) -> None:
    written(programme, csv_file([*MAIR, words], header=[*HEADER, "Dietary"]), by=by)

    assert sorted(Need.objects.values_list("slug", flat=True)) == kinds
    assert "".join(need.note or "" for need in Need.objects.all()) == note


@pytest.mark.parametrize("words", ["None", "n/a", "No."])
def test_import_takes_nothing_for_no_need(programme: Programme, by: Person, words: str) -> None:
    written(programme, csv_file([*MAIR, words], header=[*HEADER, "Do you have any access requirements?"]), by=by)

    assert not Need.objects.exists()
