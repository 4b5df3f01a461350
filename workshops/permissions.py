"""Who may do what with a workshop."""

from cohorts.models import TeamMembership
from people.models import Person
from workshops.models import Workshop


def coordinates(person: Person, workshop: Workshop) -> bool:
    """Whether this person coordinates the workshop's programme: may move it, and always sees needs."""
    return (
        person.memberships.giving(person, TeamMembership.Role.COORDINATOR)
        .filter(programme_id=workshop.cohort.programme_id)
        .exists()
    )


def leads(person: Person, workshop: Workshop) -> bool:
    """Whether this person is one of the two facilitators of the workshop."""
    return person.pk in {workshop.lay_facilitator_id, workshop.professional_facilitator_id}
