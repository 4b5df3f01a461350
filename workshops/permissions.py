"""Who may do what with a workshop."""

from cohorts.models import TeamMembership
from common.prepared import prepared
from people.models import Person
from workshops.models import Workshop
from workshops.querysets import WorkshopQuerySet


def coordinates(person: Person, workshop: Workshop) -> bool:
    """Whether this person coordinates the workshop's programme: may move it, and always sees needs."""
    return (TeamMembership.Role.COORDINATOR.value, workshop.cohort.programme.ref) in person.team_now


def leads(person: Person, workshop: Workshop) -> bool:
    """Whether this person is one of the two facilitators of the workshop."""
    return person.pk in {workshop.lay_facilitator_id, workshop.professional_facilitator_id}


def may_see_needs(person: Person, workshop: Workshop) -> bool:
    """Whether this person may see what people agreed to share: who coordinates, or leads a workshop of the group.

    Another facilitator of the programme, who takes a register for somebody, sees none. One query at most.
    """
    if coordinates(person, workshop) or leads(person, workshop):
        return True
    return _led_in(person, workshop.cohort_id).exists()


@prepared
def _led_in(person: Person, cohort_id: int) -> WorkshopQuerySet:
    return Workshop.objects.led_by(person).filter(cohort=cohort_id)
