"""Who and what stands ready for somebody who has lost a partner: free people, pairs, graduates, facilitators."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cohorts.models import Exclusion, Place, Role, TeamMembership
from cohorts.pairing.candidates import free_places
from cohorts.pairing.models import Pair, PartnerChoice
from cohorts.pairing.querysets import PairQuerySet
from cohorts.querysets import programmes_of
from people.models import Person
from people.querysets import PersonQuerySet


def role_missing(choice: PartnerChoice) -> str:
    """Return the role of the partner who has gone."""
    return Role.PROFESSIONAL if choice.place.role == Role.LAY else Role.LAY


def free_partners(choice: PartnerChoice) -> QuerySet[Place]:
    """Return who is free in the cohort, in the other role, and may be paired with this person; by name."""
    free = free_places(choice.pair.cohort).filter(role=role_missing(choice))
    return free.exclude(Exists(_exclusions(choice, "person")))


def pairs_to_join(choice: PartnerChoice) -> PairQuerySet:
    """Return the pairs of the cohort that work together, have no third, and neither of whom is excluded."""
    pairs = Pair.objects.introduced().filter(
        cohort=choice.pair.cohort_id, third=None, lay__state="active", professional__state="active"
    )
    both = (Exists(_exclusions(choice, "lay__person")), Exists(_exclusions(choice, "professional__person")))
    return pairs.exclude(both[0] | both[1]).with_people().order_by("pk")


def graduates_for(choice: PartnerChoice, *, seen_by: Person) -> QuerySet[Place]:
    """Return who completed a cohort in the missing role, may be contacted, and does not take part here; by name.

    Of programmes whose coordinator asks. The latest of several places of one person counts.
    """
    programme = choice.pair.cohort.programme_id
    completed = Place.objects.filter(
        state=Place.State.COMPLETED,
        role=role_missing(choice),
        programme__in=programmes_of(seen_by, ["coordinator"]),
        person__in=Person.objects.reachable(),
    )
    here = Place.objects.filter(person=OuterRef("person"), programme=programme, state=Place.State.ACTIVE)
    later = completed.filter(person=OuterRef("person"), completed_at__gt=OuterRef("completed_at"))
    found = completed.exclude(Exists(here)).exclude(Exists(later)).exclude(Exists(_exclusions(choice, "person")))
    return found.select_related("person", "cohort", "programme").order_by(
        "person__family_name", "person__given_name", "pk"
    )


def team_of(choice: PartnerChoice, *roles: str) -> PersonQuerySet:
    """Return who has one of these roles in the programme now, by name."""
    members = TeamMembership.objects.current().filter(programme=choice.pair.cohort.programme_id, role__in=roles)
    return Person.objects.filter(pk__in=members.values("person")).order_by("family_name", "given_name", "pk")


def _exclusions(choice: PartnerChoice, other: str) -> QuerySet[Exclusion]:
    me = choice.place.person_id
    return Exclusion.objects.current().filter(
        Q(first=me, second=OuterRef(other)) | Q(second=me, first=OuterRef(other)),
        programme=choice.pair.cohort.programme_id,
    )
