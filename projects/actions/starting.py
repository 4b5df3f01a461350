"""Writes that give a pair its project, and keep who works on it true."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cohorts.models import Cohort, Place
from cohorts.pairing.models import Pair
from common.dates import in_london
from people.actions.audit import record
from people.models import Person
from projects.models import Contributor, Project


@transaction.atomic
def start_project(*, pair: Pair, by: Person, now: datetime) -> Project:
    """Return the project of an introduced pair, made where there is none; asking again gives the same one.

    Who was paired anew brings their project along: it moves to the new pair, and who contributed when stays on record.
    """
    # The lock of the cohort keeps two members, who open the page together, from making two.
    Cohort.objects.locked().get(pk=pair.cohort_id)
    project = Project.objects.filter(pair=pair).first() or _brought_along(pair, by, now)
    if project is None:
        project = Project.objects.create(
            programme_id=pair.cohort.programme_id,
            cohort_id=pair.cohort_id,
            pair=pair,
            started_at=now,
            changed_at=now,
            changed_by=by,
        )
        record(by=by, action="project.start", about=project, now=now)
    follow_pair(project=project, now=now)
    return project


@transaction.atomic
def follow_pair(*, project: Project, now: datetime) -> int:
    """Make the open contributors those who work on the project; return how many rows that changed.

    Members of a pair that stands work on it. When the pair has ended, who still takes part and has no other pair goes
    on alone; who left, or works in another pair, is on record until then.
    """
    on = in_london(now).date()
    open_rows = {row.place_id: row for row in _open_contributors(project)}
    working = _working(project, open_rows.values())
    gone = [row.pk for place, row in open_rows.items() if place not in working]
    Contributor.objects.filter(pk__in=gone).update(until=on)
    new = [place for place in working if place not in open_rows]
    for place in new:
        Contributor.objects.create(project=project, place_id=place, since=on)
    return len(gone) + len(new)


def _open_contributors(project: Project) -> Iterable[Contributor]:
    return Contributor.objects.filter(project=project, until__isnull=True).select_related("place")


def _working(project: Project, known: Iterable[Contributor]) -> set[int]:
    pair = project.pair
    if pair.state != Pair.State.ENDED:
        return {place.pk for place in (pair.lay, pair.professional, pair.third) if place and _takes_part(place)}
    staying = {row.place_id for row in known if _takes_part(row.place)}
    return staying - _in_a_pair(staying)


def _takes_part(place: Place) -> bool:
    return place.state != Place.State.WITHDRAWN


def _in_a_pair(places: set[int]) -> set[int]:
    pairs = Pair.objects.active()
    found = {
        *pairs.filter(lay__in=places).values_list("lay_id", flat=True),
        *pairs.filter(professional__in=places).values_list("professional_id", flat=True),
    }
    return found & places


def _brought_along(pair: Pair, by: Person, now: datetime) -> Project | None:
    """Move the project that a member had in an ended pair to this one; of two, the one changed last."""
    project = (
        Project.objects.filter(
            pair__state=Pair.State.ENDED,
            contributors__until__isnull=True,
            contributors__place__in=[pair.lay_id, pair.professional_id],
        )
        .order_by("-changed_at", "-pk")
        .first()
    )
    if project is None:
        return None
    project.pair = pair
    project.save(update_fields=["pair"])
    record(by=by, action="project.move", about=project, now=now, fields=["pair"])
    return project
