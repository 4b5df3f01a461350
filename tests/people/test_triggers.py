"""The database refuses to change the audit trail."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from people import triggers
from people.actions.audit import record
from people.models import AuditEvent
from tests.factories import NOW, PersonFactory


@pytest.fixture
def event(db):
    person = PersonFactory.create()
    return record(by=person, action="person.create", about=person, now=NOW)


def test_migrations_leave_every_trigger_on_the_table(db):
    assert triggers.existing(connection) == triggers.names(connection)


def test_update_of_an_event_is_refused(event):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(action="nothing")

    assert AuditEvent.objects.get().action == "person.create"


def test_delete_of_an_event_is_refused(event):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).delete()

    assert AuditEvent.objects.count() == 1


@pytest.mark.postgres
def test_truncate_is_refused(db):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE people_auditevent")

    assert "never changed" in str(refusal.value)


def test_drop_and_create_can_be_repeated(event):
    triggers.drop(connection)
    triggers.drop(connection)
    without = triggers.existing(connection)
    AuditEvent.objects.all().delete()
    triggers.create(connection)
    triggers.create(connection)

    assert (without, triggers.existing(connection)) == (set(), triggers.names(connection))


@pytest.mark.django_db(transaction=True)
def test_migration_takes_the_triggers_away_and_brings_them_back():
    MigrationExecutor(connection).migrate([("people", "0001_people_begins")])
    without = triggers.existing(connection)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    assert (without, triggers.existing(connection)) == (set(), triggers.names(connection))
