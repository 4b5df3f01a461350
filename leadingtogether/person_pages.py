"""The pages about one person, as a coordinator sees them: what each shows, worked out in Python.

Never equality data, never what somebody answered in a survey, and no answers given for selection beside a name.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cohorts.views.task_rows import rows_of
from common.addresses import address
from common.along import fetch_along
from common.dates import in_london, say_short_date
from common.templatetags.lt import lt_label
from common.words import say_phone
from evaluation.contact_messages import CONTACT_CHECK
from evaluation.models import Invitation
from evaluation.rates import wave_name
from leadingtogether import person_reads as reads
from leadingtogether.call_sheet import last_call_to, line_of
from leadingtogether.due import Due, open_with
from leadingtogether.participant import Step
from leadingtogether.timeline import happenings_of
from messaging.reads import fetch_ways
from people.consent_texts import CURRENT
from people.models import Consent, ContactMethod, Person
from people.reads import standing_consents

Row = dict[str, str]
# The name of each page, and its label.
TABS = ("person", "person_programme", "person_timeline", "person_tasks", "person_details")
RECENT = 10
# As many open tasks as anybody reads; the list of all tasks has the others.
MOST_OPEN = 25


@dataclass(frozen=True)
class Survey:
    """One survey of one person: whether it was answered, never what."""

    name: str
    invitation: Invitation
    state: str
    colour: str
    may_key: bool


def frame_of(person: Person, by: Person, *, here: str) -> dict[str, Any]:
    """Return what all pages about one person share: who it is, where they take part, and the other pages."""
    labels = {
        "person": _("Overview"),
        "person_programme": _("In the programme"),
        "person_timeline": _("Messages and calls"),
        "person_tasks": _("Tasks, surveys and claims"),
        "person_details": _("Details and consents"),
    }
    places = list(reads.places_of(by, person))
    for place in places:
        place.person = person
    return {
        "person": person,
        "places": places,
        "tabs": [(label, address(name, person.ref), name == here) for name, label in labels.items()],
    }


def overview_of(person: Person, by: Person, *, now: datetime) -> dict[str, Any]:
    """Return the first page: what is due to or from them, how to reach them, and with whom they work."""
    reads.fetch_all_about(person)
    due = open_with(person, by=by, now=now)
    return {
        "line": line_of(person, due, last_call_to(person)),
        "next": next_with(person, due),
        "needs": list(person.needs.all()),
        "supporters": list(person.supporters.all()),
        "ways": _ways_in_words(person),
        "pairs": list(reads.pairs_of(by, person, ended=False)),
    }


def next_with(person: Person, due: list[Due]) -> Step:
    """Return in one sentence what comes next between them and us."""
    if person.deceased_on is not None:
        return Step(_("This person has died. Nothing is sent."))
    if person.do_not_contact:
        return Step(_("They asked us not to contact them. Nothing is sent."))
    if not due:
        return Step(_("Nothing is due to or from them."))
    first, call = due[0], address("call", person.ref)
    return {
        "message": Step(first.sentence, call, _("Call them")),
        "offer": Step(first.sentence, first.url, _("Write down yes or no")),
        "survey": Step(first.sentence, first.url, _("Write down answers")),
    }.get(first.what, Step(first.sentence, first.url, _("Open the task")))


def programme_of(person: Person, by: Person) -> dict[str, Any]:
    """Return where they stand in each programme: applications, offers, pairs, workshops, projects."""
    return {
        "applications": list(reads.applications_of(by, person)),
        "offers": list(reads.offers_of(by, person)),
        "pairs": list(reads.pairs_of(by, person, ended=True)),
        "days": list(reads.days_of(by, person)),
        "projects": list(reads.projects_of(by, person)),
    }


def timeline_of(person: Person, by: Person, *, now: datetime) -> dict[str, Any]:
    """Return everything that was said, written or talked about, the newest first, and what will be said."""
    fetch_ways([person])
    said, ahead, more = happenings_of(person, by)
    stops = [stop for stop in person.channel_stops.all() if stop.lifted_at is None]
    # Most people have not been asked, which their messages tell already.
    asked = any(one.purpose == CONTACT_CHECK for one in (*said, *ahead))
    return {
        "said": said,
        "ahead": ahead,
        "more": more,
        "stops": stops,
        "checks": reads.checks_of(by, person, now)[:1] if asked else [],
    }


def tasks_of(person: Person, by: Person, *, now: datetime) -> dict[str, Any]:
    """Return tasks about them, their surveys (answered or not, never what) and their claims."""
    on = in_london(now).date()
    still_open = list(reads.tasks_about(by, person, closed=False)[: MOST_OPEN + 1])
    closed = list(reads.tasks_about(by, person, closed=True)[:RECENT])
    for task in (*still_open, *closed):
        task.person = person
    claims = list(reads.claims_of(by, person))
    fetch_along(claims, lines=reads.lines_of([claim.pk for claim in claims]))
    return {
        "open": rows_of(still_open[:MOST_OPEN], me=by.pk, on=on),
        "more": len(still_open) > MOST_OPEN,
        "closed": rows_of(closed, me=by.pk, on=on),
        "surveys": [_survey(one, by, now) for one in reads.surveys_of(by, person)],
        "claims": claims,
    }


def details_of(person: Person) -> dict[str, Any]:
    """Return everything that can be changed about them, with the pages where that is done."""
    reads.fetch_all_about(person)
    consents = {consent.purpose: consent for consent in standing_consents(person)}
    return {
        "groups": [
            (_("Name"), _rows(person, "name", _name(person))),
            (_("Where we reach them"), _rows(person, "contact", _contact(person))),
            (_("How we contact them"), _rows(person, "ways", _ways(person))),
            (_("Language and Easy Read"), _rows(person, "reading", _reading(person))),
        ],
        "needs": list(person.needs.all()),
        "supporters": list(person.supporters.all()),
        "consents": [(Consent.Purpose(purpose).label, consents.get(purpose)) for purpose in CURRENT],
    }


def _survey(invitation: Invitation, by: Person, now: datetime) -> Survey:
    open_now = invitation.is_open(now=now)
    response = getattr(invitation, "response", None)
    state, colour = _("Not opened yet"), "grey"
    if invitation.answered:
        state, colour = _("Answered"), "green"
    elif invitation.cancelled_at is not None:
        state = _("Not asked any more")
    elif open_now:
        state, colour = _("Not answered, until %(day)s") % {"day": say_short_date(invitation.closes_at)}, "yellow"
    elif invitation.closes_at <= now:
        state = _("Not answered")
    mine = response is None or response.keyed_by_id == by.pk
    return Survey(wave_name(invitation.wave), invitation, state, colour, open_now and not invitation.answered and mine)


def _rows(person: Person, page: str, pairs: list[tuple[str, str]]) -> list[Row]:
    url = address("person_change", person.ref, page)
    return [{"key": key, "value": value or _("Not given"), "url": url} for key, value in pairs]


def _name(person: Person) -> list[tuple[str, str]]:
    return [(_("Full name"), person.full_name), (_("Called"), person.called)]


def _contact(person: Person) -> list[tuple[str, str]]:
    return [
        (_("Email for messages"), person.reachable_email),
        (_("Mobile number"), say_phone(person.mobile)),
        (_("Other telephone number"), say_phone(person.phone)),
        (_("Address"), "\n".join(filter(None, [person.address, person.postcode]))),
    ]


def _ways_in_words(person: Person) -> list[str]:
    return [str(ContactMethod.Method(method).label) for method in person.preferred_methods]


def _ways(person: Person) -> list[tuple[str, str]]:
    ways = _ways_in_words(person)
    links = _("May hold links") if person.links_in_texts else _("No links in them")
    return [
        (_("Best way first"), "\n".join(f"{place}. {way}" for place, way in enumerate(ways, 1))),
        (_("When to phone"), person.safe_times or _("Any time")),
        (_("Text messages"), links),
    ]


def _reading(person: Person) -> list[tuple[str, str]]:
    words = _("Easy Read") if person.easy_read else _("Ordinary text")
    return [(_("Language"), lt_label(person, "language")), (_("Words"), words)]
