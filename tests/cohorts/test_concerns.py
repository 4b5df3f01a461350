"""Something is wrong: anybody can say so, two people can read it."""

import uuid

from django.urls import reverse

from cohorts.actions.concerns import mark_read, report_concern
from cohorts.models import Concern, TeamMembership
from people.models import AuditEvent
from tests.factories import NOW, ApplicationFactory, ProgrammeFactory, TeamMembershipFactory, coordinator_of

WORDS = "Somebody shouts at her in the breaks."


def test_report_by_a_visitor_is_kept_once_for_a_page_posted_twice(client, db):
    page = {"words": WORDS, "how_to_reach": "", "submission_id": str(uuid.uuid4())}

    first = client.post(reverse("concern"), page)
    client.post(reverse("concern"), page)

    assert first.url == reverse("concern_sent")
    assert list(Concern.objects.values_list("reported_by", "programme")) == [(None, None)]
    assert Concern.objects.get().words == WORDS


def test_report_belongs_to_the_programme_of_the_application(db):
    application = ApplicationFactory.create()

    concern = report_concern(words=WORDS, how_to_reach="", submission_id=uuid.uuid4(), by=application.person, now=NOW)

    assert concern.programme == application.programme


def test_report_without_words_says_what_to_do_and_keeps_the_rest(client, db):
    response = client.post(reverse("concern"), {"words": "", "how_to_reach": "Ring after six"})

    assert "Write what is wrong. A few words are enough." in response.content.decode()
    assert "Ring after six" in response.content.decode()


def test_concern_is_read_by_the_lead_and_by_no_coordinator(client, db):
    programme = ProgrammeFactory.create()
    concern = report_concern(words=WORDS, how_to_reach="", submission_id=uuid.uuid4(), by=None, now=NOW)
    lead = TeamMembershipFactory.create(programme=programme, role=TeamMembership.Role.SAFEGUARDING_LEAD).person
    pages = [reverse("cohorts:concerns"), reverse("cohorts:concern", args=[concern.ref])]

    client.force_login(coordinator_of(programme))
    refused = [client.get(page).status_code for page in pages]
    client.force_login(lead)
    shown = client.get(pages[1])

    assert refused == [404, 404]
    assert WORDS in shown.content.decode()


def test_reading_is_audited_once_and_keeps_the_first_reader(db):
    lead, deputy = (
        TeamMembershipFactory.create(role=role).person for role in ("safeguarding_lead", "safeguarding_deputy")
    )
    concern = report_concern(words=WORDS, how_to_reach="", submission_id=uuid.uuid4(), by=None, now=NOW)

    mark_read(concern=concern, by=lead, now=NOW)
    mark_read(concern=concern, by=deputy, now=NOW)

    concern.refresh_from_db()
    assert concern.read_by == lead
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["concern.report", "concern.read"]
