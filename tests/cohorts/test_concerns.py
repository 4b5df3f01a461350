"""Something is wrong: anybody can say so, two people can read it, and the page promises only what they can keep."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from access.limits import REPORTS_FROM_A_NETWORK
from cohorts.actions.concerns import add_note, close_concern, hand_over, mark_read, open_again, report_concern
from cohorts.actions.reading import promise_for, say_away
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Concern, ConcernNote, Programme, TeamMembership
from cohorts.tasks import chase_concerns
from common.words import say_ref
from common.working_days import working_days_after, working_days_between
from messaging.models import Message
from messaging.tasks import send_due
from people.models import AuditEvent, Person
from tests.factories import (
    NOW,
    ApplicationFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    TeamMembershipFactory,
    coordinator_of,
)

WORDS = "Somebody shouts at her in the breaks."
DAY = timedelta(days=1)
# NOW is Monday 1 March 2027.
WEDNESDAY = date(2027, 3, 3)


@pytest.fixture
def programme(db) -> Programme:
    return ProgrammeFactory.create(name="Leading Together 2027")


@pytest.fixture
def lead(programme: Programme) -> Person:
    return reader(programme, "safeguarding_lead", "Grace")


@pytest.fixture
def deputy(programme: Programme) -> Person:
    return reader(programme, "safeguarding_deputy", "Colin")


def reader(programme: Programme, role: str, name: str) -> Person:
    person = PersonFactory.create(given_name=name, family_name="Reader")
    return TeamMembershipFactory.create(programme=programme, role=role, person=person).person


def reported(programme: Programme | None = None, **changes) -> Concern:
    given = {"words": WORDS, "how_to_reach": "", "by": None, "now": NOW, "submission_id": uuid.uuid4()}
    return report_concern(programme=programme, **(given | changes))


def page_of(person: Person | None, name: str = "concern", *args, **data) -> str:
    client = Client()
    if person is not None:
        client.force_login(person)
    return " ".join(client.get(reverse(name, args=args), data, follow=True).content.decode().split())


def signed_in_as(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent_words() -> dict[str, str]:
    return {"words": WORDS, "how_to_reach": "", "submission_id": str(uuid.uuid4())}


# --- reporting -----------------------------------------------------------------------------------------------------
def test_report_by_a_visitor_is_kept_once_for_a_page_posted_twice(client, programme, lead, travel):
    travel("2027-03-01T09:00")
    page = sent_words()
    first = client.post(reverse("concern"), page)
    client.post(reverse("concern"), page)
    after = client.get(first.url).content.decode()

    concern = Concern.objects.get()
    assert (concern.words, concern.reported_by, concern.promised_on) == (WORDS, None, WEDNESDAY)
    assert "Wednesday 3 March 2027" in after
    assert say_ref(concern.ref) in after
    assert WORDS not in after


def test_report_without_words_says_what_to_do_and_keeps_the_rest(client, db):
    response = client.post(reverse("concern"), {"words": "", "how_to_reach": "Ring after six"})

    assert "Write what happened. A few words are enough." in response.content.decode()
    assert "Ring after six" in response.content.decode()


def test_danger_is_told_to_phone_999_first(client, programme, lead):
    response = client.post(reverse("concern"), sent_words() | {"danger": "yes"}, follow=True)

    assert "phone 999. Do not wait for us." in response.content.decode()
    assert "phone 999 first" in page_of(None)


def test_too_many_reports_lose_no_text(client, programme, lead):
    for _ in range(REPORTS_FROM_A_NETWORK.tries):
        client.post(reverse("concern"), sent_words())
    refused = client.post(reverse("concern"), sent_words())

    assert (refused.status_code, Concern.objects.count()) == (429, REPORTS_FROM_A_NETWORK.tries)
    assert WORDS in refused.content.decode()
    assert "Then phone us." in refused.content.decode()


@pytest.mark.parametrize(("named", "kept"), [("yes", True), ("no", False)])
def test_who_is_signed_in_chooses_whether_their_name_is_kept(programme, lead, named, kept):
    person = ApplicationFactory.create(programme=programme).person
    signed_in_as(person).post(reverse("concern"), sent_words() | {"named": named, "programme": programme.ref})

    concern = Concern.objects.get()
    assert (concern.reported_by == person, concern.programme) == (kept, programme)


def test_programme_of_the_person_is_chosen_already(programme, lead):
    ProgrammeFactory.create()
    person = ApplicationFactory.create(programme=programme).person

    assert f'<option value="{programme.ref}" selected>' in page_of(person)


def test_programme_that_somebody_was_in_last_is_chosen_already(programme, lead):
    later = ProgrammeFactory.create(year=programme.year + 1)
    place = PlaceFactory.create(cohort__programme=programme)
    assert f'<option value="{programme.ref}" selected>' in page_of(place.person)

    ApplicationFactory.create(programme=later, person=place.person)
    assert f'<option value="{later.ref}" selected>' in page_of(place.person)


# --- what the page promises ----------------------------------------------------------------------------------------
def test_working_days_leave_out_weekends_and_bank_holidays():
    # Good Friday is 26 March 2027, Easter Monday the 29th.
    assert working_days_after(date(2027, 3, 25), 2) == [date(2027, 3, 30), date(2027, 3, 31)]
    assert working_days_between(date(2027, 3, 25), date(2027, 3, 30)) == 1
    assert working_days_between(date(2027, 3, 27), date(2027, 3, 28)) == 0


def test_promise_holds_while_one_of_the_two_is_there(programme, lead, deputy):
    say_away(first=NOW.date(), last=WEDNESDAY, by=lead, now=NOW)

    assert promise_for(programme, now=NOW).read_by == WEDNESDAY


def test_page_says_that_it_is_not_read_in_time_when_both_are_away(client, programme, lead, deputy, travel):
    travel("2027-03-01T09:00")
    Programme.objects.filter(pk=programme.pk).update(call_instead="the council on 01865 000 000")
    for person in (lead, deputy):
        signed_in_as(person).post(
            reverse("cohorts:concerns_away"), boxes("away_from", NOW.date()) | boxes("away_until", WEDNESDAY)
        )
    before = page_of(None)
    after = client.post(reverse("concern"), sent_words() | {"programme": programme.ref}, follow=True).content.decode()

    assert "not read within two working days" in before
    assert "not read within two working days" in after
    assert "the council on 01865 000 000" in after
    assert Concern.objects.get().promised_on is None
    assert "the public page now says that nobody reads reports" in page_of(lead, "cohorts:concerns")


def boxes(name: str, day: date) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_nobody_promises_for_a_service_without_anybody_to_read(db, settings):
    promise = promise_for(None, now=NOW)

    assert (promise.read_by, promise.call) == (None, settings.HELP_PHONE)


def test_away_days_are_given_both_and_in_order(lead):
    wrong = signed_in_as(lead).post(
        reverse("cohorts:concerns_away"), boxes("away_from", WEDNESDAY) | boxes("away_until", NOW.date())
    )

    assert "The last day is before the first." in wrong.content.decode()
    assert TeamMembership.objects.get(person=lead).away_from is None


# --- who sees it ---------------------------------------------------------------------------------------------------
def test_only_lead_and_deputy_see_a_report(programme, lead, deputy):
    concern = reported(programme)
    elsewhere = reader(ProgrammeFactory.create(), "safeguarding_lead", "Else")
    administrator = PersonFactory.create(is_staff=True, is_superuser=True)
    people = [lead, deputy, elsewhere, coordinator_of(programme), administrator]
    url = reverse("cohorts:concern", args=[concern.ref])

    assert [signed_in_as(person).get(url, follow=True).status_code for person in people] == [200, 200, 404, 404, 404]


@pytest.mark.parametrize("of", ["none", "one without lead"])
def test_report_that_belongs_to_nobody_is_seen_by_every_lead(programme, lead, of):
    concern = reported(ProgrammeFactory.create() if of == "one without lead" else None)

    assert WORDS in page_of(lead, "cohorts:concern", concern.ref)
    assert Message.objects.get(purpose="concern-arrived").person == lead


def test_back_office_shows_neither_reports_nor_that_there_are_any(programme, lead):
    person = ApplicationFactory.create(programme=programme).person
    reported(programme, by=person)
    administrator = PersonFactory.create(is_staff=True, is_superuser=True)

    trail = page_of(administrator, "admin:people_auditevent_changelist")
    outbox = page_of(administrator, "admin:messaging_message_changelist")

    assert {Concern, ConcernNote}.isdisjoint(admin.site._registry)
    assert AuditEvent.objects.filter(action="concern.report").exists()
    assert Message.objects.filter(purpose="concern-arrived").exists()
    assert ["concern." in trail, "concern-arrived" in outbox, lead.full_name in outbox] == [False, False, False]


def test_audit_trail_names_no_reporter_and_holds_no_words(programme, lead):
    person = PersonFactory.create()
    concern = reported(programme, by=person)
    mark_read(concern=concern, by=lead, now=NOW)
    add_note(concern=concern, words="Rang her sister.", submission_id=uuid.uuid4(), by=lead, now=NOW)

    events = AuditEvent.objects.filter(action__startswith="concern.")
    assert [(event.action, event.by) for event in events] == [
        ("concern.report", None),
        ("concern.read", lead),
        ("concern.note", lead),
    ]
    assert "sister" not in str([event.fields for event in events])


def test_words_notes_and_outcome_are_sealed_in_the_database(programme, lead):
    concern = reported(programme, how_to_reach="01865 000 000")
    add_note(concern=concern, words="Rang her sister.", submission_id=uuid.uuid4(), by=lead, now=NOW)
    close_concern(concern=concern, outcome="They talked.", submission_id=uuid.uuid4(), by=lead, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, how_to_reach, outcome FROM cohorts_concern")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT words FROM cohorts_concernnote")
        kept += str(cursor.fetchall())

    assert [word for word in ("shouts", "01865", "sister", "talked") if word in kept] == []


def test_coordinators_see_no_message_about_a_report(programme, lead, mailoutbox):
    coordinator = coordinator_of(programme)
    reported(programme)
    message = Message.objects.get()
    queue = page_of(coordinator, "messaging:queue", state="all")

    assert lead.full_name not in queue
    assert signed_in_as(coordinator).get(reverse("messaging:message", args=[message.ref])).status_code == 404


# --- what the two are told -----------------------------------------------------------------------------------------
def test_lead_and_deputy_are_told_at_once_without_the_words(programme, lead, deputy, mailoutbox):
    reported(programme, danger="yes")
    send_due(NOW)

    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([lead.email, deputy.email])
    assert [WORDS in mail.body for mail in mailoutbox] == [False, False]
    assert ["may be in danger now" in mail.body for mail in mailoutbox] == [True, True]


def test_confidential_message_goes_by_email_whatever_the_reader_prefers(programme, lead, mailoutbox):
    Person.objects.filter(pk=lead.pk).update(contact_email="family@example.org", phone="+441865496000")
    lead.contact_methods.create(method="phone", position=1)
    reported(programme)
    send_due(NOW)

    assert [mail.to for mail in mailoutbox] == [[lead.email]]


def test_unread_report_is_chased_once_each_working_day_until_it_is_read(programme, lead, mailoutbox):
    concern = reported(programme)
    send_due(NOW)
    for day in range(5):
        for _ in range(2):
            chase_concerns(NOW + day * DAY)
            send_due(NOW + day * DAY)
        if day == 2:
            mark_read(concern=concern, by=lead, now=NOW + day * DAY)

    assert [mail.subject for mail in mailoutbox] == [
        "A report is waiting for you",
        "A report is still waiting for you",
        "A report is still waiting for you",
    ]


def test_nobody_is_chased_at_the_weekend(programme, lead):
    friday = datetime(2027, 3, 5, 16, tzinfo=UTC)
    reported(programme, now=friday)

    assert [chase_concerns(friday + day * DAY) for day in range(4)] == [0, 0, 0, 1]


def test_message_that_waits_when_it_was_read_is_not_sent(programme, lead, mailoutbox):
    mark_read(concern=reported(programme), by=lead, now=NOW)
    send_due(NOW)

    assert mailoutbox == []


# --- reading, notes, handing over, closing -------------------------------------------------------------------------
def test_list_shows_unread_first_with_age_and_overdue(programme, lead, travel):
    read, old, new = reported(programme), reported(programme), reported(programme, now=NOW + 3 * DAY)
    mark_read(concern=read, by=lead, now=NOW)
    travel("2027-03-04T12:00")
    page = page_of(lead, "cohorts:concerns")
    order = re.findall(r"/staff/concerns/([A-Z0-9]{8})/", page)

    assert order == [old.ref, new.ref, read.ref]
    assert (page.count("Overdue"), page.count("Not read yet")) == (1, 1)
    assert "3 working days" in page


def test_opening_it_records_the_first_reader_who_then_looks_after_it(programme, lead, deputy):
    concern = reported(programme)
    page_of(lead, "cohorts:concern", concern.ref)
    page_of(deputy, "cohorts:concern", concern.ref)
    concern.refresh_from_db()

    assert (concern.read_by, concern.held_by, concern.state) == (lead, lead, Concern.State.LOOKED_AT)
    assert AuditEvent.objects.filter(action="concern.read").count() == 1


def test_note_posted_twice_is_added_once(programme, lead):
    concern = reported(programme)
    page = {"note-words": "Rang her sister.", "note-submission_id": str(uuid.uuid4())}
    client = signed_in_as(lead)
    for _ in range(2):
        client.post(reverse("cohorts:concern_note", args=[concern.ref]), page)

    assert [(note.words, note.by) for note in concern.notes.all()] == [("Rang her sister.", lead)]


def test_hand_over_tells_the_other_one(programme, lead, deputy, mailoutbox):
    concern = reported(programme)
    mark_read(concern=concern, by=lead, now=NOW)
    signed_in_as(lead).post(
        reverse("cohorts:concern_hand_over", args=[concern.ref]),
        {"hand-to": deputy.ref, "hand-words": "I am on leave.", "hand-submission_id": str(uuid.uuid4())},
    )
    send_due(NOW + 365 * DAY)
    concern.refresh_from_db()

    assert concern.held_by == deputy
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([deputy.email], "A report was handed to you")]
    assert "I am on leave." not in mailoutbox[0].body


def test_hand_over_goes_to_nobody_who_may_not_read_it(programme, lead):
    concern, stranger = reported(programme), PersonFactory.create()

    with pytest.raises(NotAllowedError):
        hand_over(concern=concern, to=stranger, words="x", submission_id=uuid.uuid4(), by=lead, now=NOW)
    assert concern.notes.count() == 0


def test_closing_twice_keeps_the_first_outcome_and_opening_again_keeps_its_note(programme, lead, deputy):
    concern = reported(programme)
    close_concern(concern=concern, outcome="They talked.", submission_id=uuid.uuid4(), by=lead, now=NOW)
    close_concern(concern=concern, outcome="Again.", submission_id=uuid.uuid4(), by=deputy, now=NOW)
    closed = Concern.objects.get()
    open_again(concern=concern, words="It goes on.", submission_id=uuid.uuid4(), by=deputy, now=NOW)
    opened = Concern.objects.get()

    assert (closed.outcome, closed.closed_by) == ("They talked.", lead)
    assert (opened.state, opened.outcome, opened.held_by) == (Concern.State.LOOKED_AT, None, deputy)
    assert [note.words for note in concern.notes.all()] == ["They talked.", "It goes on."]


def test_note_without_words_keeps_what_else_was_typed_on_the_page(programme, lead):
    concern = reported(programme)
    response = signed_in_as(lead).post(reverse("cohorts:concern_note", args=[concern.ref]), {"note-words": ""})

    assert (response.status_code, concern.notes.count()) == (422, 0)


def test_list_of_reports_costs_the_same_for_one_and_for_three(programme, lead, django_assert_num_queries):
    client, url = signed_in_as(lead), reverse("cohorts:concerns")
    reported(programme)
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
    for _ in range(2):
        mark_read(concern=reported(programme), by=lead, now=NOW)
    with django_assert_num_queries(8):
        client.get(url)


def test_coordinators_are_warned_that_nobody_reads_reports_and_of_nothing_more(programme, lead):
    bare = ProgrammeFactory.create(name="Leading Together 2028")
    coordinator = coordinator_of(bare)
    TeamMembershipFactory.create(programme=programme, person=coordinator)
    page = page_of(coordinator, "cohorts:programmes")

    assert "Leading Together 2028 has neither a safeguarding lead nor a deputy." in page
    assert "Leading Together 2027 has neither" not in page


# --- invariants ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("constraint", "wrong", "right"),
    [
        ("concern_read_has_when_and_who", {"read_at": NOW}, {"read_at": NOW, "read_by": True}),
        (
            "concern_closed_has_when_and_who",
            {"state": "closed"},
            {"state": "closed", "closed_at": NOW, "closed_by": True},
        ),
    ],
)
def test_concern_says_who_and_when_together(programme, lead, constraint, wrong, right):
    concern = reported(programme)
    rows = Concern.objects.filter(pk=concern.pk)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**wrong)

    assert rows.update(**{name: lead if value is True else value for name, value in right.items()}) == 1


def test_team_away_from_until(lead):
    rows = TeamMembership.objects.filter(person=lead)
    for wrong in ({"away_from": WEDNESDAY}, {"away_from": WEDNESDAY, "away_until": NOW.date()}):
        with pytest.raises(IntegrityError, match="team_away_from_until"), transaction.atomic():
            rows.update(**wrong)

    assert rows.update(away_from=NOW.date(), away_until=WEDNESDAY) == 1


def test_concern_note_handed_over_to_somebody(programme, lead):
    note = add_note(concern=reported(programme), words="x", submission_id=uuid.uuid4(), by=lead, now=NOW)
    rows = ConcernNote.objects.filter(pk=note.pk)
    with pytest.raises(IntegrityError, match="concern_note_handed_over_to_somebody"), transaction.atomic():
        rows.update(to=lead)

    assert rows.update(to=lead, kind="handed_over") == 1
