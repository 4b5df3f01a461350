"""Reads of those who take part in a draw, composed once a process."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from cohorts.models import Cohort, Exclusion
from cohorts.recruitment.models import Application, CohortChoice, Offer, Quota, SelectionAnswer
from cohorts.recruitment.querysets import ApplicationQuerySet, QuotaQuerySet
from common.prepared import prepared
from people.models import Consent

State = Application.State


class Member(NamedTuple):
    """What a draw asks of an application, and nothing that was written in it: a pool is hundreds of them."""

    pk: int
    ref: str
    programme_id: int
    person_id: int | None
    role: str
    state: str
    travel_limit_km: int | None
    partner_application_id: int | None


def members_at(cohort: Cohort, *, everybody: bool) -> list[Member]:
    """Return who takes part in a draw of one cohort: who names it first, or with `everybody` who names it at all."""
    return [Member(*row) for row in _members_at(cohort, cohort.programme_id, everybody=everybody)]


def members_of(cohorts: Sequence[Cohort]) -> list[Member]:
    """Return who takes part where these cohorts are drawn together."""
    return [Member(*row) for row in _members_of(cohorts)]


@prepared
def quotas_of(cohorts: Sequence[Cohort]) -> QuotaQuerySet:
    """Return the quotas of cohorts, the oldest first."""
    return Quota.objects.filter(cohort__in=cohorts).order_by("pk")


@prepared
def seats_of(cohorts: Sequence[Cohort]) -> "QuerySet[Offer, tuple[int, int]]":
    """Return application and cohort of those who hold a place or an offer in one of these cohorts."""
    return _standing_offers(cohorts).order_by("-made_at").values_list("application", "cohort")


@prepared
def _members_at(cohort: Cohort, programme: int, *, everybody: bool) -> "QuerySet[Application, Any]":
    naming = CohortChoice.objects.filter(cohort=cohort)
    below = Application.objects.filter(programme=programme).below_line()
    return _members(naming if everybody else naming.filter(rank=1), [cohort], below)


@prepared
def _members_of(cohorts: Sequence[Cohort]) -> "QuerySet[Application, Any]":
    naming = CohortChoice.objects.filter(cohort__in=cohorts)
    # Joined with their choices, the reviews of an application would be counted once for each.
    below = Application.objects.filter(pk__in=naming.order_by().values("application")).below_line()
    return _members(naming, cohorts, below)


def _members(
    naming: "QuerySet[CohortChoice]", cohorts: Sequence[Cohort], below: ApplicationQuerySet
) -> "QuerySet[Application, Any]":
    """Return the eligible people of these choices who are not below the line, and all who hold a seat."""
    offers = _standing_offers(cohorts)
    alive = Q(state=State.ELIGIBLE, person__merged_into=None, person__deceased_on=None) & ~Q(pk__in=below.values("pk"))
    sits = Q(pk__in=offers.values("application"))
    return _concerned_by(naming, offers).filter(sits | alive).order_by("pk").values_list(*Member._fields)


def _standing_offers(cohorts: Sequence[Cohort]) -> "QuerySet[Offer]":
    offers = Offer.objects.filter(cohort__in=cohorts, state__in=["open", "accepted"])
    return offers.exclude(place__state="withdrawn").order_by()


def _concerned_by(naming: "QuerySet[CohortChoice]", offers: "QuerySet[Offer]") -> ApplicationQuerySet:
    """Return the applications of these choices, those that came together with one of them, and those of the offers.

    As one list of keys, so that a database looks at these and not at every application that it has.
    """
    named = naming.order_by().values("application")
    together = Application.objects.filter(partner_application__in=named).order_by().values("pk")
    return Application.objects.filter(pk__in=named.union(together, offers.values("application")))


@prepared
def wishes_for(cohorts: Sequence[Cohort]) -> "QuerySet[CohortChoice, tuple[int, int, int, float | None]]":
    """Return application, cohort, rank and distance of every wish for these cohorts, the dearest first.

    All of them: to name hundreds of applications in a query costs more than to pass some rows over.
    """
    rows = CohortChoice.objects.filter(cohort__in=cohorts).order_by("application", "rank")
    return rows.values_list("application", "cohort", "rank", "distance_km")


@prepared
def answers_at(cohorts: Sequence[Cohort], categories: Sequence[str]) -> "QuerySet[Any, Any]":
    """Return what was said for selection, in these categories, by everybody whom a draw of these cohorts concerns."""
    concerned = _concerned_by(CohortChoice.objects.filter(cohort__in=cohorts), _standing_offers(cohorts))
    return _answers(concerned.values("pk"), categories)


def answers_of(applications: Sequence[int], categories: Sequence[str]) -> "QuerySet[Any, Any]":
    """Return what was said for selection, in these categories, in these applications."""
    return _answers(applications, categories)


def _answers(applications: "Sequence[int] | QuerySet[Any, Any]", categories: Sequence[str]) -> "QuerySet[Any, Any]":
    """Return application, category and value, of people whose consent to that stands."""
    found = SelectionAnswer.objects.filter(
        application__in=applications,
        category__in=categories,
        application__person__consents__purpose=Consent.Purpose.SELECTION,
        application__person__consents__withdrawn_at=None,
    )
    return found.order_by().values_list("application", "category", "value")


@prepared
def couples_apart(programmes: Sequence[int]) -> "QuerySet[Exclusion, tuple[int, int]]":
    """Return the two people of each exclusion that stands in these programmes, which have few of them."""
    return Exclusion.objects.current().filter(programme__in=programmes).order_by().values_list("first", "second")
