"""Applications that people take back by phone or letter, as staff record it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import ContactNote, Task
from cohorts.recruitment.actions.withdrawals import withdraw_application
from messaging.actions.queueing import queue
from people.models import AuditEvent
from tests.factories import NOW, TODAY, ApplicationFactory, CohortFactory, OfferFactory, coordinator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    cohort = CohortFactory.create(state="confirming")
    application = ApplicationFactory.create(programme=cohort.programme, state="offered")
    return OfferFactory.create(application=application, cohort=cohort, reply_by=TODAY + timedelta(days=9))


def test_withdrawing_by_letter_closes_the_offer_and_stops_what_would_be_said(client, offer) -> None:
    application, programme = offer.application, offer.cohort.programme
    by = coordinator_of(programme)
    client.force_login(by)
    about = {"person": application.person, "purpose": "application-received", "due_at": NOW, "now": NOW}
    message = queue(key="k", subject_key=f"application:{application.pk}", **about)

    page = reverse("recruitment:application_withdraw", args=[application.ref])
    for _ in range(2):
        client.post(page, {"how": "letter", "words": "Her mother is ill."})

    for row in (application, offer, message):
        row.refresh_from_db()
    note = ContactNote.objects.get()
    assert (application.state, offer.state, message.state) == ("withdrawn", "withdrawn", "cancelled")
    assert (note.kind, note.words, note.by, note.person) == ("letter", "Her mother is ill.", by, application.person)
    assert Task.objects.filter(kind="next-reserve").count() == 1
    assert AuditEvent.objects.about(offer).filter(action="offer.withdrawn", by=by).count() == 1


def test_who_has_a_place_leaves_it_elsewhere() -> None:
    application = ApplicationFactory.create(state="accepted")
    by = coordinator_of(application.programme)

    with pytest.raises(NotAllowedError, match="They have a place"):
        withdraw_application(application=application, how="call", words="", by=by, now=NOW)
