"""The demo world: whole, true, and the same from the same seed."""

import random
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from cohorts.models import Programme
from common import refs
from leadingtogether.demo.days import working_day
from leadingtogether.demo.people import Crowd
from people.models import Person
from tests.factories import NOW, CohortFactory, ProgrammeFactory

DAY = date(2027, 3, 1)


def test_same_seed_gives_the_same_applicants_and_references(db):
    cohort = CohortFactory.create()

    def crowd() -> list[tuple[object, str]]:
        with refs.drawn_from(random.Random(7)):
            people = Crowd(seed=7, outward_codes=["OX1", "OX4", "RG1", "ZE1"])
            found = people.applicants(cohort=cohort, lay=6, professional=4, radius_km=45, began=NOW)
        return [(new.answers, new.application.ref) for new in found]

    assert crowd() == crowd()


def test_applicants_live_within_the_area(db):
    cohort = CohortFactory.create()

    crowd = Crowd(seed=1, outward_codes=["OX1", "OX4", "ZE1"])
    found = crowd.applicants(cohort=cohort, lay=10, professional=10, radius_km=45, began=NOW)

    assert {new.answers.outward_code for new in found} <= {"OX1", "OX4"}


def test_working_day_skips_weekends_and_bank_holidays():
    # Good Friday to Easter Monday of 2027, and the Monday after a weekend.
    assert working_day(date(2027, 3, 26), 0) == date(2027, 3, 30)


def test_demo_refuses_to_mix_with_a_programme(db):
    ProgrammeFactory.create()

    with pytest.raises(CommandError, match="make demo-reset"):
        call_command("demo")
    call_command("demo", "--if-empty")

    assert Programme.objects.count() == 1


def test_demo_is_refused_in_production(settings, db):
    settings.DEMO_WORLD = False

    with pytest.raises(CommandError, match="real people"):
        call_command("demo")
    with pytest.raises(CommandError, match="no demo links in production"):
        call_command("demo_links")


def test_demo_links_without_a_world_say_how_to_build_one(db):
    out = StringIO()

    call_command("demo_links", stdout=out)

    assert "make demo-reset" in out.getvalue()


def test_demo_link_works_again_and_again_without_second_factor(client, db):
    Person.objects.create_superuser(email="administrator@team.example", given_name="Alex")
    out = StringIO()
    call_command("demo_links", stdout=out)
    path = out.getvalue().split()[-1].split("8000")[-1]

    for _visit in range(2):
        client.logout()
        client.post(path)
        assert client.get(reverse("admin:index")).status_code == 200
