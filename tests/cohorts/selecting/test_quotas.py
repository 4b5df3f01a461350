"""A quota that nobody has approved: it may wait, and no draw goes by it or past it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Role
from cohorts.recruitment.actions.draws import make_draw
from cohorts.recruitment.actions.quotas import approve_quota, copy_quotas
from cohorts.recruitment.models import Draw, Quota
from people.models import AuditEvent
from tests.cohorts.selecting.conftest import World
from tests.factories import NOW, TODAY, CohortFactory

pytestmark = pytest.mark.django_db


def waiting(world: World, **fields: object) -> Quota:
    """Return a quota as a copied programme has it."""
    values = {"category": "disability", "value": "yes", "minimum": 1, "evidence": "The census", "proportionality": "x"}
    return Quota.objects.create(cohort=world.cohort, **{**values, **fields})


@pytest.fixture
def ready(world: World) -> World:
    for role in (Role.LAY, Role.PROFESSIONAL):
        for _ in range(2):
            world.applicant(role)
    return world


def test_draw_is_refused_while_a_quota_waits_for_approval(ready: World) -> None:
    waiting(ready)

    with pytest.raises(NotAllowedError, match="waits to be approved"):
        make_draw(cohort=ready.cohort, seed="1", accept_nearest=True, by=ready.coordinator, now=NOW)
    assert Draw.objects.count() == 0


def test_approve_opens_the_draw_and_is_recorded(ready: World) -> None:
    quota = waiting(ready, minimum=0, maximum=4)
    values = {
        "evidence": "The census of 2031",
        "proportionality": "Still one in five",
        "approved_by": ready.coordinator,
        "approved_on": TODAY,
        "review_on": TODAY + timedelta(days=365),
    }
    for _twice in range(2):
        approve_quota(quota=quota, values=values, by=ready.coordinator, now=NOW)
    quota.refresh_from_db()

    assert (quota.approved, quota.evidence) == (True, "The census of 2031")
    assert make_draw(cohort=ready.cohort, seed="1", by=ready.coordinator, now=NOW).quotas[0]["value"] == "yes"
    assert set(AuditEvent.objects.about(quota).values_list("action", flat=True)) == {"quota.approve"}


def test_copy_brings_the_reasons_and_leaves_the_approval(world: World) -> None:
    world.quota("disability", "yes", 1, 3, role=Role.LAY)
    copy = CohortFactory.create(programme=world.cohort.programme)

    assert copy_quotas(pairs=[(world.cohort, copy)], by=world.coordinator, now=NOW) == 1
    found = copy.quotas.get()

    assert (found.category, found.value, found.role, found.minimum, found.maximum) == ("disability", "yes", "lay", 1, 3)
    assert (found.evidence, found.approved_by, found.approved_on, found.review_on) == ("The census", None, None, None)


@pytest.mark.parametrize(
    "given",
    [
        {"approved_on": TODAY},
        {"review_on": TODAY},
        {"approved_on": TODAY, "review_on": TODAY + timedelta(days=1)},
    ],
)
def test_constraint_refuses_half_an_approval(world: World, given: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="quota_approval_has_who_when_and_review"), transaction.atomic():
        waiting(world, **given)


def test_approving_on_the_page_asks_who_and_when(client: Client, ready: World) -> None:
    client.force_login(ready.coordinator)
    quota = waiting(ready)
    url = reverse("recruitment:quota_approve", args=[quota.pk])
    lists = [client.get(reverse(f"recruitment:{name}", args=[ready.cohort.ref])) for name in ("quotas", "draw_new")]
    asked = client.post(url, {"evidence": "The census", "proportionality": "x"})
    done = client.post(
        url,
        {
            "evidence": "The census",
            "proportionality": "x",
            "approved_by": str(ready.coordinator.pk),
            "approved_on_day": "1",
            "approved_on_month": "3",
            "approved_on_year": "2027",
            "review_on_day": "1",
            "review_on_month": "3",
            "review_on_year": "2028",
        },
    )
    quota.refresh_from_db()

    assert ["Not approved yet" in lists[0].content.decode(), "waits to be approved" in lists[1].content.decode()] == [
        True,
        True,
    ]
    assert "Choose an answer for “Approved by”." in asked.content.decode()
    assert (done.status_code, quota.approved_by) == (302, ready.coordinator)
