"""A draw as a ceremony: frozen, computed by a job, published, and only then given its chance."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions import jobs
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Exclusion, Job
from cohorts.recruitment.actions.ceremonies import (
    agree,
    bring_in_chance,
    compute,
    freeze,
    freeze_together,
    publish,
    set_aside,
)
from cohorts.recruitment.actions.ceremony_draws import follows
from cohorts.recruitment.actions.draws import confirm_draw, verify_draw
from cohorts.recruitment.lottery_publication import check_sealed
from cohorts.recruitment.lottery_published import digest_of, draw_ticket
from cohorts.recruitment.models import Application, Ceremony, Draw
from cohorts.tasks import run_jobs
from people.models import AuditEvent
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, World
from tests.factories import NOW, CohortFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
DICE = {"how": "Three ten-sided dice", "rolled_by": "The mayor", "witnesses": "Everybody in the town hall"}


def frozen(world: World, way: str = "public", **options: object) -> Ceremony:
    given = {"everybody": False} | options
    return freeze(cohort=world.cohort, way=way, by=world.coordinator, now=NOW, **given)  # type: ignore[arg-type]


def computed(world: World, way: str = "public", **options: object) -> Ceremony:
    row = frozen(world, way, **options)
    run_jobs(LATER)
    return Ceremony.objects.get(pk=row.pk)


def published(world: World) -> Ceremony:
    return publish(ceremony=computed(world), by=world.coordinator, now=LATER)


def rolled(world: World, row: Ceremony, randomness: str = "417") -> Draw:
    return bring_in_chance(ceremony=row, randomness=randomness, **DICE, by=world.coordinator, now=LATER)


def test_freeze_keeps_who_is_in_and_what_is_asked(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1)

    row = frozen(world)
    Application.objects.filter(role=LAY).update(state="withdrawn")
    world.cohort.quotas.all().delete()
    run_jobs(LATER)

    row = Ceremony.objects.get(pk=row.pk)
    assert len(row.pool["candidates"]) == 10
    assert [quota["value"] for quota in row.terms["quotas"]] == ["woman"]
    assert row.terms["people"] == 10


def test_freeze_twice_is_there_once(full_pool: Callable[[], World]) -> None:
    world = full_pool()

    assert frozen(world) == frozen(world)
    assert (Ceremony.objects.count(), Job.objects.count()) == (1, 1)
    with pytest.raises(NotAllowedError, match="Finish it or set it aside first"):
        frozen(world, "system")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda world: setattr(world.cohort, "state", "recruiting") or world.cohort.save(), "Close recruitment first"),
        (lambda _world: Application.objects.update(state="submitted"), "Mark applications as eligible first"),
        (lambda world: world.draw() and None, "Mark applications as eligible first"),
    ],
)
def test_freeze_says_what_is_missing(full_pool: Callable[[], World], spoil, sentence: str) -> None:
    world = full_pool()
    spoil(world)

    with pytest.raises(NotAllowedError, match=sentence):
        frozen(world)


def test_compute_writes_both_files_and_its_proof(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1)
    for application in Application.objects.filter(role=LAY)[:2]:
        world.says(application, gender="woman")

    row = computed(world, everybody=True)
    if row.state == "choice":
        agree(ceremony=row, by=world.coordinator, now=LATER)
        run_jobs(LATER)
        row.refresh_from_db()

    public, sealed = row.public.encode(), row.sealed.encode()
    check_sealed(public, sealed)
    assert (row.state, row.digest, row.computed_at) == ("computed", digest_of(public), LATER)
    assert row.figures["gap"] <= 1e-6
    assert row.figures["smallest"] >= row.figures["bound"] - 1e-6
    people = [str(application.person) for application in Application.objects.all()]
    assert not any(name in row.public for name in [*people, *Application.objects.values_list("ref", flat=True)])
    assert all(name in row.sealed for name in people)


def test_compute_asks_before_it_draws_fewer_and_goes_on_when_agreed(world: World) -> None:
    world.applicant(LAY)
    world.applicant(PROFESSIONAL)

    row = computed(world)
    asked = (row.state, row.public, [one["kind"] for one in row.findings["nearest"]["shortfalls"]])
    agree(ceremony=row, by=world.coordinator, now=LATER)
    agree(ceremony=row, by=world.coordinator, now=LATER)
    run_jobs(LATER)

    row.refresh_from_db()
    assert asked == ("choice", "", ["places", "places"]) or asked[2] == ["places"] * len(asked[2])
    assert (row.state, row.agreed_by) == ("computed", world.coordinator)


def test_compute_says_the_way_on_where_the_limit_cannot_be_kept(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.cohort.pairs_wanted = 4
    world.cohort.save()

    row = computed(world, max_chance=0.7)

    assert row.state == "frozen"
    assert "chance must be above 70%" in Job.objects.get().message
    assert "set this draw aside, and begin again with another limit or none" in Job.objects.get().message


def test_compute_tells_how_far_it_is_and_can_be_stopped(
    full_pool: Callable[[], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = full_pool()
    row = frozen(world)
    said: list[str] = []
    step = jobs.Work.step

    def stopped_in_the_middle(work: jobs.Work, *, done: int, total: int, message: str = "") -> None:
        step(work, done=done, total=total, message=message)
        said.append(message)
        if "panel" in message:
            jobs.stop(job=work.job, by=world.coordinator, now=NOW)

    monkeypatch.setattr(jobs.Work, "step", stopped_in_the_middle)
    run_jobs(LATER)
    stopped = (Job.objects.get().state, Ceremony.objects.get().state)
    monkeypatch.setattr(jobs.Work, "step", step)
    compute(ceremony=row, by=world.coordinator, now=LATER)
    run_jobs(LATER)

    assert any("1 panel so far. Nobody's chance need be below 40.0%" in one for one in said)
    assert stopped == ("cancelled", "frozen")
    assert Ceremony.objects.get().state == "computed"


@pytest.mark.parametrize(
    "said", ["Looking at what can be met.", "“prefer not to say” leaves without a chance", "its files are written"]
)
def test_compute_can_be_stopped_at_whatever_it_does(
    full_pool: Callable[[], World], monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1)
    for application in Application.objects.filter(role=LAY)[:3]:
        world.says(application, gender="woman")
    frozen(world)
    step = jobs.Work.step

    def stopped(work: jobs.Work, *, done: int, total: int, message: str = "") -> None:
        step(work, done=done, total=total, message=message)
        if said in message:
            jobs.stop(job=work.job, by=world.coordinator, now=NOW)

    monkeypatch.setattr(jobs.Work, "step", stopped)
    run_jobs(LATER)

    ceremony = Ceremony.objects.get()
    assert (Job.objects.get().state, ceremony.state, ceremony.public) == ("cancelled", "frozen", "")


def test_compute_refuses_a_pool_that_was_changed(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    row = frozen(world)
    pool = row.pool
    pool["candidates"][0]["name"] = "Somebody else"
    Ceremony.objects.filter(pk=row.pk).update(pool=pool)

    run_jobs(LATER)

    job = Job.objects.get()
    assert (job.state, "not as it was" in job.message) == ("failed", True)


def test_chance_comes_after_publication_and_once(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    row = computed(world)
    with pytest.raises(NotAllowedError, match="Publish the file first"):
        rolled(world, row)
    publish(ceremony=row, by=world.coordinator, now=LATER)

    first = rolled(world, row)

    assert rolled(world, row, " 417 ") == first
    with pytest.raises(NotAllowedError, match="once and for ever"):
        rolled(world, row, "418")
    with pytest.raises(NotAllowedError, match="Load the page again"):
        set_aside(ceremony=row, reason="I do not like it", by=world.coordinator, now=LATER)


def test_panel_follows_from_file_and_chance_alone(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    row = published(world)

    draw = rolled(world, row)

    numbers = {draw.result["numbers"][ref] for ref in draw.result["selected"]}
    assert numbers == set(draw_ticket(row.public.encode(), "417").numbers)
    assert (draw.seed, draw.result["ticket"], draw.met, draw.state) == ("417", 417, True, "made")
    assert {ref: round(chance, 3) for ref, chance in draw.result["chances"].items()} == draw.result["chances"]
    assert sum(draw.result["chances"].values()) == pytest.approx(4)


def test_verify_draw_finds_a_file_a_pool_and_a_panel_that_were_changed(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    draw = rolled(world, published(world))
    row = Ceremony.objects.select_related("draw").get()
    kept = Draw.objects.get()

    assert verify_draw(draw=draw) is True
    changed = kept.result | {"selected": kept.result["selected"][::-1]}
    kept.result = changed
    row.draw = kept
    assert follows(ceremony=row) is False
    row = Ceremony.objects.select_related("draw").get()
    row.public = row.public.replace("Oxford", "Exford")
    assert follows(ceremony=row) is False
    row = Ceremony.objects.select_related("draw").get()
    first = row.pool["candidates"][0]
    first["role"] = "lay" if first["role"] == "professional" else "professional"
    assert follows(ceremony=row) is False


def test_service_binds_itself_before_it_computes_and_draws_at_once(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    row = frozen(world, "system")
    bound = row.commitment

    run_jobs(LATER)

    row = Ceremony.objects.get(pk=row.pk)
    assert (row.state, row.commitment, digest_of(row.randomness.encode())) == ("drawn", bound, bound)
    assert f'"number_sha256":"{bound}"' in row.public
    assert (row.rolled_by, row.witnesses) == ("The service", "")
    assert row.draw is not None
    assert verify_draw(draw=row.draw) is True


def test_set_aside_stops_what_is_still_being_computed(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    row = frozen(world)

    for _twice in range(2):
        set_aside(ceremony=row, reason="A mistake", by=world.coordinator, now=LATER)

    assert [job.state for job in Job.objects.all()] == ["cancelled"]
    assert run_jobs(LATER) == 0


def test_set_aside_stays_on_record_and_lets_the_next_begin(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    row = published(world)

    set_aside(ceremony=row, reason="A quota was wrong", by=world.coordinator, now=LATER)
    again = frozen(world)

    assert again != row
    assert list(Ceremony.objects.published()) == [Ceremony.objects.get(pk=row.pk)]
    actions = AuditEvent.objects.about(row).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["ceremony.freeze", "ceremony.compute", "ceremony.publish", "ceremony.set_aside"]


def test_confirm_draw_of_a_ceremony_leaves_out_who_withdrew_since(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    row = published(world)
    gone = Application.objects.get(ref=row.pool["candidates"][0]["key"])
    Application.objects.filter(pk=gone.pk).update(state="withdrawn")

    confirm_draw(draw=rolled(world, row), by=world.coordinator, now=LATER)

    assert Application.objects.get(pk=gone.pk).state == "withdrawn"
    assert Application.objects.filter(state__in=["drawn", "reserve", "not_drawn"]).count() == 9


# --- who must not be paired ---


def apart_from_all(world: World, one: Application) -> None:
    """Somebody who may be paired with nobody of the other role."""
    for other in Application.objects.exclude(role=one.role).select_related("person"):
        people = sorted([one.person, other.person], key=lambda person: person.pk)  # type: ignore[union-attr]
        Exclusion.objects.create(
            programme=world.cohort.programme,
            first=people[0],
            second=people[1],
            reason="relative",
            declared_by=world.coordinator,
            declared_at=NOW,
        )


@pytest.mark.parametrize("several", [False, True])
def test_ceremony_says_before_that_a_quota_gives_way_to_pairing(
    client: Client, full_pool: Callable[[], World], several: bool
) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1, role=LAY)
    alone = Application.objects.filter(role=LAY)[0]
    world.says(alone, gender="woman")
    apart_from_all(world, alone)
    client.force_login(world.coordinator)
    if several:
        other = CohortFactory.create(programme=world.cohort.programme, pairs_wanted=1, state=Cohort.State.SELECTING)
        row = freeze_together(cohorts=[world.cohort, other], way="public", by=world.coordinator, now=NOW)
    else:
        row = frozen(world)
    run_jobs(LATER)

    row.refresh_from_db()
    page = client.get(reverse("recruitment:ceremony", args=[row.ref])).content.decode()
    short = row.findings["nearest"]["shortfalls"]
    asked = [(one["value"], one["wanted"], one["possible"]) for one in short if one["value"]]
    assert (row.state, asked) == ("choice", [("woman", 1, 0)])
    assert "some people must not be paired with each other" in page
    assert f"{alone.person}</a>" in page

    agree(ceremony=row, by=world.coordinator, now=LATER)
    run_jobs(LATER)
    row.refresh_from_db()
    assert row.state == "computed"
    check_sealed(row.public.encode(), row.sealed.encode())


def test_ceremony_says_at_once_where_no_group_can_be_paired(world: World) -> None:
    rows = [world.applicant(role) for role in (LAY, LAY, PROFESSIONAL, PROFESSIONAL)]
    apart_from_all(world, rows[0])

    row = computed(world)

    assert (row.state, row.findings) == ("frozen", {})
    assert "No group that keeps the quotas can be paired" in Job.objects.get().message
