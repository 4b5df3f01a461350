"""A cohort that is under way, and people who are signed in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client

from cohorts.models import Cohort, Role, TeamMembership
from people.models import Person
from tests.factories import (
    CohortFactory,
    PersonFactory,
    PlaceFactory,
    TeamMembershipFactory,
    WorkshopFactory,
    coordinator_of,
)
from workshops.models import Workshop

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def cohort(db: None) -> Cohort:
    """Return a running cohort."""
    return CohortFactory.create(state=Cohort.State.RUNNING)


@pytest.fixture
def coordinator(cohort: Cohort) -> Person:
    """Return who coordinates the cohort's programme."""
    return coordinator_of(cohort.programme)


@pytest.fixture
def facilitator(cohort: Cohort) -> Person:
    """Return a facilitator of the cohort's programme."""
    membership = TeamMembershipFactory.create(programme=cohort.programme, role=TeamMembership.Role.FACILITATOR)
    return membership.person


@pytest.fixture
def workshop(cohort: Cohort) -> Workshop:
    """Return workshop 1 of the cohort, on Wednesday 31 March 2027: summer time began three days before."""
    return WorkshopFactory.create(cohort=cohort, number=1, date=date(2027, 3, 31), starts=time(9, 30), ends=time(16))


@pytest.fixture
def lay(cohort: Cohort) -> Any:
    """Return the place of a lay partner."""
    return PlaceFactory.create(cohort=cohort, person=PersonFactory.create(given_name="Mair", family_name="Evans"))


@pytest.fixture
def professional(cohort: Cohort) -> Any:
    """Return the place of a professional partner."""
    person = PersonFactory.create(given_name="Anita", family_name="Shah")
    return PlaceFactory.create(cohort=cohort, person=person, role=Role.PROFESSIONAL)


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Return a browser in which a person is signed in, staff with their second factor."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        session = client.session
        session["second_factor_at"] = NOW.isoformat()
        session.save()
        return client

    return sign_in
