"""Setting a rule: what it would change among what has not left, and then changing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.models import Message, Rule
from messaging.models.outbox import UNSENT
from messaging.rules import RuleKind
from people.actions.audit import record
from people.models import Person


class RuleRefused(ValueError):  # noqa: N818 - it is told to staff, with what to do
    """The number cannot be; the text says which can."""


@dataclass(frozen=True)
class Change:
    """One message that a rule changes: its moment before and after, None where it is not to be said (any more)."""

    message: Message
    before: datetime | None
    after: datetime | None


def what_would_change(
    *, kind: RuleKind, programme_ref: str, number: int | None, by: Person, now: datetime
) -> list[Change]:
    """Return which messages a rule would change, the next first; nothing is kept.

    The rule is set for a moment and taken back, so that the answer is what setting it will do.

    Raises:
        RuleRefused: the number cannot be.
    """
    with transaction.atomic():
        changes = set_rule(kind=kind, programme_ref=programme_ref, number=number, by=by, now=now)
        transaction.set_rollback(True)
    return changes


@transaction.atomic
def set_rule(*, kind: RuleKind, programme_ref: str, number: int | None, by: Person, now: datetime) -> list[Change]:
    """Set the number of a rule in a programme, None to switch it off; return which messages that changed.

    `number` is without sign. What has left stays as it is. The same number again changes nothing.

    Raises:
        RuleRefused: the number cannot be.
    """
    if number is not None and not kind.least <= number <= kind.most:
        limits = {"least": kind.least, "most": kind.most}
        raise RuleRefused(_("Enter a number from %(least)s to %(most)s.") % limits)
    before = _moments(kind, programme_ref)
    signed = (-1 if kind.before else 1) * (number or 0)
    rule, _made = Rule.objects.update_or_create(
        purpose=kind.purpose,
        occurrence=kind.occurrence,
        programme_ref=programme_ref,
        defaults={"days": signed, "active": number is not None},
    )
    record(by=by, action="rule.set", about=rule, now=now, fields=["days", "active"])
    kind.renew(programme_ref=programme_ref, now=now, by=by)
    return _compared(before, _moments(kind, programme_ref))


def _moments(kind: RuleKind, programme_ref: str) -> dict[int, datetime]:
    unsent = Message.objects.filter(programme_ref=programme_ref, purpose=kind.purpose, state__in=UNSENT, copy_of=None)
    return dict(unsent.values_list("pk", "due_at"))


def _compared(before: Mapping[int, datetime], after: Mapping[int, datetime]) -> list[Change]:
    changed = {pk for pk in before.keys() | after.keys() if before.get(pk) != after.get(pk)}
    rows = Message.objects.select_related("person").in_bulk(changed)
    found = [Change(rows[pk], before.get(pk), after.get(pk)) for pk in changed]
    return sorted(found, key=lambda one: (one.after or one.before or one.message.due_at, one.message.pk))
