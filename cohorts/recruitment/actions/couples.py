"""People who applied together: both come or neither does, until one of them says that they come alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cohorts.recruitment.models import Application
from cohorts.recruitment.partners import GONE
from cohorts.recruitment.querysets import ApplicationQuerySet
from common.prepared import prepared
from people.actions.audit import record
from people.models import Person


@prepared
def gone_among(keys: Sequence[int]) -> ApplicationQuerySet:
    """Those of these applications whose people do not come any more."""
    return Application.objects.filter(pk__in=keys, state__in=GONE).select_related("person")


def halves_of(applications: Iterable[Application]) -> dict[int, Application]:
    """Return application → the partner whom they applied together with and who does not come any more."""
    partner_of = {one.pk: one.partner_application_id for one in applications if one.partner_application_id}
    found = {row.pk: row for row in gone_among(sorted(set(partner_of.values())))}
    return {pk: found[partner] for pk, partner in partner_of.items() if partner in found}


def both_or_neither(waiting: Iterable[Application], free: Mapping[str, int]) -> list[Application]:
    """Return who can be offered a place, in order: a couple only where both can, and nobody whose partner has gone."""
    rows, left = list(waiting), dict(free)
    by_pk = {row.pk: row for row in rows}
    halves = halves_of(rows)
    chosen: dict[int, Application] = {}
    for row in rows:
        partner = by_pk.get(row.partner_application_id or 0)
        couple = [row] if partner is None else [row, partner]
        if row.pk in chosen or row.pk in halves:
            continue
        if all(left[one.role] >= sum(other.role == one.role for other in couple) for one in couple):
            for one in couple:
                left[one.role] -= 1
                chosen[one.pk] = one
    return [row for row in rows if row.pk in chosen]


@transaction.atomic
def go_alone(*, application: Application, by: Person, now: datetime) -> Application:
    """Record that somebody whose partner does not come would come alone, also once drawn. Twice changes nothing.

    Before the draw, staff untie two applications instead (`together.untie`).
    """
    row = Application.objects.locked().select_related(None).get(pk=application.pk)
    partner = row.partner_application_id
    if partner is not None:
        alone = {"partner_application": None, "with_partner": False}
        Application.objects.filter(pk=partner, partner_application=row).update(**alone)
        row.partner_application, row.with_partner = None, False
        row.save(update_fields=list(alone))
        record(by=by, action="application.alone", about=row, now=now, fields=["partner_application"])
    return row
