"""Calendars under a secret address."""

from datetime import datetime

from django.db import transaction

from people.actions.audit import record
from people.models import Person
from workshops.models import CalendarFeed, make_secret


@transaction.atomic
def make_feed(*, person: Person, by: Person, now: datetime) -> CalendarFeed:
    """Return the person's calendar, made now if there is none."""
    feed, made = CalendarFeed.objects.get_or_create(person=person, defaults={"made_at": now})
    if made:
        record(by=by, action="calendar.make", about=feed, now=now)
    return feed


@transaction.atomic
def renew_secret(*, person: Person, by: Person, now: datetime) -> CalendarFeed:
    """Give the person's calendar a new secret address; the old one stops at once."""
    feed = make_feed(person=person, by=by, now=now)
    feed.secret, feed.made_at = make_secret(), now
    feed.save(update_fields=["secret", "made_at"])
    record(by=by, action="calendar.renew", about=feed, now=now, fields=["secret"])
    return feed
