"""What is asked of people with needs after a workshop. A Template row replaces the words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from common.dates import say_date
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register
from people.needs import OTHER
from workshops.models import Arrangement, Workshop

MET = "workshop-needs-met"
PLACEHOLDERS = {
    "workshop": "Workshop 2",
    "date": "Tuesday 9 March 2027",
    "needs": "Large print, 24 point",
    "link": "https://example.org/my/dates/K7M29XQT/needs/",
}


@dataclass(frozen=True)
class Question:
    """What a message stands on: the workshop, the needs that nobody has answered for, and whether the person left."""

    workshop: Workshop
    open: tuple[Arrangement, ...]
    left: bool


def load(messages: Sequence[Message]) -> dict[int, Question]:
    """Return what each message stands on, by its pk. Three queries for any number of them."""
    workshops = Workshop.objects.in_bulk({int(one.data["workshop"]) for one in messages})
    rows = Arrangement.objects.unanswered().filter(workshop__in=workshops).select_related("need")
    unanswered: dict[tuple[int, int], list[Arrangement]] = defaultdict(list)
    for row in rows:
        unanswered[row.workshop_id, row.need.person_id].append(row)
    places = {int(one.data["place"]) for one in messages}
    in_use = set(Place.objects.in_use().filter(pk__in=places).values_list("pk", flat=True))
    return {
        one.pk: Question(
            workshop=workshops[int(one.data["workshop"])],
            open=tuple(unanswered[int(one.data["workshop"]), one.person_id]),
            left=int(one.data["place"]) not in in_use,
        )
        for one in messages
    }


def _question(message: Message) -> Question:
    return message.loaded if isinstance(message.loaded, Question) else load([message])[message.pk]


def words_of(message: Message) -> Mapping[str, str]:
    """Return what is asked: the needs that are still unanswered."""
    question = _question(message)
    return {
        "workshop": question.workshop.name,
        "date": say_date(question.workshop.date),
        "needs": ", ".join(_named(row) for row in question.open),
        "link": settings.BASE_URL + reverse("workshops:my_met", args=[question.workshop.ref]),
    }


def _named(row: Arrangement) -> str:
    """Name a need. What somebody wrote about theirs is kept sealed, and messages are not."""
    return say("What you told us in your own words") if row.need.slug == OTHER else str(row.need)


def answer_page(message: Message) -> str:
    """Return where staff write down what the person says."""
    workshop = Workshop.objects.filter(pk=message.data["workshop"]).values_list("ref", flat=True).first()
    place = Place.objects.filter(pk=message.data["place"]).values_list("ref", flat=True).first()
    return reverse("workshops:met_keyed", args=[workshop, place])


def still_due(message: Message, _now: datetime) -> Verdict:
    """The question is due while a need is unanswered and the person has not left."""
    question = _question(message)
    if question.left:
        return not_due(say("The person has no active place any more."))
    return DUE if question.open else not_due(say("They have answered already."))


def register_all() -> None:
    """Tell messaging what is asked about needs."""
    register(
        Purpose(
            slug=MET,
            label=_("Was what you need there?"),
            because=_("The day after each workshop, to people with needs who came"),
            title=_("{workshop}: was what you need there?"),
            body=_(
                "Hello {called}\n\nYou came to {workshop} on {date}. You had told us what you need:\n\n{needs}\n\n"
                "Was it there for you? Please tell us, so that it is right next time:\n{link}"
            ),
            sms=_("{workshop}: was what you need there ({needs})? Tell us: {link} or phone {help_phone}."),
            easy_body=_(
                "Hello {called}\n\nYou came to {workshop}.\n\nYou told us what you need.\n\nYou need: {needs}.\n\n"
                "Was it there?\n\nPlease tell us.\n\n{link}\n\nYou can also phone {help_phone}."
            ),
            placeholders=PLACEHOLDERS,
            context=words_of,
            still_due=still_due,
            load=load,
            answered_at=answer_page,
        )
    )
