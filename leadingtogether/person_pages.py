"""The pages about one person, as a coordinator sees them: what each shows, worked out in Python.

Never equality data, never what somebody answered in a survey, and no answers given for selection beside a name.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Place, Task
from cohorts.pairing.models import Pair
from cohorts.permissions import COORDINATOR
from cohorts.recruitment.models import Application, Offer
from cohorts.views.task_rows import rows_of
from common.dates import in_london, say_short_date
from common.words import say_phone
from evaluation.contact_messages import CONTACT_CHECK
from evaluation.models import ContactCheck, Invitation
from evaluation.rates import wave_name
from leadingtogether.call_sheet import last_calls, line_of
from leadingtogether.due import Due, open_with
from leadingtogether.participant import Step
from leadingtogether.timeline import happenings_of
from people.consent_texts import CURRENT
from people.models import Consent, ContactMethod, Person
from projects.models import Project
from workshops.models import Claim, RegisterEntry

Row = dict[str, str]
# The name of each page, and its label.
TABS = ("person", "person_programme", "person_timeline", "person_tasks", "person_details")
RECENT = 10


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
    places = Place.objects.of(person).for_team(by, COORDINATOR).with_everything_named().order_by("-accepted_at")
    return {
        "person": person,
        "places": list(places),
        "tabs": [(label, reverse(name, args=[person.ref]), name == here) for name, label in labels.items()],
    }


def overview_of(person: Person, by: Person, *, now: datetime) -> dict[str, Any]:
    """Return the first page: what is due to or from them, how to reach them, and with whom they work."""
    due = open_with(person, by=by, now=now)
    line = line_of(person, due, last_calls([person.pk]).get(person.pk))
    return {
        "line": line,
        "next": next_with(person, due),
        "needs": [need for need in person.needs.all() if need.ended_at is None],
        "supporters": list(person.supporters.all()),
        "ways": [str(ContactMethod.Method(method).label) for method in person.preferred_methods],
        "pairs": _pairs(person, by).active(),
    }


def next_with(person: Person, due: list[Due]) -> Step:
    """Return in one sentence what comes next between them and us."""
    if person.deceased_on is not None:
        return Step(_("This person has died. Nothing is sent."))
    if person.do_not_contact:
        return Step(_("They asked us not to contact them. Nothing is sent."))
    if not due:
        return Step(_("Nothing is due to or from them."))
    first, call = due[0], reverse("call", args=[person.ref])
    return {
        "message": Step(first.sentence, call, _("Call them")),
        "offer": Step(first.sentence, first.url, _("Write down yes or no")),
        "survey": Step(first.sentence, first.url, _("Write down answers")),
    }.get(first.what, Step(first.sentence, first.url, _("Open the task")))


def programme_of(person: Person, by: Person) -> dict[str, Any]:
    """Return where they stand in each programme: applications, offers, pairs, workshops, projects."""
    applications = Application.objects.of(person).submitted().for_team(by, COORDINATOR).select_related("programme")
    offers = Offer.objects.of(person).for_team(by, COORDINATOR).select_related("cohort").order_by("-made_at")
    register = RegisterEntry.objects.filter(place__person=person, workshop__cohort__in=_cohorts(by))
    days = register.select_related("workshop__cohort", "workshop__venue", "marked_by")
    worked_on = Project.objects.visible_to(by).filter(contributors__place__person=person).distinct()
    return {
        "applications": applications.order_by("-submitted_at"),
        "offers": offers,
        "pairs": _pairs(person, by).order_by("-made_at"),
        "days": days.order_by("workshop__date", "pk"),
        "projects": worked_on.order_by("-started_at"),
    }


def timeline_of(person: Person, by: Person, *, now: datetime) -> dict[str, Any]:
    """Return everything that was said, written or talked about, the newest first, and what will be said."""
    prefetch_related_objects([person], "channel_stops")
    said, ahead, more = happenings_of(person, by)
    stops = [stop for stop in person.channel_stops.all() if stop.lifted_at is None]
    checks = ContactCheck.objects.for_team(by, COORDINATOR).filter(place__person=person, due_at__lte=now).unanswered()
    # Most people have not been asked, which their messages tell already.
    asked = any(one.purpose == CONTACT_CHECK for one in (*said, *ahead))
    return {
        "said": said,
        "ahead": ahead,
        "more": more,
        "stops": stops,
        "checks": checks.order_by("-due_at")[:1] if asked else [],
    }


def tasks_of(person: Person, by: Person, *, now: datetime) -> dict[str, Any]:
    """Return tasks about them, their surveys (answered or not, never what) and their claims."""
    on = in_london(now).date()
    tasks = Task.objects.for_team(by, COORDINATOR).about(person).with_everything_named()
    asked = Invitation.objects.of(person).for_team(by, COORDINATOR).select_related("wave", "response", "cohort")
    claims = Claim.objects.filter(place__person=person, workshop__cohort__in=_cohorts(by)).with_everything_named()
    rows = rows_of(tasks.order_by("-made_at", "-pk")[:50], me=by.pk, on=on)
    return {
        "open": [row for row in rows if row.task.state == Task.State.OPEN],
        "closed": [row for row in rows if row.task.state != Task.State.OPEN][:RECENT],
        "surveys": [_survey(one, by, now) for one in asked.order_by("wave__programme", "wave__position")],
        "claims": claims.order_by("-workshop__date"),
    }


def details_of(person: Person) -> dict[str, Any]:
    """Return everything that can be changed about them, with the pages where that is done."""
    consents = {consent.purpose: consent for consent in Consent.objects.standing().of(person)}
    return {
        "groups": [
            (_("Name"), _rows(person, "name", _name(person))),
            (_("Where we reach them"), _rows(person, "contact", _contact(person))),
            (_("How we contact them"), _rows(person, "ways", _ways(person))),
            (_("Language and Easy Read"), _rows(person, "reading", _reading(person))),
        ],
        "needs": [need for need in person.needs.all() if need.ended_at is None],
        "supporters": list(person.supporters.all()),
        "consents": [(Consent.Purpose(purpose).label, consents.get(purpose)) for purpose in CURRENT],
    }


def _cohorts(by: Person) -> Any:
    return Cohort.objects.for_team(by, COORDINATOR).values("pk")


def _pairs(person: Person, by: Person) -> Any:
    return Pair.objects.of(person).for_team(by, COORDINATOR).with_people()


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
    url = reverse("person_change", args=[person.ref, page])
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


def _ways(person: Person) -> list[tuple[str, str]]:
    ways = [str(ContactMethod.Method(method).label) for method in person.preferred_methods]
    links = _("May hold links") if person.links_in_texts else _("No links in them")
    return [
        (_("Best way first"), "\n".join(f"{place}. {way}" for place, way in enumerate(ways, 1))),
        (_("When to phone"), person.safe_times or _("Any time")),
        (_("Text messages"), links),
    ]


def _reading(person: Person) -> list[tuple[str, str]]:
    words = _("Easy Read") if person.easy_read else _("Ordinary text")
    return [(_("Language"), str(person.get_language_display())), (_("Words"), words)]
