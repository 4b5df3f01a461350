"""Building the whole demo world."""

import random
from datetime import date, time, timedelta

from django.db import transaction

from cohorts import geography
from cohorts.actions.programmes import create_cohort, create_programme, create_venue, move_cohort
from cohorts.models import Cohort, Programme
from cohorts.recruitment.actions.writing import write_all
from common import refs
from common.dates import LONDON
from leadingtogether.demo import data, days_led, running
from leadingtogether.demo.days import at, working_day
from leadingtogether.demo.people import Crowd
from leadingtogether.demo.team import make_team
from people.models import Consent, Person
from workshops.actions.schedule import Day, plan_workshops

# When recruitment opened and closed, and when the workshops are, in days from today.
OPENED_AND_CLOSES = {"Crawley": (-35, 7), "Oxford": (-140, -100), "Guildford": (45, 80), "Reading": (60, 95),
                     "Swindon": (75, 110), "Bristol": (90, 125)}  # fmt: skip
WORKSHOPS = {"Crawley": (63, 98, 126), "Oxford": (-12, 24, 59), "Guildford": (140, 175, 203)}


@transaction.atomic
def build(*, today: date, seed: int = 2027) -> Programme:
    """Write the demo world as it is on the morning of `today`; the same seed and day give the same world."""
    # The draw goes by references, so they come from the seed too.
    with refs.drawn_from(random.Random(seed)):  # noqa: S311 - a demo, not a secret
        return _build(today, seed)


def _build(today: date, seed: int) -> Programme:
    begin = at(today, -170)
    keeper = Person.objects.create_person(
        email="founder@team.example", given_name="Farah", family_name="Doyle", created_at=begin
    )
    year = (today + timedelta(days=63)).year
    values = {
        "name": f"{data.PROGRAMME} {year}",
        "year": year,
        "involvement_payment": 75,
        "payment_terms": data.PAYMENT_TERMS,
        "benefits_advice": data.BENEFITS_ADVICE,
        "agenda": data.AGENDA,
    }
    programme = create_programme(values=values, by=keeper, now=begin)
    team = make_team(programme=programme, now=begin)
    cohorts = {site.town: _cohort(programme, site, today, team) for site in data.SITES}
    crowd = Crowd(seed=seed, outward_codes=geography.all_outward_codes())
    _recruit(cohorts["Oxford"], crowd, today, team, days=(-130, -121, -112, -103))
    running.run(cohort=cohorts["Oxford"], team=team, today=today, seed=seed)
    _recruit(cohorts["Crawley"], crowd, today, team, days=(-31, -22, -12, -2))
    running.review_some(cohort=cohorts["Crawley"], by=team["coordinator"], now=at(today, -1))
    running.sweep(now=at(today, 0, 8))
    return programme


def _cohort(programme: Programme, site: data.Site, today: date, team: dict[str, Person]) -> Cohort:
    by, now = team["coordinator"], at(today, -165)
    outward = site.postcode.split()[0]
    point = geography.centroid(outward) or (0.0, 0.0)
    venue = create_venue(
        values={
            "name": site.name,
            "town": site.town,
            "address": site.address,
            "postcode": site.postcode,
            "outward_code": outward,
            "latitude": point[0],
            "longitude": point[1],
            "facilities": list(site.facilities),
            "directions": f"Ten minutes on foot from {site.town} station. Parking beside the door for blue badges.",
        },
        rooms=[("Main hall", 40), ("Small room", 12)],
        by=by,
        now=now,
    )
    opened, closes = OPENED_AND_CLOSES[site.town]
    cohort = create_cohort(
        programme=programme,
        values={
            "venue": venue,
            "name": site.town,
            "pairs_wanted": 10,
            "recruitment_opens": today + timedelta(days=opened),
            "recruitment_closes": today + timedelta(days=closes),
            "area_radius_km": site.radius_km,
            "care_system": site.care_system,
        },
        by=by,
        now=now,
    )
    if site.town in WORKSHOPS:
        _plan(cohort, today, team)
    if opened < 0:
        move_cohort(cohort=cohort, to=Cohort.State.RECRUITING, by=by, now=at(today, opened))
    return cohort


def _plan(cohort: Cohort, today: date, team: dict[str, Person]) -> None:
    days = [
        Day(number=number, date=working_day(today, ahead), starts=time(9, 30), ends=time(16, 0))
        for number, ahead in enumerate(WORKSHOPS[cohort.name], start=1)
    ]
    # Guildford still looks for a professional facilitator, so that the warning has something true to say.
    professional = None if cohort.name == "Guildford" else team["second facilitator"]
    plan_workshops(
        cohort=cohort,
        days=days,
        venue=cohort.venue,
        room=cohort.venue.rooms.get(name="Main hall"),
        lay_facilitator=team["facilitator"],
        professional_facilitator=professional,
        by=team["coordinator"],
        now=at(today, -160),
    )
    days_led.promise(cohort=cohort, now=at(today, -158))


def _recruit(cohort: Cohort, crowd: Crowd, today: date, team: dict[str, Person], *, days: tuple[int, ...]) -> None:
    """Write the applications to one cohort, as they came in over several days."""
    site = next(site for site in data.SITES if site.town == cohort.name)
    everybody = crowd.applicants(
        cohort=cohort,
        lay=site.lay,
        professional=site.professional,
        radius_km=site.radius_km,
        began=at(today, days[0] - 1).astimezone(LONDON),
    )
    size = -(-len(everybody) // len(days))
    for index, ahead in enumerate(days):
        batch = everybody[index * size : (index + 1) * size]
        keyed = [new for new in batch if new.application.source != "web"]
        for new in keyed:
            new.application.keyed_by, new.application.keyed_at = team["coordinator"], at(today, ahead, 11)
        write_all(
            news=[new for new in batch if new not in keyed],
            programme=cohort.programme,
            channel=Consent.Channel.WEB,
            now=at(today, ahead, 18, 20),
            by=None,
        )
        write_all(
            news=keyed,
            programme=cohort.programme,
            channel=Consent.Channel.PHONE,
            now=at(today, ahead, 11),
            by=team["coordinator"],
        )
