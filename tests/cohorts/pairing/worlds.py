"""Small worlds for the tests of pairing."""

from typing import Any

from cohorts.models import Cohort, Exclusion, Place, Role
from cohorts.recruitment.models import Application
from people.models import Person
from tests.factories import NOW, ApplicationFactory, PersonFactory, PlaceFactory


def member(cohort: Cohort, role: str, *, name: str, outward_code: str = "OX1", **application: Any) -> Place:
    """Return the place of somebody whose application was accepted."""
    person = PersonFactory.create(given_name=name, family_name="", outward_code=outward_code)
    ApplicationFactory.create(
        programme=cohort.programme, person=person, role=role, state=Application.State.ACCEPTED, **application
    )
    return PlaceFactory.create(cohort=cohort, person=person, role=role)


def lay(cohort: Cohort, name: str, **application: Any) -> Place:
    """Return a lay partner's place."""
    return member(cohort, Role.LAY, name=name, **application)


def professional(cohort: Cohort, name: str, **application: Any) -> Place:
    """Return a professional partner's place."""
    return member(cohort, Role.PROFESSIONAL, name=name, **application)


def exclude(one: Place, other: Place, *, by: Person) -> Exclusion:
    """Let an exclusion stand between two."""
    first, second = sorted((one.person, other.person), key=lambda person: person.pk)
    return Exclusion.objects.create(
        programme=one.programme, first=first, second=second, reason="asked", declared_by=by, declared_at=NOW
    )
