"""The cohort that a page of recruitment is about."""

from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR
from cohorts.querysets import CohortQuerySet
from common.prepared import prepared
from people.models import Person


@prepared
def cohort_of(coordinator: Person, ref: str, *, dates: bool = False) -> CohortQuerySet:
    """The cohort with this reference, if it is one of theirs, with programme and venue; with its workshops if asked."""
    mine = Cohort.objects.for_team(coordinator, COORDINATOR).with_everything_named().filter(ref=ref)
    return mine.prefetch_related("workshops") if dates else mine
