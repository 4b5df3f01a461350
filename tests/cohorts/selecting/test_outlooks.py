"""“Can it be met?”: what is worked out before a draw, kept for one pool, and what the coordinator may do with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.jobs import carry_out, take_next
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Exclusion, Job
from cohorts.recruitment.actions.draw_pools import pool_of
from cohorts.recruitment.actions.draws import make_draw
from cohorts.recruitment.actions.outlooks import ask_for_outlook, outlook_of, take_nearest
from cohorts.recruitment.models import Application, Quota
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, World
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def work_out(world: World) -> dict[str, Any]:
    """Ask, let a worker do it, and return what was kept."""
    ask_for_outlook(cohorts=[world.cohort], everybody=False, page="/", by=world.coordinator, now=NOW)
    work = take_next(NOW)
    assert work is not None
    carry_out(work)
    assert Job.objects.get().state == "done", Job.objects.get().message
    return outlook_kept(world)


def keep_apart(world: World, one: Application, other: Application) -> None:
    """Two people who must not be paired."""
    people = sorted([one.person, other.person], key=lambda person: person.pk)  # type: ignore[union-attr]
    Exclusion.objects.create(
        programme=world.cohort.programme,
        first=people[0],
        second=people[1],
        reason="relative",
        declared_by=world.coordinator,
        declared_at=NOW,
    )


def outlook_kept(world: World) -> dict[str, Any]:
    """Return what was kept for the pool as it is."""
    kept = outlook_of(pool=pool_of(cohort=world.cohort, everybody=False))
    assert kept is not None
    return kept


def women(world: World, count: int, role: str = LAY) -> list[Application]:
    """Let so many of a role say that they are women."""
    found = list(Application.objects.filter(role=role).order_by("pk")[:count])
    for application in found:
        world.says(application, gender="woman")
    return found


def test_outlook_says_that_it_can_be_met_and_the_smallest_chance(full_pool: Callable[[], World]) -> None:
    kept = work_out(full_pool())

    assert (kept["shortfalls"], kept["pairable"], kept["certain"]) == ((), True, ())
    assert kept["smallest"] == pytest.approx(2 / 5)


def test_outlook_is_kept_for_exactly_this_pool(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    work_out(world)

    world.applicant()

    assert outlook_of(pool=pool_of(cohort=world.cohort, everybody=False)) is None


def test_outlook_names_the_nearest_and_takes_it(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 3, role=LAY)
    women(world, 2)

    shortfalls = work_out(world)["shortfalls"]

    assert [(one["kind"], one["wanted"], one["possible"]) for one in shortfalls] == [("minimum", 3, 2)]
    # The steps start from the nearest: with one woman fewer, the three others share a place.
    steps = {one["to"]: one["smallest"] for one in outlook_kept(world)["steps"]}
    assert (steps[1], steps[3]) == (pytest.approx(1 / 3), None)
    for changed in (1, 0):
        assert take_nearest(cohorts=[world.cohort], shortfalls=shortfalls, by=world.coordinator, now=NOW) == changed
    quota = Quota.objects.get()
    assert (quota.minimum, quota.approved) == (2, False)


def test_outlook_tells_each_quota_one_less_and_one_more(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1, 2, role=LAY)
    women(world, 1)

    kept = work_out(world)

    steps = {(one["bound"], one["to"]): one["smallest"] for one in kept["steps"]}
    # One woman for one place of two: certain, and four people share the other. Without the quota five share two.
    assert steps == {
        ("minimum", 0): pytest.approx(2 / 5),
        ("minimum", 2): None,
        ("maximum", 1): pytest.approx(1 / 4),
        ("maximum", 3): pytest.approx(1 / 4),
    }
    assert kept["smallest"] == pytest.approx(1 / 4)


def test_outlook_warns_of_the_certain_and_says_which_cap_can_be_kept(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1, role=LAY)
    alone = women(world, 1)[0]

    kept = work_out(world)

    assert (kept["certain"], kept["lowest_cap"]) == ((alone.ref,), 1.0)


def test_draw_keeps_a_cap_with_the_draw_and_refuses_one_that_cannot_be(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.cohort.pairs_wanted = 4
    world.cohort.save()
    said = {"seed": "s", "by": world.coordinator, "now": NOW}

    with pytest.raises(NotAllowedError, match="chance must be above 70%"):
        make_draw(cohort=world.cohort, max_chance=0.7, **said)
    draw = make_draw(cohort=world.cohort, max_chance=0.8, **said)

    assert (draw.max_chance, draw.result["max_chance"]) == (0.8, 0.8)
    assert max(draw.result["chances"].values()) <= 0.8 + 1e-9


def test_outlook_names_people_who_stand_in_the_way_of_pairing(world: World) -> None:
    lay = [world.applicant(LAY) for _ in range(2)]
    professionals = [world.applicant(PROFESSIONAL) for _ in range(2)]
    for professional in professionals:
        keep_apart(world, lay[0], professional)

    kept = work_out(world)

    assert kept["pairable"] is False
    assert [(one["people"], one["partners"]) for one in kept["bottlenecks"]] == [((lay[0].ref,), ())]
    with pytest.raises(NotAllowedError, match="can be paired"):
        make_draw(cohort=world.cohort, seed="s", by=world.coordinator, now=NOW)


def test_outlook_lets_a_quota_give_way_to_who_must_not_be_paired(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1, role=LAY)
    world.quota("age", "under-25", 1, role=LAY)
    alone = women(world, 1)[0]
    world.says(Application.objects.filter(role=LAY).order_by("pk")[1], age="under-25")
    for professional in Application.objects.filter(role=PROFESSIONAL):
        keep_apart(world, alone, professional)

    kept = work_out(world)

    assert kept["pairable"] is True
    assert [(one["value"], one["wanted"], one["possible"]) for one in kept["shortfalls"]] == [("woman", 1, 0)]
    assert [one["people"] for one in kept["bottlenecks"]] == [(alone.ref,)]


def test_draw_keeps_to_people_who_can_be_paired(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    lay = list(Application.objects.filter(role=LAY).order_by("pk"))
    professionals = list(Application.objects.filter(role=PROFESSIONAL).order_by("pk"))
    # The first two lay people may be paired with the last professional alone.
    for one in lay[:2]:
        for other in professionals[:4]:
            keep_apart(world, one, other)

    for seed in range(12):
        draw = make_draw(cohort=world.cohort, seed=f"seed {seed}", by=world.coordinator, now=NOW)
        chosen = set(draw.result["selected"])
        bound = {one.ref for one in lay[:2]} & chosen
        assert len(bound) < 2
        assert not bound or professionals[4].ref in chosen
        draw.state = "discarded"
        draw.settled_at, draw.settled_by = NOW, world.coordinator
        draw.save()


def test_page_works_it_out_and_shows_it(client: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 3, role=LAY)
    women(world, 2)
    client.force_login(world.coordinator)
    page = reverse("recruitment:outlook", args=[world.cohort.ref])

    asked = client.get(page).content.decode()
    client.post(page)
    work = take_next(NOW)
    assert work is not None
    carry_out(work)
    shown = client.get(page).content.decode()
    client.post(reverse("recruitment:outlook_take", args=[world.cohort.ref]))

    assert "Work it out" in asked
    assert "at least 3 asked, at most 2 possible, 1 short" in shown
    assert "What if a quota were one more or one less?" in shown
    # On a phone the steps are named by their labels: they start from the nearest, which nobody asked for.
    assert ('data-label="Nearest"' in shown, 'data-label="Asked now"' in shown) == (True, False)
    assert Quota.objects.get().minimum == 2


@pytest.mark.parametrize("most", [None, 4])
def test_page_speaks_of_one_more_at_most_only_where_a_quota_has_a_most(
    client: Client, full_pool: Callable[[], World], most: int | None
) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1, role=LAY)
    world.quota("age", "under-25", 0 if most else 1, most)
    women(world, 2)
    for application in Application.objects.all()[:3]:
        world.says(application, age="under-25")
    work_out(world)
    client.force_login(world.coordinator)

    shown = client.get(reverse("recruitment:outlook", args=[world.cohort.ref])).content.decode()

    assert ("At least, one more" in shown, "At most, one more" in shown) == (True, most is not None)


def test_page_names_who_stands_in_the_way(client: Client, world: World) -> None:
    lay = [world.applicant(LAY) for _ in range(2)]
    for professional in [world.applicant(PROFESSIONAL) for _ in range(2)]:
        keep_apart(world, lay[0], professional)
    work_out(world)
    client.force_login(world.coordinator)

    shown = client.get(reverse("recruitment:outlook", args=[world.cohort.ref])).content.decode()

    assert "no group can be paired" in shown
    assert str(lay[0].person) in shown


def test_page_asks_few_queries(
    client: Client, full_pool: Callable[[], World], django_assert_max_num_queries: Any
) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1, role=LAY)
    women(world, 1)
    work_out(world)
    client.force_login(world.coordinator)
    page = reverse("recruitment:outlook", args=[world.cohort.ref])
    client.get(page)

    with django_assert_max_num_queries(12):
        client.get(page)


@pytest.mark.parametrize("query", ["", "?who=everybody"])
def test_page_leads_to_the_draw_of_the_same_people_and_back(
    client: Client, full_pool: Callable[[], World], query: str
) -> None:
    world = full_pool()
    client.force_login(world.coordinator)
    page, draw = (reverse(f"recruitment:{name}", args=[world.cohort.ref]) for name in ("outlook", "draw_new"))
    client.post(page, {"who": "everybody"} if query else {})
    work = take_next(NOW)
    assert work is not None
    carry_out(work)

    shown = client.get(page + query)
    going_on = client.get(draw + query)

    assert f'<a class="govuk-button" href="{draw}{query}"' in shown.content.decode()
    assert f'href="{page}{query}">Can it be met?' in going_on.content.decode()
    assert going_on.context["form"].initial["who"] == ("everybody" if query else "first")
