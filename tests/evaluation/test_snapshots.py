"""Data files: who is in them, what they hold, and that they never change."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort
from evaluation.actions.responses import Given, begin, finish, save_page
from evaluation.actions.snapshots import make_snapshot, path_of
from evaluation.models import EvaluatorCode, Invitation, Section, Snapshot
from people.models import AuditEvent, Consent, Person
from tests.evaluation.survey_help import asked, place_of_somebody
from tests.factories import NOW, CohortFactory, PersonFactory, ProgrammeFactory, TeamMembershipFactory

pytestmark = pytest.mark.django_db
Enter = Callable[[Client, Person], None]


@pytest.fixture(autouse=True)
def at_now(travel: Callable[[str], Any]) -> None:
    travel("2027-03-01T10:00")


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory.create(name="Oxford")


@pytest.fixture
def evaluator(cohort: Cohort) -> Person:
    return TeamMembershipFactory.create(programme=cohort.programme, role="evaluator").person


def sent(cohort: Cohort, wave: str = "baseline", easy: bool = False, **given: Given) -> Invitation:
    """Somebody who gave these answers, by code, and sent them two days after the survey opened."""
    person = PersonFactory.create(given_name="Rhiannon", family_name="Vaughan", easy_read=easy)
    return answered(asked(place_of_somebody(cohort=cohort, person=person), wave), short=easy, **given)


def answered(invitation: Invitation, short: bool = False, **given: Given) -> Invitation:
    response = begin(invitation=invitation, short=short, now=NOW)
    for section in Section.objects.filter(questionnaire=response.questionnaire):
        on_page = {item.pk: given[item.code] for item in section.items.all() if item.code in given}
        save_page(invitation=invitation, section=section, given=on_page, goes_on=True, now=NOW)
    finish(invitation=invitation, now=NOW + timedelta(days=2))
    return invitation


def freeze(cohort: Cohort, evaluator: Person, free_text: bool = False) -> Snapshot:
    return make_snapshot(
        programme=cohort.programme,
        made_for=evaluator,
        free_text=free_text,
        submission_id=uuid.uuid4(),
        by=evaluator,
        now=NOW + timedelta(days=3),
    )


def content(snapshot: Snapshot, name: str) -> bytes:
    with storages["private"].open(path_of(snapshot, name)) as file:
        return file.read()


def rows(snapshot: Snapshot, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(snapshot, name).decode())))


def code_of(invitation: Invitation, evaluator: Person) -> str:
    return EvaluatorCode.objects.get(place=invitation.place, recipient=evaluator).code


def test_long_has_one_row_an_answer(cohort: Cohort, evaluator: Person) -> None:
    invitation = sent(cohort, col1=Given(5), col2=Given(-98), col3=Given(-99))

    [first, second, third, fourth, *_rest] = rows(freeze(cohort, evaluator), "long.csv")

    about = {
        "code": code_of(invitation, evaluator),
        "wave": "baseline",
        "cohort": cohort.ref,
        "role": "lay",
        "questionnaire": "baseline",
        "version": "1",
        "easy_read": "0",
        "answered": "self",
        "days": "2",
        "free_text": "0",
        "words": "",
        "may_quote": "",
    }
    assert first == about | {"item": "col1", "number": "5", "missing": ""}
    assert second == about | {"item": "col2", "number": "-98", "missing": "not applicable"}
    assert third == about | {"item": "col3", "number": "-99", "missing": "prefer not to say"}
    assert fourth == about | {"item": "col4", "number": "", "missing": "skipped"}


def test_wide_has_one_row_a_person_and_wave_with_scores(cohort: Cohort, evaluator: Person) -> None:
    # col4 is reverse-scored: 2 counts as 4. lea has three of five items, below 75 %.
    given = {code: Given(4) for code in ("col1", "col2", "col3", "lea1", "lea2", "lea3")}
    sent(cohort, **given, col4=Given(2))

    [row] = rows(freeze(cohort, evaluator), "wide.csv")

    shown = {name: row[name] for name in ("col1", "col4", "col5", "score_col", "score_lea")}
    assert shown == {"col1": "4", "col4": "2", "col5": "", "score_col": "4.0", "score_lea": ""}


def test_wide_keeps_looking_back_and_faces_apart(cohort: Cohort, evaluator: Person) -> None:
    back = {f"col{number}b": Given(1) for number in (1, 2, 3, 5)}
    sent(cohort, "workshop-3", **back)
    sent(cohort, easy=True, col1f=Given(3), col2f=Given(2))

    found = {row["questionnaire"]: row for row in rows(freeze(cohort, evaluator), "wide.csv")}

    columns = ("score_col", "score_col_before", "score_col_faces", "easy_read")
    assert [found["end"][name] for name in columns] == ["", "1.0", "", "0"]
    assert [found["short-easy"][name] for name in columns] == ["", "", "2.5", "1"]


def test_codebook_explains_each_column(cohort: Cohort, evaluator: Person) -> None:
    sent(cohort, "workshop-3")
    snapshot = freeze(cohort, evaluator)

    book = {row["variable"]: row for row in rows(snapshot, "codebook.csv")}

    columns = {*rows(snapshot, "wide.csv")[0]} - book.keys()
    assert columns == set()
    assert book["col4"] == {
        "variable": "col4",
        "file": "long, wide",
        "label": "The final say usually rests with one role.",
        "type": "scale",
        "values": "1 = Strongly disagree; 2 = Disagree; 3 = Neither; 4 = Agree; 5 = Strongly agree",
        "missing": "'-98 not applicable; -99 prefer not to say; empty skipped or not asked",
        "scale": "agreement",
        "reverse": "1",
        "subscale": "col",
        "looking_back": "0",
        "kirkpatrick_level": "3",
        "questionnaires": "end 1",
    }
    assert (book["rea4"]["type"], book["rea4"]["file"]) == ("text", "long")


def test_snapshot_holds_no_name_and_no_date(cohort: Cohort, evaluator: Person) -> None:
    invitation = sent(cohort, col1=Given(5))
    person = invitation.place.person

    snapshot = freeze(cohort, evaluator)

    data = "".join(content(snapshot, name).decode() for name in ("long.csv", "wide.csv", "codebook.csv"))
    telling = (person.given_name, person.family_name, person.ref, person.email, invitation.token, "2027", "@")
    assert [one in data for one in telling] == [False] * 7


def test_snapshot_leaves_words_out_unless_they_are_asked_for(cohort: Cohort, evaluator: Person) -> None:
    sent(cohort, "workshop-1", rea4=Given(words="=Ask Rhiannon", may_quote=True))

    plain = [row for row in rows(freeze(cohort, evaluator), "long.csv") if row["item"] == "rea4"]
    full = freeze(cohort, evaluator, free_text=True)
    with_words = [row for row in rows(full, "long.csv") if row["item"] == "rea4"]

    kept = ("missing", "free_text", "words", "may_quote")
    assert [[row[name] for name in kept] for row in plain] == [["withheld", "1", "", ""]]
    assert [[row[name] for name in kept] for row in with_words] == [["", "1", "'=Ask Rhiannon", "1"]]
    assert "WARNING" in content(full, "README.txt").decode()


def test_snapshot_holds_sent_answers_alone(cohort: Cohort, evaluator: Person) -> None:
    begun = asked(place_of_somebody(cohort=cohort))
    begin(invitation=begun, now=NOW)
    sent(CohortFactory.create())

    assert freeze(cohort, evaluator).row_counts["wide.csv"] == 0


def test_snapshot_leaves_out_who_took_the_consent_back(cohort: Cohort, evaluator: Person) -> None:
    stays, goes = sent(cohort), sent(cohort)
    before = freeze(cohort, evaluator)
    Consent.objects.filter(person=goes.place.person).update(withdrawn_at=NOW, withdrawn_by=evaluator)

    after = freeze(cohort, evaluator)

    codes = {code_of(stays, evaluator), code_of(goes, evaluator)}
    assert {row["code"] for row in rows(before, "wide.csv")} == codes
    assert {row["code"] for row in rows(after, "wide.csv")} == {code_of(stays, evaluator)}


def test_snapshot_codes_stay_for_one_recipient_and_differ_for_another(cohort: Cohort, evaluator: Person) -> None:
    invitation = sent(cohort)
    other = TeamMembershipFactory.create(programme=cohort.programme, role="evaluator").person

    [first] = rows(freeze(cohort, evaluator), "wide.csv")
    [again] = rows(freeze(cohort, evaluator), "wide.csv")
    [theirs] = rows(freeze(cohort, other), "wide.csv")

    assert first["code"] == again["code"] == code_of(invitation, evaluator)
    assert theirs["code"] == code_of(invitation, other) != first["code"]


def test_snapshot_rows_are_in_the_order_of_the_codes(cohort: Cohort, evaluator: Person) -> None:
    invitations = [sent(cohort) for _ in range(4)]
    for invitation in invitations:
        answered(asked(invitation.place, "workshop-1"))

    found = [(row["code"], row["wave"]) for row in rows(freeze(cohort, evaluator), "wide.csv")]

    assert found == sorted(found)
    assert len(found) == 8


def test_snapshot_made_twice_from_the_same_data_is_the_same(cohort: Cohort, evaluator: Person) -> None:
    sent(cohort, col1=Given(5))
    sent(cohort, "workshop-1", rea1=Given(3))

    first, second = freeze(cohort, evaluator), freeze(cohort, evaluator)

    tables = ("long.csv", "wide.csv", "codebook.csv")
    assert [content(first, name) for name in tables] == [content(second, name) for name in tables]


def test_snapshot_remembers_what_it_holds(cohort: Cohort, evaluator: Person) -> None:
    sent(cohort)

    snapshot = freeze(cohort, evaluator)

    assert snapshot.consent_cut_off == snapshot.made_at
    assert (snapshot.versions, snapshot.row_counts["long.csv"]) == ([["baseline", 1]], 23)
    assert snapshot.files == {name: sha256(content(snapshot, name)).hexdigest() for name in snapshot.files}
    assert set(snapshot.files) == {"long.csv", "wide.csv", "codebook.csv", "README.txt"}


def test_data_posted_twice_makes_one(client: Client, cohort: Cohort, evaluator: Person, sign_in: Enter) -> None:
    sent(cohort)
    sign_in(client, evaluator)
    page = {"submission_id": str(uuid.uuid4())}

    client.post(reverse("evaluation:data"), page)
    client.post(reverse("evaluation:data"), page)

    assert Snapshot.objects.count() == 1
    assert AuditEvent.objects.filter(action="make snapshot").count() == 1


def test_data_looked_at_makes_nothing(client: Client, cohort: Cohort, evaluator: Person, sign_in: Enter) -> None:
    sign_in(client, evaluator)

    client.get(reverse("evaluation:data"))

    assert Snapshot.objects.count() == 0


def test_data_file_is_the_one_that_was_made(client: Client, cohort: Cohort, evaluator: Person, sign_in: Enter) -> None:
    old = sent(cohort, col1=Given(5))
    snapshot = freeze(cohort, evaluator)
    made = content(snapshot, "long.csv")
    answered(asked(old.place, "workshop-1"))
    Consent.objects.update(withdrawn_at=NOW, withdrawn_by=evaluator)
    sign_in(client, evaluator)

    response = client.get(reverse("evaluation:data_file", args=[snapshot.ref, "long.csv"]))

    assert response.content == made
    assert response["Content-Disposition"] == f'attachment; filename="{snapshot.ref}-long.csv"'
    event = AuditEvent.objects.get(action="download snapshot")
    assert (event.by, event.object_id, event.fields) == (evaluator, str(snapshot.pk), ["long.csv"])


def test_data_file_that_was_changed_is_not_given_out(
    client: Client, cohort: Cohort, evaluator: Person, sign_in: Enter
) -> None:
    snapshot = freeze(cohort, evaluator)
    storages["private"].delete(path_of(snapshot, "wide.csv"))
    storages["private"].save(path_of(snapshot, "wide.csv"), ContentFile(b"something else"))
    storages["private"].delete(path_of(snapshot, "long.csv"))
    sign_in(client, evaluator)

    for name in ("wide.csv", "long.csv"):
        page = client.get(reverse("evaluation:data_file", args=[snapshot.ref, name]), follow=True)
        assert [str(message) for message in page.context["messages"]] == [
            "This file is damaged, so it is not given out. Make a new data file."
        ]


def test_data_file_of_somebody_else_is_not_found(
    client: Client, cohort: Cohort, evaluator: Person, sign_in: Enter
) -> None:
    snapshot = freeze(cohort, evaluator)
    other = TeamMembershipFactory.create(programme=cohort.programme, role="evaluator").person
    sign_in(client, other)

    status = client.get(reverse("evaluation:data_file", args=[snapshot.ref, "long.csv"])).status_code

    assert status == 404


def test_data_file_is_closed_to_who_evaluates_no_longer(
    client: Client, cohort: Cohort, evaluator: Person, sign_in: Enter
) -> None:
    snapshot = freeze(cohort, evaluator)
    evaluator.memberships.update(ended_on=NOW.date())
    TeamMembershipFactory.create(programme=ProgrammeFactory.create(), person=evaluator, role="evaluator")
    sign_in(client, evaluator)

    status = client.get(reverse("evaluation:data_file", args=[snapshot.ref, "long.csv"])).status_code

    assert status == 404


@pytest.mark.parametrize("name", ["nothing.csv", "../long.csv", "long.csv.bak"])
def test_data_file_of_another_name_is_not_found(
    client: Client, cohort: Cohort, evaluator: Person, sign_in: Enter, name: str
) -> None:
    snapshot = freeze(cohort, evaluator)
    sign_in(client, evaluator)

    address = reverse("evaluation:data_file", args=[snapshot.ref, "long.csv"]).replace("long.csv", name)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_data_asks_the_same_number_of_queries(
    client: Client, cohort: Cohort, evaluator: Person, sign_in: Enter, *, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        freeze(cohort, evaluator)
    sign_in(client, evaluator)

    with django_assert_num_queries(6):
        client.get(reverse("evaluation:data"))
