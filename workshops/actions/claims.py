"""Claims of travel, care and access costs, and of the involvement payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from messaging.actions import queue
from people.actions.audit import record
from people.models import Person
from workshops.claim_messages import SETTLED
from workshops.models import Claim, ClaimLine, Workshop


@dataclass(frozen=True)
class Cost:
    """One line of a claim: for what (a kind of ClaimLine), how many pounds, and a note."""

    kind: str
    amount: Decimal
    note: str


def may_claim(workshop: Workshop, *, now: datetime) -> bool:
    """Whether costs can be claimed: on the day and after, and where the day was cancelled or postponed."""
    return not workshop.goes_ahead or workshop.starts_at <= now


@transaction.atomic
def send_claim(
    *, workshop: Workshop, place: Place, costs: Sequence[Cost], payment_declined: bool, by: Person, now: datetime
) -> Claim:
    """Send a claim, or replace one that nobody has looked at yet. Twice gives one claim.

    Raises:
        NotAllowedError: it is too early, or the claim was settled already.
    """
    if not may_claim(workshop, now=now):
        raise NotAllowedError(_("You can claim from the day of the workshop on."))
    Claim.objects.get_or_create(workshop=workshop, place=place)
    claim = Claim.objects.locked().get(workshop=workshop, place=place)
    if claim.state in {Claim.State.APPROVED, Claim.State.PAID}:
        raise NotAllowedError(_("This claim is approved already. Phone us if something is missing."))
    claim.lines.all().delete()
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, kind=cost.kind, amount=cost.amount, note=cost.note) for cost in costs
    )
    claim.state, claim.payment_declined, claim.sent_at, claim.note = Claim.State.SENT, payment_declined, now, ""
    claim.approved_at = claim.approved_by = None
    claim.sent_by = by if by.pk != place.person_id else None
    claim.save()
    record(by=by, action="claim.send", about=claim, now=now, fields=["lines", "payment_declined", "state"])
    return claim


@transaction.atomic
def settle_claim(*, claim: Claim, approve: bool, note: str, by: Person, now: datetime) -> Claim:
    """Approve or refuse a claim that was sent. Doing it twice changes nothing.

    Raises:
        NotAllowedError: it is one's own claim, or it was settled the other way.
    """
    current = (
        Claim.objects.select_related("place__person", "place__programme")
        .select_for_update(of=("self",))
        .get(pk=claim.pk)
    )
    state = Claim.State.APPROVED if approve else Claim.State.REFUSED
    if current.place.person_id == by.pk:
        raise NotAllowedError(_("Nobody settles their own claim. Ask another coordinator."))
    if current.state == state:
        return current
    if current.state != Claim.State.SENT:
        raise NotAllowedError(_("Somebody else has settled this claim already."))
    current.state, current.note, current.approved_at, current.approved_by = state, note, now, by
    current.save(update_fields=["state", "note", "approved_at", "approved_by"])
    record(by=by, action=f"claim.{state}", about=current, now=now, fields=["state", "note"])
    _tell(current, by, now)
    return current


def _tell(claim: Claim, by: Person, now: datetime) -> None:
    """Say what became of the claim; a claim that is sent and settled again is another thing to say."""
    queue(
        key=f"claim-settled:{claim.pk}:{now:%Y%m%d%H%M%S}",
        person=claim.place.person,
        purpose=SETTLED,
        due_at=now,
        now=now,
        subject_key=f"claim:{claim.pk}",
        programme_ref=claim.place.programme.ref,
        data={"claim": claim.pk},
        by=by,
    )
