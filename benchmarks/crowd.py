"""Cohorts whose people each wait for one reminder of a workshop; nothing else about them is filled in."""

from datetime import datetime, time, timedelta

from cohorts.models import Cohort, Place, Programme, Role, Venue
from people.models import Person
from workshops.models import Workshop

SEATS = 20


def seat(*, people: int, now: datetime, name: str) -> None:
    """Make cohorts with so many people altogether, their places, and a workshop so soon that one reminder is left."""
    count = people // SEATS
    programme = Programme.objects.create(name=name, year=now.year, created_at=now)
    venue = Venue.objects.create(name=name, town="Oxford", latitude=51.75, longitude=-1.26)
    cohorts = Cohort.objects.bulk_create(
        Cohort(programme=programme, venue=venue, name=f"{name} {number}", state="confirming", state_since=now)
        for number in range(count)
    )
    persons = Person.objects.bulk_create(
        (
            Person(email=f"{number}@{name}.example", given_name=f"Person {number}", created_at=now)
            for number in range(count * SEATS)
        ),
        batch_size=1000,
    )
    Place.objects.bulk_create(
        (
            Place(
                person=person,
                cohort=cohorts[number // SEATS],
                programme=programme,
                role=Role.LAY if number % 2 else Role.PROFESSIONAL,
                accepted_at=now,
            )
            for number, person in enumerate(persons)
        ),
        batch_size=1000,
    )
    Workshop.objects.bulk_create(
        Workshop(
            cohort=cohort,
            venue=venue,
            number=1,
            date=now.date() + timedelta(days=7),
            starts=time(9, 30),
            ends=time(16),
        )
        for cohort in cohorts
    )
