"""Why staff have something to do about messages and needs: facts of the apps below, which know nothing of tasks."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.models import Cohort, Place, Programme
from cohorts.querysets import people_known_to
from common.dates import in_london
from messaging.listing import purpose_labels
from messaging.models import Channel, ChannelStop, Message
from people.models import Need, Person

OVER = (Cohort.State.FINISHED, Cohort.State.ARCHIVED, Cohort.State.CANCELLED)
# A person may be asked about their needs for two weeks before anybody wonders.
TO_ASK = timedelta(days=14)


def keep_message_tasks(*, now: datetime) -> int:
    """One task for each message that failed, came back, or may not have been sent; return how many changed."""
    gone = _("The message was sent again, has arrived or was stopped.")
    return keep_tasks(kind="message-trouble", reasons=_messages_in_trouble(), gone=gone, now=now)


def keep_stop_tasks(*, now: datetime) -> int:
    """One task for each address that does not work, and each complaint; return how many changed."""
    gone = _("The way to reach them was put right.")
    return keep_tasks(kind="channel-stopped", reasons=_closed_ways(), gone=gone, now=now)


def keep_need_tasks(*, now: datetime) -> int:
    """One task for each participant whose needs have not been asked about for a year; return how many changed."""
    gone = _("They were asked, or they no longer take part.")
    return keep_tasks(kind="needs-review", reasons=_needs_to_review(now), gone=gone, now=now)


def _messages_in_trouble() -> Iterator[Reason]:
    programmes = {programme.ref: programme for programme in Programme.objects.filter(archived_at=None)}
    labels = purpose_labels()
    messages = Message.objects.needing_attention().in_programmes(programmes).select_related("person")
    # A letter that came back is a task of its own kind; what is confidential is nobody's task here.
    messages = messages.filter(confidential=False).exclude(channel=Channel.LETTER, state=Message.State.BOUNCED)
    found = [message for message in messages if message.person.may_be_contacted]
    known = people_known_to({programme.pk for programme in programmes.values()})
    # A manager who is asked for a release is no participant: the task has no page of theirs to show.
    pages = set(known.filter(pk__in={message.person_id for message in found}).values_list("pk", flat=True))
    for message in found:
        words = {
            "name": message.person,
            "what": message.title or labels.get(message.purpose, message.purpose),
            "state": message.get_state_display().lower(),
        }
        yield Reason(
            key=f"message-trouble:{message.pk}",
            title=_("See to the message “%(what)s” to %(name)s: %(state)s") % words,
            programme_id=programmes[message.programme_ref].pk,
            person_id=message.person_id if message.person_id in pages else None,
            due_on=in_london(message.settled_at or message.due_at).date(),
            subject_ref=message.ref,
        )


def _closed_ways() -> Iterator[Reason]:
    programmes = {programme.ref: programme for programme in Programme.objects.filter(archived_at=None)}
    # Who said “stop” knows why; who was not reached, or was annoyed, is asked.
    stops = ChannelStop.objects.standing().exclude(reason=ChannelStop.Reason.ASKED).select_related("person", "message")
    told = [stop for stop in stops if stop.message and stop.message.programme_ref in programmes]
    known = people_known_to({programme.pk for programme in programmes.values()})
    pages = set(known.filter(pk__in={stop.person_id for stop in told}).values_list("pk", flat=True))
    for stop in told:
        person = stop.person
        if person.may_be_contacted and person.pk in pages and _is_theirs(stop, person):
            way, why = stop.get_channel_display().lower(), stop.get_reason_display().lower()
            words = {"name": person, "way": way, "why": why}
            yield Reason(
                key=f"channel-stopped:{stop.pk}",
                title=_("Find out how to reach %(name)s: no more %(way)s (%(why)s)") % words,
                programme_id=programmes[stop.message.programme_ref].pk if stop.message else 0,
                person_id=person.pk,
                due_on=in_london(stop.at).date(),
                subject_ref=person.ref,
            )


def _is_theirs(stop: ChannelStop, person: Person) -> bool:
    """Whether the address that bounced is still theirs; a complaint is about whatever address they have."""
    theirs = {person.email, person.contact_email, person.mobile, ""}
    return stop.channel == Channel.LETTER or stop.address in theirs


def _needs_to_review(now: datetime) -> Iterator[Reason]:
    due = Need.objects.due_for_review(on=in_london(now).date())
    first = due.first_reviews()
    # Once a cohort has finished nothing is arranged any more, so nobody is asked.
    places = Place.objects.active().filter(person__in=first).exclude(cohort__state__in=OVER).select_related("person")
    for place in places:
        if place.person.may_be_contacted:
            day = first[place.person_id]
            yield Reason(
                key=f"needs-review:{place.pk}:{day}",
                title=_("Ask %(name)s whether what they need is still right") % {"name": place.person},
                programme_id=place.programme_id,
                cohort_id=place.cohort_id,
                person_id=place.person_id,
                due_on=day + TO_ASK,
                subject_ref=place.person.ref,
            )
