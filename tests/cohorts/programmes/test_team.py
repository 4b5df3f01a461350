"""Who works on a programme: added by email, told, ended, and never made a reader of concerns in silence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.team import Newcomer, add_member, end_membership
from cohorts.actions.versions import NotAllowedError
from cohorts.messages.team import INVITATION, SAFEGUARDING_CHANGED
from cohorts.models import Organisation, Programme, TeamMembership
from messaging.models import Message
from messaging.purposes import purpose_of
from messaging.rendering import render
from messaging.routing import route_to
from people.models import AuditEvent, Person
from tests.factories import NOW, PersonFactory, PlaceFactory, ProgrammeFactory, TeamMembershipFactory, coordinator_of

pytestmark = pytest.mark.django_db
ROLE = TeamMembership.Role
JOAN = Newcomer(email="Joan@Example.org", given_name="Joan", family_name="Pritchard")


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create(name="Leading Together 2027")


@pytest.fixture
def cora(programme: Programme) -> Person:
    return coordinator_of(programme, given_name="Cora", family_name="Hughes")


@pytest.fixture
def staff(client: Client, cora: Person) -> Client:
    client.force_login(cora)
    return client


def told(purpose: str) -> set[Person]:
    return {message.person for message in Message.objects.filter(purpose=purpose).select_related("person")}


def test_add_member_makes_the_person_and_invites_them_once(programme: Programme, cora: Person) -> None:
    first, second = (
        add_member(programme=programme, who=JOAN, role=ROLE.FACILITATOR, by=cora, now=NOW) for _twice in range(2)
    )
    joan = Person.objects.get(email="joan@example.org")
    message = Message.objects.get(person=joan)
    words = render(message, route_to(joan))

    assert (first, first.person, first.added_by, first.began_on) == (second, joan, cora, NOW.date())
    assert (joan.full_name, message.purpose) == ("Joan Pritchard", INVITATION)
    assert [text in words.body for text in ("Facilitator", "joan@example.org", "/sign-in/")] == [True, True, True]
    assert AuditEvent.objects.about(first).values_list("action", "by").get() == ("team.add", cora.pk)


def test_add_member_keeps_the_name_of_who_is_known(programme: Programme, cora: Person) -> None:
    known = PersonFactory.create(email="joan@example.org", given_name="Joanna")

    made = add_member(programme=programme, who=JOAN, role=ROLE.REVIEWER, by=cora, now=NOW)

    assert (made.person, made.person.given_name) == (known, "Joanna")


@pytest.mark.parametrize("why", ["takes part", "cannot sign in"])
def test_add_member_refuses_who_takes_part_or_cannot_sign_in(programme: Programme, cora: Person, why: str) -> None:
    person = PersonFactory.create(email="joan@example.org", is_active=why == "takes part")
    PlaceFactory.create(
        cohort__programme=programme if why == "takes part" else ProgrammeFactory.create(), person=person
    )

    with pytest.raises(NotAllowedError, match=why):
        add_member(programme=programme, who=JOAN, role=ROLE.FACILITATOR, by=cora, now=NOW)
    assert (programme.memberships.count(), Message.objects.count()) == (1, 0)


def test_safeguarding_given_to_oneself_is_recorded_and_told(programme: Programme, cora: Person) -> None:
    other = coordinator_of(programme)
    lead = TeamMembershipFactory.create(programme=programme, role=ROLE.SAFEGUARDING_LEAD).person
    keeper = PersonFactory.create(is_staff=True)
    coordinator_of(ProgrammeFactory.create())
    me = Newcomer(email=cora.email or "", given_name="")

    made = add_member(programme=programme, who=me, role=ROLE.SAFEGUARDING_DEPUTY, by=cora, now=NOW)

    assert (told(SAFEGUARDING_CHANGED), told(INVITATION)) == ({other, lead, keeper}, set())
    message = Message.objects.get(person=keeper)
    said = "Cora Hughes is now: Deputy safeguarding lead, in Leading Together 2027. Cora Hughes changed this."
    assert said in render(message, route_to(keeper)).body
    assert AuditEvent.objects.about(made).values_list("action", "by", "fields").get() == (
        "team.add",
        cora.pk,
        ["person", "role"],
    )


def test_end_membership_ends_once_and_tells_of_safeguarding(programme: Programme, cora: Person) -> None:
    lead = TeamMembershipFactory.create(programme=programme, role=ROLE.SAFEGUARDING_LEAD)
    ended = [end_membership(membership=lead, by=cora, now=NOW + timedelta(days=day)) for day in (1, 2)]

    assert [(one.ended_on, one.ended_by) for one in ended] == [((NOW + timedelta(days=1)).date(), cora)] * 2
    assert told(SAFEGUARDING_CHANGED) == {lead.person}
    assert AuditEvent.objects.about(lead).values_list("action", flat=True).get() == "team.end"


def test_end_membership_keeps_the_last_coordinator(programme: Programme, cora: Person) -> None:
    membership = programme.memberships.get()

    with pytest.raises(NotAllowedError, match="only coordinator"):
        end_membership(membership=membership, by=cora, now=NOW)
    membership.refresh_from_db()
    assert membership.ended_on is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_end_two_coordinators_at_once_leaves_one(programme: Programme, cora: Person) -> None:
    coordinator_of(programme)
    together = Barrier(2)

    def go(membership: TeamMembership) -> bool:
        together.wait(timeout=10)
        try:
            return bool(end_membership(membership=membership, by=cora, now=NOW))
        except NotAllowedError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(go, list(programme.memberships.all())))

    assert found == [False, True]
    assert programme.memberships.current().count() == 1


def test_invitation_is_not_due_after_the_end(programme: Programme, cora: Person) -> None:
    made = add_member(programme=programme, who=JOAN, role=ROLE.FACILITATOR, by=cora, now=NOW)
    message, purpose = Message.objects.get(), purpose_of(INVITATION)
    before = purpose.still_due(message, NOW).due
    end_membership(membership=made, by=cora, now=NOW)

    assert (before, purpose.still_due(message, NOW).due) == (True, False)


def test_constraint_refuses_an_end_without_a_day(cora: Person) -> None:
    with pytest.raises(IntegrityError, match="team_end_has_when"), transaction.atomic():
        TeamMembershipFactory.create(ended_by=cora)
    assert TeamMembershipFactory.create(ended_by=cora, ended_on=NOW.date()).pk


def test_team_page_adds_and_ends(staff: Client, programme: Programme) -> None:
    url = reverse("cohorts:team", args=[programme.ref])
    nameless = staff.post(url, {"email": "joan@example.org", "role": "evaluator"}).content.decode()
    staff.post(url, {"email": "joan@example.org", "given_name": "Joan", "role": "evaluator"})
    joan = programme.memberships.get(role="evaluator")
    shown = staff.get(url).content.decode()
    staff.post(reverse("cohorts:team_end", args=[joan.pk]))
    joan.refresh_from_db()

    assert "Nobody signs in with this address yet." in nameless
    assert ["joan@example.org" in shown, "added by Cora Hughes" in shown] == [True, True]
    assert joan.ended_on is not None
    assert "ended by Cora Hughes" in staff.get(url).content.decode()


def test_team_page_says_who_is_the_only_coordinator(staff: Client, programme: Programme) -> None:
    answer = staff.post(reverse("cohorts:team_end", args=[programme.memberships.get().pk]), follow=True)

    assert "This is the only coordinator." in answer.content.decode()


@pytest.mark.parametrize("name", ["team", "organisations"])
def test_page_costs_the_same_for_one_and_three(staff: Client, programme: Programme, name: str, query_count) -> None:
    url, counts = reverse(f"cohorts:{name}", args=[programme.ref]), []
    for number in (1, 2):
        for _more in range(number):
            TeamMembershipFactory.create(programme=programme, role=ROLE.REVIEWER)
            Organisation.objects.create(programme=programme, name=f"Body {Organisation.objects.count()}", part="host")
        counts.append(query_count(staff, url))

    assert counts[0] == counts[1] <= 8


def test_organisations_are_named_once_and_removed(staff: Client, programme: Programme) -> None:
    url = reverse("cohorts:organisations", args=[programme.ref])
    for _twice in range(2):
        staff.post(url, {"name": "  The   Trust ", "part": "controller"})
    body = Organisation.objects.get()
    staff.post(reverse("cohorts:organisation_remove", args=[body.pk]))

    again = staff.post(reverse("cohorts:organisation_remove", args=[body.pk]), {"next": url}, follow=True)

    assert (body.name, Organisation.objects.count()) == ("The Trust", 0)
    assert (again.redirect_chain, "It was removed already." in again.content.decode()) == ([(url, 302)], True)
    assert set(AuditEvent.objects.about(body).values_list("action", flat=True)) == {
        "organisation.add",
        "organisation.remove",
    }


def test_administrator_makes_the_first_programme(client: Client) -> None:
    keeper = PersonFactory.create(is_staff=True)
    client.force_login(keeper)
    data = {
        "name": "Leading Together 2028", "year": "2028", "workshops": "3", "hours_between": "2",
        "follow_up_months": "18", "offer_days": "10", "supporter_places": "0", "involvement_payment": "0",
        "version": "1",
    }  # fmt: skip
    answer = client.post(reverse("cohorts:programme_new"), data)
    made = Programme.objects.get()

    assert answer["Location"] == reverse("set_up", args=[made.ref])
    assert made.memberships.values_list("person", "role", "added_by").get() == (keeper.pk, "coordinator", keeper.pk)


def test_form_of_the_first_programme_leads_back_to_where_its_maker_may_go(client: Client) -> None:
    client.force_login(PersonFactory.create(is_staff=True))
    page = client.get(reverse("cohorts:programme_new")).content.decode()

    assert (reverse("cohorts:programmes") in page, f'href="{reverse("home")}" class="govuk-back-link"' in page) == (
        False,
        True,
    )
