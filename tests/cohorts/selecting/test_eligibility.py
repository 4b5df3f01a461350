"""Deciding, taking back, and what the rules suggest."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.recruitment.actions.eligibility import decide, undecide
from cohorts.recruitment.actions.merging import merge_people
from cohorts.recruitment.models import Application
from cohorts.recruitment.suggestions import suggestions_for, suggests_eligible
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import AuditEvent
from tests.cohorts.selecting.conftest import PROFESSIONAL, World
from tests.factories import NOW, PersonFactory

pytestmark = pytest.mark.django_db


def test_decide_many_audits_each_and_leaves_what_has_gone_further(world: World) -> None:
    new, drawn = world.applicant(state="submitted"), world.applicant(state="drawn")

    decided = decide(applications=[new, drawn], eligible=True, by=world.coordinator, now=NOW)

    assert (decided.done, decided.left) == (1, 1)
    assert list(AuditEvent.objects.about(new).values_list("action", "fields")) == [("application.eligible", ["state"])]
    assert AuditEvent.objects.about(drawn).count() == 0


def test_decide_not_eligible_needs_a_reason(world: World) -> None:
    application = world.applicant(state="submitted")

    with pytest.raises(NotAllowedError, match="Say why"):
        decide(applications=[application], eligible=False, reason=" ", by=world.coordinator, now=NOW)


def test_decide_not_eligible_tells_the_person_once_with_the_reason(world: World) -> None:
    application = world.applicant(state="submitted")

    for _ in range(2):
        decide(applications=[application], eligible=False, reason="Too far.", by=world.coordinator, now=NOW)

    message = Message.objects.get()
    kind = purpose_of(message.purpose)
    assert "Too far." in str(kind.body).format(**kind.common, **kind.context(message))


def test_decide_the_other_way_stops_what_was_still_to_be_said(world: World) -> None:
    application = world.applicant(state="submitted")
    decide(applications=[application], eligible=False, reason="Too far.", by=world.coordinator, now=NOW)
    message = Message.objects.get()
    before = purpose_of(message.purpose).still_due(message, NOW).due

    decide(applications=[application], eligible=True, by=world.coordinator, now=NOW)

    application.refresh_from_db()
    assert (before, purpose_of(message.purpose).still_due(message, NOW).due) == (True, False)
    assert application.not_eligible_reason == ""


def test_undecide_refuses_after_the_draw(world: World) -> None:
    application = world.applicant(state="drawn")

    with pytest.raises(NotAllowedError, match="gone further"):
        undecide(application=application, by=world.coordinator, now=NOW)


def test_merge_people_refuses_after_the_draw(world: World) -> None:
    application = world.applicant(state="offered", possible_duplicate_of=PersonFactory.create())

    with pytest.raises(NotAllowedError, match="before the draw"):
        merge_people(application=application, taken=(), by=world.coordinator, now=NOW)


@pytest.mark.parametrize(
    ("application", "area", "home", "good"),
    [
        ({"available_all_dates": True}, {"area_radius_km": 20}, (20.0, "OX1"), True),
        ({"available_all_dates": True}, {"area_radius_km": 20}, (20.1, "OX1"), False),
        ({"available_all_dates": True}, {"area_radius_km": 20, "area_outward_codes": ["SN1"]}, (60.0, "SN1"), True),
        ({"available_all_dates": True}, {}, (300.0, "TR1"), True),
        ({"available_all_dates": True}, {"area_radius_km": 20}, (None, "BT1"), True),
        ({"available_all_dates": False}, {"area_radius_km": 20}, (5.0, "OX1"), False),
        ({"available_all_dates": None}, {"area_radius_km": 20}, (5.0, "OX1"), True),
    ],
)
def test_suggestions_speak_for_or_against(
    world: World, application: dict[str, Any], area: dict[str, Any], home: tuple[float | None, str], good: bool
) -> None:
    for name, value in area.items():
        setattr(world.cohort, name, value)

    found = suggestions_for(Application(role="lay", **application), world.cohort, *home)

    assert suggests_eligible(found) is good


@pytest.mark.parametrize(
    ("employer", "email", "sentence"),
    [
        ("The Trust", "sam@trust.example", "They gave their employer and a manager whom we can ask for release."),
        ("The Trust", "", "They gave their employer, but no manager's email. Somebody must phone."),
        ("", "", "They did not give an employer."),
    ],
)
def test_suggestions_look_at_a_professionals_employer(employer: str, email: str, sentence: str) -> None:
    application = Application(role=PROFESSIONAL, available_all_dates=True, employer=employer, manager_email=email)

    assert suggestions_for(application, None, None, "")[-1].sentence == sentence


@pytest.mark.parametrize("name", ["draw_new", "quotas"])
def test_forms_of_a_cohort_ask_few_queries(
    client: Client, world: World, sign_in: Any, name: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        world.applicant()
    world.quota("gender", "woman", 1)
    sign_in(client, world.coordinator)

    with django_assert_max_num_queries(8):
        client.get(reverse(f"recruitment:{name}", args=[world.cohort.ref]))
