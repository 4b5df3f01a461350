"""What outreach brings: how many applied, are eligible, were offered a place and took it, by partner and by group.

Counts alone, for coordinators: no partner’s row says anything of characteristics, and no group’s row leads to a name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Role
from cohorts.recruitment.characteristics import FOR_SELECTION, PREFER_NOT
from cohorts.recruitment.models import Application, Offer, OutreachLink
from cohorts.recruitment.querysets import ApplicationQuerySet
from cohorts.recruitment.reach_querysets import OutreachLinkQuerySet
from common.prepared import prepared
from people.models import Consent

State = Application.State
# Everybody whom somebody found eligible, whatever came of it.
FOUND_ELIGIBLE = (
    State.ELIGIBLE,
    State.DRAWN,
    State.RESERVE,
    State.NOT_DRAWN,
    State.OFFERED,
    State.ACCEPTED,
    State.DECLINED,
    State.LAPSED,
)
# The words that say that answers are also counted for outreach.
COUNTED_SINCE = 2
NOBODY: Sequence[int] = (0, 0, 0, 0)
STEPS = {
    "applied": Count("pk"),
    "eligible": Count("pk", filter=Q(state__in=FOUND_ELIGIBLE)),
    "offered": Count("pk", filter=Q(was_offered=True)),
    "accepted": Count("pk", filter=Q(has_accepted=True)),
}


@dataclass(frozen=True)
class Yield:
    """One row: how far how many came."""

    label: str
    applied: int = 0
    eligible: int = 0
    offered: int = 0
    accepted: int = 0
    visits: int | None = None


@dataclass(frozen=True)
class Table:
    """The rows of one characteristic, or of the roles."""

    title: str
    rows: list[Yield]


def _applications(cohort: Cohort) -> ApplicationQuerySet:
    """Whoever put the cohort first, with whether they were offered a place in it and took it."""
    offers = Offer.objects.filter(application=OuterRef("pk"), cohort=cohort)
    return (
        Application.objects.submitted()
        .naming(cohort, first=True)
        .filter(submitted_at__isnull=False)
        .annotate(was_offered=Exists(offers), has_accepted=Exists(offers.filter(state="accepted")))
        .order_by()
    )


@prepared
def counted_by(cohort: Cohort, *, role: bool = False) -> "QuerySet[Application, Any]":
    """How far how many came, by the link that they came by or by their role: that first, then the steps."""
    by = "role" if role else "outreach_link"
    return _counted(_applications(cohort), by)


@prepared
def counted_by_value(cohort: Cohort) -> "QuerySet[Application, Any]":
    """How far how many came, by characteristic and value, of those who agreed that their answers are counted."""
    agreed = Consent.objects.filter(
        person=OuterRef("person"), purpose=Consent.Purpose.SELECTION, version__gte=COUNTED_SINCE, withdrawn_at=None
    )
    answers = ("selection_answers__category", "selection_answers__value")
    return _counted(_applications(cohort).filter(Exists(agreed)), *answers)


def _counted(found: ApplicationQuerySet, *by: str) -> "QuerySet[Application, Any]":
    steps: QuerySet[Application, Any] = found.values(*by).annotate(**STEPS).values_list(*by, *STEPS)
    return steps


@prepared
def links_shown(cohort: Cohort, others: Sequence[int]) -> OutreachLinkQuerySet:
    """The links of a cohort, and those of other cohorts by which its people came."""
    links = OutreachLink.objects.select_related("partner", "cohort")
    links = links.only("visits", "partner__name", "cohort__name")
    return links.filter(Q(cohort=cohort) | Q(pk__in=others)).order_by("partner__name", "pk")


def by_partner(cohort: Cohort) -> tuple[list[Yield], Yield]:
    """Return the row of each partner, the one of people who came without a code, and the sum. Two queries."""
    counted = {pk: counts for pk, *counts in counted_by(cohort)}
    shown = links_shown(cohort, sorted(pk for pk in counted if pk))
    rows = [_row(_named(link, cohort), counted.get(link.pk, NOBODY), link.visits) for link in shown]
    rows.append(_row(_("Without a code"), counted.get(None, NOBODY)))
    return rows, _sum(rows)


def _row(label: str, counts: Sequence[int], visits: int | None = None) -> Yield:
    applied, eligible, offered, accepted = counts
    return Yield(label, applied, eligible, offered, accepted, visits)


def _named(link: OutreachLink, cohort: Cohort) -> str:
    if link.cohort is None or link.cohort_id == cohort.pk:
        return link.partner.name
    return _("%(partner)s (code of %(cohort)s)") % {"partner": link.partner.name, "cohort": link.cohort.name}


def _sum(rows: Iterable[Yield]) -> Yield:
    kept = list(rows)
    names = (*STEPS, "visits")
    sums = {name: sum(getattr(row, name) or 0 for row in kept) for name in names}
    return Yield(_("All"), **sums)


def by_group(cohort: Cohort) -> list[Table]:
    """Return a table of the roles and one of each characteristic, in two queries.

    Whoever did not agree that their answers are counted is among those who prefer not to say.
    """
    roles = {role: counts for role, *counts in counted_by(cohort, role=True)}
    total = [sum(counts[step] for counts in roles.values()) for step in range(len(STEPS))]
    values: dict[tuple[str, str], list[int]] = {
        (category, value): counts for category, value, *counts in counted_by_value(cohort)
    }
    tables = [Table(_("Role"), [_row(str(role.label), roles.get(role.value, NOBODY)) for role in Role])]
    for one in FOR_SELECTION:
        rows = [_row(str(label), values.get((one.slug, value), NOBODY)) for value, label in one.values]
        said = [sum(getattr(row, step) for row in rows) for step in STEPS]
        unsaid = [every - some for every, some in zip(total, said, strict=True)]
        tables.append(Table(str(one.name), [*rows, _row(str(PREFER_NOT), unsaid)]))
    return tables
