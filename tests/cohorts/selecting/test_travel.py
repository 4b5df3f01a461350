"""How far people go for a place: one rule for a cohort alone and for several, told before, and checked afterwards."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort
from cohorts.recruitment.actions.ceremonies import freeze
from cohorts.recruitment.actions.draw_pools import NOTHING_IN_COMMON, TOO_FAR, Pool, pool_of
from cohorts.recruitment.actions.venue_pools import pool_together
from cohorts.recruitment.lottery_published import digest_of, with_own_digest, written
from cohorts.recruitment.lottery_reach import Travel, Wish, faults_of_travel
from cohorts.recruitment.models import Application, Ceremony, CohortChoice
from cohorts.recruitment.outreach_missing import missing_of
from cohorts.tasks import run_jobs
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, World
from tests.factories import NOW, CohortChoiceFactory, CohortFactory

pytestmark = pytest.mark.django_db


def told(world: World, rank: int, km: float | None, limit: int | None, role: str = LAY) -> Application:
    """An applicant who names the cohort at this rank, so far away, and travels at most so far."""
    row = world.applicant(role, rank=rank, travel_limit_km=limit)
    row.choices.update(distance_km=km)
    return row


def couple(world: World, one: Application, other: Application) -> None:
    Application.objects.filter(pk=one.pk).update(partner_application=other)
    Application.objects.filter(pk=other.pk).update(partner_application=one)


def pools(world: World) -> tuple[Pool, Pool]:
    """Everybody in a draw of the cohort alone, and in one with another cohort that nobody names."""
    other = CohortFactory.create(programme=world.cohort.programme, pairs_wanted=1, state=Cohort.State.SELECTING)
    return pool_of(cohort=world.cohort, everybody=True), pool_together(cohorts=[world.cohort, other])


@pytest.mark.parametrize(
    ("rank", "km", "limit", "goes"),
    [
        (1, 41.0, 40, True),
        (2, 41.0, 40, False),
        (2, 40.0, 40, True),
        (3, 41.0, None, True),
        (3, None, 40, True),
    ],
)
def test_draws_alone_and_together_follow_one_rule(
    world: World, rank: int, km: float | None, limit: int | None, goes: bool
) -> None:
    row = told(world, rank, km, limit)

    for pool in pools(world):
        assert ([one.key for one in pool.candidates], dict(pool.left_out)) == (
            ([row.ref], {}) if goes else ([], {row.ref: TOO_FAR})
        )
    assert CohortChoice.objects.within_limit().exists() == goes
    assert [one.count for one in missing_of([world.cohort])[world.cohort.pk]] == ([1, 2] if goes else [2, 2])


def test_pools_say_whose_first_wish_is_further_than_they_travel(world: World) -> None:
    far = told(world, 1, 41.0, 40)
    told(world, 1, 39.0, 40)

    for pool in pools(world):
        assert {key: wish.km for key, wish in pool.far_first.items()} == {far.ref: 41.0}


def test_pool_brings_both_of_a_couple_where_one_names_the_cohort_first(world: World) -> None:
    one, other = told(world, 1, 10.0, None), told(world, 2, 30.0, 40, PROFESSIONAL)
    couple(world, one, other)

    pool = pool_of(cohort=world.cohort, everybody=False)

    assert pool.groups == (tuple(sorted((one.ref, other.ref))),)
    assert pool.newcomers == {one.ref, other.ref}


@pytest.mark.parametrize("names", [True, False])
def test_pool_leaves_out_both_of_a_couple_where_one_would_not_go(world: World, names: bool) -> None:
    one, other = told(world, 1, 10.0, None), told(world, 2, 50.0, 40, PROFESSIONAL)
    couple(world, one, other)
    if not names:
        other.choices.all().delete()

    pool = pool_of(cohort=world.cohort, everybody=False)

    assert (pool.candidates, pool.groups) == ((), ())
    assert pool.left_out == {one.ref: NOTHING_IN_COMMON, other.ref: TOO_FAR if names else NOTHING_IN_COMMON}


def test_pool_names_who_would_be_drawn_without_their_partner(world: World) -> None:
    one, other = told(world, 1, 10.0, None), told(world, 1, 10.0, None, PROFESSIONAL)
    couple(world, one, other)
    Application.objects.filter(pk=other.pk).update(state="submitted")

    assert pool_of(cohort=world.cohort, everybody=False).alone == (one.ref,)


@pytest.mark.parametrize("page", ["recruitment:draw_new", "recruitment:outlook"])
def test_pages_before_a_draw_ask_to_ring_whose_first_wish_is_far(client: Client, world: World, page: str) -> None:
    far = told(world, 1, 96.0, 32)
    client.force_login(world.coordinator)

    said = client.get(reverse(page, args=[world.cohort.ref])).content.decode()

    assert "Ring them before you draw" in said
    assert f"{far.person}</a>: 60 miles away, travels at most 20 miles" in said
    assert reverse("recruitment:application", args=[far.ref]) in said


def test_together_page_asks_to_ring_and_says_who_is_left_out(client: Client, world: World) -> None:
    other = CohortFactory.create(programme=world.cohort.programme, pairs_wanted=1, state=Cohort.State.SELECTING)
    far, out = told(world, 1, 96.0, 32), told(world, 2, 96.0, 32)
    CohortChoiceFactory.create(application=far, cohort=other, rank=2, distance_km=5.0)
    client.force_login(world.coordinator)

    said = client.get(reverse("recruitment:together", args=[world.cohort.programme.ref])).content.decode()

    assert f"{far.person}</a>: 60 miles away, travels at most 20 miles" in said
    assert f"{out.person}</a>: not a first wish, and further than they can travel" in said


def test_together_page_counts_a_wish_by_its_place_among_all_wishes(client: Client, world: World) -> None:
    CohortFactory.create(programme=world.cohort.programme, pairs_wanted=1, state=Cohort.State.SELECTING)
    told(world, 1, 5.0, None)
    told(world, 2, 5.0, None)
    told(world, 3, 5.0, None)
    client.force_login(world.coordinator)

    page = client.get(reverse("recruitment:together", args=[world.cohort.programme.ref]))

    assert [line.ranked for line in page.context["lines"] if line.cohort == world.cohort] == [(1, 1, 1), (0, 0, 0)]


# --- the files ---


@pytest.fixture
def files(world: World, tmp_path: Path) -> tuple[Path, Path]:
    """The public and the sealed file of a draw of the cohort, in which one first wish is far."""
    told(world, 1, 96.0, 32)
    for role in (LAY, PROFESSIONAL):
        for _ in range(3):
            told(world, 2, 20.0, 32, role)
    row = freeze(cohort=world.cohort, way="public", everybody=True, by=world.coordinator, now=NOW)
    run_jobs(NOW + timedelta(minutes=5))
    row = Ceremony.objects.get(pk=row.pk)
    public, sealed = tmp_path / "public.json", tmp_path / "sealed.json"
    public.write_text(row.public)
    sealed.write_text(row.sealed)
    return public, sealed


def with_sealed(public: Path, sealed: Path, change: Any) -> None:
    """Change the sealed file, and bind the public one to it, as whoever publishes could."""
    words = json.loads(sealed.read_text())
    change(words)
    sealed.write_bytes(written(words))
    told_words = json.loads(public.read_text())
    del told_words["content_sha256"]
    public.write_bytes(with_own_digest(told_words | {"sealed_sha256": digest_of(sealed.read_bytes())}))


def test_verify_draw_checks_travel_with_the_sealed_file(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    public, sealed = files

    call_command("verify_draw", str(public), "--sealed", str(sealed))

    assert "Nobody is drawn for a venue further than they said" in public.read_text()
    assert "Travel    everybody takes part where they said they would" in capsys.readouterr().out


def _further(words: dict[str, Any]) -> None:
    next(row for row in words["known"].values() if row["travel"]["limit_km"] == 32)["travel"]["wishes"] = [
        {"venue": "", "rank": 2, "km": 33.0}
    ]


def _unsaid(words: dict[str, Any]) -> None:
    del next(iter(words["known"].values()))["travel"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [(_further, "takes part elsewhere than the rule about travel says"), (_unsaid, "It is not kept how far person")],
)
def test_verify_draw_finds_who_is_drawn_too_far_away(files: tuple[Path, Path], change: Any, sentence: str) -> None:
    public, sealed = files
    with_sealed(public, sealed, change)

    with pytest.raises(CommandError, match=sentence):
        call_command("verify_draw", str(public), "--sealed", str(sealed))


def test_faults_of_travel_take_a_couple_where_both_go_and_leave_who_is_seated() -> None:
    near, both = Wish("near", 1, 5.0), (Wish("near", 1, 5.0), Wish("other", 2, 20.0))
    travels = {"1": Travel(10, both), "2": Travel(None, both), "3": Travel(None, (near,))}
    venues = {"1": ("near",), "2": ("near",), "3": ("near",), "4": ("other",)}

    assert faults_of_travel(venues, travels, seated=frozenset({"4"}), groups=[("1", "2")]) == []
    assert faults_of_travel(venues, travels, seated=frozenset({"4"}), groups=[]) == [
        "Person 2 takes part elsewhere than the rule about travel says."
    ]
