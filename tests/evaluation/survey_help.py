"""People who were asked, and a person's way through a survey, for tests."""

from datetime import date, datetime, time
from typing import Any

from django.test import Client
from django.urls import reverse

from cohorts.models import Place, Programme
from common.dates import LONDON
from evaluation.actions.questionnaires import set_default_waves
from evaluation.models import Invitation, Item, Section
from people.models import Consent, Person
from tests.factories import NOW, CohortFactory, InvitationFactory, PersonFactory, PlaceFactory, WorkshopFactory
from workshops.models import Workshop


def agree(person: Person, *purposes: str) -> None:
    """Let somebody consent to the evaluation and the follow-up, or to these purposes alone."""
    for purpose in purposes or (Consent.Purpose.EVALUATION, Consent.Purpose.FOLLOW_UP):
        Consent.objects.create(person=person, purpose=purpose, version=1, text_hash="x", given_at=NOW, given_by=person)


def place_of_somebody(agrees: bool = True, **values: Any) -> Place:
    """Return a place, of somebody who agrees to the evaluation."""
    place = PlaceFactory.create(**values)
    if agrees:
        agree(place.person)
    return place


def held(workshop: Workshop, *, by: Person | None = None) -> Workshop:
    """Record a workshop as held when it ended."""
    workshop.state = Workshop.State.HELD
    workshop.held_at = workshop.ends_at
    workshop.held_by = by or PersonFactory.create()
    workshop.save()
    return workshop


def three_workshops(place: Place, *days: date) -> list[Workshop]:
    """Return the workshops 1, 2 … of the place's cohort on these days, planned."""
    return [
        WorkshopFactory.create(cohort=place.cohort, number=number, date=day, starts=time(9, 30), ends=time(16))
        for number, day in enumerate(days, start=1)
    ]


def asked(place: Place, wave: str = "baseline", **values: Any) -> Invitation:
    """Return an invitation of a wave of the default questionnaires that is open at NOW."""
    programme: Programme = place.programme
    set_default_waves(programme=programme, by=None, now=NOW)
    return InvitationFactory.create(place=place, wave=programme.waves.get(slug=wave), cohort=place.cohort, **values)


def somebody_asked(wave: str = "baseline", **values: Any) -> Invitation:
    """Return an open invitation of somebody who agrees to the evaluation."""
    return asked(place_of_somebody(cohort=CohortFactory.create(), **values), wave)


def url(invitation: Invitation, page: str = "") -> str:
    """Return the address of a page of the survey: its start, `check`, `thanks` or the name of a section."""
    if page in {"check", "thanks"}:
        return reverse(f"evaluation:{page}", args=[invitation.token])
    args = [invitation.token, page] if page else [invitation.token]
    return reverse("evaluation:page" if page else "evaluation:answer", args=args)


def answers_to(section: Section, number: int = 4) -> dict[str, str]:
    """Return the same answer to every statement of a page."""
    items = section.items.filter(type=Item.Type.SCALE)
    return {item.code: str(number) for item in items}


def answer_all(client: Client, invitation: Invitation, number: int = 4) -> None:
    """Fill in every page and send it."""
    client.post(url(invitation))
    for section in Section.objects.filter(questionnaire=invitation.wave.questionnaire).order_by("position"):
        client.post(url(invitation, section.slug), answers_to(section, number))
    client.post(url(invitation, "check"), {"helped": "no"})


def london(text: str) -> datetime:
    """Return a moment in London: `london("2027-03-01T09:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)
