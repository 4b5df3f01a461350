"""Building the whole demo world: two programmes, six venues at six stages, two cohorts to draw, 450 applicants."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from cohorts import geography
from cohorts.actions.programmes import create_cohort, create_programme, create_venue, move_cohort
from cohorts.models import Cohort, Programme, Venue
from common import refs
from leadingtogether.demo import (
    answers,
    data,
    desk,
    leaving,
    life,
    matching,
    meeting,
    outreach,
    published,
    recruiting,
    second,
)
from leadingtogether.demo.days import FIRST, at, days_of
from leadingtogether.demo.people import Crowd
from leadingtogether.demo.postbox import told_not_sent
from leadingtogether.demo.team import join, make_team
from leadingtogether.demo.teller import Teller
from leadingtogether.demo.timeline import Story, Timeline, deliver, sweep_all
from people.actions.audit import seal_events
from people.models import Person
from workshops.actions.schedule import Day, plan_workshops

# When people applied to the cohort that still recruits.
RECENT = (-127, -121, -114, -108)
MADE, OPENED, CLOSED = -165, -128, -92
EARLIER = "Swindon"


@transaction.atomic
def build(*, today: date, seed: int = 2027) -> Programme:
    """Write the demo world as it is on the morning of `today`; the same seed and day give the same world."""
    # The draw goes by references, so they come from the seed too. Nothing that is told is sent.
    with refs.drawn_from(random.Random(seed)), told_not_sent():  # noqa: S311 - a demo, not a secret
        return _build(today, seed)


@dataclass(frozen=True)
class World:
    """What all cohorts share."""

    timeline: Timeline
    team: dict[str, Person]
    crowd: Crowd
    seed: int


def _build(today: date, seed: int) -> Programme:
    begin = at(today, FIRST[EARLIER] - 170)
    keeper = Person.objects.create_person(
        email="founder@team.example", given_name="Farah", family_name="Doyle", created_at=begin
    )
    crowd = Crowd(seed=seed, outward_codes=geography.all_outward_codes())
    world = World(Timeline(today), make_team(now=begin), crowd, seed)
    timeline, team = world.timeline, world.team
    then = at(today, FIRST[EARLIER] - 168)
    earlier = _programme(days_of(EARLIER, today=today)[0].year, keeper, team, then)
    current = _programme((today + timedelta(days=63)).year, keeper, team, at(today, FIRST["Reading"] - 168))
    for site in data.SITES:
        programme = earlier if site.town == EARLIER else current
        story = Story(timeline, days_of(site.town, today=today)[0])
        # A cohort is made when its time comes, so that nothing that happens before knows of it.
        story.on(MADE, partial(_make, world, programme, site, story))
    _second(world, current)
    for days in range(FIRST[EARLIER] - 120, -desk.LEFT_FOR_TODAY, desk.EVERY):
        timeline.add(at(today, days, 15), lambda now: desk.keep_up(team, now=now))
    timeline.run()
    for programme in (earlier, current):
        published.freeze(programme, for_=team["evaluator"], by=team["coordinator"], now=at(today, -2, 16))
    desk.this_morning(team, today=today)
    sweep_all(at(today, 0, 8))
    deliver(at(today, 0, 8))
    desk.put_away(team, now=at(today, 0, 9))
    seal_events(now=at(today, 0, 9))
    return current


def _second(world: World, programme: Programme) -> None:
    """Have the second groups at two of the venues made when their time comes."""
    today = world.timeline.today
    for group in second.GROUPS:
        world.timeline.add(at(today, second.STAYED, 19), partial(second.stay_on, group.town))
    world.timeline.add(at(today, second.MADE), partial(_make_second, world, programme))


def _make_second(world: World, programme: Programme, now: datetime) -> None:
    today = world.timeline.today
    opens, closes = (at(today, day).date() for day in (second.OPENED, second.CLOSED))
    tellers = []
    for group in second.GROUPS:
        story = Story(world.timeline, days_of(group.name, today=today)[0])
        site = next(one for one in data.SITES if one.town == group.town)
        values = _area(site) | {
            "venue": Venue.objects.get(town=group.town),
            "name": group.name,
            "pairs_wanted": second.PAIRS,
            "recruitment_opens": opens,
            "recruitment_closes": closes,
        }
        cohort = _cohort(world, programme, values, story, now)
        tellers.append(Teller(story, cohort, world.team, world.seed))
    # Others than those who apply elsewhere, so that nobody there changes; but no address is given twice.
    crowd = Crowd(seed=world.seed + 1, outward_codes=world.crowd.outward_codes)
    crowd.emails = world.crowd.emails
    second.tell(tellers, crowd)


def _programme(year: int, keeper: Person, team: dict[str, Person], now: datetime) -> Programme:
    values = {
        "name": f"{data.PROGRAMME} {year}",
        "year": year,
        "involvement_payment": 75,
        "payment_terms": data.PAYMENT_TERMS,
        "benefits_advice": data.BENEFITS_ADVICE,
        "agenda": data.AGENDA,
    }
    programme = create_programme(values=values, by=keeper, now=now)
    join(programme=programme, team=team, now=now)
    published.name_bodies(programme, by=team["coordinator"], now=now)
    return programme


def _make(world: World, programme: Programme, site: data.Site, story: Story, now: datetime) -> None:
    """Make a cohort and put its life on the timeline."""
    values = _area(site) | {
        "venue": _venue(site, by=world.team["coordinator"], now=now),
        "name": site.town,
        "pairs_wanted": 10,
        "recruitment_opens": story.day(OPENED),
        "recruitment_closes": story.day(CLOSED),
    }
    cohort = _cohort(world, programme, values, story, now)
    _tell(Teller(story, cohort, world.team, world.seed), site, world.crowd)


def _tell(teller: Teller, site: data.Site, crowd: Crowd) -> None:
    """Tell the life of one cohort, and what happened in this one alone."""
    story, town = teller.story, site.town
    if town == "Bristol":
        story.timeline.add(at(story.timeline.today, -3, 15), lambda now: outreach.begin(teller, now))
        return
    story.on(OPENED, lambda now: _open(teller, now))
    recruiting.tell(teller, site, crowd, days=RECENT if town == "Crawley" else recruiting.APPLIED)
    if town == "Crawley":
        recruiting.full_pool(teller, crowd)
        return
    story.on(CLOSED, lambda now: desk.as_they_read(teller.cohort, by=teller.coordinator, now=now))
    life.tell(teller, pairs=town != "Guildford")
    _tell_of(town, teller)


def _tell_of(town: str, teller: Teller) -> None:
    today = teller.story.timeline.today
    ahead = (today - teller.story.first).days
    if town == "Guildford":
        teller.slow_managers = 3
        teller.story.on(ahead - 3, lambda now: matching.keep_apart(teller, now), hour=15)
        teller.story.on(ahead - 1, lambda now: matching.propose(teller, now), hour=16)
        leaving.before_the_first_workshop(teller, day=ahead - 5)
    elif town == "Oxford":
        teller.slow_managers = 1
        leaving.after_the_first_workshop(teller, day=6)
        teller.story.timeline.add(at(today, -1, 16), lambda now: meeting.move_the_next(teller, now))
        teller.story.timeline.add(at(today, -1, 21), lambda now: answers.begin_only(teller, wave="workshop-1", now=now))
    elif town == "Reading":
        published.tell(teller)
        leaving.after_the_first_workshop(teller, day=10)
        leaving.a_death(teller, day=14)
    else:
        published.tell(teller)
        leaving.after_the_first_workshop(teller, day=8)
        leaving.a_three(teller, day=12)
        for days, share in ((-9, 0.3), (-3, 0.25)):
            teller.story.on(ahead + days, partial(answers.answer, teller, "follow-up", share))
        teller.story.sweeps(ahead - 13, ahead - 10, ahead - 4)


def _open(teller: Teller, now: datetime) -> None:
    move_cohort(cohort=teller.cohort, to=Cohort.State.RECRUITING, by=teller.coordinator, now=now)


def _venue(site: data.Site, *, by: Person, now: datetime) -> Venue:
    outward = site.postcode.split()[0]
    latitude, longitude = geography.centroid(outward) or (0.0, 0.0)
    return create_venue(
        values={
            "name": site.name,
            "town": site.town,
            "address": site.address,
            "postcode": site.postcode,
            "outward_code": outward,
            "latitude": latitude,
            "longitude": longitude,
            "facilities": list(site.facilities),
            "directions": f"Ten minutes on foot from {site.town} station. Parking beside the door for blue badges.",
        },
        rooms=[("Main hall", 40), ("Small room", 12)],
        by=by,
        now=now,
    )


def _cohort(world: World, programme: Programme, values: dict[str, Any], story: Story, now: datetime) -> Cohort:
    cohort = create_cohort(programme=programme, values=values, by=world.team["coordinator"], now=now)
    _plan(cohort, story, world.team, now)
    return cohort


def _area(site: data.Site) -> dict[str, Any]:
    return {"area_radius_km": site.radius_km, "care_system": site.care_system}


def _plan(cohort: Cohort, story: Story, team: dict[str, Person], now: datetime) -> None:
    """Plan the three days; Crawley still looks for a professional facilitator, so that a warning has something true."""
    days = [
        Day(number=number, date=day, starts=time(9, 30), ends=time(16, 0))
        for number, day in enumerate(days_of(cohort.name, today=story.timeline.today), start=1)
    ]
    plan_workshops(
        cohort=cohort,
        days=days,
        venue=cohort.venue,
        room=cohort.venue.rooms.get(name="Main hall"),
        lay_facilitator=team["facilitator"],
        professional_facilitator=None if cohort.name == "Crawley" else team["second facilitator"],
        by=team["coordinator"],
        now=now,
    )
