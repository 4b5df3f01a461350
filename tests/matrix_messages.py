"""What the addresses about words, rules, answers and groups are about, for the permission matrix."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from evaluation.models import ContactCheck
from messaging.actions.bulk import Words, write_to_group
from messaging.actions.stops import stop_channel
from messaging.bulk import Group
from messaging.models import ChannelStop, Template
from messaging.stop_links import stop_address
from tests.factories import NOW
from tests.worlds import RunningCohort

Kwargs = dict[str, object]


def words_purpose(world: RunningCohort) -> Kwargs:
    return {"ref": world.programme.ref, "purpose": "workshop-reminder"}


def words(world: RunningCohort) -> Kwargs:
    return words_purpose(world) | {"place": "email-en-plain"}


def words_version(world: RunningCohort) -> Kwargs:
    Template.objects.get_or_create(
        purpose="workshop-reminder",
        channel="email",
        programme_ref=world.programme.ref,
        version=1,
        defaults={"body": "Hello {called}", "saved_at": NOW, "saved_by": world.people["coordinator"]},
    )
    return words(world) | {"version": 1}


def rule(world: RunningCohort) -> Kwargs:
    return {"ref": world.programme.ref, "purpose": "workshop-reminder", "occurrence": "2d"}


def stop_token(world: RunningCohort) -> Kwargs:
    return {"token": stop_address(world.lay.person, "email").rstrip("/").rsplit("/", 1)[1]}


def channel_stop(world: RunningCohort) -> Kwargs:
    stop_channel(person=world.lay.person, channel="email", reason="asked", now=NOW)
    return {"pk": ChannelStop.objects.latest("pk").pk}


def group_message(world: RunningCohort) -> Kwargs:
    bulk = write_to_group(
        group=Group(world.programme.ref),
        named="Everybody",
        words=Words("News", "Hello {called}"),
        submission_id=uuid4(),
        by=world.people["coordinator"],
        now=NOW,
    )
    return {"ref": bulk.ref}


def _contact_check(world: RunningCohort) -> ContactCheck:
    row, _new = ContactCheck.objects.get_or_create(
        place=world.lay,
        months=6,
        defaults={"token": uuid4().hex, "due_at": NOW, "closes_at": NOW + timedelta(days=9999), "made_at": NOW},
    )
    return row


MESSAGE_OBJECTS: dict[str, Callable[[RunningCohort], Kwargs]] = {
    "channel_stop": channel_stop,
    "contact_check": lambda world: {"pk": _contact_check(world).pk},
    "contact_token": lambda world: {"token": _contact_check(world).token},
    "group_message": group_message,
    "rule": rule,
    "stop_token": stop_token,
    "words": words,
    "words_purpose": words_purpose,
    "words_version": words_version,
}
