"""Calendar files (RFC 5545) of workshops. The same workshops always give the same bytes."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from workshops.models import Workshop

# Never changes, so that a calendar program recognises a workshop whatever the service's address is.
DOMAIN = "leadingtogether"
STATUS = {
    Workshop.State.PLANNED: "TENTATIVE",
    Workshop.State.CONFIRMED: "CONFIRMED",
    Workshop.State.HELD: "CONFIRMED",
    Workshop.State.POSTPONED: "CANCELLED",
    Workshop.State.CANCELLED: "CANCELLED",
}


def london() -> Timezone:
    """Return Europe/London as it has been since 1996: forward on the last Sunday of March, back in October."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for kind, name, month, hour, before, after in (
        (TimezoneDaylight, "BST", 3, 1, 0, 1),
        (TimezoneStandard, "GMT", 10, 2, 1, 0),
    ):
        part = kind()
        part.add("tzname", name)
        first = datetime(1996, 3, 31, hour) if month == 3 else datetime(1996, 10, 27, hour)  # noqa: DTZ001 - local
        part.add("dtstart", first)
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1SU"))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone


def event_of(workshop: Workshop, *, page: str) -> Event:
    """Return one workshop as an event; `page` is the URL name of the page to link."""
    event = Event()
    event.add("uid", f"workshop-{workshop.ref}@{DOMAIN}")
    event.add("sequence", workshop.sequence)
    # The stamp is when it last changed, never the moment of asking.
    event.add("dtstamp", (workshop.changed_at or workshop.cohort.state_since).astimezone(UTC))
    event.add("dtstart", workshop.starts_at)
    event.add("dtend", workshop.ends_at)
    stopped = STATUS[Workshop.State(workshop.state)] == "CANCELLED"
    event.add("summary", _("Cancelled: %(workshop)s") % {"workshop": workshop.name} if stopped else workshop.name)
    event.add("status", STATUS[Workshop.State(workshop.state)])
    event.add("location", ", ".join(place_lines(workshop)))
    link = settings.BASE_URL + reverse(page, args=[workshop.ref])
    event.add("description", f"{workshop.cohort.programme.name}\n{link}")
    event.add("url", link)
    return event


def place_lines(workshop: Workshop) -> list[str]:
    """Return where a workshop is, line by line: room, venue, address, postcode."""
    venue = workshop.venue
    lines = [workshop.room.name] if workshop.room is not None else []
    lines += [venue.name, *venue.address.splitlines(), venue.postcode]
    return [line.strip().rstrip(",") for line in lines if line.strip()]


def calendar_file(workshops: Iterable[Workshop], *, going: frozenset[int]) -> bytes:
    """Return a calendar of these workshops; `going` holds the cohorts in which the reader has a place.

    Workshops come with cohort, programme, venue and room.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Leading Together//Workshops//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Leading Together"))
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    calendar.add_component(london())
    for workshop in workshops:
        page = "workshops:my_workshop" if workshop.cohort_id in going else "workshops:detail"
        calendar.add_component(event_of(workshop, page=page))
    return bytes(calendar.to_ical())
