"""The tests' own ground: what they rely on without looking."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people import triggers
from people.models import AuditEvent

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables_gets_past_the_triggers_and_restores_them() -> None:
    AuditEvent.objects.create(at=NOON, action="test", model="people.person", object_id="1")

    TransactionTestCase("_fixture_teardown")._fixture_teardown()

    assert AuditEvent.objects.count() == 0
    assert triggers.existing(connection) == triggers.names(connection)
    AuditEvent.objects.create(at=NOON, action="test", model="people.person", object_id="2")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.all().delete()


def test_travel_moves_the_clock_to_london_time(travel: Any) -> None:
    travel("2027-07-01T09:00")

    assert timezone.now().replace(microsecond=0) == datetime(2027, 7, 1, 8, tzinfo=UTC)


def test_page_notes_what_the_browser_complains_of(
    live_server: LiveServer, page: Page, browser_errors: list[str]
) -> None:
    page.goto(f"{live_server.url}/accessibility/")
    page.evaluate("console.error('a complaint')")
    page.evaluate("document.body.setAttribute('style', 'color: red')")

    complaints = [complaint.split(": ", 1)[1][:30] for complaint in browser_errors]
    browser_errors.clear()

    assert complaints == ["a complaint", "Applying inline style violates"], complaints
