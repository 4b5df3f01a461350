"""The back office looks people up and records which switch was turned."""

import pytest

from people.models import AuditEvent, Person
from tests.factories import NOW, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = PersonFactory.create(is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def test_closing_the_way_in_is_saved_and_recorded(client, administrator):
    mair = PersonFactory.create(given_name="Mair")
    client.post(f"/admin/people/person/{mair.pk}/change/", {"is_staff": "", "given_name": "Changed"})
    mair.refresh_from_db()

    assert (mair.is_active, mair.given_name) == (False, "Mair")
    assert list(AuditEvent.objects.about(mair).values_list("by", "action", "fields")) == [
        (administrator.pk, "person.change", ["is_active"])
    ]


def test_lists_open_and_find(client, administrator):
    PersonFactory.create(given_name="Mair", family_name="Evans")
    AuditEvent.objects.create(
        at=NOW, by=administrator, action="x.y", model="people.person", object_id="1", fields=["a"]
    )
    found = client.get("/admin/people/person/", {"q": "Evans"}).content.decode()
    trail = client.get("/admin/people/auditevent/").content.decode()

    assert ("Mair Evans" in found, "1 person" in found) == (True, True)
    assert "x.y" in trail


@pytest.mark.parametrize(
    "path",
    [
        "/admin/people/person/add/",
        "/admin/people/person/{pk}/delete/",
        "/admin/people/auditevent/add/",
    ],
)
def test_nothing_is_added_or_deleted_there(client, administrator, path):
    assert client.get(path.format(pk=administrator.pk)).status_code == 403
    assert Person.objects.count() == 1


@pytest.mark.parametrize("path", ["/admin/mfa/authenticator/", "/admin/account/emailaddress/"])
def test_pages_of_allauth_are_not_there(client, administrator, path):
    assert client.get(path).status_code == 404
