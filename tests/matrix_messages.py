"""What the addresses about words, rules, answers and groups are about, for the permission matrix."""

from collections.abc import Callable

from messaging.models import Template
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


MESSAGE_OBJECTS: dict[str, Callable[[RunningCohort], Kwargs]] = {
    "rule": rule,
    "words": words,
    "words_purpose": words_purpose,
    "words_version": words_version,
}
