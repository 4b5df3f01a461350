"""Surveys of a cohort: who was asked, and what most of them answered."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from cohorts.models import Cohort, Place, Programme
from evaluation.actions.questionnaires import set_default_waves
from evaluation.models import Answer, Invitation, Item, Response, Wave
from people.models import Person

# Which waves were asked by when, at each stage.
ASKED = {"running": ("baseline", "workshop-1"), "finished": ("baseline", "workshop-1", "workshop-2", "workshop-3")}


def plan(programme: Programme, *, by: Person, now: datetime) -> None:
    """Give the programme its waves."""
    set_default_waves(programme=programme, by=by, now=now)


def ask(cohort: Cohort, places: Sequence[Place], *, chance: random.Random, now: datetime) -> None:
    """Invite everybody to the waves of the cohort's stage; seven in ten answer, except the wave that is open now."""
    waves = Wave.objects.filter(programme=cohort.programme, slug__in=ASKED.get(cohort.state, ()))
    for wave in waves.select_related("questionnaire").order_by("position"):
        open_now = cohort.state == "running" and wave.slug == "workshop-1"
        opened = now - timedelta(days=5 if open_now else 60)
        invitations = Invitation.objects.bulk_create(
            Invitation(
                place=place,
                wave=wave,
                cohort=cohort,
                token=f"{chance.getrandbits(200):050x}",
                opens_at=opened,
                closes_at=opened + timedelta(days=21),
                made_at=opened,
            )
            for place in places
        )
        share = 0.4 if open_now else 0.7
        _answer([one for one in invitations if chance.random() < share], wave, chance)


def _answer(invitations: Sequence[Invitation], wave: Wave, chance: random.Random) -> None:
    moment = timedelta(days=2)
    responses = Response.objects.bulk_create(
        Response(
            invitation=one,
            questionnaire=wave.questionnaire,
            reached=9,
            started_at=one.opens_at + moment,
            saved_at=one.opens_at + moment,
            finished_at=one.opens_at + moment,
        )
        for one in invitations
    )
    items = list(Item.objects.filter(section__questionnaire=wave.questionnaire, type=Item.Type.SCALE))
    Answer.objects.bulk_create(
        (
            Answer(response=response, item=item, number=chance.randint(1, 3 if item.scale == "faces" else 5))
            for response in responses
            for item in items
        ),
        batch_size=2000,
    )
