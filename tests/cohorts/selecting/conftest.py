"""Named worlds of selecting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.draws import confirm_draw, make_draw
from cohorts.recruitment.actions.offers import make_offers
from cohorts.recruitment.models import Application, Draw, Offer
from people.models import Consent, Person
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    coordinator_of,
)

REPLY_BY = TODAY + timedelta(days=10)
LAY, PROFESSIONAL = Role.LAY, Role.PROFESSIONAL


@dataclass
class World:
    """A cohort of two pairs, its coordinator, and a way to add applicants."""

    cohort: Cohort
    coordinator: Person

    def applicant(self, role: str = LAY, *, rank: int = 1, **fields: object) -> Application:
        """Return an eligible applicant who names the cohort."""
        fields = {"state": Application.State.ELIGIBLE} | fields
        application: Application = ApplicationFactory.create(programme=self.cohort.programme, role=role, **fields)
        if role == PROFESSIONAL and "employer" not in fields:
            application.employer, application.manager_name = "The Trust", "Sam Okafor"
            application.manager_email = "sam@trust.example"
            application.save()
        CohortChoiceFactory.create(application=application, cohort=self.cohort, rank=rank, distance_km=10.0)
        return application

    def says(self, application: Application, *, agreed: bool = True, **values: str) -> None:
        """Let an applicant say characteristics for selection."""
        for category, value in values.items():
            application.selection_answers.create(category=category, value=value)
        if agreed and application.person is not None:
            Consent.objects.create(
                person=application.person,
                purpose=Consent.Purpose.SELECTION,
                version=1,
                text_hash="0" * 64,
                given_at=NOW,
                given_by=application.person,
            )

    def quota(self, category: str, value: str, minimum: int, maximum: int | None = None, role: str = "") -> None:
        """Give the cohort a quota."""
        self.cohort.quotas.create(
            category=category,
            value=value,
            role=role,
            minimum=minimum,
            maximum=maximum,
            evidence="The census",
            proportionality="One in five",
            approved_by=self.coordinator,
            approved_on=TODAY,
            review_on=TODAY + timedelta(days=365),
        )

    def draw(self, seed: str = "seed", **options: int) -> Draw:
        """Draw and confirm."""
        made = make_draw(cohort=self.cohort, seed=seed, by=self.coordinator, now=NOW, **options)  # type: ignore[arg-type]
        return confirm_draw(draw=made, by=self.coordinator, now=NOW)

    def offers(self) -> list[Offer]:
        """Offer the free seats to the drawn."""
        return make_offers(cohort=self.cohort, reply_by=REPLY_BY, by=self.coordinator, now=NOW)


@pytest.fixture
def world() -> World:
    """Two pairs wanted in Oxford; selecting."""
    cohort = CohortFactory.create(name="Oxford", pairs_wanted=2, state=Cohort.State.SELECTING)
    return World(cohort, coordinator_of(cohort.programme, given_name="Cora", family_name="Hughes"))


@pytest.fixture
def full_pool(world: World) -> Callable[[], World]:
    """Five eligible applicants in each role."""

    def fill() -> World:
        for role in (LAY, PROFESSIONAL):
            for _ in range(5):
                world.applicant(role)
        return world

    return fill
