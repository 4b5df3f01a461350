"""Claims as coordinators list them, worked out in Python so that their template stays plain."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cohorts.permissions import COORDINATOR
from common.addresses import address_of
from common.dates import say_short_date
from common.prepared import prepared
from common.templatetags.lt import lt_label
from common.words import say_money
from people.models import Person
from workshops.models import Claim, ClaimLine
from workshops.querysets import ClaimQuerySet


@prepared
def claims_waiting(person: Person) -> ClaimQuerySet:
    """Return the claims that this person has to look at, the oldest first."""
    return Claim.objects.for_team(person, COORDINATOR).waiting().for_lists()


@prepared
def claims_settled(person: Person) -> ClaimQuerySet:
    """Return the claims that were approved or refused where this person coordinates, the newest first."""
    return Claim.objects.for_team(person, COORDINATOR).settled().for_lists()


@prepared
def _lines_of(claims: list[int]) -> "QuerySet[ClaimLine, tuple[int, Decimal]]":
    return ClaimLine.objects.filter(claim__in=claims).order_by().values_list("claim_id", "amount")


@dataclass(frozen=True)
class Line:
    """One claim of a list, in words."""

    name: str
    url: str
    workshop: str
    sent: str
    written_by: str
    amount: str
    state: str


def lines_of(claims: Iterable[Claim]) -> list[Line]:
    """Return the lines of claims that were fetched `for_lists`. One query."""
    claims = list(claims)
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for claim, amount in _lines_of([one.pk for one in claims]):
        totals[claim] += amount
    claim_url, written_by = address_of("workshops:claim"), _("written by %(name)s for them")
    return [
        Line(
            name=one.place.person.full_name,
            url=claim_url(one.ref),
            workshop=f"{one.workshop.cohort.name}, {one.workshop.name}",
            sent=say_short_date(one.sent_at) if one.sent_at else "",
            written_by=written_by % {"name": one.sent_by} if one.sent_by else "",
            amount=say_money(totals[one.pk]),
            state=lt_label(one, "state"),
        )
        for one in claims
    ]
