"""Whether each workshop has its two facilitators, told and willing, and in one place only. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cohorts.models import Role
from common.prepared import prepared
from people.models import Person
from workshops.cautions import Caution
from workshops.models import LeadRequest, Workshop, name_of
from workshops.querysets import LeadRequestQuerySet

ROLES = (Role.LAY, Role.PROFESSIONAL)
# Of what somebody leads besides on the same day so many are named; where there are more, one, and how many more.
NAMED = 2


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


@prepared
def _standing(workshops: list[int]) -> LeadRequestQuerySet:
    found = LeadRequest.objects.standing().filter(workshop__in=workshops)
    return found.only("workshop", "role", "person", "date", "answer")


def leads_of(workshops: Sequence[Workshop]) -> dict[int, list[Lead]]:
    """Return both facilitators of each workshop with what they said, by the workshop's pk. One query."""
    requests = {
        (one.workshop_id, one.role, one.person_id, one.date): one
        for one in _standing([workshop.pk for workshop in workshops])
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
    workshops: Sequence[Workshop], leads: dict[int, list[Lead]], *, now: datetime, urgent_only: bool = False
) -> dict[int, list[Caution]]:
    """Return what stands against the facilitators of workshops ahead, by pk: not asked, unwilling, or twice that day.

    One query. A facilitator who is missing is told by `cautions_of`. `urgent_only`: leave out who has not been asked,
    and who has not answered.
    """
    ahead = [one for one in workshops if one.goes_ahead and one.starts_at > now]
    elsewhere = _same_day(ahead)
    found: dict[int, list[Caution]] = defaultdict(list)
    for workshop in ahead:
        for lead in leads.get(workshop.pk, []):
            if lead.person is not None:
                found[workshop.pk] += _urgent(lead, lead.person, elsewhere, workshop)
                found[workshop.pk] += [] if urgent_only else _unanswered(lead, lead.person)
    return found


@dataclass
class _Day:
    """What one person leads on one day: how many workshops, and rows of the first of them."""

    count: int = 0
    named: list[Any] = field(default_factory=list)


def _same_day(workshops: Iterable[Workshop]) -> dict[tuple[int, date], _Day]:
    """Return what each of their facilitators leads on each of these days. A day belongs to one workshop.

    Nobody leads dozens on a day, but somebody may be written down for as many: so many are counted, not read.
    """
    workshops = list(workshops)
    people = {lead for one in workshops for lead in (one.lay_facilitator_id, one.professional_facilitator_id) if lead}
    found: dict[tuple[int, date], _Day] = defaultdict(_Day)
    for one in _led_on(sorted(people), sorted({one.date for one in workshops})):
        for person in (one.lay_facilitator_id, one.professional_facilitator_id):
            if person is not None:
                day = found[person, one.date]
                # Each of those who lead together brings their number once, with the first.
                day.count += one.that_day if one.place_in_day == 1 else 0
                day.named.append(one)
    return found


@prepared
def _led_on(people: list[int], days: list[date]) -> "QuerySet[Workshop, Any]":
    return Workshop.objects.led_on(people, days).first_of_a_day(NAMED + 1)


def _urgent(lead: Lead, person: Person, elsewhere: dict[tuple[int, date], _Day], workshop: Workshop) -> list[Caution]:
    day = elsewhere[person.pk, workshop.date]
    others = [one for one in day.named if one.pk != workshop.pk]
    # Itself among them.
    count = day.count - 1
    named = others if count <= NAMED else others[:1]
    found = [
        Caution(
            _("%(name)s also leads %(workshop)s that day.")
            % {"name": person, "workshop": f"{other.cohort__name}, {name_of(other.number, other.title)}"},
            urgent=True,
        )
        for other in named
    ]
    if count > len(named):
        more = _("%(name)s leads %(count)s more workshops that day.")
        found.append(Caution(more % {"name": person, "count": count - len(named)}, urgent=True))
    if lead.request is not None and lead.request.answer == LeadRequest.Answer.NO:
        found.append(Caution(_("%(name)s cannot lead it.") % {"name": person}, urgent=True))
    return found


def _unanswered(lead: Lead, person: Person) -> list[Caution]:
    if lead.request is None:
        return [Caution(_("%(name)s has not been asked for this day yet.") % {"name": person})]
    if lead.request.answer == LeadRequest.Answer.NONE:
        return [Caution(_("%(name)s has not said whether they lead it.") % {"name": person})]
    return []
