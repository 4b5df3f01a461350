"""Messages to groups: who belongs to one, and what each person is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Q
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from messaging.models import BulkMessage, Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register
from messaging.rendering import common_values, fill
from people.models import Person
from people.querysets import PersonQuerySet

BULK = "to-a-group"


@dataclass(frozen=True)
class Group:
    """Who is written to: people with an active place in a programme, of one cohort or role where it is named."""

    programme_ref: str
    cohort_ref: str = ""
    role: str = ""

    def people(self) -> PersonQuerySet:
        """Return those who may be contacted, by name.

        Places belong to an app above this one: they are reached through the person, not imported.
        """
        here = Q(places__programme__ref=self.programme_ref, places__state="active")
        if self.cohort_ref:
            here &= Q(places__cohort__ref=self.cohort_ref)
        if self.role:
            here &= Q(places__role=self.role)
        found = Person.objects.filter(here).values("pk")
        return Person.objects.reachable().filter(pk__in=found).order_by("family_name", "given_name", "pk")


def load(messages: Sequence[Message]) -> Mapping[int, BulkMessage]:
    """Return the words of a batch of messages, in one query."""
    wanted = {message.pk: message.data.get("bulk") for message in messages}
    rows = BulkMessage.objects.in_bulk({pk for pk in wanted.values() if pk})
    return {pk: rows[bulk] for pk, bulk in wanted.items() if bulk in rows}


def _words(message: Message) -> Mapping[str, str]:
    bulk = cast("BulkMessage", message.loaded or load([message])[message.pk])
    values = common_values(message.person)
    return {"title": fill(bulk.title, values), "words": fill(bulk.body, values)}


def _still_due(message: Message, _now: datetime) -> Verdict:
    bulk = cast("BulkMessage", message.loaded or load([message])[message.pk])
    if bulk.undone_at is not None:
        return not_due(say("The message to the group was undone."))
    if not message.person.places.filter(programme__ref=bulk.programme_ref, state="active").exists():
        return not_due(say("The person has no active place any more."))
    return DUE


def register_all() -> None:
    """Register the message to a group."""
    register(
        Purpose(
            slug=BULK,
            label=_("Message to a group"),
            because=_("Staff wrote to a group"),
            title=_("{title}"),
            body=_("{words}"),
            placeholders={"title": "News", "words": "Hello Mair"},
            context=_words,
            still_due=_still_due,
            load=load,
        )
    )
