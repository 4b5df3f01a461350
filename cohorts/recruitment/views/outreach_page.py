"""What the page of an outreach plan shows, worked out in Python so that its template stays plain."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.recruitment.models import OutreachLink
from cohorts.recruitment.outreach_missing import Missing, of_people


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
    """Return the rows of the plan."""
    return [PlanRow(link, _reaches(link)) for link in links]


def _reaches(link: OutreachLink) -> str:
    counted = [of_people(*group.split(":", 1)) for group in link.reaches if ":" in group]
    if counted and not (link.group or link.partner.group):
        return _("People %(of_people)s") % {"of_people": ", ".join(counted)}
    return ", ".join(filter(None, [link.group or link.partner.group, *counted]))


def asking(missing: Sequence[Missing], links: Sequence[OutreachLink]) -> list[Asking]:
    """Return each group that is missing with the partners that reach it."""
    return [Asking(one.words, [link for link in links if one.group and one.group in link.reaches]) for one in missing]
