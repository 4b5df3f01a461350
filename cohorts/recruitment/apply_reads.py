"""Reads of the pages that say where anybody can apply, composed once a process."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from cohorts.models import Cohort, Programme
from cohorts.querysets import CohortQuerySet, ProgrammeQuerySet
from cohorts.recruitment.models import Criterion
from common.along import fetch_along
from common.prepared import alike, prepared

PRINTED = (Cohort.State.RECRUITING, Cohort.State.SELECTING)


@prepared
def cohorts_open(on: date) -> CohortQuerySet:
    """Return the cohorts of all programmes that take applications on a day, with what a visitor reads of them."""
    said = ("name", "recruitment_closes", "programme__ref", "programme__name", "venue__name", "venue__town")
    return Cohort.objects.taking_applications(on=on).select_related("programme", "venue").only(*said)


@prepared
def days_of(cohorts: list[int]) -> "QuerySet[Any]":
    """Return when the workshops of cohorts are, in their order."""
    # Workshops belong to an app above this one: they are reached through the cohort, not imported.
    rows: Any = Cohort._meta.get_field("workshops").related_model  # noqa: SLF001 - Django documents it
    found: QuerySet[Any] = rows.objects.filter(cohort__in=cohorts).only("cohort", "state", "date", "starts", "ends")
    return found


@prepared
def criteria_titles(programme: Programme) -> "QuerySet[Criterion, str]":
    """Return what reviewers of a programme look for, in its order."""
    return Criterion.objects.filter(programme=programme).order_by("position").values_list("title", flat=True)


@prepared
def programme_to_print(ref: str) -> ProgrammeQuerySet:
    """Return the programme with a reference and the rules of its reviewing, unless it is in the archive."""
    return Programme.objects.filter(archived_at=None, ref=ref).select_related("review_rules")


@prepared
def _cohorts_to_print(programme: Programme) -> CohortQuerySet:
    venue = [f"venue__{column}" for column in ("name", "town", "latitude", "longitude")]
    found = Cohort.objects.filter(programme=programme, state__in=PRINTED).select_related("venue")
    return found.only("ref", "name", "programme", "area_radius_km", "area_outward_codes", *venue)


def cohorts_to_print(programme: Programme) -> list[Cohort]:
    """Return the cohorts that the form on paper names, with what it says of them and with their days."""
    cohorts = list(_cohorts_to_print(programme))
    fetch_along(cohorts, workshops=days_of(alike([cohort.pk for cohort in cohorts])))
    return cohorts
