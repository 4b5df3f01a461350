"""What people said is erased from a draw half a year after its cohorts are done; the rest of the record stays."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.recruitment.actions.ceremonies import bring_in_chance, freeze, publish
from cohorts.recruitment.actions.draws import confirm_draw, verify_draw
from cohorts.recruitment.actions.handovers import hand_over, take
from cohorts.recruitment.models import Application, Ceremony, Draw
from cohorts.recruitment.tasks import DRAWS_LAST, erase_old_draws
from cohorts.tasks import run_jobs
from people.models import AuditEvent
from tests.cohorts.selecting.conftest import LAY, World
from tests.factories import NOW, CohortFactory

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=5)
DUE = NOW + DRAWS_LAST


@pytest.fixture
def drawn(full_pool: Callable[[], World]) -> tuple[World, Ceremony]:
    """A cohort that was drawn in a ceremony, under a quota, and finished at `NOW`."""
    world = full_pool()
    world.quota("gender", "woman", 1)
    for row in Application.objects.filter(role=LAY):
        world.says(row, gender="woman")
    ceremony = freeze(cohort=world.cohort, way="public", everybody=False, by=world.coordinator, now=NOW)
    run_jobs(SOON)
    ceremony = publish(ceremony=ceremony, by=world.coordinator, now=SOON)
    draw = bring_in_chance(
        ceremony=ceremony,
        randomness="417",
        how="Dice",
        rolled_by="The mayor",
        witnesses="",
        by=world.coordinator,
        now=SOON,
    )
    confirm_draw(draw=draw, by=world.coordinator, now=SOON)
    finish(world.cohort, NOW)
    ceremony.refresh_from_db()
    return world, ceremony


def finish(cohort: Cohort, since: datetime, state: str = "finished") -> None:
    Cohort.objects.filter(pk=cohort.pk).update(state=state, state_since=since)


def test_erase_old_draws_keeps_the_record_and_forgets_what_people_said(drawn: tuple[World, Ceremony]) -> None:
    _world, before = drawn
    name = str(Application.objects.filter(role=LAY)[0].person)

    assert (erase_old_draws(DUE - timedelta(seconds=1)), erase_old_draws(DUE), erase_old_draws(DUE)) == (0, 1, 0)

    row = Ceremony.objects.get()
    draw = Draw.objects.get()
    assert (row.sealed, row.secret, row.erased_at, draw.erased_at) == (None, {}, DUE, DUE)
    for kept in (str(row.pool), str(draw.pool)):
        assert ("woman" in kept, name in kept) == (False, False)
    assert {one["key"] for one in draw.pool} == {one["key"] for one in row.pool["candidates"]}
    assert (row.public, row.digest, row.frozen_digest) == (before.public, before.digest, before.frozen_digest)
    assert set(draw.result["chances"]) == {one["key"] for one in draw.pool}
    assert set(AuditEvent.objects.filter(at=DUE).values_list("action", "by")) == {
        ("ceremony.erase", None),
        ("draw.erase", None),
    }


@pytest.mark.parametrize("state", ["finished", "archived", "cancelled"])
def test_erase_old_draws_waits_for_every_cohort_of_a_draw(drawn: tuple[World, Ceremony], state: str) -> None:
    world, row = drawn
    other = CohortFactory.create(programme=world.cohort.programme, state="running")
    row.stages.create(cohort=other, open=False)
    row.draw.cohorts.add(other)  # type: ignore[union-attr]

    while_it_runs = erase_old_draws(DUE)
    finish(other, NOW, state)

    assert (while_it_runs, erase_old_draws(DUE)) == (0, 1)


def test_erased_draw_is_not_done_again_nor_handed_over(drawn: tuple[World, Ceremony]) -> None:
    world, row = drawn
    waiting = hand_over(ceremony=row, kind="hand", name="Ada Lee", by=world.coordinator, now=DUE).handover
    erase_old_draws(DUE)

    with pytest.raises(NotAllowedError, match="is erased, so it cannot be done again"):
        verify_draw(draw=Draw.objects.get())
    with pytest.raises(NotAllowedError, match="The sealed file was erased on"):
        take(handover=waiting, by=world.coordinator, now=DUE)
    with pytest.raises(NotAllowedError, match="The sealed file was erased on"):
        hand_over(ceremony=row, kind="hand", name="Ada Lee", by=world.coordinator, now=DUE)


def test_pages_of_an_erased_draw_say_so(client: Client, drawn: tuple[World, Ceremony]) -> None:
    world, row = drawn
    waiting = hand_over(ceremony=row, kind="hand", name="Ada Lee", by=world.coordinator, now=DUE).handover
    draw = Draw.objects.get()
    client.force_login(world.coordinator)
    pages = [
        reverse("recruitment:ceremony", args=[row.ref]),
        reverse("recruitment:ceremony_people", args=[row.ref]),
        reverse("recruitment:draw", args=[draw.ref]),
        reverse("recruitment:sealed_mine", args=[waiting.ref]),
    ]
    before = [client.get(page).content.decode() for page in pages]
    erase_old_draws(DUE)

    after = [client.get(page).content.decode() for page in pages]
    told = client.post(reverse("recruitment:draw_verify", args=[draw.ref]), follow=True).content.decode()

    assert "six months after the last cohort of this draw was finished" in before[0]
    assert ["erased on" in page for page in before] == [False] * 4
    assert ["erased on" in page for page in after] == [True] * 4
    assert ("too few" in after[0], "too few" in after[2]) == (False, False)
    assert "is erased, so it cannot be done again" in told


def test_ceremony_that_is_erased_keeps_no_sealed_file(drawn: tuple[World, Ceremony]) -> None:
    rows = Ceremony.objects.all()

    with pytest.raises(DatabaseError, match="ceremony_erased_has_no_sealed_file"), transaction.atomic():
        rows.update(erased_at=DUE)

    assert rows.update(erased_at=DUE, sealed=None) == 1
