"""What facilitators and coordinators do around the days of the demo: answers, bookings, a debrief, and needs asked."""

import random
from datetime import datetime
from decimal import Decimal

from cohorts.models import Cohort
from people.models import Person
from workshops.actions.debriefs import Wording, agree_debrief, state_of, write_debrief
from workshops.actions.leading import answer_lead_request, keep_lead_requests
from workshops.actions.met import Reply, answer_met
from workshops.actions.provisions import Booked, book_provision
from workshops.models import Arrangement, DebriefSection, LeadRequest, Provision, Workshop

Kind = DebriefSection.Kind
SAID = {
    Kind.WENT_WELL: "The welcome. People talked to each other before we had begun.",
    Kind.CHANGE: "The morning was too full. Leave more time for the first talk in pairs.",
    Kind.FOLLOW_UP: "The microphone hummed. Please ask the venue for another one.",
}


def promise(*, cohort: Cohort, now: datetime) -> None:
    """Let the facilitators of a cohort say that they lead all days but the last, which is still open."""
    last = max(cohort.workshops.values_list("number", flat=True), default=0)
    for workshop in Workshop.objects.filter(cohort=cohort).order_by("number"):
        keep_lead_requests(workshop=workshop, now=now)
        for asked in LeadRequest.objects.standing().filter(workshop=workshop).exclude(workshop__number=last):
            answer_lead_request(request=asked, yes=True, reason="", by=asked.person, now=now)


def book(*, workshop: Workshop, by: Person, now: datetime) -> None:
    """Book what one workshop needs."""
    for thing in Provision.objects.to_do().filter(workshop=workshop):
        booked = Booked(
            responsible=by,
            supplier="" if thing.at_venue else "Thames Access Services, 01865 000000",
            booked="" if thing.at_venue else "Booked for the whole day.",
            cost=None if thing.at_venue else Decimal(180),
            done=True,
        )
        book_provision(provision=thing, version=thing.version, booked=booked, by=by, now=now)


def write_up(*, workshop: Workshop, now: datetime) -> None:
    """Let both facilitators write and agree to the debrief of a workshop."""
    both = [person for person in (workshop.lay_facilitator, workshop.professional_facilitator) if person]
    wordings = [Wording(kind, words, "", 0) for kind, words in SAID.items()]
    for person in both:
        write_debrief(workshop=workshop, wordings=wordings, attention={}, by=person, now=now)
    state = state_of(list(DebriefSection.objects.filter(debrief__workshop=workshop)))
    for person in both:
        agree_debrief(workshop=workshop, state=state, by=person, now=now)


def answer_about_needs(*, workshop: Workshop, now: datetime, chance: random.Random) -> None:
    """Let most of those with needs say whether they were met."""
    rows = Arrangement.objects.unanswered().of_those_who_came().filter(workshop=workshop).select_related("need__person")
    for row in rows.order_by("pk"):
        met = chance.choice(("yes", "yes", "yes", "partly", ""))
        person = row.need.person
        answer_met(workshop=workshop, person=person, replies={row.pk: Reply(met, "")}, by=person, now=now)
