"""Writes to what counts how much in a cohort, and to who knows whom already."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Programme
from cohorts.pairing.models import Acquaintance, Weighting
from cohorts.pairing.weights import checked_weights
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def choose_weighting(
    *,
    cohort: Cohort,
    preset: str,
    weights: Mapping[str, int],
    worst_first: bool,
    version: int,
    by: Person,
    now: datetime,
) -> Weighting:
    """Keep what counts most when this cohort is paired, with who chose it and when; proposals from now on use it.

    `weights` count for weights of their own only. `version` is 0 where the page showed that nobody had chosen.

    Raises:
        NotAllowedError: the weights are negative, unknown, or all zero.
        StaleError: somebody else has chosen since the page was read.
    """
    Cohort.objects.locked().get(pk=cohort.pk)
    own = preset == Weighting.Preset.OWN
    try:
        kept = checked_weights(weights) if own else {}
    except ValueError as error:
        raise NotAllowedError(str(error)) from error
    found = Weighting.objects.filter(cohort=cohort).first() or Weighting(cohort=cohort, version=0)
    if found.version != version:
        raise StaleError(found)
    found.preset, found.weights, found.worst_first = preset, kept, worst_first
    found.set_at, found.set_by, found.version = now, by, version + 1
    found.save()
    record(by=by, action="weighting.choose", about=found, now=now, fields=["preset", "weights", "worst_first"])
    return found


@transaction.atomic
def say_known(*, programme: Programme, person: Person, knows: Person, by: Person, now: datetime) -> Acquaintance:
    """Say that somebody knows another already. Saying it again changes nothing."""
    row, made = Acquaintance.objects.get_or_create(
        programme=programme, person=person, knows=knows, defaults={"made_at": now}
    )
    if made:
        record(by=by, action="acquaintance.make", about=row, now=now)
    return row
