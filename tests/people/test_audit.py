"""The audit trail and its seals."""

import pytest
from django.db import IntegrityError, connection, transaction

from people import triggers
from people.actions import audit
from people.models import AuditEvent, AuditSeal
from people.tasks import seal_audit
from tests.factories import NOW, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory.create()


def do(person, *names):
    return [audit.record(by=person, action=name, about=person, now=NOW, fields=["b", "a"]) for name in names]


def tamper(**values):
    """Change the first event as somebody could who owns the database."""
    triggers.drop(connection)
    AuditEvent.objects.filter(pk=AuditEvent.objects.earliest("pk").pk).update(**values)
    triggers.create(connection)


def test_record_keeps_names_of_fields_in_order_and_no_value(person):
    (event,) = do(person, "person.change")

    assert (event.model, event.object_id, event.fields) == ("people.person", str(person.pk), ["a", "b"])


def test_seals_cover_every_event_once(person):
    do(person, "one", "two")
    first = seal_audit(NOW)
    do(person, "three")
    counts = [first, seal_audit(NOW), seal_audit(NOW)]
    seals = list(AuditSeal.objects.values_list("events", flat=True))

    assert (counts, seals, audit.verify_seals()) == ([2, 1, 0], [2, 1], None)


def test_long_trails_are_sealed_in_several_seals(person, monkeypatch):
    monkeypatch.setattr(audit, "SEALED_AT_ONCE", 2)
    do(person, "one", "two", "three", "four", "five")

    assert (seal_audit(NOW), AuditSeal.objects.count(), audit.verify_seals()) == (5, 3, None)


@pytest.mark.parametrize("values", [{"action": "nothing"}, {"object_id": "0"}, {"fields": []}, {"by": None}])
def test_changed_event_breaks_its_seal(person, values):
    do(person, "one")
    seal_audit(NOW)
    do(person, "two")
    seal_audit(NOW)
    tamper(**values)

    assert audit.verify_seals() == AuditSeal.objects.earliest("pk")


def test_removed_event_breaks_its_seal(person):
    do(person, "one", "two")
    seal_audit(NOW)
    triggers.drop(connection)
    AuditEvent.objects.filter(action="two").delete()
    triggers.create(connection)

    assert audit.verify_seals() == AuditSeal.objects.get()


def test_removed_seal_breaks_the_chain(person):
    for name in ("one", "two", "three"):
        do(person, name)
        seal_audit(NOW)
    AuditSeal.objects.order_by("pk")[1].delete()

    assert audit.verify_seals() == AuditSeal.objects.latest("pk")


def test_seal_covers_what_came_before_it(person):
    do(person, "one")
    seal_audit(NOW)

    assert AuditSeal.objects.get().covers(NOW) is True


def test_seal_range_is_in_order():
    values = {"events": 1, "hash": "x", "sealed_at": NOW}
    with pytest.raises(IntegrityError, match="audit_seal_range_in_order"), transaction.atomic():
        AuditSeal.objects.create(first_event_id=2, last_event_id=1, **values)

    assert AuditSeal.objects.create(first_event_id=1, last_event_id=1, **values).pk
