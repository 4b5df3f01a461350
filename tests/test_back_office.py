"""The back office, walked through: what is there opens within its queries, and what must not be there is not."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Place, Programme, TeamMembership
from common.back_office import BackOffice
from common.fields import EncryptedJSONField
from messaging.models import Message, Rule, SweepStatus, Template
from people.models import AuditEvent, AuditSeal, Person
from tests.factories import NOW, PersonFactory, ProgrammeFactory, coordinator_of
from tests.matrix_objects import OBJECTS
from tests.test_house import our_models
from tests.worlds import RunningCohort, make_running_cohort

BUDGET = 12
# What has no page in the back office, and why. A new model is registered or gets its reason here.
ABSENT = {
    "access.RateLimit": "counters, of no interest to anybody",
    "access.SignInToken": "who holds one can sign in",
    "cohorts.Concern": "seen by the safeguarding lead and deputy alone",
    "cohorts.ConcernNote": "seen by the safeguarding lead and deputy alone",
    "cohorts.ContactNote": "what people said to the team",
    "cohorts.Departure": "why somebody left",
    "cohorts.Exclusion": "confidential to coordinators",
    "cohorts.TaskStep": "read with its task",
    "cohorts.Wish": "confidential to coordinators",
    "evaluation.Answer": "what was answered",
    "evaluation.AnswerCorrection": "what was answered",
    "evaluation.ContactCheck": "leads from a token to a person",
    "evaluation.EvaluatorCode": "leads from a code to a person",
    "evaluation.Invitation": "leads from an answer to a person",
    "evaluation.Response": "who answered, and how",
    "messaging.BulkMessage": "read on its page among the messages",
    "messaging.ChannelStop": "read on the page of the person",
    "messaging.FormatOrder": "words of letters",
    "messaging.PrintedLetter": "words of letters",
    "pairing.Acquaintance": "said in confidence to coordinators",
    "messaging.ProviderReport": "addresses of people",
    "pairing.ConflictCheck": "said in confidence to coordinators",
    "pairing.PairAgreement": "words between two people",
    "pairing.PairCare": "read with its pair",
    "pairing.PartnerChoice": "what somebody chose when their partner had gone",
    "pairing.ProposedPair": "read on the board of pairs",
    "pairing.Pulse": "how it goes in a pair is private to coordinators",
    "pairing.Weighting": "read with the board of pairs",
    "people.ContactMethod": "read on the page of the person",
    "people.Death": "read on the page of the person",
    "people.Need": "what somebody needs is for those who arrange it",
    "projects.Agreement": "read with its case study",
    "projects.Appearance": "read with its case study",
    "projects.Contributor": "read with its project",
    "projects.Milestone": "what a pair writes for itself",
    "projects.Quote": "words of one person",
    "projects.Update": "what a pair writes for itself",
    "recruitment.Ceremony": "read on its own page, and in public from its publication on",
    "recruitment.CeremonyCohort": "read with its ceremony",
    "recruitment.CohortChoice": "read with its application",
    "recruitment.Criterion": "read on the page of reviewing",
    "recruitment.EqualityAnswer": "published in rounded totals alone",
    "recruitment.Handover": "read with its ceremony",
    "recruitment.ImportMapping": "columns of files",
    "recruitment.ImportRow": "rows of files, with what people wrote",
    "recruitment.Review": "what reviewers write to applicants",
    "recruitment.ReviewRules": "read on the page of reviewing",
    "recruitment.Reviewer": "read on the page of reviewing",
    "recruitment.Score": "read with its review",
    "recruitment.SelectionAnswer": "given for selection alone",
    "recruitment.Stay": "read with its application",
    "workshops.Arrangement": "what somebody needs is for those who arrange it",
    "workshops.CalendarFeed": "who holds the address sees the calendar",
    "workshops.ClaimLine": "read with its claim",
    "workshops.Debrief": "what facilitators write to each other",
    "workshops.DebriefPair": "what facilitators write to each other",
    "workshops.DebriefSection": "what facilitators write to each other",
    "workshops.Provision": "what somebody needs is for those who arrange it",
    "workshops.RegisterCorrection": "read with its register",
    "workshops.Session": "read with its workshop",
}
# Free text and keys of other columns that say too much about somebody.
TOO_MUCH = {
    "body",
    "address",
    "note",
    "words",
    "reason",
    "token",
    "token_hash",
    "secret",
    "result",
    "motivation",
    "data",
}
# Words of the service itself, and addresses of venues.
OWN_WORDS = {("messaging.Template", "body"), ("cohorts.Venue", "address")}
MADE = ("message", "letter", "call", "supporter", "claim", "quota", "offer", "release_row", "data_file", "task",
        "organisation", "exclusion", "concern")  # fmt: skip


def registered() -> dict[type[models.Model], admin.ModelAdmin[Any]]:
    return dict(admin.site._registry)


def world_with_rows() -> RunningCohort:
    """Return a world in which most of what is registered has a row."""
    world = make_running_cohort()
    for name in MADE:
        OBJECTS[name](world)
    by = world.people["coordinator"]
    Template.objects.create(
        purpose=f"offer-{world.programme.ref}", channel="email", body="Hello", saved_at=NOW, saved_by=by
    )
    Rule.objects.create(purpose="workshop-reminder", occurrence="2d", programme_ref=world.programme.ref, days=-2)
    SweepStatus.objects.create(name=f"sweep-{world.programme.ref}")
    last = AuditSeal.objects.count() * 10
    AuditSeal.objects.create(first_event_id=last + 1, last_event_id=last + 9, events=9, hash="0" * 64, sealed_at=NOW)
    return world


def url_of(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def queries_of(client: Client, url: str) -> tuple[int, int]:
    """Return the status of a page, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        status = client.get(url).status_code
    return status, len(queries)


def lists_of(client: Client) -> dict[str, tuple[int, int]]:
    """Open the list of every registered model."""
    return {model._meta.label: queries_of(client, url_of(model, "changelist")) for model in registered()}


def other_pages_of(client: Client) -> Iterator[tuple[str, tuple[int, int]]]:
    """Search every registered model, and open one row of each that has any."""
    for model in registered():
        yield f"{model._meta.label} search", queries_of(client, url_of(model, "changelist") + "?q=zebra")
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            yield f"{model._meta.label} row", queries_of(client, url_of(model, "change", row.pk))


@pytest.fixture
def administrator(client: Client, db, travel) -> Person:
    travel("2027-03-01T09:00")
    person = PersonFactory.create(is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def test_every_model_is_registered_or_says_why_not() -> None:
    ours = {model._meta.label for model in our_models() if not model._meta.auto_created}
    there = {model._meta.label for model in registered()}

    assert there & set(ABSENT) == set()
    assert sorted(ours - there - set(ABSENT)) == []
    assert sorted(there - ours) == []


def test_every_page_opens_within_its_queries_however_many_rows(client: Client, administrator: Person) -> None:
    world_with_rows()
    first = lists_of(client)
    pages = first | dict(other_pages_of(client))
    for _more in range(2):
        world_with_rows()
    third = lists_of(client)

    assert {page: status for page, (status, _count) in pages.items() if status != 200} == {}
    assert {page: count for page, (_status, count) in (pages | third).items() if count > BUDGET} == {}
    assert {label: (first[label], third[label]) for label in first if first[label][1] < third[label][1]} == {}
    assert sum(page.endswith(" row") for page in pages) > 25


def test_rows_are_searched_named_and_never_deleted(rf, administrator: Person) -> None:
    request = rf.get("/admin/")
    request.user = administrator

    assert [model.__name__ for model, one in registered().items() if not isinstance(one, BackOffice)] == []
    assert [model.__name__ for model, one in registered().items() if not (one.search_fields and one.fields)] == []
    assert [model.__name__ for model, one in registered().items() if one.has_delete_permission(request)] == []
    added = [model.__name__ for model, one in registered().items() if one.has_add_permission(request)]
    changed = [model.__name__ for model, one in registered().items() if one.has_change_permission(request)]
    assert (added, changed) == (["TeamMembership"], ["Person"])


def test_nothing_sealed_and_no_answer_is_shown_or_searched() -> None:
    found = []
    for model, one in registered().items():
        sealed = {field.name for field in model._meta.fields if isinstance(field, EncryptedJSONField)}
        shown = {*one.fields, *one.list_display}
        columns = {name.lstrip("=^@") for name in one.search_fields}
        hidden = {field.name for field in model._meta.fields} - shown
        wrong = (shown & (sealed | TOO_MUCH)) | (columns & hidden)
        found += [(model._meta.label, name) for name in wrong if (model._meta.label, name) not in OWN_WORDS]

    assert found == []


def test_words_of_a_message_and_reasons_stay_where_they_are(client: Client, administrator: Person) -> None:
    world = make_running_cohort()
    OBJECTS["message"](world)
    message = Message.objects.get()
    Message.objects.update(body="Secret words", address="secret@example.org")
    Place.objects.filter(pk=world.lay.pk).update(
        state="withdrawn", withdrawn_at=NOW, withdrawn_by=administrator, withdrawn_reason="Secret reason"
    )
    pages = [
        client.get(url_of(model, page, *args)).content.decode()
        for model, row in ((Message, message), (Place, world.lay))
        for page, args in (("changelist", ()), ("change", (row.pk,)))
    ]

    assert [("Secret" in page, "secret@" in page) for page in pages] == [(False, False)] * 4


def test_page_of_a_row_is_linked_for_a_coordinator_alone(client: Client, administrator: Person) -> None:
    programme = ProgrammeFactory.create()
    url, link = url_of(Programme, "change", programme.pk), reverse("set_up", args=[programme.ref])
    before = link in client.get(url).content.decode()
    TeamMembership.objects.create(programme=programme, person=administrator, role="coordinator", began_on=NOW.date())

    assert (before, link in client.get(url).content.decode()) == (False, True)


def test_membership_is_given_by_the_action_and_ended_by_the_action(client: Client, administrator: Person) -> None:
    programme, person = ProgrammeFactory.create(), PersonFactory.create()
    coordinator_of(programme)
    url = url_of(TeamMembership, "add")
    data = {"programme": programme.pk, "person": person.pk, "role": "coordinator"}
    client.post(url, data)
    made = TeamMembership.objects.get(person=person)
    client.post(url_of(TeamMembership, "changelist"), {"action": "take_off_the_team", "_selected_action": [made.pk]})
    made.refresh_from_db()

    assert (made.added_by, made.ended_by) == (administrator, administrator)
    assert Message.objects.filter(person=person, purpose="team-invitation").count() == 1
    assert list(AuditEvent.objects.about(made).order_by("pk").values_list("action", flat=True)) == [
        "team.add",
        "team.end",
    ]


def test_membership_of_who_takes_part_is_refused(client: Client, administrator: Person) -> None:
    world = make_running_cohort()
    data = {"programme": world.programme.pk, "person": world.lay.person.pk, "role": "reviewer"}
    page = client.post(url_of(TeamMembership, "add"), data).content.decode()

    assert "takes part in this programme" in page
    assert world.lay.person.memberships.count() == 0
