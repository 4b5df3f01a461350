"""One message a day: what is due to a person together leaves together, and the rest waits for the next day.

What staff say counts as well: after a call or a letter an email that can wait goes on the next day. Their own lists are
not held back, because on them everything due to a person stands together, and staff say it together when they come to
it, often days later.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.dates import in_london
from messaging.actions.claiming import Leaving, pass_fence
from messaging.actions.outcomes import record_outcome, settle
from messaging.channels import Fate, Parcel
from messaging.channels.postroom import Postroom
from messaging.hours import next_sending_day
from messaging.models import Channel, Message
from messaging.printing import address_lines
from messaging.rendering import LANGUAGES, TITLE_LENGTH, Words, below
from messaging.stop_links import stop_headers
from people.models import Person

State = Message.State
Clock = Callable[[], datetime]


def send_together(*, leaving: Sequence[Leaving], postroom: Postroom, clock: Clock) -> None:
    """Send what is due to one person now: one urgent message, or all that could have waited, as one email.

    What cannot go by the same email waits for the next day, and so does everything where something was said today
    already. What would be too late then goes today all the same: the limit is there to spare people, not to keep news
    from them.
    """
    first = leaving[0]
    if first.message.urgent or not settings.ONE_MESSAGE_A_DAY:
        for one in leaving:
            _send([one], postroom, clock)
        return
    together = [one for one in leaving if one is first or _fits(one, first)]
    if not _send_as_one_of_today(together, postroom, clock):
        together = []
    for one in leaving:
        if one not in together:
            _put_off(one, postroom, clock)


def _fits(one: Leaving, first: Leaving) -> bool:
    """Whether two messages can be one email: to the same address, in the same language."""
    same = (one.route.channel, one.route.address, one.route.language)
    return one.route.channel == Channel.EMAIL and same == (
        first.route.channel,
        first.route.address,
        first.route.language,
    )


def _send_as_one_of_today(together: Sequence[Leaving], postroom: Postroom, clock: Clock) -> bool:
    """Send as the one thing of today; tell whether nothing had been said today. One constraint decides."""
    try:
        _send(together, postroom, clock, today=in_london(clock()).date())
    except IntegrityError:
        return False
    return True


def count_as_said(*, messages: Iterable[Message], on: date) -> None:
    """Let what staff said to people on a day be the one thing of that day; what is urgent does not count.

    Where something was said that day already, nothing changes: what has been said has been said.
    """
    if not settings.ONE_MESSAGE_A_DAY:
        return
    first: dict[int, int] = {}
    for message in messages:
        if not message.urgent:
            first.setdefault(message.person_id, message.pk)
    for pk in first.values():
        try:
            with transaction.atomic():
                Message.objects.filter(pk=pk, joined_to=None).update(said_on=on)
        except IntegrityError:
            continue


def _put_off(one: Leaving, postroom: Postroom, clock: Clock) -> None:
    later = next_sending_day(clock())
    if one.message.stale_after is not None and one.message.stale_after <= later:
        _send([one], postroom, clock)
        return
    why = _("Something else was said to them today. This waits for the next day.")
    settle(message=one.message, to=State.QUEUED, now=clock(), retry_at=later, why=why)


def _send(leaving: Sequence[Leaving], postroom: Postroom, clock: Clock, *, today: date | None = None) -> None:
    """Let messages past the fence, send as one parcel those that may, and write down the fate of each.

    The first that passes is the one thing said `today`, where that counts; the others come with it.
    """
    now = clock()
    passed: list[Leaving] = []
    with transaction.atomic():
        for one in leaving:
            mine = replace(one, said_on=today)
            if passed:
                mine = replace(one, joined_to=passed[0].message, message_id=passed[0].message_id)
            if pass_fence(leaving=mine, now=now):
                passed.append(mine)
    if not passed:
        return
    first = passed[0]
    words = first.words if len(passed) == 1 else in_one(passed)
    person, channel = first.message.person, first.route.channel
    parcel = Parcel(
        address="\n".join(address_lines(person)) if channel == Channel.LETTER else first.route.address,
        title=words.title,
        body=words.body,
        message_id=first.message_id,
        now=now,
        ref=first.message.ref,
        headers=stop_headers(person) if channel == Channel.EMAIL else {},
    )
    outcome = postroom.ways[channel].send(parcel)
    if outcome.fate is Fate.DOWN:
        postroom.down.add(channel)
    for one in passed:
        record_outcome(message=one.message, outcome=outcome, now=clock())


def in_one(parts: Sequence[Leaving]) -> Words:
    """Return several messages as the words of one email: each with its title, and once what every message has below."""
    route = parts[0].route
    with translation.override(LANGUAGES[Person.Language(route.language)]):
        ending = below(route, parts[0].message.person)
        more = ngettext("%(title)s, and %(count)s more", "%(title)s, and %(count)s more", len(parts) - 1)
        title = more % {"title": parts[0].words.title, "count": len(parts) - 1}
        there = _("There are %(count)s things in this email.") % {"count": len(parts)}
        each = [
            f"{number}. {one.words.title}\n\n{one.words.body.removesuffix(ending)}"
            for number, one in enumerate(parts, 1)
        ]
    return Words(title=title[:TITLE_LENGTH], body="\n\n* * *\n\n".join([there, *each]) + ending)
