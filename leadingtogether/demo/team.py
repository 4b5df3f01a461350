"""The team of the demo world."""

from datetime import datetime

from cohorts.models import Programme, TeamMembership
from people.models import Person

ROLE = TeamMembership.Role
# Role in the demo, name, email and team roles. The administrator keeps the back office and is on no team.
TEAM: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("coordinator", "Amira", "Hussain", "amira.hussain@team.example", (ROLE.COORDINATOR,)),
    ("second coordinator", "Bethan", "Rowlands", "bethan.rowlands@team.example", (ROLE.COORDINATOR,)),
    ("facilitator", "Joan", "Pritchard", "joan.pritchard@team.example", (ROLE.FACILITATOR,)),
    ("second facilitator", "Samuel", "Osei", "samuel.osei@team.example", (ROLE.FACILITATOR,)),
    ("reviewer", "Winston", "Blake", "winston.blake@team.example", (ROLE.REVIEWER,)),
    ("second reviewer", "Helen", "Ferris", "helen.ferris@team.example", (ROLE.REVIEWER,)),
    ("evaluator", "Ingrid", "Larsen", "ingrid.larsen@university.example", (ROLE.EVALUATOR,)),
    ("commissioner", "Peter", "Vaughan", "peter.vaughan@commissioner.example", (ROLE.COMMISSIONER,)),
    ("safeguarding lead", "Grace", "Mensah", "grace.mensah@team.example", (ROLE.SAFEGUARDING_LEAD,)),
    ("safeguarding deputy", "Colin", "Ashby", "colin.ashby@team.example", (ROLE.SAFEGUARDING_DEPUTY,)),
)
ADMINISTRATOR = "administrator@team.example"


def make_team(*, now: datetime) -> dict[str, Person]:
    """Make the people of the team and the administrator; return them by their role in the demo."""
    people = {
        role: Person.objects.create_person(email=email, given_name=given, family_name=family, created_at=now)
        for role, given, family, email, _roles in TEAM
    }
    people["administrator"] = Person.objects.create_superuser(
        email=ADMINISTRATOR, given_name="Alex", family_name="Keeper", created_at=now
    )
    return people


def join(*, programme: Programme, team: dict[str, Person], now: datetime) -> None:
    """Put the team into a programme."""
    for role, _given, _family, _email, team_roles in TEAM:
        for team_role in team_roles:
            TeamMembership.objects.create(programme=programme, person=team[role], role=team_role, began_on=now.date())
