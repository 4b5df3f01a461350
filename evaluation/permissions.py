"""Who sees what of the evaluation in one programme."""

from cohorts.models import Programme
from cohorts.permissions import COORDINATOR, EVALUATOR
from people.models import Person

# Coordinators see who has not answered, never what; evaluators what, never who.
WATCHERS = (COORDINATOR, EVALUATOR)


def roles_in(programme: Programme, person: Person) -> frozenset[str]:
    """Return the team roles of a person in one programme; the database is asked once a request."""
    return frozenset(role for role, ref in person.team_now if ref == programme.ref)
