"""The demo world, built once for all tests of this module: whole, true, and with something on every page."""

from collections import Counter
from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.db.models import Avg
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Concern, Exclusion, Place, Programme, Task, Venue
from cohorts.pairing.models import Pair, PartnerChoice, Proposal, Three
from cohorts.recruitment.actions.draws import verify_draw
from cohorts.recruitment.actions.venue_pools import pool_together
from cohorts.recruitment.models import Application, Ceremony, Draw, ImportBatch, Offer, Stay
from evaluation.models import Answer, Response, Snapshot
from leadingtogether.demo.build import build
from leadingtogether.demo.links import SHOWN, people_by_role
from messaging.models import Message
from people.models import Death, Person, Supporter
from projects.models import CaseStudy, Milestone, Project, Quote, ShowcaseEntry
from workshops.models import Claim, RegisterEntry, Workshop

DAY = date(2027, 3, 1)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Build the demo world once for this module: it takes some twenty seconds. Nothing of it is kept."""
    with django_db_blocker.unblock(), time_machine.travel("2027-03-01T09:00Z"), transaction.atomic():
        yield build(today=DAY)
        transaction.set_rollback(True)


@pytest.fixture
def in_the_world(world, request):
    """Let a test read the world, and take back what it wrote."""
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), time_machine.travel("2027-03-01T09:00Z", tick=False), transaction.atomic():
        yield world
        transaction.set_rollback(True)


def test_demo_world_stands_at_six_stages(in_the_world):
    stages = dict(Cohort.objects.values_list("name", "state"))
    held = Counter(Workshop.objects.held().values_list("cohort__name", flat=True))

    assert stages == {
        "Bristol": "planning",
        "Crawley": "recruiting",
        "Guildford": "confirming",
        "Oxford": "running",
        "Oxford second group": "selecting",
        "Reading": "finished",
        "Reading second group": "selecting",
        "Swindon": "finished",
    }
    assert held == {"Oxford": 1, "Reading": 3, "Swindon": 3}
    assert [programme.name for programme in Programme.objects.order_by("year")] == [
        "Leading Together 2025",
        "Leading Together 2027",
    ]
    assert Venue.objects.count() == 6
    assert 420 <= Application.objects.submitted().count() <= 480
    assert all(verify_draw(draw=draw) for draw in Draw.objects.filter(erased_at=None))
    assert Ceremony.objects.filter(state="drawn", draw__state="confirmed").count() == Draw.objects.count() == 4
    # Swindon finished a year and a half ago: what people said for its draw is erased.
    assert set(Draw.objects.exclude(erased_at=None).values_list("cohorts__name", flat=True)) == {"Swindon"}


def test_demo_world_has_two_cohorts_to_draw_together(in_the_world):
    pool = pool_together(cohorts=list(Cohort.objects.filter(state="selecting")))
    waiting = Application.objects.filter(choices__cohort__state="selecting", state="submitted")
    together = Client()
    together.force_login(people_by_role()["coordinator"])

    assert f">Draw cohorts of {in_the_world.name} together</a>" in together.get(reverse("recruitment:draws")).text
    assert not waiting.exists()
    assert len(pool.groups) == 4
    assert {len(one.venues) for one in pool.candidates} == {1, 2}
    assert any(one.apart for one in pool.candidates)
    assert Stay.objects.filter(used_for__state="selecting").count() > 2
    for quota in pool.quotas:
        assert sum(quota.counts(one) and one.venues[0] == quota.venue for one in pool.candidates) >= quota.minimum


def test_demo_world_has_what_a_team_meets(in_the_world):
    met = {
        "a draft of pairs": Proposal.objects.drafts().filter(cohort__name="Guildford"),
        "an offer about to lapse": Offer.objects.open(),
        "reserves": Application.objects.filter(state="reserve"),
        "a pair that ended": Pair.objects.filter(state="ended"),
        "a partner left alone": PartnerChoice.objects.open(),
        "a three": Three.objects.all(),
        "a death": Death.objects.all(),
        "a pair anew": Pair.objects.filter(cohort__name="Reading", state="introduced"),
        "exclusions": Exclusion.objects.all(),
        "people without email": Place.objects.active().filter(person__email=None),
        "Easy Read": Person.objects.filter(easy_read=True),
        "Welsh": Person.objects.filter(language="cy"),
        "somebody reached through another": Person.objects.filter(reached_via__isnull=False),
        "supporters": Supporter.objects.current(),
        "apologies": RegisterEntry.objects.filter(mark="apologies").exclude(note=""),
        "people who did not come": RegisterEntry.objects.filter(mark="no_show").exclude(note=""),
        "claims to look at": Claim.objects.waiting(),
        "a refused claim": Claim.objects.filter(state="refused"),
        "outcomes": Project.objects.exclude(outcomes=""),
        "steps reached": Milestone.objects.filter(reached_on__isnull=False),
        "a survey begun": Response.objects.filter(finished_at=None),
        "follow-up answers": Response.objects.filter(invitation__wave__slug="follow-up"),
        "calls to make": Message.objects.to_call(),
        "letters to print": Message.objects.to_print(),
        "a message that failed": Message.objects.filter(state="failed"),
        "a concern to read": Concern.objects.filter(read_at=None),
        "a file of applications": ImportBatch.objects.all(),
        "possible duplicates": Application.objects.filter(possible_duplicate_of__isnull=False),
        "drafts": Application.objects.filter(state="draft"),
        "a snoozed task": Task.objects.filter(snoozed_until__isnull=False),
        "a dropped task": Task.objects.filter(state="dropped"),
    }

    assert [name for name, rows in met.items() if not rows.exists()] == []


def test_demo_world_shows_what_became_public_and_what_the_evaluator_received(in_the_world):
    assert CaseStudy.objects.public().filter(project__cohort__name="Swindon").count() == 2
    assert ShowcaseEntry.objects.public().count() >= 2
    assert Quote.objects.count() == 2 * CaseStudy.objects.count()
    assert list(Snapshot.objects.values_list("made_for__given_name", flat=True)) == ["Ingrid", "Ingrid"]
    assert set(Programme.objects.filter(organisations__part="controller")) == set(Programme.objects.all())
    for study in CaseStudy.objects.all():
        people = {place.person_id for place in study.project.pair.places}
        assert set(study.agreements.values_list("person", flat=True)) == people


def test_demo_world_tells_a_change_from_before_to_the_end(in_the_world):
    def mean(slug: str) -> float:
        answers = Answer.objects.filter(response__invitation__wave__slug=slug, number__range=(1, 5))
        found = answers.filter(item__subscale="lea", item__reverse_scored=False, item__looking_back=False)
        return found.aggregate(mean=Avg("number"))["mean"]

    assert mean("workshop-3") > mean("baseline") + 0.3
    assert mean("follow-up") > mean("baseline") + 0.1


@pytest.mark.parametrize("role", SHOWN)
def test_every_page_of_a_roles_menu_opens(in_the_world, role: str):
    client = Client()
    client.force_login(people_by_role()[role])
    items = client.get(reverse("home")).context["navigation"].items

    assert {item.url: client.get(item.url).status_code for item in items} == {item.url: 200 for item in items}
