"""Two at once, on both databases: one thing to arrange, one request, one task, and no part of a debrief is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from cohorts.models import Task
from people.models import Person
from tests.factories import NOW, NeedFactory, PersonFactory, PlaceFactory, WorkshopFactory
from workshops.actions import keep_provisions
from workshops.actions.debriefs import Wording, write_debrief
from workshops.actions.leading import keep_lead_requests
from workshops.actions.met import Reply, answer_met
from workshops.models import Arrangement, DebriefSection, LeadRequest, Provision, Workshop

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW + timedelta(days=31)
T = TypeVar("T")


def both(do: Callable[[Person], T], people: list[Person]) -> list[T]:
    """Let both do it in the same moment, each over a connection of their own."""
    start = Barrier(2)

    def one(person: Person) -> T:
        try:
            start.wait()
            return do(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, people))


@pytest.fixture
def workshop() -> Workshop:
    """Return a workshop with two facilitators and one person who needs an interpreter."""
    leads = [PersonFactory.create(), PersonFactory.create()]
    found = WorkshopFactory.create(number=1, lay_facilitator=leads[0], professional_facilitator=leads[1])
    NeedFactory.create(person=PlaceFactory.create(cohort=found.cohort).person, slug="bsl-interpreter")
    return found


def leads_of(workshop: Workshop) -> list[Person]:
    """Return both facilitators."""
    return [person for person in (workshop.lay_facilitator, workshop.professional_facilitator) if person]


def test_keep_provisions_by_two_sweeps_makes_one(workshop: Workshop) -> None:
    changed = both(lambda _person: keep_provisions(workshop=workshop, now=NOW), leads_of(workshop))

    assert min(changed) == 0
    assert (Provision.objects.count(), Arrangement.objects.count()) == (1, 1)


def test_keep_lead_requests_by_two_sweeps_asks_once(workshop: Workshop) -> None:
    both(lambda _person: keep_lead_requests(workshop=workshop, now=NOW), leads_of(workshop))

    assert LeadRequest.objects.count() == 2


def test_write_debrief_by_both_keeps_one_and_returns_the_other(workshop: Workshop) -> None:
    def write(person: Person) -> tuple[int, int]:
        wording = Wording("change", f"From {person}", "", 0)
        written = write_debrief(workshop=workshop, wordings=[wording], attention={}, by=person, now=AFTER)
        return written.changed, len(written.clashes)

    assert sorted(both(write, leads_of(workshop))) == [(0, 1), (1, 0)]
    part = DebriefSection.objects.get()
    assert part.words == f"From {part.written_by}"


def test_answer_met_in_two_tabs_makes_one_task(workshop: Workshop) -> None:
    keep_provisions(workshop=workshop, now=NOW)
    row = Arrangement.objects.select_related("need__person").get()
    person = row.need.person

    def answer(_person: Person) -> int:
        return answer_met(workshop=workshop, person=person, replies={row.pk: Reply("no", "")}, by=person, now=AFTER)

    assert sorted(both(answer, [person, person])) == [0, 1]
    assert Task.objects.count() == 1
