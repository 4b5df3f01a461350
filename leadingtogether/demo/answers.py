"""Survey answers: most people answer, some skip a statement, a few never open the link; together they tell a change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zlib import crc32

from evaluation.actions.responses import Given, begin, finish, save_page
from evaluation.models import Answer, Invitation, Item, Response, Section
from leadingtogether.demo import data
from leadingtogether.demo.teller import Teller

# Mean answers on the agreement scale, for items that are not reversed: before, at the end, after 18 months. A lay
# partner begins lower in leading, a professional in understanding the other role, and both move.
LEVELS = {"baseline": 3.0, "end": 3.7, "follow-up": 3.55}
REACTIONS = 4.2
# On which days after workshop 1 people answer which wave, and how many of those who have not.
WAVES = (
    ("baseline", -70, 0.35),
    ("baseline", -24, 0.4),
    ("baseline", -3, 0.45),
    ("workshop-1", 3, 0.45),
    ("workshop-1", 9, 0.35),
    ("workshop-2", 39, 0.4),
    ("workshop-2", 46, 0.35),
    ("workshop-3", 75, 0.5),
    ("workshop-3", 84, 0.5),
)


@dataclass(frozen=True)
class Voice:
    """Who answers: how they lean, and how much the programme did for them."""

    leaning: float
    gain: float


def tell(teller: Teller) -> None:
    """Put the answers to every wave but the follow-up on the timeline."""
    for wave, day, share in WAVES:
        teller.story.on(day, partial(answer, teller, wave, share), hour=20)


def answer(teller: Teller, wave: str, share: float, now: datetime) -> int:
    """Let about `share` of those who are still asked answer one wave by `now`; return how many did."""
    invitations = Invitation.objects.filter(cohort=teller.cohort, wave__slug=wave).open(now=now).unanswered()
    count = 0
    for invitation in invitations.select_related("wave__questionnaire", "place").order_by("place_id"):
        if teller.chance.random() > share:
            continue
        moment = max(invitation.opens_at, now - timedelta(hours=teller.chance.randrange(1, 40)))
        _answer(teller, invitation, moment)
        count += 1
    return count


def begin_only(teller: Teller, *, wave: str, now: datetime) -> None:
    """Let one person begin a survey and stop after the first page."""
    waiting = Invitation.objects.filter(cohort=teller.cohort, wave__slug=wave, response__isnull=True).open(now=now)
    invitation = waiting.select_related("wave__questionnaire", "place").order_by("-place_id").first()
    if invitation is not None:
        response = begin(invitation=invitation, now=now)
        _save(teller, invitation, response, _sections(response)[0], now)


def _answer(teller: Teller, invitation: Invitation, moment: datetime) -> None:
    response = begin(invitation=invitation, now=moment)
    for section in _sections(response):
        _save(teller, invitation, response, section, moment)
    finish(invitation=invitation, now=moment + timedelta(minutes=9))


def _sections(response: Response) -> list[Section]:
    sections = Section.objects.filter(questionnaire=response.questionnaire_id).prefetch_related("items")
    return list(sections.order_by("position"))


def _save(teller: Teller, invitation: Invitation, response: Response, section: Section, moment: datetime) -> None:
    voice = _voice(invitation.place.ref)
    when = response.questionnaire.slug
    given = {item.pk: _given(teller, voice, when, item) for item in section.items.all()}
    save_page(invitation=invitation, section=section, given=given, goes_on=True, now=moment)


def _voice(place: str) -> Voice:
    """Return how the person of a place, by its reference, answers: alike in every wave."""
    number = crc32(place.encode())
    return Voice(leaning=1.2 * (number % 97) / 97 - 0.6, gain=0.4 + 1.2 * (number % 89) / 89)


def _given(teller: Teller, voice: Voice, when: str, item: Item) -> Given:
    chance = teller.chance
    if item.type == Item.Type.TEXT:
        return Given(words=chance.choice(data.REMARKS), may_quote=chance.random() < 0.5)
    if item.type == Item.Type.CHOICE:
        return Given(number=chance.choice([choice[0] for choice in item.choices][:3]))
    luck = chance.random()
    if luck < 0.03:
        return Given()
    if luck < 0.05:
        return Given(number=Answer.PREFER_NOT_TO_SAY)
    most = 3 if item.scale == "faces" else 5
    level = _level(voice, when, item) + chance.gauss(0, 0.55)
    if item.reverse_scored:
        level = most + 1 - level
    return Given(number=min(most, max(1, round(level))))


def _level(voice: Voice, when: str, item: Item) -> float:
    """Return where this person stands; looking back, people place themselves lower than they did at the time."""
    if item.subscale == "rea":
        return REACTIONS + voice.leaning / 2
    if item.scale == "faces":
        return 2.2 + voice.leaning / 2
    start = LEVELS["baseline"] + voice.leaning
    if item.looking_back:
        return start - 0.3
    return start + voice.gain * (LEVELS.get(when, start) - LEVELS["baseline"]) if when != "baseline" else start
