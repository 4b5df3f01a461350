"""The record of a draw: the database refuses to change or delete it, and its constraints hold both ways."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cohorts.recruitment import triggers
from cohorts.recruitment.actions.draws import make_draw
from cohorts.recruitment.models import Ceremony, CeremonyCohort, Draw, Handover
from tests.cohorts.selecting.conftest import World
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=5)


def frozen(world: World, **values: Any) -> Ceremony:
    given: dict[str, Any] = {
        "programme": world.cohort.programme,
        "way": "public",
        "pool": {},
        "terms": {"places": 4},
        "frozen_digest": "f" * 64,
        "secret": {"salt": "s"},
        "frozen_at": NOW,
        "frozen_by": world.coordinator,
    }
    return Ceremony.objects.create(**given | values)


def computed(world: World) -> Ceremony:
    return frozen(world, state="computed", computed_at=NOW, public="{}", digest="d" * 64, sealed="{}")


def published(world: World) -> Ceremony:
    row = computed(world)
    Ceremony.objects.filter(pk=row.pk).update(state="published", published_at=SOON, published_by=world.coordinator)
    return row


def drawn(world: World) -> Ceremony:
    row = published(world)
    Ceremony.objects.filter(pk=row.pk).update(
        state="drawn", randomness="417", how="Dice", entered_at=SOON, entered_by=world.coordinator, draw=a_draw(world)
    )
    return row


def aside(world: World) -> Ceremony:
    return frozen(world, state="aside", aside_at=SOON, aside_by=world.coordinator)


def a_draw(world: World) -> Draw:
    for role in ("lay", "professional"):
        for _number in range(2):
            world.applicant(role)
    return make_draw(cohort=world.cohort, seed="seed", by=world.coordinator, now=NOW)


KEPT_OF_DRAW = ("programme", "seed", "method", "algorithm_version", "quotas", "result", "met", "digest", "made_at")


def make_draw_beside(world: World) -> Draw:
    """A draw of the programme that another cohort had."""
    values = {"seed": "s", "method": "m", "algorithm_version": "1", "pool": [], "quotas": [], "result": {}}
    return Draw.objects.create(
        programme=world.cohort.programme,
        **values,
        met=True,
        digest="e" * 64,
        made_at=NOW,
        made_by=world.coordinator,
    )


def refused(act: Callable[[], Any]) -> bool:
    """Whether the database refuses with the sentence of the record."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError as error:
        return triggers.REFUSAL in str(error)
    return False


def test_triggers_are_on_their_tables_after_all_migrations() -> None:
    assert triggers.existing(connection) == triggers.names(connection)


@pytest.mark.parametrize(
    ("make", "values"),
    [
        (frozen, {"terms": {"places": 6}}),
        (frozen, {"frozen_digest": "0" * 64}),
        (frozen, {"way": "system", "commitment": "c" * 64}),
        (computed, {"public": "{} "}),
        (computed, {"digest": "0" * 64}),
        (computed, {"figures": {"gap": 0}}),
        (published, {"published_at": SOON + timedelta(days=1)}),
        (drawn, {"randomness": "418"}),
        (drawn, {"how": "Otherwise"}),
        (drawn, {"witnesses": "Nobody"}),
        (drawn, {"state": "published"}),
        (aside, {"aside_reason": "Another"}),
    ],
)
def test_ceremony_keeps_what_was_frozen_published_and_drawn(
    world: World, make: Callable[[World], Ceremony], values: dict[str, Any]
) -> None:
    row = make(world)

    assert refused(lambda: Ceremony.objects.filter(pk=row.pk).update(**values))


@pytest.mark.parametrize("make", [frozen, computed, published, drawn, aside])
def test_ceremony_is_never_deleted(world: World, make: Callable[[World], Ceremony]) -> None:
    row = make(world)

    assert refused(lambda: Ceremony.objects.filter(pk=row.pk)._raw_delete("default"))


def test_ceremony_can_be_encrypted_anew_at_any_time(world: World) -> None:
    row = drawn(world)

    again = Ceremony.objects.filter(pk=row.pk).update(pool={}, sealed="{}", secret={"salt": "s"})

    assert again == 1


@pytest.mark.parametrize(
    "values",
    [{"seed": "another"}, {"quotas": []}, {"result": {}}, {"digest": "0" * 64}, {"met": False}, {"method": "first"}],
)
def test_draw_keeps_what_went_in_and_came_out(world: World, values: dict[str, Any]) -> None:
    row = a_draw(world)
    if values == {"quotas": []}:
        values = {"quotas": [{"category": "age"}]}

    assert refused(lambda: Draw.objects.filter(pk=row.pk).update(**values))


def test_draw_keeps_which_one_it_follows(world: World) -> None:
    first, other = a_draw(world), make_draw_beside(world)
    Draw.objects.filter(pk=first.pk).update(state="discarded", settled_at=SOON, settled_by=world.coordinator)
    again = Draw.objects.create(
        **{name: getattr(first, name) for name in KEPT_OF_DRAW}, pool=[], follows=first, made_by=world.coordinator
    )

    assert refused(lambda: Draw.objects.filter(pk=again.pk).update(follows=other))
    assert refused(lambda: Draw.objects.filter(pk=again.pk).update(follows=None))
    assert refused(lambda: Draw.objects.filter(pk=first.pk).update(follows=again))
    assert Draw.objects.filter(pk=again.pk).update(follows=first) == 1


def test_record_is_erased_once(world: World) -> None:
    ceremony, draw = computed(world), make_draw_beside(world)
    for rows in (Ceremony.objects.filter(pk=ceremony.pk), Draw.objects.filter(pk=draw.pk)):
        values = {"sealed": None} if rows.model is Ceremony else {}
        assert rows.update(erased_at=SOON, **values) == 1
        assert refused(lambda rows=rows: rows.update(erased_at=None))
        assert refused(lambda rows=rows: rows.update(erased_at=NOW))


@pytest.mark.parametrize("upto", [triggers.FIRST, triggers.FOLLOWS, triggers.ERASED])
def test_triggers_can_be_made_as_a_migration_made_them(upto: int) -> None:
    with transaction.atomic():
        triggers.create(connection, upto=upto)
        made = triggers.existing(connection)
        triggers.create_all(connection)

    assert ("recruitment_draw_follows_stays" in made) == (upto >= triggers.FOLLOWS)
    assert "recruitment_draw_frozen_stays" in made
    assert triggers.existing(connection) == triggers.names(connection)


def test_draw_is_settled_once_and_never_deleted(world: World) -> None:
    row = a_draw(world)
    rows = Draw.objects.filter(pk=row.pk)

    settled = rows.update(state="discarded", settled_at=SOON, settled_by=world.coordinator)

    assert settled == 1
    assert refused(lambda: rows.update(state="confirmed"))
    assert refused(lambda: rows._raw_delete("default"))


def test_handover_is_taken_once_and_never_changed(world: World) -> None:
    row = Handover.objects.create(
        ceremony=published(world), kind="hand", name="Ada Lee", made_at=NOW, made_by=world.coordinator, expires_at=SOON
    )
    rows = Handover.objects.filter(pk=row.pk)

    assert rows.update(taken_at=NOW) == 1
    assert refused(lambda: rows.update(taken_at=SOON))
    assert refused(lambda: rows.update(name="Somebody else"))
    assert refused(lambda: rows._raw_delete("default"))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("ceremony_service_binds_itself", {"way": "system"}),
        ("ceremony_service_binds_itself", {"commitment": "c" * 64}),
        ("ceremony_computed_has_files", {"digest": "d" * 64}),
        ("ceremony_state_says_what_is_there", {"state": "computed"}),
        ("ceremony_state_says_what_is_there", {"state": "drawn"}),
        ("ceremony_chance_after_publication", {"randomness": "417"}),
        ("ceremony_aside_has_who_and_when", {"state": "aside"}),
        ("ceremony_published_has_who_when_and_files", {"published_at": NOW}),
        ("ceremony_agreed_has_when_and_who", {"agreed_at": NOW}),
    ],
)
def test_ceremony_refuses_what_does_not_go_together(world: World, constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        frozen(world, **values)


def test_cohort_is_in_one_ceremony_at_a_time(world: World) -> None:
    first, second = frozen(world), frozen(world)
    CeremonyCohort.objects.create(ceremony=first, cohort=world.cohort)

    with pytest.raises(DatabaseError, match=r"ceremony_one_open_a_cohort|cohort_id"), transaction.atomic():
        CeremonyCohort.objects.create(ceremony=second, cohort=world.cohort)

    CeremonyCohort.objects.update(open=False)
    assert CeremonyCohort.objects.create(ceremony=second, cohort=world.cohort).open


@pytest.mark.parametrize(
    "values",
    [{"kind": "team"}, {"kind": "link"}, {"kind": "hand", "token_hash": "t" * 64}],
)
def test_handover_reaches_its_verifier(world: World, values: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="handover_reaches_its_verifier"), transaction.atomic():
        Handover.objects.create(
            ceremony=published(world),
            name="Ada Lee",
            made_at=NOW,
            made_by=world.coordinator,
            expires_at=SOON,
            **values,
        )
