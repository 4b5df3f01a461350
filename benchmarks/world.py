"""A service that has run for years: applicants, cohorts at every stage, and everything that hangs on them.

Written straight into the tables, because twenty thousand people do not fit through the actions in a minute. The
shapes are those that the actions leave behind. The first four cohorts are made first and alike at either size, so that
the same pages are measured in a small service and in a large one.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from benchmarks import judging, lived, people, running, surveys, talk
from benchmarks.distinct import Distinct
from cohorts import geography
from cohorts.actions.programmes import create_cohort, create_programme, create_venue
from cohorts.models import Cohort, Programme, TeamMembership
from cohorts.pairing.actions.proposals import propose_pairs
from cohorts.recruitment.actions.draws import make_draw
from cohorts.recruitment.models import Draw, Quota
from common import refs
from leadingtogether.demo import data
from leadingtogether.demo.days import at
from leadingtogether.demo.people import Crowd
from people.models import Person

SMALL, LARGE = 200, 20_000
COHORTS = 200
FIRST = 4
FEW = 20
# For so many years somebody has come again.
YEARS = 2
COHORTS_A_PROGRAMME = 20
# The stages of cohorts: the first four in this order, the others by turns.
STAGES = ("running", "recruiting", "selecting", "confirming", "running", "finished", "running", "finished", "planning")


@dataclass
class World:
    """What pages are asked about: the people who look, and the first cohorts."""

    today: date
    chance: random.Random
    crowd: Crowd
    team: dict[str, Person]
    # Reviews as a professional; the team's reviewer does so as a lay person.
    second_reviewer: Person
    # Coordinates a programme of few people who applied long ago, and nothing else.
    keeper_of_few: Person
    refs: Distinct
    programmes: list[Programme] = field(default_factory=list)
    cohorts: list[Cohort] = field(default_factory=list)
    draw: Draw | None = None

    def first(self, stage: str) -> Cohort:
        """Return the first cohort at a stage."""
        return self.cohorts[STAGES.index(stage)]

    @property
    def now(self) -> datetime:
        """The morning of the day."""
        return at(self.today, 0, 9)


@transaction.atomic
def begin(*, today: date, seed: int = 2027) -> World:
    """Return a service of 200 applicants in four cohorts."""
    with refs.drawn_from(distinct := Distinct()):
        crowd = Crowd(seed=seed, outward_codes=geography.all_outward_codes())
        team = {role.value: _member(role.value, at(today, -900)) for role in TeamMembership.Role}
        world = World(
            today=today,
            chance=random.Random(seed),
            crowd=crowd,
            team=team,
            second_reviewer=_member("second-reviewer", at(today, -900)),
            keeper_of_few=_member("keeper-of-few", at(today, -900)),
            refs=distinct,
        )
        _add_cohorts(world, count=FIRST, applicants=SMALL)
        _choose_and_pair(world)
        _add_few(world)
        _add_past(world)
    return world


@transaction.atomic
def grow(world: World) -> None:
    """Let the service grow to 20,000 applicants in 200 cohorts."""
    with refs.drawn_from(world.refs):
        _add_cohorts(world, count=COHORTS - FIRST, applicants=LARGE - SMALL)


def _member(role: str, now: datetime) -> Person:
    return Person.objects.create_person(email=f"{role}@team.example", given_name=role.title(), created_at=now)


def _add_few(world: World) -> None:
    keeper, long_ago = world.keeper_of_few, world.today - timedelta(days=700)
    values = {"name": "A pilot", "year": long_ago.year}
    programme = create_programme(values=values, by=keeper, now=at(world.today, -800))
    cohort = _cohort(programme, COHORTS, "finished", world.today, by=keeper)
    people.apply(world.crowd, cohort=cohort, stage=cohort.state, count=FEW, today=long_ago)


def _add_past(world: World) -> None:
    keeper, earlier = world.team["coordinator"], []
    for years in range(1, YEARS + 1):
        values = {"name": f"Leading Together, {years} before", "year": world.today.year - years}
        programme = create_programme(values=values, by=keeper, now=at(world.today, -800))
        surveys.plan(programme, by=keeper, now=at(world.today, -800))
        earlier.append(_cohort(programme, COHORTS + years, "finished", world.today, by=keeper))
    lived.stay(world.first("running"), earlier, team=world.team, chance=world.chance, now=world.now)


def _add_cohorts(world: World, *, count: int, applicants: int) -> None:
    for left in range(count, 0, -1):
        number = len(world.cohorts)
        if number % COHORTS_A_PROGRAMME == 0:
            world.programmes.append(_programme(world, number // COHORTS_A_PROGRAMME))
        stage = STAGES[number % len(STAGES)]
        cohort = _cohort(world.programmes[-1], number, stage, world.today, by=world.team["coordinator"])
        world.cohorts.append(cohort)
        share = applicants // left
        applicants -= share
        applications = people.apply(world.crowd, cohort=cohort, stage=stage, count=share, today=world.today)
        places = running.run(cohort, applications, team=world.team, chance=world.chance, today=world.today)
        judging.judge(cohort, applications, chance=world.chance, now=world.now)
        judging.stay(cohort, applications, by=world.team["coordinator"], now=world.now)
        surveys.ask(cohort, places, chance=world.chance, now=world.now)
        talk.say(cohort, applications, places, team=world.team, chance=world.chance, now=world.now)


def _programme(world: World, number: int) -> Programme:
    keeper = world.team["coordinator"]
    values = {
        "name": f"Leading Together {number + 1}",
        "year": world.today.year - number,
        "involvement_payment": 75,
        "agenda": data.AGENDA,
    }
    programme = create_programme(values=values, by=keeper, now=at(world.today, -800))
    TeamMembership.objects.bulk_create(
        TeamMembership(programme=programme, person=person, role=role, began_on=world.today)
        for role, person in world.team.items()
        if role != "coordinator"
    )
    TeamMembership.objects.get_or_create(
        programme=programme, person=keeper, role="coordinator", defaults={"began_on": world.today}
    )
    surveys.plan(programme, by=keeper, now=at(world.today, -800))
    lay, professional = world.team["reviewer"], world.second_reviewer
    judging.plan(programme, lay=lay, professional=professional, by=keeper, now=at(world.today, -800))
    return programme


def _cohort(programme: Programme, number: int, stage: str, today: date, *, by: Person) -> Cohort:
    site = data.SITES[number % len(data.SITES)]
    outward = site.postcode.split()[0]
    latitude, longitude = geography.centroid(outward) or (51.5, -1.0)
    venue = create_venue(
        values={
            "name": f"{site.name} {number + 1}",
            "town": site.town,
            "address": site.address,
            "postcode": site.postcode,
            "outward_code": outward,
            "latitude": latitude,
            "longitude": longitude,
            "facilities": list(site.facilities),
        },
        rooms=[("Main hall", 40)],
        by=by,
        now=at(today, -400),
    )
    cohort = create_cohort(
        programme=programme,
        values={
            "venue": venue,
            "name": f"{site.town} {number + 1}",
            "pairs_wanted": 10,
            "recruitment_opens": today - timedelta(days=30 if stage == "recruiting" else 200),
            "recruitment_closes": today + timedelta(days=30 if stage == "recruiting" else -100),
            "area_radius_km": site.radius_km,
        },
        by=by,
        now=at(today, -400),
    )
    cohort.state = stage
    cohort.save(update_fields=["state"])
    return cohort


def _choose_and_pair(world: World) -> None:
    """Make a draw and a proposal by the actions themselves: their pages read what these keep."""
    by, cohort = world.team["coordinator"], world.first("selecting")
    Quota.objects.create(
        cohort=cohort,
        category="carer",
        value="yes",
        role="lay",
        minimum=2,
        evidence="1 in 10",
        proportionality="A small minimum.",
        approved_by=by,
        approved_on=world.today,
        review_on=world.today + timedelta(days=365),
    )
    world.draw = make_draw(
        cohort=cohort, seed="bench", accept_nearest=True, accept_no_chance=True, by=by, now=world.now
    )
    propose_pairs(cohort=world.first("confirming"), by=by, now=world.now)
