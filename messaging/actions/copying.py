"""The words and times that coordinators set for one programme, taken along to another."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from messaging.models import Rule, Template
from people.actions.audit import record
from people.models import Person

WHICH = ("purpose", "channel", "language", "easy_read")


@dataclass(frozen=True)
class Copied:
    """How many words and rules there are, or were taken along."""

    templates: int
    rules: int


def words_in_use(*, programme_ref: str) -> list[Template]:
    """Return the newest version of each of a programme's own words."""
    newest: dict[tuple[object, ...], Template] = {}
    for row in Template.objects.filter(programme_ref=programme_ref).newest_first():
        newest.setdefault(tuple(getattr(row, name) for name in WHICH), row)
    return list(newest.values())


@transaction.atomic
def copy_words(*, source_ref: str, target_ref: str, by: Person, now: datetime) -> Copied:
    """Give a programme the words and rules of another, as they are in use now; its own history begins."""
    templates = Template.objects.bulk_create(
        Template(
            **{name: getattr(row, name) for name in WHICH},
            programme_ref=target_ref,
            title=row.title,
            body=row.body,
            saved_at=now,
            saved_by=by,
        )
        for row in words_in_use(programme_ref=source_ref)
    )
    rules = Rule.objects.bulk_create(
        Rule(
            purpose=row.purpose,
            occurrence=row.occurrence,
            programme_ref=target_ref,
            days=row.days,
            active=row.active,
        )
        for row in Rule.objects.filter(programme_ref=source_ref)
    )
    for row in [*templates, *rules]:
        record(by=by, action="words.copy", about=row, now=now)
    return Copied(len(templates), len(rules))
