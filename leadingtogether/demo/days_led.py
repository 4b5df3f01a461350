"""What is said after the days of the demo: the facilitators' debrief, and whether needs were met."""

import random
from datetime import datetime

from workshops.actions.debriefs import Wording, agree_debrief, state_of, write_debrief
from workshops.actions.met import Reply, answer_met
from workshops.models import Arrangement, DebriefSection, Workshop

Kind = DebriefSection.Kind
SAID = {
    Kind.WENT_WELL: "The welcome. People talked to each other before we had begun.",
    Kind.CHANGE: "The morning was too full. Leave more time for the first talk in pairs.",
    Kind.FOLLOW_UP: "The microphone hummed. Please ask the venue for another one.",
}


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
