"""Each named constraint of cohorts and of selecting: what it refuses, and what it lets through."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from cohorts.models import Exclusion, Organisation, Room, Task, Wish
from cohorts.recruitment.models import Draw, EmployerRelease, Quota, Reserve
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    CohortFactory,
    OfferFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    TeamMembershipFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
Make = Callable[[], models.Model]


def draw(**fields: Any) -> Draw:
    programme = fields.pop("programme", None) or ProgrammeFactory.create()
    return Draw.objects.create(
        programme=programme,
        seed="s",
        method="m",
        algorithm_version="1",
        pool="[]",
        quotas=[],
        result={},
        met=True,
        digest="0" * 64,
        made_at=NOW,
        made_by=PersonFactory.create(),
        **fields,
    )


def quota(**fields: Any) -> Quota:
    cohort = fields.pop("cohort", None) or CohortFactory.create()
    values: dict[str, Any] = {"category": "age", "value": "under-25", "minimum": 1, "approved_on": TODAY}
    values |= {"review_on": TODAY + timedelta(days=1), "approved_by": PersonFactory.create()} | fields
    return Quota.objects.create(cohort=cohort, evidence="e", proportionality="p", **values)


def exclusion(**fields: Any) -> Exclusion:
    programme = fields.pop("programme", None) or ProgrammeFactory.create()
    first, second = fields.pop("people", None) or PersonFactory.create_batch(2)
    by = PersonFactory.create()
    return Exclusion.objects.create(
        programme=programme, first=first, second=second, reason="other", declared_by=by, declared_at=NOW, **fields
    )


def reserve(**fields: Any) -> Reserve:
    cohort = fields.get("cohort") or CohortFactory.create()
    values = {"draw": None, "cohort": cohort, "application": None, "role": "lay", "position": 1} | fields
    values["draw"] = values["draw"] or draw(programme=cohort.programme)
    values["application"] = values["application"] or ApplicationFactory.create(programme=cohort.programme)
    return Reserve.objects.create(**values)


def task(**fields: Any) -> Task:
    programme = ProgrammeFactory.create()
    return Task.objects.create(key=f"k{programme.pk}", programme=programme, kind="k", title="t", made_at=NOW, **fields)


def release(**fields: Any) -> EmployerRelease:
    return EmployerRelease.objects.create(place=PlaceFactory.create(), manager_name="m", asked_at=NOW, **fields)


def twice(make: Callable[..., models.Model], shared: Callable[[], dict[str, Any]]) -> Make:
    def both() -> models.Model:
        fields = shared()
        make(**fields)
        return make(**fields)

    return both


def person() -> models.Model:
    return PersonFactory.create()


def place_twice(**first: Any) -> models.Model:
    one = PlaceFactory.create(**first)
    return PlaceFactory.create(person=one.person, cohort=CohortFactory.create(programme=one.programme))


def withdrawn() -> dict[str, Any]:
    return {"state": "withdrawn", "withdrawn_at": NOW, "withdrawn_by": person()}


REFUSED: list[tuple[str, Make]] = [
    ("programme_name_and_year_once", twice(ProgrammeFactory.create, lambda: {"name": "One"})),
    ("programme_has_a_workshop", lambda: ProgrammeFactory.create(workshops=0)),
    ("programme_payment_not_negative", lambda: ProgrammeFactory.create(involvement_payment=-1)),
    ("venue_name_and_town_once", twice(VenueFactory.create, lambda: {"name": "One"})),
    ("venue_coordinates_in_range", lambda: VenueFactory.create(latitude=91)),
    (
        "room_name_once_a_venue",
        twice(Room.objects.create, lambda: {"venue": VenueFactory.create(), "name": "R", "capacity": 1}),
    ),
    (
        "organisation_part_once",
        twice(
            Organisation.objects.create, lambda: {"programme": ProgrammeFactory.create(), "name": "O", "part": "host"}
        ),
    ),
    (
        "cohort_name_once_a_programme",
        twice(CohortFactory.create, lambda: {"programme": ProgrammeFactory.create(), "name": "C"}),
    ),
    ("cohort_wants_a_pair", lambda: CohortFactory.create(pairs_wanted=0)),
    (
        "cohort_recruitment_closes_after_it_opens",
        lambda: CohortFactory.create(recruitment_closes=TODAY - timedelta(days=30)),
    ),
    ("place_once_a_person_and_programme", place_twice),
    ("place_withdrawal_has_when_and_who", lambda: PlaceFactory.create(state="withdrawn")),
    ("place_completed_has_when", lambda: PlaceFactory.create(state="completed")),
    ("place_release_has_when_and_who", lambda: PlaceFactory.create(released_at=NOW)),
    (
        "team_role_once",
        twice(TeamMembershipFactory.create, lambda: {"programme": ProgrammeFactory.create(), "person": person()}),
    ),
    ("task_closed_has_when", lambda: task(state="done")),
    ("exclusion_people_in_order", lambda: exclusion(people=list(reversed(PersonFactory.create_batch(2))))),
    (
        "exclusion_once",
        twice(exclusion, lambda: {"programme": ProgrammeFactory.create(), "people": PersonFactory.create_batch(2)}),
    ),
    ("exclusion_end_has_when_and_who", lambda: exclusion(ended_at=NOW)),
    (
        "wish_is_for_somebody_else",
        lambda: Wish.objects.create(
            programme=ProgrammeFactory.create(), person=(one := PersonFactory.create()), wanted=one, made_at=NOW
        ),
    ),
    ("quota_once_a_value", twice(quota, lambda: {"cohort": CohortFactory.create()})),
    ("quota_minimum_at_most_maximum", lambda: quota(minimum=2, maximum=1)),
    ("quota_review_after_approval", lambda: quota(review_on=TODAY)),
    ("draw_settled_has_when_and_who", lambda: draw(state="confirmed")),
    ("offer_one_open_an_application", twice(OfferFactory.create, lambda: {"application": ApplicationFactory.create()})),
    ("offer_answer_has_when", lambda: OfferFactory.create(state="declined")),
    ("offer_accepted_has_place", lambda: OfferFactory.create(state="accepted", answered_at=NOW)),
    ("release_answer_has_when", lambda: release(state="confirmed")),
    (
        "reserve_position_once",
        twice(reserve, lambda: {"cohort": (c := CohortFactory.create()), "draw": draw(programme=c.programme)}),
    ),
]
ALLOWED: list[Make] = [
    lambda: ProgrammeFactory.create(workshops=1, involvement_payment=0),
    lambda: VenueFactory.create(latitude=90, longitude=-180),
    lambda: CohortFactory.create(pairs_wanted=1, recruitment_closes=TODAY - timedelta(days=14)),
    lambda: CohortFactory.create(recruitment_opens=None, recruitment_closes=None),
    lambda: place_twice(**withdrawn()),
    lambda: PlaceFactory.create(state="completed", completed_at=NOW),
    lambda: PlaceFactory.create(released_at=NOW, released_by=person()),
    lambda: TeamMembershipFactory.create(person=TeamMembershipFactory.create(ended_on=TODAY).person),
    lambda: task(state="done", closed_at=NOW),
    lambda: exclusion(ended_at=NOW, ended_by=person()),
    lambda: quota(minimum=1, maximum=1),
    lambda: draw(state="confirmed", settled_at=NOW, settled_by=person()),
    lambda: OfferFactory.create(application=OfferFactory.create(state="lapsed", answered_at=NOW).application),
    lambda: OfferFactory.create(state="accepted", answered_at=NOW, place=PlaceFactory.create()),
    lambda: release(state="confirmed", answered_at=NOW),
]


@pytest.mark.parametrize(("name", "make"), REFUSED, ids=[name for name, _make in REFUSED])
def test_constraint_refuses(name: str, make: Make) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make()

    # SQLite names the columns of a unique constraint that has no condition, PostgreSQL its name.
    assert name in str(refused.value) or "UNIQUE constraint failed" in str(refused.value)


@pytest.mark.parametrize("make", ALLOWED)
def test_constraint_lets_through(make: Make) -> None:
    assert make().pk is not None
