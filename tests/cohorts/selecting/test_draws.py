"""The draw: what goes in, what is kept, and what it does to applications."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.exclusions import declare_exclusion
from cohorts.actions.versions import NotAllowedError
from cohorts.recruitment.actions.ceremonies import freeze
from cohorts.recruitment.actions.draw_pools import pool_of
from cohorts.recruitment.actions.draws import (
    ChoiceNeededError,
    confirm_draw,
    discard_draw,
    make_draw,
    verify_draw,
)
from cohorts.recruitment.actions.together import tie
from cohorts.recruitment.models import Application, Draw, Reserve
from cohorts.tasks import run_jobs
from messaging.models import Message
from people.models import AuditEvent
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, World
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def draw(world: World, seed: str = "seed", **options: bool) -> Draw:
    return make_draw(cohort=world.cohort, seed=seed, by=world.coordinator, now=NOW, **options)


def states(*applications: Application) -> list[str]:
    return [Application.objects.get(pk=application.pk).state for application in applications]


def test_pool_holds_eligible_people_who_name_the_cohort_first(world: World) -> None:
    first, second = world.applicant(), world.applicant(rank=2)
    world.applicant(state="submitted")

    keys = [
        [candidate.key for candidate in pool_of(cohort=world.cohort, everybody=all_).candidates]
        for all_ in (False, True)
    ]

    assert [sorted(found) for found in keys] == [[first.ref], sorted([first.ref, second.ref])]


def test_pool_uses_only_what_was_agreed_to_and_has_a_quota(world: World) -> None:
    world.quota("gender", "woman", 1)
    said, silent, unagreed = (world.applicant() for _ in range(3))
    world.says(said, gender="woman", age="25-34")
    world.says(silent, gender="")
    world.says(unagreed, agreed=False, gender="woman")

    values = {candidate.key: candidate.values for candidate in pool_of(cohort=world.cohort, everybody=False).candidates}

    assert values == {said.ref: {"gender": "woman"}, silent.ref: {"gender": None}, unagreed.ref: {"gender": None}}


def test_pool_keeps_a_pair_that_applies_together(world: World) -> None:
    lay, professional = world.applicant(LAY), world.applicant(PROFESSIONAL)
    Application.objects.filter(pk=lay.pk).update(partner_application=professional)
    Application.objects.filter(pk=professional.pk).update(partner_application=lay)

    assert pool_of(cohort=world.cohort, everybody=False).groups == (tuple(sorted((lay.ref, professional.ref))),)


def test_make_draw_keeps_parity_and_writes_no_state(full_pool: Callable[[], World]) -> None:
    world = full_pool()

    made = draw(world)

    roles = Application.objects.filter(ref__in=made.result["selected"]).values_list("role", flat=True)
    assert sorted(roles) == [LAY, LAY, PROFESSIONAL, PROFESSIONAL]
    assert (made.met, made.state) == (True, "made")
    assert set(Application.objects.values_list("state", flat=True)) == {"eligible"}
    assert sorted(made.result["chances"]) == sorted(candidate["key"] for candidate in made.pool)


def test_make_draw_posted_twice_keeps_one(full_pool: Callable[[], World]) -> None:
    world = full_pool()

    assert draw(world) == draw(world)
    assert Draw.objects.count() == 1


def test_make_draw_refuses_a_second_seed_while_one_waits(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    draw(world)

    with pytest.raises(NotAllowedError, match="Confirm or discard it first"):
        draw(world, "another seed")


def test_make_draw_refuses_an_empty_pool(world: World) -> None:
    with pytest.raises(NotAllowedError, match="Mark applications as eligible first"):
        draw(world)


def test_make_draw_refuses_while_people_can_still_apply(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.cohort.state = "recruiting"

    with pytest.raises(NotAllowedError, match="Close recruitment first"):
        draw(world)


def test_make_draw_asks_before_it_draws_fewer(world: World) -> None:
    world.applicant(LAY)
    world.applicant(PROFESSIONAL)

    with pytest.raises(ChoiceNeededError) as asked:
        draw(world)

    assert {(short.kind, short.wanted, short.possible) for short in asked.value.trial.shortfalls} == {("places", 2, 1)}
    assert Draw.objects.count() == 0
    assert draw(world, accept_nearest=True).met is False


def test_make_draw_asks_before_it_leaves_the_silent_without_a_chance(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("disability", "yes", 2, role=LAY)
    lay = list(Application.objects.filter(role=LAY))
    for application in lay[:2]:
        world.says(application, disability="yes")
    for application in lay[2:]:
        world.says(application, disability="")

    with pytest.raises(ChoiceNeededError) as asked:
        draw(world)

    assert asked.value.trial.without_chance == tuple(sorted(application.ref for application in lay[2:]))
    assert draw(world, accept_no_chance=True).met is True


def test_make_draw_finds_the_same_as_a_ceremony_of_the_same_pool(full_pool: Callable[[], World]) -> None:
    """Quotas give way to who must not be paired, and silence is looked at together with that, in the one as in the
    other."""
    world = full_pool()
    world.quota("gender", "woman", 1, role=LAY)
    world.quota("age", "under-25", 1)
    lay = list(Application.objects.filter(role=LAY).order_by("pk"))
    professionals = list(Application.objects.filter(role=PROFESSIONAL).order_by("pk"))
    world.says(lay[0], gender="woman", age="25-34")
    world.says(professionals[0], age="under-25")
    for other in professionals:
        declare_exclusion(
            programme=world.cohort.programme,
            one=lay[0].person,
            other=other.person,
            reason="clinician",
            by=world.coordinator,
            now=NOW,
        )

    with pytest.raises(ChoiceNeededError) as asked:
        draw(world)
    ceremony = freeze(cohort=world.cohort, way="public", everybody=False, by=world.coordinator, now=NOW)
    run_jobs(LATER)

    ceremony.refresh_from_db()
    trial = asked.value.trial
    assert [(one.value, one.wanted, one.possible) for one in trial.shortfalls] == [("woman", 1, 0)]
    assert [asdict(one) for one in trial.shortfalls] == ceremony.findings["nearest"]["shortfalls"]
    assert list(trial.without_chance) == ceremony.findings["without_chance"]


def test_make_draw_again_keeps_those_who_hold_a_seat(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.draw()
    seated = {offer.application.ref for offer in world.offers()[:4]}
    Application.objects.filter(state__in=["reserve", "not_drawn"]).update(state="eligible")

    again = draw(world, "next")

    assert set(again.result["selected"]) == seated


def test_confirm_draw_moves_everybody_and_tells_those_without_a_place(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    made = make_draw(cohort=world.cohort, seed="s", reserves_each=2, by=world.coordinator, now=NOW)

    confirm_draw(draw=made, by=world.coordinator, now=LATER)
    confirm_draw(draw=made, by=world.coordinator, now=LATER)

    counted = {state: Application.objects.filter(state=state).count() for state in ("drawn", "reserve", "not_drawn")}
    assert counted == {"drawn": 4, "reserve": 4, "not_drawn": 2}
    order = list(Reserve.objects.filter(role=LAY).order_by("position").values_list("application__ref", flat=True))
    assert order == list(made.result["reserves"][LAY][:2])
    assert sorted(Message.objects.values_list("purpose", flat=True)) == ["draw-not-drawn"] * 2 + ["draw-reserve"] * 4


def a_couple(world: World) -> tuple[Application, Application]:
    """Tie the first applicants of the two roles."""
    one, other = (Application.objects.filter(role=role).order_by("pk")[0] for role in (LAY, PROFESSIONAL))
    return one, tie(application=one, number=other.ref, by=world.coordinator, now=NOW)


def drawn_so_that(world: World, wanted: Callable[[Draw], bool]) -> Draw:
    """Draw with one seed after the other until the result is as wanted; one place a role is on the list."""
    for number in range(60):
        made = make_draw(cohort=world.cohort, seed=f"seed {number}", reserves_each=1, by=world.coordinator, now=NOW)
        if wanted(made):
            return made
        discard_draw(draw=made, by=world.coordinator, now=NOW)
    raise AssertionError("No seed gives this.")


def test_confirm_draw_lists_both_of_a_couple_where_one_of_them_is_among_the_first(
    full_pool: Callable[[], World],
) -> None:
    world = full_pool()
    couple = a_couple(world)
    made = drawn_so_that(
        world, lambda draw: {one.ref in draw.result["reserves"][one.role][:1] for one in couple} == {True, False}
    )

    confirm_draw(draw=made, by=world.coordinator, now=LATER)

    assert states(*couple) == ["reserve", "reserve"]
    order = {role: list(Reserve.objects.filter(role=role).order_by("position")) for role in (LAY, PROFESSIONAL)}
    assert sorted(len(listed) for listed in order.values()) == [1, 2]
    assert all([one.position for one in listed] == list(range(1, len(listed) + 1)) for listed in order.values())
    for role, listed in order.items():
        refs = [one.application.ref for one in listed]
        assert refs == [ref for ref in made.result["reserves"][role] if ref in refs]


def test_confirm_draw_lists_neither_of_a_couple_where_none_of_them_is_among_the_first(
    full_pool: Callable[[], World],
) -> None:
    world = full_pool()
    couple = a_couple(world)
    made = drawn_so_that(world, lambda draw: all(one.ref in draw.result["reserves"][one.role][1:] for one in couple))

    confirm_draw(draw=made, by=world.coordinator, now=LATER)

    assert states(*couple) == ["not_drawn", "not_drawn"]
    assert Reserve.objects.count() == 2


def test_page_of_a_draw_lists_the_reserves_that_are_kept_and_who_came_with_whom(
    full_pool: Callable[[], World], client: Client
) -> None:
    world = full_pool()
    couple = a_couple(world)
    made = drawn_so_that(
        world, lambda draw: {one.ref in draw.result["reserves"][one.role][:1] for one in couple} == {True, False}
    )
    client.force_login(world.coordinator)

    before = client.get(reverse("recruitment:draw", args=[made.ref])).context["groups"][0].reserves
    confirm_draw(draw=made, by=world.coordinator, now=LATER)

    kept = [
        [str(one.application.person) for one in Reserve.objects.filter(role=role).order_by("position")]
        for role in (LAY, PROFESSIONAL)
    ]
    assert [[one.name for one in listed] for _label, listed in before] == kept
    together = {one.name: one.together for _label, listed in before for one in listed if one.together}
    assert together == {str(couple[0].person): str(couple[1].person), str(couple[1].person): str(couple[0].person)}


def test_confirm_draw_leaves_out_who_withdrew(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    made = draw(world)
    gone = Application.objects.get(ref=made.result["selected"][0])
    Application.objects.filter(pk=gone.pk).update(state="withdrawn")

    confirm_draw(draw=made, by=world.coordinator, now=LATER)

    assert states(gone) == ["withdrawn"]
    assert Application.objects.filter(state="drawn").count() == 3


def test_discard_draw_keeps_it_on_record(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    made = draw(world)

    discard_draw(draw=made, by=world.coordinator, now=LATER)

    made.refresh_from_db()
    assert (made.state, made.settled_by) == ("discarded", world.coordinator)
    with pytest.raises(NotAllowedError):
        confirm_draw(draw=made, by=world.coordinator, now=LATER)
    assert list(AuditEvent.objects.about(made).order_by("pk").values_list("action", flat=True)) == [
        "draw.make",
        "draw.discarded",
    ]


def test_verify_draw_finds_the_same_and_finds_a_change(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1)
    for application in Application.objects.filter(role=LAY)[:3]:
        world.says(application, gender="woman")
    made = Draw.objects.get(pk=draw(world).pk)
    same = verify_draw(draw=made)
    made.seed = "another"

    assert (same, verify_draw(draw=made)) == (True, False)


def test_make_draw_gives_people_who_count_alike_the_same_chance(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1)
    women = list(Application.objects.filter(role=LAY)[:1])
    for application in women:
        world.says(application, gender="woman")

    chances = draw(world).result["chances"]

    others = [row.ref for row in Application.objects.filter(role=LAY) if row not in women]
    assert chances[women[0].ref] == pytest.approx(1)
    assert {round(chances[ref], 6) for ref in others} == {round(1 / len(others), 6)}
    assert sum(chances.values()) == pytest.approx(4)


def test_verify_draw_finds_a_lottery_that_was_changed(full_pool: Callable[[], World]) -> None:
    made = Draw.objects.get(pk=draw(full_pool()).pk)
    panels = made.result["lottery"]["panels"]
    panels[0][0], panels[1][0] = panels[0][0] + 0.1, panels[1][0] - 0.1

    assert verify_draw(draw=made) is False
