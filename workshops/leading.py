"""Whether each workshop has its two facilitators, told and willing, and in one place only. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from cohorts.models import Role
from people.models import Person
from workshops.cautions import Caution
from workshops.models import LeadRequest, Workshop

ROLES = (Role.LAY, Role.PROFESSIONAL)


def facilitator(workshop: Workshop, role: str) -> Person | None:
    """Return who is named in one of the two roles."""
    return workshop.lay_facilitator if role == Role.LAY else workshop.professional_facilitator


@dataclass(frozen=True)
class Lead:
    """One of the two facilitators as staff see it: who, and what they said."""

    role: str
    person: Person | None
    request: LeadRequest | None

    @property
    def label(self) -> str:
        """The role in words."""
        return _("lay") if self.role == Role.LAY else _("professional")

    @property
    def said(self) -> str:
        """What they answered, in words."""
        if self.person is None:
            return ""
        if self.request is None:
            return _("not asked yet")
        return {"yes": _("will lead it"), "no": _("cannot lead it"), "": _("has not answered")}[self.request.answer]


def leads_of(workshops: Sequence[Workshop]) -> dict[int, list[Lead]]:
    """Return both facilitators of each workshop with what they said, by the workshop's pk. One query."""
    requests = {
        (one.workshop_id, one.role, one.person_id, one.date): one
        for one in LeadRequest.objects.standing().filter(workshop__in=[workshop.pk for workshop in workshops])
    }
    found: dict[int, list[Lead]] = {}
    for workshop in workshops:
        found[workshop.pk] = [
            Lead(role, who, requests.get((workshop.pk, role, who.pk, workshop.date)) if who else None)
            for role in ROLES
            for who in [facilitator(workshop, role)]
        ]
    return found


def lead_cautions(
    workshops: Sequence[Workshop], leads: dict[int, list[Lead]], *, now: datetime
) -> dict[int, list[Caution]]:
    """Return what stands against the facilitators of workshops ahead, by pk: not asked, unwilling, or twice that day.

    One query. A facilitator who is missing is told by `cautions_of`.
    """
    ahead = [one for one in workshops if one.goes_ahead and one.starts_at > now]
    elsewhere = _same_day(ahead)
    found: dict[int, list[Caution]] = defaultdict(list)
    for workshop in ahead:
        for lead in leads.get(workshop.pk, []):
            if lead.person is not None:
                found[workshop.pk] += _cautions(lead, lead.person, elsewhere, workshop)
    return found


def _same_day(workshops: Iterable[Workshop]) -> dict[tuple[int, date], list[Workshop]]:
    """Return the workshops of each person on each of these days. A day belongs to one workshop."""
    workshops = list(workshops)
    people = {lead for one in workshops for lead in (one.lay_facilitator_id, one.professional_facilitator_id) if lead}
    found: dict[tuple[int, date], list[Workshop]] = defaultdict(list)
    there = Workshop.objects.filter(
        Q(lay_facilitator__in=people) | Q(professional_facilitator__in=people),
        date__in={one.date for one in workshops},
        state__in=["planned", "confirmed"],
    )
    for one in there.select_related("cohort"):
        for person in {one.lay_facilitator_id, one.professional_facilitator_id} - {None}:
            if person is not None:
                found[person, one.date].append(one)
    return found


def _cautions(
    lead: Lead, person: Person, elsewhere: dict[tuple[int, date], list[Workshop]], workshop: Workshop
) -> list[Caution]:
    found = [
        Caution(
            _("%(name)s also leads %(workshop)s that day.")
            % {"name": person, "workshop": f"{other.cohort}, {other.name}"},
            urgent=True,
        )
        for other in elsewhere[person.pk, workshop.date]
        if other.pk != workshop.pk
    ]
    if lead.request is None:
        found.append(Caution(_("%(name)s has not been asked for this day yet.") % {"name": person}))
    elif lead.request.answer == LeadRequest.Answer.NO:
        found.append(Caution(_("%(name)s cannot lead it.") % {"name": person}, urgent=True))
    elif lead.request.answer == LeadRequest.Answer.NONE:
        found.append(Caution(_("%(name)s has not said whether they lead it.") % {"name": person}))
    return found
