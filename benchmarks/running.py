"""What a cohort has once people said yes: offers, places, pairs, workshops, registers, projects and claims."""

import random
from collections.abc import Sequence
from datetime import date, time, timedelta
from uuid import UUID

from cohorts.models import Cohort, Place, Role
from cohorts.pairing.models import Pair
from cohorts.recruitment.models import Application, EmployerRelease, Offer
from leadingtogether.demo import data
from leadingtogether.demo.days import at
from people.models import Need, Person
from projects.models import Contributor, Milestone, Project, Update
from workshops.models import (
    Arrangement,
    Claim,
    ClaimLine,
    Debrief,
    DebriefPair,
    DebriefSection,
    Provision,
    RegisterEntry,
    Session,
    Workshop,
)

# When the three workshops are, in days from today, by the stage of the cohort.
DAYS = {"running": (-20, 15, 50), "finished": (-200, -165, -130)}
AHEAD = (60, 95, 130)
WENT = "People talked a lot in pairs. The room was cold, and lunch came late."
TROUBLED = "They have not met since the last workshop."
MARKS = ("present",) * 8 + ("apologies", "no_show")


def run(
    cohort: Cohort, applications: Sequence[Application], *, team: dict[str, Person], chance: random.Random, today: date
) -> list[Place]:
    """Write what the cohort's stage leaves behind and return its places, lay and professional by turns."""
    days = DAYS.get(cohort.state, AHEAD)
    workshops = _plan(cohort, days, team, today)
    if cohort.state not in {"running", "finished", "confirming"}:
        return []
    places = _seat(cohort, applications, team["coordinator"], today)
    if cohort.state == "confirming":
        return places
    pairs = _pair(cohort, places, team["coordinator"], today)
    _work(cohort, pairs, chance, today)
    held = [workshop for workshop in workshops if workshop.date < today]
    _attend(workshops, held, places, team["facilitator"], chance)
    _debrief(held, pairs[:2], team)
    _arrange(workshops, places)
    _claim(held, [place for place in places if place.role == Role.LAY], chance)
    return places


def _plan(cohort: Cohort, days: Sequence[int], team: dict[str, Person], today: date) -> list[Workshop]:
    over = cohort.state in {"running", "finished"}
    workshops = Workshop.objects.bulk_create(
        Workshop(
            cohort=cohort,
            number=number,
            date=today + timedelta(days=ahead),
            starts=time(9, 30),
            ends=time(16),
            venue=cohort.venue,
            lay_facilitator=team["facilitator"],
            professional_facilitator=team["reviewer"],
            state=Workshop.State.HELD if over and ahead < 0 else Workshop.State.PLANNED,
            held_at=at(today, ahead, 16) if over and ahead < 0 else None,
            held_by=team["facilitator"] if over and ahead < 0 else None,
        )
        for number, ahead in enumerate(days, start=1)
    )
    Session.objects.bulk_create(
        Session(workshop=workshop, starts=time.fromisoformat(part["starts"]), title=part["title"])
        for workshop in workshops
        for part in data.AGENDA[workshop.number - 1]
    )
    return workshops


def _seat(cohort: Cohort, applications: Sequence[Application], by: Person, today: date) -> list[Place]:
    seated = [row for row in applications if row.state == Application.State.ACCEPTED]
    places = Place.objects.bulk_create(
        Place(
            person=row.person,
            cohort=cohort,
            programme=cohort.programme,
            role=row.role,
            accepted_at=at(today, -35),
            release_needed=row.role == Role.PROFESSIONAL,
        )
        for row in seated
    )
    common = {"cohort": cohort, "reply_by": today + timedelta(days=2), "made_at": at(today, -38), "made_by": by}
    Offer.objects.bulk_create(
        Offer(
            application=row,
            role=row.role,
            state=Offer.State.ACCEPTED,
            answered_at=at(today, -35),
            answered_by=row.person,
            place=place,
            **common,
        )
        for row, place in zip(seated, places, strict=True)
    )
    waiting = [row for row in applications if row.state == Application.State.OFFERED]
    Offer.objects.bulk_create(Offer(application=row, role=row.role, **common) for row in waiting)
    EmployerRelease.objects.bulk_create(
        EmployerRelease(place=place, manager_name="Jo Finch", asked_at=at(today, -35))
        for place in places
        if place.release_needed
    )
    return places


def _pair(cohort: Cohort, places: Sequence[Place], by: Person, today: date) -> list[Pair]:
    lay = [place for place in places if place.role == Role.LAY]
    professional = [place for place in places if place.role == Role.PROFESSIONAL]
    return Pair.objects.bulk_create(
        Pair(
            cohort=cohort,
            lay=one,
            professional=other,
            lay_cohort=cohort,
            professional_cohort=cohort,
            state=Pair.State.ACTIVE,
            made_at=at(today, -30),
            made_by=by,
            introduced_at=at(today, -29),
            introduced_by=by,
        )
        for one, other in zip(lay, professional, strict=True)
    )


def _work(cohort: Cohort, pairs: Sequence[Pair], chance: random.Random, today: date) -> None:
    projects = Project.objects.bulk_create(
        Project(
            programme=cohort.programme,
            cohort=cohort,
            pair=pair,
            title=data.PROJECTS[number % len(data.PROJECTS)].title,
            challenge=data.PROJECTS[number % len(data.PROJECTS)].challenge,
            started_at=at(today, -28),
            changed_at=at(today, -number),
            changed_by=pair.lay.person,
        )
        for number, pair in enumerate(pairs)
    )
    Contributor.objects.bulk_create(
        Contributor(project=project, place=place, since=today - timedelta(days=28))
        for project in projects
        for place in project.pair.places
    )
    Update.objects.bulk_create(
        Update(
            project=project,
            words=data.UPDATES[number],
            submission_id=UUID(int=chance.getrandbits(128)),
            made_at=at(today, -9 + number),
            made_by=project.changed_by,
        )
        for project in projects
        for number in range(3)
    )
    Milestone.objects.bulk_create(
        Milestone(project=project, title="Ask the ward", due_on=today + timedelta(days=7 * number))
        for project in projects
        for number in range(3)
    )


def _attend(
    workshops: Sequence[Workshop], held: Sequence[Workshop], places: Sequence[Place], by: Person, chance: random.Random
) -> None:
    rows = [RegisterEntry(workshop=workshop, place=place) for workshop in workshops for place in places]
    for row in rows:
        if row.workshop in held:
            row.mark, row.marked_at, row.marked_by = chance.choice(MARKS), row.workshop.held_at, by
    RegisterEntry.objects.bulk_create(rows)


def _debrief(held: Sequence[Workshop], troubled: Sequence[Pair], team: dict[str, Person]) -> None:
    """Have the two who led a day write of it, and of the pairs that need attention; one of them agreed."""
    lay, professional = team["facilitator"], team["reviewer"]
    debriefs = Debrief.objects.bulk_create(
        Debrief(
            workshop=workshop,
            begun_at=workshop.held_at,
            professional_agreed_at=workshop.held_at,
            professional_agreed_by=professional,
        )
        for workshop in held
    )
    DebriefSection.objects.bulk_create(
        DebriefSection(debrief=debrief, kind=kind, words=WENT, written_at=debrief.begun_at, written_by=by)
        for debrief in debriefs
        for kind, by in zip(DebriefSection.Kind, (lay, professional, lay), strict=True)
    )
    DebriefPair.objects.bulk_create(
        DebriefPair(debrief=debrief, pair=pair, words=TROUBLED, noted_at=debrief.begun_at, noted_by=lay)
        for debrief in debriefs
        for pair in troubled
    )


def _arrange(workshops: Sequence[Workshop], places: Sequence[Place]) -> None:
    needs = list(Need.objects.filter(person__in=[place.person_id for place in places], ended_at=None))
    groups = {need.slug for need in needs}
    provisions = Provision.objects.bulk_create(
        Provision(workshop=workshop, group=group, due_on=workshop.date - timedelta(days=14))
        for workshop in workshops
        for group in sorted(groups)
    )
    by_group = {(row.workshop_id, row.group): row for row in provisions}
    Arrangement.objects.bulk_create(
        Arrangement(workshop=workshop, need=need, provision=by_group[workshop.pk, need.slug])
        for workshop in workshops
        for need in needs
    )


def _claim(held: Sequence[Workshop], lay: Sequence[Place], chance: random.Random) -> None:
    claims = Claim.objects.bulk_create(
        Claim(workshop=workshop, place=place, state=Claim.State.SENT, sent_at=workshop.held_at)
        for workshop in held
        for place in lay
    )
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, kind=kind, amount=chance.randint(2, 75))
        for claim in claims
        for kind in ("fare", "payment")
    )
