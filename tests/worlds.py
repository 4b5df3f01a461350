"""Named worlds: more than a row, less than the demo."""

from dataclasses import dataclass
from datetime import timedelta

from cohorts.models import Cohort, Place, Programme, Role, TeamMembership
from cohorts.pairing.models import Pair
from cohorts.recruitment.models import Application
from evaluation.models import Invitation
from people.models import Consent, Person
from projects.models import Project
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    ContributorFactory,
    InvitationFactory,
    PairFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    ProjectFactory,
    RegisterEntryFactory,
    TeamMembershipFactory,
    WorkshopFactory,
)
from workshops.models import Workshop


@dataclass(frozen=True)
class RunningCohort:
    """A cohort with one introduced pair, a workshop ahead, a project and an open survey; and a team around it."""

    programme: Programme
    cohort: Cohort
    lay: Place
    professional: Place
    pair: Pair
    workshop: Workshop
    project: Project
    invitation: Invitation
    application: Application
    people: dict[str, Person]


def make_running_cohort() -> RunningCohort:
    """Return a running cohort; `people` has one person a role, and a coordinator of another programme."""
    programme = ProgrammeFactory.create()
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.RUNNING)
    lay = PlaceFactory.create(cohort=cohort, role=Role.LAY)
    professional = PlaceFactory.create(cohort=cohort, role=Role.PROFESSIONAL)
    for place in (lay, professional):
        for purpose in (Consent.Purpose.EVALUATION, Consent.Purpose.FOLLOW_UP):
            Consent.objects.create(
                person=place.person,
                purpose=purpose,
                version=1,
                text_hash="0" * 64,
                given_at=NOW,
                given_by=place.person,
            )
    people = _team(programme)
    people |= {"lay": lay.person, "professional": professional.person, "stranger": PersonFactory.create()}
    people["elsewhere"] = TeamMembershipFactory.create(programme=ProgrammeFactory.create()).person
    pair = PairFactory.create(
        cohort=cohort,
        lay=lay,
        professional=professional,
        state=Pair.State.INTRODUCED,
        introduced_at=NOW,
        introduced_by=people["coordinator"],
    )
    workshop = WorkshopFactory.create(cohort=cohort, number=1, lay_facilitator=people["facilitator"])
    for place in (lay, professional):
        RegisterEntryFactory.create(workshop=workshop, place=place)
    project = ProjectFactory.create(pair=pair)
    for place in (lay, professional):
        ContributorFactory.create(project=project, place=place)
    application = ApplicationFactory.create(programme=programme, person=PersonFactory.create())
    CohortChoiceFactory.create(application=application, cohort=cohort)
    return RunningCohort(
        programme=programme,
        cohort=cohort,
        lay=lay,
        professional=professional,
        pair=pair,
        workshop=workshop,
        project=project,
        invitation=InvitationFactory.create(place=lay, closes_at=NOW + timedelta(days=365 * 30)),
        application=application,
        people=people,
    )


def _team(programme: Programme) -> dict[str, Person]:
    roles = TeamMembership.Role
    team = {
        role.value: TeamMembershipFactory.create(programme=programme, role=role).person
        for role in (
            roles.COORDINATOR,
            roles.FACILITATOR,
            roles.REVIEWER,
            roles.EVALUATOR,
            roles.COMMISSIONER,
            roles.SAFEGUARDING_LEAD,
        )
    }
    team["administrator"] = PersonFactory.create(is_staff=True, is_superuser=True)
    return team
