"""The demo world: whole, true, and the same from the same seed."""

import random
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from cohorts.models import Programme
from common import refs
from common.working_days import is_working_day
from leadingtogether.demo.days import FIRST, WORKSHOPS, day_to_meet, days_of
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


def test_secrets_are_the_systems_own_but_in_a_demo_world():
    def told() -> list[str]:
        with refs.drawn_from(random.Random(7)):
            return [refs.make_secret(32) for _ in range(2)]

    assert told() == told()
    assert len({*told(), refs.make_secret(32), refs.make_secret(32)}) == 4
    assert {len(secret) for secret in told()} == {64}


def test_applicants_live_within_the_area(db):
    cohort = CohortFactory.create()

    crowd = Crowd(seed=1, outward_codes=["OX1", "OX4", "ZE1"])
    found = crowd.applicants(cohort=cohort, lay=10, professional=10, radius_km=45, began=NOW)

    assert {new.answers.outward_code for new in found} <= {"OX1", "OX4"}


def test_day_to_meet_skips_weekends_and_bank_holidays():
    # Good Friday to Easter Monday of 2027, and the Monday after a weekend.
    assert day_to_meet(date(2027, 3, 26), today=date(2027, 3, 26)) == date(2027, 3, 30)


@pytest.mark.parametrize(("today", "found"), [(date(2026, 12, 1), date(2027, 1, 5)), (DAY, date(2026, 12, 23))])
def test_day_to_meet_keeps_clear_of_christmas_and_leaves_what_is_over_in_the_past(today, found):
    assert day_to_meet(date(2026, 12, 24), today=today) == found


def around_christmas(day: date) -> bool:
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)


def test_days_of_the_demo_world_are_days_on_which_people_meet_whatever_today_is():
    for today in (date(2026, 1, 1) + timedelta(days=number) for number in range(730)):
        for town, first in FIRST.items():
            days = days_of(town, today=today)
            moved = day_to_meet(days[1] + timedelta(days=7), today=today)

            assert [day for day in (*days, moved) if not is_working_day(day) or around_christmas(day)] == []
            # The stage of each cohort hangs on what is over, and a pair has time between two days.
            assert [day < today for day in days] == [first + ahead < 0 for ahead in WORKSHOPS]
            assert min(days[1] - days[0], days[2] - days[1]) >= timedelta(days=21)


def test_demo_refuses_to_mix_with_a_programme(db):
    ProgrammeFactory.create()

    with pytest.raises(CommandError, match="make demo-reset"):
        call_command("demo")
    call_command("demo", "--if-empty")

    assert Programme.objects.count() == 1


def test_demo_is_left_out_where_the_service_begins_without(settings, db):
    settings.DEMO_WORLD = False

    call_command("demo", "--if-empty")

    assert not Programme.objects.exists()


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
