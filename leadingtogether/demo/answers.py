"""Survey answers of the demo world: most people answer, some skip a statement, a few never open the link."""

import random
from datetime import datetime, timedelta

from cohorts.models import Cohort
from evaluation.actions.responses import Given, begin, finish, save_page
from evaluation.models import Answer, Invitation, Item, Section

REMARKS = (
    "More time with our partners in the afternoon.",
    "The room was cold. Everything else was good.",
    "Please send the papers before the day.",
    "It was the first time that a manager asked me what I think.",
    "",
)


def answer_surveys(*, cohort: Cohort, wave: str, share: float, now: datetime, chance: random.Random) -> int:
    """Let about `share` of the invited answer one wave within three days before `now`; return how many did."""
    invitations = Invitation.objects.filter(cohort=cohort, wave__slug=wave).open(now=now).unanswered()
    count = 0
    for invitation in invitations.select_related("wave__questionnaire").order_by("pk"):
        if chance.random() > share:
            continue
        _answer(invitation, chance, max(invitation.opens_at, now - timedelta(hours=chance.randrange(1, 60))))
        count += 1
    return count


def _answer(invitation: Invitation, chance: random.Random, moment: datetime) -> None:
    response = begin(invitation=invitation, now=moment)
    sections = Section.objects.filter(questionnaire=response.questionnaire_id).prefetch_related("items")
    for section in sections.order_by("position"):
        given = {item.pk: _given(item, chance) for item in section.items.all()}
        save_page(invitation=invitation, section=section, given=given, goes_on=True, now=moment)
    finish(invitation=invitation, now=moment + timedelta(minutes=9))


def _given(item: Item, chance: random.Random) -> Given:
    if item.type == Item.Type.TEXT:
        return Given(words=chance.choice(REMARKS), may_quote=chance.random() < 0.5)
    if item.type == Item.Type.CHOICE:
        return Given(number=chance.choice([choice[0] for choice in item.choices]))
    luck = chance.random()
    if luck < 0.03:
        return Given()
    if luck < 0.06:
        return Given(number=Answer.PREFER_NOT_TO_SAY)
    mostly = (1, 2, 2, 3, 3, 4) if item.reverse_scored else (2, 3, 4, 4, 4, 5, 5)
    return Given(number=chance.choice(mostly))
