"""Outreach: the plan of a cohort, its codes and leaflets, what it brings, and whom it still needs."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Role, Task
from cohorts.recruitment.actions.outreach import add_to_plan, change_plan, stop, take_up_again
from cohorts.recruitment.actions.outreach_tasks import keep_outreach_tasks
from cohorts.recruitment.leaflets import KINDS
from cohorts.recruitment.models import Application, OutreachLink, OutreachPartner
from cohorts.recruitment.outreach_missing import missing_of, notice_of, say_missing
from cohorts.recruitment.outreach_yield import by_group, by_partner
from people.models import Consent, Person
from tests.cohorts.recruitment.apply_help import WORDS, begin, fill_in, post
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    OfferFactory,
    PlaceFactory,
    ProgrammeFactory,
    WorkshopFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
Travel = Callable[[str], object]


@pytest.fixture
def cohort(travel: Travel) -> Cohort:
    """A cohort of two pairs that recruits, with one day ahead."""
    travel("2027-03-01T09:00")
    made = CohortFactory.create(
        name="Bristol",
        pairs_wanted=2,
        state=Cohort.State.RECRUITING,
        recruitment_opens=date(2027, 2, 1),
        recruitment_closes=date(2027, 3, 20),
    )
    WorkshopFactory.create(cohort=made, number=1, date=date(2027, 4, 9))
    return made


@pytest.fixture
def by(cohort: Cohort) -> Person:
    return coordinator_of(cohort.programme)


def planned(cohort: Cohort, by: Person, name: str = "Carers Bristol", **values: object) -> OutreachLink:
    return add_to_plan(cohort=cohort, partner=None, values={"name": name, **values}, by=by, now=NOW)


def applicant(cohort: Cohort, role: str = Role.LAY, *, rank: int = 1, **fields: object) -> Application:
    fields = {"state": Application.State.ELIGIBLE} | fields
    row: Application = ApplicationFactory.create(programme=cohort.programme, role=role, **fields)
    CohortChoiceFactory.create(application=row, cohort=cohort, rank=rank)
    return row


def says(row: Application, *, version: int = 2, **values: str) -> None:
    for category, value in values.items():
        row.selection_answers.create(category=category, value=value)
    assert row.person is not None
    Consent.objects.create(
        person=row.person, purpose=Consent.Purpose.SELECTION, version=version, text_hash="0" * 64, given_at=NOW,
        given_by=row.person,
    )  # fmt: skip


def wants(cohort: Cohort, category: str, value: str, minimum: int, role: str = "") -> None:
    cohort.quotas.create(
        category=category, value=value, minimum=minimum, role=role, evidence="Census", proportionality="Small"
    )


# --- the plan --------------------------------------------------------------------------------------------------------


def test_add_to_plan_gives_a_short_code_and_a_task_for_the_next_step(cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by, next_step="Ring Jo", next_step_on=TODAY, contact_phone="01632 960101")
    task = Task.objects.get()

    assert (len(link.ref), link.partner.contact_phone) == (5, "01632 960101")
    assert (task.title, task.due_on, task.cohort) == ("Carers Bristol: Ring Jo", TODAY, cohort)
    assert task.subject_ref == link.ref


def test_add_to_plan_refuses_a_second_organisation_of_one_name(cohort: Cohort, by: Person) -> None:
    planned(cohort, by, "Mind")

    with pytest.raises(NotAllowedError, match="write the place behind the name, like “mind, Bristol”"):
        planned(cohort, by, "mind")
    assert (OutreachPartner.objects.count(), OutreachLink.objects.count()) == (1, 1)


def test_add_to_plan_refuses_a_partner_twice(cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)

    with pytest.raises(NotAllowedError, match="is in the plan already"):
        add_to_plan(cohort=cohort, partner=link.partner, values={}, by=by, now=NOW)


def test_change_plan_ticks_the_step_off_and_opens_the_next_one(cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by, next_step="Ring Jo", next_step_on=TODAY)
    later = TODAY + timedelta(days=9)
    values = {"name": "Carers Avon", "next_step": "Ask how it went", "next_step_on": later}
    changed = change_plan(link=link, version=1, values=values, by=by, now=NOW)

    assert (changed.partner.name, changed.version) == ("Carers Avon", 2)
    assert list(Task.objects.order_by("pk").values_list("title", "state", "closed_by")) == [
        ("Carers Bristol: Ring Jo", "done", by.pk),
        ("Carers Avon: Ask how it went", "open", None),
    ]
    keep_outreach_tasks(now=NOW)
    assert Task.objects.filter(kind="outreach-step").count() == 2


def test_change_plan_overwrites_nobody(cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)
    change_plan(link=link, version=1, values={"promised": "A stall"}, by=by, now=NOW)

    with pytest.raises(StaleError):
        change_plan(link=link, version=1, values={"promised": "Nothing"}, by=by, now=NOW)
    assert OutreachLink.objects.get().promised == "A stall"


def test_stop_keeps_the_code_and_gives_it_back(cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)
    for _twice in range(2):
        stop(link=link, by=by, now=NOW)
    again = add_to_plan(cohort=cohort, partner=link.partner, values={"promised": "A stall"}, by=by, now=NOW)

    assert (again.pk, again.ref, again.stopped_at, again.promised) == (link.pk, link.ref, None, "A stall")
    stop(link=again, by=by, now=NOW)
    assert take_up_again(link=again, by=by, now=NOW).stopped_at is None


def test_next_step_needs_a_day_in_the_database_too(cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)

    with pytest.raises(IntegrityError, match="outreach_next_step_has_a_day"):
        OutreachLink.objects.filter(pk=link.pk).update(next_step="Ring")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"next_step": "Ring Jo"}, "Enter the day of the next step, so that it becomes a task."),
        (
            {"next_step_on_day": "9", "next_step_on_month": "3", "next_step_on_year": "2027"},
            "Say what is to be done on that day, or leave the day empty.",
        ),
        ({"name": ""}, "Write the name of the organisation, or choose a partner of this programme."),
        ({"name": "Known"}, "There is “Known” in this programme already."),
        ({"contact_email": "jo@"}, "Enter “Their email” in the right format, like name@example.com."),
    ],
)
def test_page_says_what_to_do_and_keeps_what_was_typed(
    client: Client, cohort: Cohort, by: Person, changes: dict[str, str], sentence: str
) -> None:
    OutreachPartner.objects.create(programme=cohort.programme, name="Known")
    client.force_login(by)
    data = {"name": "New one", "promised": "A stall on Friday"} | changes
    page = client.post(reverse("recruitment:outreach_add", args=[cohort.ref]), data).content.decode()

    assert (sentence in page, "A stall on Friday" in page, OutreachLink.objects.count()) == (True, True, 0)


def test_page_of_a_plan_names_who_reaches_whom_is_missing(client: Client, cohort: Cohort, by: Person) -> None:
    wants(cohort, "age", "under-25", 3, Role.LAY)
    planned(cohort, by, "The Youth Parliament", reaches=["age:under-25"], promised="Ten minutes in assembly")
    client.force_login(by)
    context = client.get(reverse("recruitment:outreach_plan", args=[cohort.ref])).context

    assert [(one.words, [str(link.partner) for link in one.partners]) for one in context["missing"]] == [
        ("2 lay partners", []),
        ("2 professionals", []),
        ("3 lay partners under 25", ["The Youth Parliament"]),
    ]
    assert context["days_left"] == 19


def test_list_of_plans_begins_with_those_that_can_still_be_filled(client: Client, cohort: Cohort, by: Person) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(recruitment_closes=TODAY + timedelta(days=9))
    for name, state, days in (("Over", "confirming", -40), ("Soon", "recruiting", 3), ("Later", "planning", 60)):
        day = TODAY + timedelta(days=days)
        dates = {"recruitment_opens": TODAY - timedelta(days=50), "recruitment_closes": day}
        CohortFactory.create(programme=cohort.programme, name=name, state=state, **dates)
    client.force_login(by)

    lines = client.get(reverse("recruitment:outreach")).context["lines"]

    assert [line.name for line in lines] == ["Soon", cohort.name, "Later", "Over"]


def test_page_of_a_plan_begins_with_who_is_next_and_folds_the_rest(client: Client, cohort: Cohort, by: Person) -> None:
    steps = {"Mind": None, "The Mosque": TODAY + timedelta(days=2), "Carers Bristol": TODAY, "Age UK": None}
    for name, day in steps.items():
        step = {"next_step": "Ring Jo", "next_step_on": day} if day else {}
        planned(cohort, by, name, **step, contact_email="jo@example.org", contact_phone="01632 960101")
    client.force_login(by)

    page = client.get(reverse("recruitment:outreach_plan", args=[cohort.ref]))

    assert [row.link.partner.name for row in page.context["rows"]] == ["Carers Bristol", "The Mosque", "Age UK", "Mind"]
    html = page.content.decode()
    assert html.count('<details class="govuk-details lt-phone') == 4
    # Each number can be rung from the folded row and from the table, of which a screen shows one.
    assert html.count('href="tel:01632%20960101"') == 8


def test_page_of_a_plan_folds_who_has_been_reached(client: Client, cohort: Cohort, by: Person) -> None:
    CohortChoiceFactory.create(cohort=cohort, application__programme=cohort.programme, application__state="submitted")
    client.force_login(by)

    page = client.get(reverse("recruitment:outreach_plan", args=[cohort.ref])).content.decode()

    folded = re.findall(r'<span class="govuk-details__summary-text" id="group-\d+">([^<]+)</span>', page)
    assert folded[:2] == ["Role", "Age"]


def test_page_of_a_plan_says_whom_a_partner_reaches_without_words_of_its_own(
    client: Client, cohort: Cohort, by: Person
) -> None:
    planned(cohort, by, "The Mosque", reaches=["ethnic-group:asian"])
    client.force_login(by)
    rows = client.get(reverse("recruitment:outreach_plan", args=[cohort.ref])).context["rows"]

    assert [row.reaches for row in rows] == ["People who are Asian or Asian British"]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_queries_however_many_rows(client: Client, cohort: Cohort, by: Person, rows: int) -> None:
    for number in range(rows):
        link = planned(cohort, by, f"Partner {number}", reaches=["age:under-25"])
        wants(cohort, "age", ("under-25", "25-34", "35-44")[number], 3)
        says(applicant(cohort, outreach_link=link), age="under-25")
    client.force_login(by)
    counts = []
    for url in (reverse("recruitment:outreach"), reverse("recruitment:outreach_plan", args=[cohort.ref])):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))

    assert counts == [8, 12]


def test_page_sent_twice_is_no_conflict_with_oneself(client: Client, cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)
    client.force_login(by)
    data = {"name": "Carers Bath", "promised": "Ours", "version": "1"}
    url = reverse("recruitment:outreach_row", args=[link.ref])

    codes = [client.post(url, data).status_code for _turn in range(2)]

    link = OutreachLink.objects.select_related("partner").get(pk=link.pk)
    assert (codes, link.partner.name, link.version) == ([302, 302], "Carers Bath", 2)


def test_page_of_two_editors_shows_both_texts(client: Client, cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)
    change_plan(link=link, version=1, values={"promised": "Theirs"}, by=by, now=NOW)
    client.force_login(by)
    data = {"name": "Carers Bristol", "promised": "Mine", "version": "1"}
    answer = client.post(reverse("recruitment:outreach_row", args=[link.ref]), data)

    assert (answer.status_code, "Mine" in answer.content.decode(), "Theirs" in answer.content.decode()) == (
        409,
        True,
        True,
    )


# --- following a code ------------------------------------------------------------------------------------------------


def test_follow_counts_a_browser_once_and_sets_the_source(client: Client, cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)
    client.head(f"/j/{link.ref}/")
    for _visit in range(3):
        answer = client.get(f"/j/{link.ref.lower()}/")
    application = begin(client, cohort)
    link.refresh_from_db()

    assert answer["Location"] == reverse("recruitment:apply", args=[cohort.programme.ref])
    assert (link.visits, application.outreach_link) == (1, link)
    assert set(client.cookies) <= {"sessionid", "csrftoken"}


def test_follow_is_kind_about_a_code_that_nobody_gave(client: Client, cohort: Cohort) -> None:
    answer = client.get("/j/ZZZZZ/")

    assert (answer.status_code, "You do not need the code to apply." in answer.content.decode()) == (404, True)
    assert reverse("recruitment:start") in answer.content.decode()


def test_follow_of_a_closed_cohort_leads_to_the_others(client: Client, cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)
    Cohort.objects.update(state=Cohort.State.RUNNING)
    alone = client.get(f"/j/{link.ref}/").content.decode()
    other = CohortFactory.create(programme=cohort.programme, state=Cohort.State.RECRUITING)
    page = client.get(f"/j/{link.ref}/").content.decode()

    assert ("You cannot apply for Bristol now" in alone, "No group takes applications now." in alone) == (True, True)
    assert reverse("recruitment:start") in page
    assert begin(client, other).outreach_link == link


@pytest.mark.parametrize(("state", "day"), [("recruiting", True), ("planning", True), ("selecting", False)])
def test_follow_of_a_cohort_that_opens_later_says_when(
    client: Client, cohort: Cohort, by: Person, state: str, day: bool
) -> None:
    link = planned(cohort, by)
    Cohort.objects.update(state=state, recruitment_opens=date(2027, 3, 2))

    page = client.get(f"/j/{link.ref}/").content.decode()

    assert ("You can apply for Bristol from Tuesday 2 March 2027" in page) is day
    assert ("You cannot apply" in page, "No group takes applications now." in page) == (not day, not day)


def test_code_that_is_typed_counts_for_more_than_the_link(client: Client, cohort: Cohort, by: Person) -> None:
    followed, typed = planned(cohort, by, "One"), planned(cohort, by, "Two")
    client.get(f"/j/{followed.ref}/")
    code = f" {typed.ref[:2].lower()}-{typed.ref[2:]} "
    draft = fill_in(client, cohort, heard=WORDS["heard"] | {"code": code})
    client.post(reverse("recruitment:check", args=[cohort.programme.ref]))
    client.post(reverse("recruitment:email_code", args=[cohort.programme.ref]), {"without": "1"})
    draft.refresh_from_db()

    assert (draft.state, draft.outreach_link) == ("submitted", typed)


def test_code_that_nobody_gave_may_be_left_empty(client: Client, cohort: Cohort, by: Person) -> None:
    other = CohortFactory.create(programme=ProgrammeFactory.create())
    elsewhere = planned(other, by)
    begin(client, cohort)
    for code in ("ZZZZZ", elsewhere.ref):
        page = post(client, cohort, "heard", code=code).content.decode()
        assert ("We do not know this code. Check it, or leave it empty." in page, f'value="{code}"' in page) == (
            True,
            True,
        )


# --- leaflets --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_leaflet_says_dates_place_phone_and_code(client: Client, cohort: Cohort, by: Person, kind: str) -> None:
    link = planned(cohort, by)
    WorkshopFactory.create(cohort=cohort, number=2, date=date(2027, 5, 9), state="cancelled")
    client.force_login(by)
    page = client.get(reverse("recruitment:outreach_sheet", args=[link.ref, kind]) + "?size=28").content.decode()

    wanted = ("Friday 9 April 2027", "Bristol", "0300 000 0000", f">{link.ref}<", f"/j/{link.ref}", "<svg")
    assert [words for words in wanted if words not in page] == []
    assert "9 May 2027" not in page
    assert client.get(reverse("recruitment:outreach_sheet", args=[link.ref, "banner"])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "warns"),
    [
        ({}, False),
        ({"state": "planning"}, False),
        ({"state": "selecting"}, True),
        ({"recruitment_closes": date(2027, 2, 28)}, True),
    ],
)
def test_leaflet_of_a_closed_recruitment_warns_before_it_is_printed(
    client: Client, cohort: Cohort, by: Person, changes: dict[str, object], warns: bool
) -> None:
    link = planned(cohort, by)
    Cohort.objects.update(**changes)
    client.force_login(by)

    page = client.get(reverse("recruitment:outreach_sheet", args=[link.ref, "leaflet"])).content.decode()

    assert ("Recruitment of Bristol is closed." in page, "Open as PDF" in page) == (warns, not warns)


@pytest.mark.parametrize("kind", ["leaflet", "poster", "easy-leaflet", "easy-poster"])
def test_printed_sheet_of_a_closed_recruitment_never_says_apply_by(
    client: Client, cohort: Cohort, by: Person, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cohorts.recruitment.views.leaflets.paper_pdf", lambda page, **_options: HttpResponse(page))
    link = planned(cohort, by)
    Cohort.objects.update(state="selecting")
    client.force_login(by)

    said = client.get(reverse("recruitment:outreach_pdf", args=[link.ref, kind])).content.decode()

    over = "You cannot ask for a place here any more" if "easy" in kind else "You cannot apply for Bristol any more"
    assert (over in said, "Apply by" in said, "You can ask until" in said) == (True, False, False)
    assert link.ref in said


def test_leaflet_is_a_tagged_pdf(client: Client, cohort: Cohort, by: Person) -> None:
    pytest.importorskip("weasyprint")
    link = planned(cohort, by)
    client.force_login(by)
    pdf = client.get(reverse("recruitment:outreach_pdf", args=[link.ref, "poster"]))

    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_qr_code_is_a_picture_to_save(client: Client, cohort: Cohort, by: Person, form: str, begins: bytes) -> None:
    link = planned(cohort, by)
    client.force_login(by)
    answer = client.get(reverse(f"recruitment:outreach_{form}", args=[link.ref]))

    assert (answer.content[: len(begins)], link.ref in answer["Content-Disposition"]) == (begins, True)


# --- what it brings, and whom it still needs -------------------------------------------------------------------------


def test_yield_counts_steps_by_partner_and_by_group(cohort: Cohort, by: Person) -> None:
    link = planned(cohort, by)
    taken = applicant(cohort, state="accepted", outreach_link=link)
    place = PlaceFactory.create(cohort=cohort, person=taken.person)
    answered = {"state": "accepted", "place": place, "answered_at": NOW, "answered_by": taken.person}
    OfferFactory.create(application=taken, cohort=cohort, **answered)
    applicant(cohort, state="submitted", outreach_link=link)
    applicant(cohort, "professional", state="not_eligible", not_eligible_reason="Dates")
    applicant(cohort, rank=2)
    says(taken, age="under-25", carer="yes")
    rows, total = by_partner(cohort)
    groups = {(table.title, row.label): row for table in by_group(cohort) for row in table.rows}

    def steps(row) -> tuple[int, ...]:
        return row.applied, row.eligible, row.offered, row.accepted

    assert [(row.label, *steps(row)) for row in rows] == [
        ("Carers Bristol", 2, 1, 1, 1),
        ("Without a code", 1, 0, 0, 0),
    ]
    assert steps(total) == (3, 1, 1, 1)
    assert steps(groups["Role", "Lay partner"]) == (2, 1, 1, 1)
    assert steps(groups["Age", "Under 25"]) == (1, 1, 1, 1)
    assert steps(groups["Age", "Prefer not to say"]) == (2, 0, 0, 0)


def test_yield_counts_only_answers_that_may_be_counted(cohort: Cohort, by: Person) -> None:
    says(applicant(cohort), version=1, age="under-25")
    taken_back = applicant(cohort)
    says(taken_back, age="under-25")
    Consent.objects.filter(person=taken_back.person).update(withdrawn_at=NOW, withdrawn_by=by)

    age = by_group(cohort)[1]
    assert [(row.label, row.applied) for row in age.rows if row.applied] == [("Prefer not to say", 2)]


def test_missing_counts_everybody_who_could_still_come(cohort: Cohort) -> None:
    wants(cohort, "age", "under-25", 2)
    says(applicant(cohort, rank=2), age="under-25")
    applicant(cohort, state="submitted")
    applicant(cohort, "professional", state="withdrawn", withdrawn_at=NOW)
    elsewhere = applicant(cohort, "professional", state="offered")
    OfferFactory.create(application=elsewhere, cohort=CohortFactory.create(programme=cohort.programme))
    here = applicant(cohort, "professional", state="offered")
    OfferFactory.create(application=here, cohort=cohort)

    assert say_missing(missing_of([cohort])[cohort.pk]) == "1 professional, and 1 person under 25"


def test_missing_counts_what_somebody_said_who_left_another_question_open(cohort: Cohort) -> None:
    wants(cohort, "age", "under-25", 2)
    for role in (*Role, *Role):
        says(applicant(cohort, role), age="under-25", ethnicity="")

    assert missing_of([cohort])[cohort.pk] == []


def test_missing_says_nothing_where_enough_have_applied(cohort: Cohort) -> None:
    for role in (*Role, *Role):
        applicant(cohort, role)

    assert (missing_of([cohort])[cohort.pk], notice_of(cohort, TODAY)) == ([], None)


def test_missing_becomes_a_task_in_time_and_goes_with_its_reason(cohort: Cohort, by: Person) -> None:
    Cohort.objects.update(recruitment_opens=TODAY)
    assert keep_outreach_tasks(now=NOW) == 0
    Cohort.objects.update(recruitment_opens=TODAY - timedelta(days=7))
    assert (keep_outreach_tasks(now=NOW), keep_outreach_tasks(now=NOW)) == (1, 0)
    task = Task.objects.get()

    assert task.title == "Still needed for Bristol: 2 lay partners, and 2 professionals"
    assert (task.due_on, task.subject_ref) == (date(2027, 3, 13), cohort.ref)
    applicant(cohort)
    keep_outreach_tasks(now=NOW)
    task.refresh_from_db()
    assert task.title == "Still needed for Bristol: 1 lay partner, and 2 professionals"
    Cohort.objects.update(state=Cohort.State.SELECTING)
    keep_outreach_tasks(now=NOW)
    task.refresh_from_db()
    assert task.state == "dropped"


def test_page_of_the_cohort_says_whom_it_still_needs(client: Client, cohort: Cohort, by: Person) -> None:
    client.force_login(by)
    page = client.get(reverse("cohorts:cohort", args=[cohort.ref])).content.decode()

    assert ("2 lay partners" in page, reverse("recruitment:outreach_plan", args=[cohort.ref]) in page) == (True, True)
