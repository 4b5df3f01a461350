"""What the pages of outreach plans ask the database and show, worked out in Python so that templates stay plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Case, Count, Min, Q, When
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR
from cohorts.querysets import CohortQuerySet
from cohorts.recruitment.models import OutreachLink
from cohorts.recruitment.outreach_missing import OPEN, Missing, missing_of, of_people, say_missing
from cohorts.recruitment.reach_querysets import OutreachLinkQuerySet
from cohorts.templatetags.staff import cohort_state
from common.addresses import address_of
from common.dates import say_short_date
from common.prepared import prepared
from people.models import Person

NOTHING: Final = "–"


# Plans of cohorts that are drawn already are read for what they brought.
SHOWN = (*OPEN, Cohort.State.SELECTING, Cohort.State.CONFIRMING)


@prepared
def cohorts_listed(coordinator: Person) -> CohortQuerySet:
    """Those that can still be filled, the first to close first, then the others; with partners and next step."""
    in_plan = Q(outreach_links__stopped_at=None)
    mine = Cohort.objects.for_team(coordinator, COORDINATOR).filter(state__in=SHOWN).select_related("programme")
    named = mine.only("ref", "name", "state", "pairs_wanted", "recruitment_closes", "programme__name")
    return named.annotate(
        partners=Count("outreach_links", filter=in_plan),
        next_step_on=Min("outreach_links__next_step_on", filter=in_plan),
    ).order_by(Case(When(state__in=OPEN, then=0), default=1), "recruitment_closes", "programme_id", "name")


@prepared
def links_of(cohort: Cohort) -> OutreachLinkQuerySet:
    """The rows of a plan, those that are out of it too, by the partner's name."""
    return OutreachLink.objects.filter(cohort=cohort).select_related("partner").order_by("partner__name")


@dataclass(frozen=True)
class Line:
    """A cohort on the list of plans, in words."""

    name: str
    url: str
    programme: str
    state: SafeString
    closes: str
    partners: int
    next_step: str
    missing: str


def lines_of(cohorts: Sequence[Cohort]) -> list[Line]:
    """Return the lines of cohorts that are `cohorts_listed`. Three queries."""
    missing = missing_of(cohort for cohort in cohorts if cohort.state in OPEN)
    url = address_of("recruitment:outreach_plan")
    return [
        Line(
            name=one.name,
            url=url(one.ref),
            programme=one.programme.name,
            state=cohort_state(one),
            closes=_day(one.recruitment_closes),
            partners=one.partners,  # type: ignore[attr-defined]
            next_step=_day(one.next_step_on),  # type: ignore[attr-defined]
            missing=say_missing(missing.get(one.pk, [])) or NOTHING,
        )
        for one in cohorts
    ]


def _day(day: date | None) -> str:
    return say_short_date(day) if day else NOTHING


@dataclass(frozen=True)
class PlanRow:
    """A partner in the plan, with whom they reach in words."""

    link: OutreachLink
    reaches: str


@dataclass(frozen=True)
class Asking:
    """Whom the cohort still needs, and which partners in its plan reach such people."""

    words: str
    partners: list[OutreachLink]


def plan_rows(links: Sequence[OutreachLink]) -> list[PlanRow]:
    """Return the rows of the plan: the next step first, then those without one by name."""
    due = sorted(links, key=lambda link: (link.next_step_on is None, link.next_step_on or date.max))
    return [PlanRow(link, _reaches(link)) for link in due]


def _reaches(link: OutreachLink) -> str:
    counted = [of_people(*group.split(":", 1)) for group in link.reaches if ":" in group]
    if counted and not (link.group or link.partner.group):
        return _("People %(of_people)s") % {"of_people": ", ".join(counted)}
    return ", ".join(filter(None, [link.group or link.partner.group, *counted]))


def asking(missing: Sequence[Missing], links: Sequence[OutreachLink]) -> list[Asking]:
    """Return each group that is missing with the partners that reach it."""
    return [Asking(one.words, [link for link in links if one.group and one.group in link.reaches]) for one in missing]
