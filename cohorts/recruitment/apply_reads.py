"""Reads of the pages that say where anybody can apply, composed once a process."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from cohorts.models import Cohort
from cohorts.querysets import CohortQuerySet
from common.prepared import prepared


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
