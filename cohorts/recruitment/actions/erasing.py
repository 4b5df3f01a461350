"""What people said for selection is erased from the record of their draw, long after its cohorts are done."""

from datetime import datetime
from typing import Any

from django.db import transaction

from cohorts.recruitment.models import Ceremony, Draw
from people.actions.audit import record

# What stays of somebody in the pool of a draw: that they were in it, and where.
KEPT = ("key", "role", "venues")


def erase_sealed(*, done_before: datetime, now: datetime) -> int:
    """Erase the characteristics of draws whose cohorts were all done before the moment; return how many that were.

    Names, what people said and how far they travel go, from the pool and from the sealed file. The published file, the
    digests, who was drawn, chances and reserves stay: whoever holds the sealed file can still check the draw with it.
    """
    erased = 0
    for pk in Ceremony.objects.to_erase(done_before).values_list("pk", flat=True):
        erased += _erase_ceremony(pk, now)
    for pk in Draw.objects.to_erase(done_before).values_list("pk", flat=True):
        erased += _erase_draw(pk, now)
    return erased


@transaction.atomic
def _erase_ceremony(pk: int, now: datetime) -> int:
    row = Ceremony.objects.locked().get(pk=pk)
    if row.erased_at is not None:
        return 0
    row.pool = dict(row.pool) | {"candidates": _bare(row.pool["candidates"])}
    row.sealed, row.secret, row.erased_at = None, {}, now
    row.save(update_fields=["pool", "sealed", "secret", "erased_at"])
    record(by=None, action="ceremony.erase", about=row, now=now, fields=["erased_at", "pool", "sealed", "secret"])
    # A draw that came of a ceremony is counted with it.
    return 1 if row.draw_id is None else 0


@transaction.atomic
def _erase_draw(pk: int, now: datetime) -> int:
    row = Draw.objects.locked().get(pk=pk)
    if row.erased_at is not None:
        return 0
    row.pool, row.erased_at = _bare(row.pool), now
    row.save(update_fields=["pool", "erased_at"])
    record(by=None, action="draw.erase", about=row, now=now, fields=["erased_at", "pool"])
    return 1


def _bare(candidates: Any) -> Any:
    return [{name: one[name] for name in KEPT if name in one} | {"values": {}} for one in candidates]
