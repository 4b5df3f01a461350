"""One reusable sign-in link for each role of the demo world."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from access.actions import make_demo_link
from cohorts.models import Cohort, Place, Role
from leadingtogether.demo.desk import SUPPORTER
from leadingtogether.demo.team import ADMINISTRATOR, TEAM
from people.models import Person

SHOWN = (
    "coordinator",
    "facilitator",
    "lay partner",
    "professional partner",
    "supporter",
    "reviewer",
    "evaluator",
    "commissioner",
    "safeguarding lead",
    "administrator",
)


def people_by_role() -> dict[str, Person]:
    """Return who plays which role in the demo world; an empty dict where it was never built."""
    emails = {role: email for role, _given, _family, email, _roles in TEAM} | {"administrator": ADMINISTRATOR}
    known = {person.email: person for person in Person.objects.filter(email__in=emails.values())}
    found = {role: known[email] for role, email in emails.items() if email in known}
    for role, name in ((Role.LAY, "lay partner"), (Role.PROFESSIONAL, "professional partner")):
        places = Place.objects.active().filter(role=role, person__email__endswith="@example.org")
        places = places.filter(cohort__state=Cohort.State.RUNNING)
        place = places.select_related("person").order_by("pk").first()
        if place is not None:
            found[name] = place.person
    supporter = Person.objects.filter(contact_email=SUPPORTER).order_by("pk").first()
    return found | ({"supporter": supporter} if supporter else {})


def links(*, now: datetime) -> list[tuple[str, Person, str]]:
    """Return (role, person, address of the link) for each role, the same addresses each time."""
    people = people_by_role()
    return [
        (role, people[role], _whole(make_demo_link(person=people[role], opens=reverse("home"), now=now)))
        for role in SHOWN
        if role in people
    ]


def _whole(link: str) -> str:
    return link if link.startswith("http") else settings.BASE_URL + link
