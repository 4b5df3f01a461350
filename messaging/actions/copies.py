"""Copies for supporters: made from what was said, only while the person agrees, and stopped at once when they do not.

A sweep finds what is due, so that support which begins or ends in an app below needs to know nothing of messages.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from messaging.actions.queueing import Draft, cancel, queue_many
from messaging.messages import CHANGED, COPY, ENDED, INVITED, LEFT
from messaging.models import Channel, Message
from messaging.routing import route_to
from people.models import AuditEvent, Person, Supporter

# How far back a sweep looks: longer than any pause of the service that nobody notices.
LATELY = timedelta(days=3)
# Of a person's details, those by which somebody could be cut off from what is said to them.
REACH = {"mobile", "phone", "address", "postcode", "contact_methods", "contact_email"}


def queue_copies(*, now: datetime) -> int:
    """Queue a copy of what was said lately to people whose supporters get copies; return how many were new."""
    agreements: dict[int, list[Supporter]] = defaultdict(list)
    standing = Supporter.objects.current().filter(gets_copies=True).select_related("supporter__reached_via")
    for agreement in standing.prefetch_related(
        "supporter__contact_methods", "supporter__needs", "supporter__channel_stops"
    ):
        if _gets_post(agreement):
            agreements[agreement.person_id].append(agreement)
    said = Message.objects.to_be_copied(since=now - LATELY).filter(person__in=list(agreements))
    return queue_many(drafts=_copies(said, agreements), now=now)


def _gets_post(agreement: Supporter) -> bool:
    # Nobody phones a supporter to read a copy out.
    return route_to(agreement.supporter).channel in {Channel.EMAIL, Channel.LETTER}


def _copies(said: Iterable[Message], agreements: dict[int, list[Supporter]]) -> Iterable[Draft]:
    for message in said:
        for agreement in agreements[message.person_id]:
            if message.sent_at and agreement.copies_since and message.sent_at >= agreement.copies_since:
                yield Draft(
                    key=f"copy:{message.pk}:{agreement.pk}",
                    person=agreement.supporter,
                    purpose=COPY,
                    due_at=message.sent_at,
                    subject_key=_about(agreement),
                    programme_ref=message.programme_ref,
                    copy_of=message,
                    copy_for=agreement,
                )


def cancel_unwanted(*, now: datetime) -> int:
    """Cancel what waits for supporters whose support has ended, and copies that were stopped."""
    unsent = Message.objects.unsent()
    ended = unsent.filter(copy_for__ended_at__isnull=False)
    stopped = unsent.filter(copy_for__ended_at__isnull=True, copy_for__gets_copies=False)
    why_ended, why_stopped = _("The support has ended."), _("The person does not want copies sent any more.")
    return cancel(messages=ended, why=why_ended, now=now) + cancel(messages=stopped, why=why_stopped, now=now)


def tell_supporters(*, now: datetime) -> int:
    """Tell supporters who were named lately how they can help, and those whose support ended lately that it has.

    Where the supporter ended it, the person is told instead.
    """
    begun = Supporter.objects.current().filter(agreed_at__gt=now - LATELY)
    ended = Supporter.objects.filter(ended_at__gt=now - LATELY)
    left = ended.left_by_supporter()
    rows = [(row, row.supporter, INVITED, row.agreed_at) for row in begun.select_related("supporter")]
    others = ended.exclude(pk__in=left.values("pk")).select_related("supporter")
    rows += [(row, row.supporter, ENDED, row.ended_at or now) for row in others]
    rows += [(row, row.person, LEFT, row.ended_at or now) for row in left.select_related("person")]
    programmes = _programmes({row.person_id for row, _to, _purpose, _at in rows})
    drafts = [
        Draft(
            key=f"{purpose}:{row.pk}",
            person=to,
            purpose=purpose,
            due_at=at,
            subject_key=_about(row),
            programme_ref=programmes.get(row.person_id, ""),
            data={"supporter": row.pk},
        )
        for row, to, purpose, at in rows
    ]
    return queue_many(drafts=drafts, now=now)


def tell_of_changes(*, now: datetime) -> int:
    """Tell people what a supporter changed lately of how they are reached: nobody is cut off unnoticed."""
    deeds = AuditEvent.objects.filter(action="person.change", at__gt=now - LATELY).exclude(by=None)
    events = [one for one in deeds.select_related("by") if one.object_id != str(one.by_id) and REACH & set(one.fields)]
    people = Person.objects.in_bulk([int(one.object_id) for one in events])
    programmes, helpers = _programmes(set(people)), _helpers_of(set(people))
    changed = [(one, people[int(one.object_id)]) for one in events if _helps(one, helpers)]
    drafts = [
        Draft(
            key=f"{CHANGED}:{event.pk}",
            person=person,
            purpose=CHANGED,
            due_at=event.at,
            programme_ref=programmes.get(person.pk, ""),
            data={"event": event.pk},
        )
        for event, person in changed
    ]
    return queue_many(drafts=drafts, now=now)


def _helpers_of(people: set[int]) -> set[tuple[str, int | str]]:
    """Return who supports or supported whom: the person's key with the supporter's key, and with their address."""
    rows = Supporter.objects.filter(person__in=people).values_list(
        "person", "supporter", "supporter__email", "supporter__contact_email"
    )
    found: set[tuple[str, int | str]] = set()
    for person, supporter, email, named in rows:
        found |= {(str(person), supporter), (str(person), email or named)}
    return found


def _helps(event: AuditEvent, helpers: set[tuple[str, int | str]]) -> bool:
    by = event.by
    return by is not None and not {(event.object_id, by.pk), (event.object_id, by.email or "-")}.isdisjoint(helpers)


def _programmes(people: set[int]) -> dict[int, str]:
    """Return the programme of which each person was told last: its coordinators see what their supporters get."""
    rows = Message.objects.filter(person__in=people).exclude(programme_ref="").order_by("pk")
    return dict(rows.values_list("person", "programme_ref"))


def _about(agreement: Supporter) -> str:
    return f"supporter:{agreement.pk}"
