"""Finding, changing and reaching people."""

import pytest
from django.db import IntegrityError, transaction

from people.actions import persons
from people.errors import ChangedMeanwhile
from people.models import AuditEvent, ContactMethod, Person
from tests.factories import NOW, ContactMethodFactory, PersonFactory

pytestmark = pytest.mark.django_db


def actions_about(person):
    return list(AuditEvent.objects.about(person).values_list("action", "fields"))


def test_find_or_create_makes_a_person_under_a_lower_case_address():
    person, made = persons.find_or_create(email=" Mair@Example.org ", given_name="Mair", now=NOW, postcode="OX1 1AA")

    assert (made, person.email, person.outward_code) == (True, "mair@example.org", "OX1")
    assert actions_about(person) == [("person.create", ["email", "given_name", "outward_code", "postcode"])]


def test_find_or_create_finds_the_person_and_keeps_their_name():
    mair = PersonFactory.create(given_name="Mair", email="mair@example.org")
    person, made = persons.find_or_create(email="MAIR@example.org", given_name="Mary", now=NOW)

    assert (person, person.given_name, made) == (mair, "Mair", False)


def test_find_or_create_follows_a_duplicate_to_the_person():
    mair = PersonFactory.create()
    PersonFactory.create(email="old@example.org", merged_into=mair)

    assert persons.find_or_create(email="old@example.org", given_name="M", now=NOW) == (mair, False)


def test_find_or_create_that_loses_a_race_finds_the_winner(monkeypatch):
    winner = PersonFactory.create(email="mair@example.org")
    monkeypatch.setattr(type(Person.objects.all()), "first", lambda _people: None)

    assert persons.find_or_create(email="mair@example.org", given_name="M", now=NOW) == (winner, False)


def test_update_details_writes_what_changed_and_names_it():
    person = PersonFactory.create(given_name="Mair", family_name="Evans", postcode="OX1 1AA")
    changed = persons.update_details(
        person=person, version=1, values={"given_name": "Mair", "postcode": "SN15 1AA"}, by=person, now=NOW
    )
    person.refresh_from_db()

    assert changed == {"postcode"}
    assert (person.postcode, person.outward_code, person.version) == ("SN15 1AA", "SN15", 2)
    assert actions_about(person) == [("person.change", ["postcode"])]


def test_names_keep_their_script_and_turn_no_text_around_them():
    person = persons.create(given_name="\u202eÉlise \u2067محمد", family_name="O’Hara 🎉", now=NOW)
    persons.update_details(person=person, version=1, values={"known_as": "\u202dMo"}, by=person, now=NOW)
    person.refresh_from_db()

    assert (person.given_name, person.family_name, person.known_as) == ("Élise محمد", "O’Hara 🎉", "Mo")


def test_update_details_without_a_change_writes_nothing():
    person = PersonFactory.create(given_name="Mair")
    persons.update_details(person=person, version=1, values={"given_name": "Mair"}, by=person, now=NOW)
    person.refresh_from_db()

    assert (person.version, actions_about(person)) == (1, [])


def test_update_details_of_an_older_version_is_refused_and_writes_nothing():
    person = PersonFactory.create(given_name="Mair", version=3)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        persons.update_details(person=person, version=2, values={"given_name": "Mary"}, by=person, now=NOW)

    assert meanwhile.value.current.version == 3
    assert Person.objects.get(pk=person.pk).given_name == "Mair"


def test_update_details_sent_twice_is_no_conflict_with_oneself():
    person = PersonFactory.create(given_name="Mair", version=1)
    sent = {"version": 1, "values": {"given_name": "Mary"}, "by": person, "now": NOW}
    named = [persons.update_details(person=person, contact_order=["phone"], **sent) for _turn in range(2)]

    assert named == [{"given_name", "contact_methods"}, set()]
    assert Person.objects.get(pk=person.pk).version == 2
    with pytest.raises(ChangedMeanwhile):
        persons.update_details(person=person, contact_order=["letter"], **sent)


@pytest.mark.parametrize("field", ["email", "is_staff", "deceased_on"])
def test_update_details_refuses_other_fields(field):
    person = PersonFactory.create()

    with pytest.raises(ValueError, match=field):
        persons.update_details(person=person, version=1, values={field: "x"}, by=person, now=NOW)


def test_set_contact_order_replaces_the_order_and_counts_a_way_once():
    person = PersonFactory.create()
    ContactMethodFactory.create(person=person, method="email", position=1)
    persons.set_contact_order(person=person, methods=["sms", "email", "sms"], by=person, now=NOW)

    assert list(ContactMethod.objects.values_list("position", "method")) == [(1, "sms"), (2, "email")]
    assert Person.objects.get(pk=person.pk).version == 2
    assert actions_about(person) == [("person.change", ["contact_methods"])]


def test_set_contact_order_twice_is_recorded_once():
    person = PersonFactory.create()
    for _ in range(2):
        persons.set_contact_order(person=person, methods=["letter"], by=person, now=NOW)

    assert len(actions_about(person)) == 1


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("person_email_lower_case", {"email": "Mair@example.org"}),
        ("person_email_not_empty", {"email": ""}),
    ],
)
def test_person_constraints_hold(constraint, values):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PersonFactory.create(**values)

    assert PersonFactory.create(email="mair@example.org").pk
    assert PersonFactory.create(email=None).pk


@pytest.mark.parametrize(
    ("constraint", "field"),
    [("person_not_merged_into_self", "merged_into"), ("person_not_reached_via_self", "reached_via")],
)
def test_person_does_not_lead_to_themselves(constraint, field):
    person, other = PersonFactory.create(), PersonFactory.create()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**{field: person})

    assert Person.objects.filter(pk=person.pk).update(**{field: other}) == 1


@pytest.mark.parametrize(
    ("constraint", "second"),
    [
        ("contact_method_once_a_person", {"method": "email", "position": 2}),
        ("contact_position_once_a_person", {"method": "sms", "position": 1}),
    ],
)
def test_contact_method_constraints_hold(constraint, second):
    person = PersonFactory.create()
    ContactMethodFactory.create(person=person, method="email", position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactMethodFactory.create(person=person, **second)

    assert ContactMethodFactory.create(person=person, method="sms", position=2).pk
