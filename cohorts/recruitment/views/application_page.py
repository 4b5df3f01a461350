"""What the page of one application shows, worked out in Python so that its template stays plain."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, Role
from cohorts.permissions import COORDINATOR, team_roles
from cohorts.recruitment.actions.together import likely_partners
from cohorts.recruitment.application_reads import choices_of, events_of, needs_of, offer_keys_of, reviews_of, stay_of
from cohorts.recruitment.chance_words import chances_of
from cohorts.recruitment.forms.applicants import DecideForm
from cohorts.recruitment.forms.to_ask import questions_named, so_far_of
from cohorts.recruitment.models import Application, Review
from cohorts.recruitment.suggestions import Suggestion, suggestions_for, suggests_eligible
from cohorts.recruitment.topics import HEARD_FROM, MEETING_TIMES, TOPICS, Choices
from common.dates import say_datetime
from common.words import say_miles, say_phone, say_ref
from people.models import AuditEvent, Person

DECIDABLE = {"submitted", "eligible", "not_eligible", "not_drawn"}
# Who has a place leaves it on the page of the place.
SETTLED = {"accepted", "withdrawn"}
BEFORE_THE_DRAW = {"draft", "submitted", "not_eligible"}
DEEDS = {
    "application.keying": gettext_lazy("Keying begun"),
    "application.submitted": gettext_lazy("Submitted"),
    "application.eligible": gettext_lazy("Decided: eligible"),
    "application.not_eligible": gettext_lazy("Decided: not eligible"),
    "application.undecide": gettext_lazy("Decision taken back"),
    "application.drawn": gettext_lazy("Drawn"),
    "application.reserve": gettext_lazy("Put on the reserve list"),
    "application.not_drawn": gettext_lazy("Not drawn"),
    "application.tie": gettext_lazy("Tied to who applies with them"),
    "application.untie": gettext_lazy("Untied: they apply alone"),
    "application.same_person": gettext_lazy("Joined to a person we know"),
    "application.different_people": gettext_lazy("Found to be another person"),
    "application.stay": gettext_lazy("Stays for the next cohort"),
    "application.stay_no_longer": gettext_lazy("Does not stay for the next cohort"),
    "application.brought_in": gettext_lazy("Brought into the next draw"),
    "application.carried_over": gettext_lazy("Carried over from an earlier programme"),
    "application.withdrawn": gettext_lazy("Withdrawn"),
    "offer.make": gettext_lazy("Offered a place"),
    "offer.accepted": gettext_lazy("Offer accepted"),
    "offer.declined": gettext_lazy("Offer declined"),
    "offer.lapsed": gettext_lazy("Offer lapsed"),
    "application.asked": gettext_lazy("Asked what the form left blank"),
    "offer.withdrawn": gettext_lazy("Offer taken back"),
}


def page_of(request: HttpRequest, application: Application, form: DecideForm) -> dict[str, Any]:
    """Return the context of the page."""
    may = COORDINATOR in team_roles(request.user)
    choices = list(choices_of(application))
    first = choices[0] if choices else None
    person = application.person
    suggestions = suggestions_for(
        application,
        first.cohort if first else None,
        first.distance_km if first else None,
        person.outward_code if person else "",
    )
    form.helper.form_action = reverse("recruitment:application_decide", args=[application.ref])
    return {
        "application": application,
        "person": person,
        "decide_form": form,
        "suggestions": suggestions,
        "verdict": _verdict(suggestions),
        "facts": _facts(application, [(choice.cohort, choice.distance_km) for choice in choices]),
        "words": _words(application),
        "to_ask": questions_named(so_far_of(application, ()), application.to_ask) if person else [],
        "needs": list(needs_of(person)) if person else [],
        "history": _history(application),
        "alike": _alike(application),
        **_together(application, may=may),
        **_may(application, may=may),
        "reviews": _reviews(application),
        **_after_the_draw(application),
    }


def _after_the_draw(application: Application) -> dict[str, Any]:
    """Return the chance that they had, and whether they stay for the next cohort."""
    not_drawn = application.state == Application.State.NOT_DRAWN
    return {
        "chances": chances_of(application) if application.state not in BEFORE_THE_DRAW else [],
        "stays": stay_of(application).first() if not_drawn else None,
    }


def _may(application: Application, *, may: bool) -> dict[str, bool]:
    """Return what a coordinator (`may`) can do with the application now."""
    return {
        "may_ask": may,
        "may_stay": may and application.state == Application.State.NOT_DRAWN,
        "may_decide": may and application.state in DECIDABLE,
        "may_withdraw": may and application.state not in SETTLED,
        "may_take_back": application.state in {"eligible", "not_eligible"},
    }


def _together(application: Application, *, may: bool) -> dict[str, Any]:
    """Return whom they apply with, and while nobody is tied to them whom they may mean."""
    tied = application.partner_application_id is not None
    return {
        "partner": application.partner_application,
        "likely": likely_partners(application) if application.with_partner and not tied else [],
        "applies_with": application.with_partner,
        "may_tie": may and application.state in DECIDABLE,
    }


def _reviews(application: Application) -> list[Review]:
    """Return what reviewers say; where scoring was never thought of, nothing is asked of the database."""
    if not hasattr(application.programme, "review_rules"):
        return []
    return list(reviews_of(application))


def _verdict(suggestions: list[Suggestion]) -> str:
    if suggests_eligible(suggestions):
        return _("Nothing that we know speaks against it.")
    return _("Something speaks against it. You decide.")


def _facts(application: Application, choices: list[tuple[Cohort, float | None]]) -> list[dict[str, str]]:
    person = application.person
    said = [f"{cohort.name} ({say_miles(km)})" if km is not None else cohort.name for cohort, km in choices]
    rows = [
        (_("Role"), application.get_role_display()),
        (_("Would join"), "\n".join(f"{rank}. {name}" for rank, name in enumerate(said, 1))),
        (_("Lives in"), person.outward_code if person else ""),
        (
            _("Dates"),
            {True: _("Can come to all"), False: _("Cannot come to all"), None: ""}[application.available_all_dates],
        ),
        (_("About the dates"), application.availability_note),
        (_("Travels by"), application.get_travel_mode_display() if application.travel_mode else ""),
        (_("Travels at most"), say_miles(application.travel_limit_km) if application.travel_limit_km else ""),
        (_("Employer"), ", ".join(filter(None, [application.job_title, application.employer]))),
        (_("Manager"), ", ".join(filter(None, [application.manager_name, application.manager_email]))),
        (_("Applies with"), _partner(application)),
        (_("Brings a supporter"), _("Yes") if application.supporter_comes else ""),
        (_("Heard from"), str(dict(HEARD_FROM).get(application.heard_from, application.heard_from))),
        (_("Reached through"), _reached_through(application)),
        (_("Came by"), _came_by(application)),
        (_("Submitted"), say_datetime(application.submitted_at) if application.submitted_at else ""),
    ]
    shown = rows if application.role == Role.PROFESSIONAL else [row for row in rows if row[0] != _("Manager")]
    return [{"key": key, "value": value} for key, value in shown if value]


def _partner(application: Application) -> str:
    """Return who the applicant named; whom they are tied to stands on a card of its own."""
    number = say_ref(application.partner_ref_given)
    if application.partner_name_given and number:
        return _("%(name)s (number %(number)s)") % {"name": application.partner_name_given, "number": number}
    return application.partner_name_given or number


def _reached_through(application: Application) -> str:
    link = application.outreach_link
    if link is None:
        return ""
    return _("%(partner)s (code %(code)s)") % {"partner": link.partner.name, "code": link.ref}


def _came_by(application: Application) -> str:
    if application.keyed_by is None:
        return application.get_source_display()
    return _("%(source)s (%(name)s)") % {"source": application.get_source_display(), "name": application.keyed_by}


def _words(application: Application) -> list[tuple[str, str]]:
    found = [
        (_("Why they want to take part"), application.motivation),
        (_("Experience"), application.experience),
        (_("Topics"), _labels(application.topics, TOPICS)),
        (_("Project idea"), application.project_idea),
        (_("Can meet between workshops"), _labels(application.meeting_times, MEETING_TIMES)),
    ]
    return [(label, text) for label, text in found if text]


def _labels(slugs: Iterable[str], choices: Choices) -> str:
    """Return what somebody ticked, in words; what is not in the list stays as it was written."""
    labels = dict(choices)
    return ", ".join(str(labels.get(slug, slug)) for slug in slugs)


def _history(application: Application) -> list[tuple[AuditEvent, str]]:
    events = events_of(str(application.pk), [str(pk) for pk in offer_keys_of(application)])
    return [(event, str(DEEDS.get(event.action, event.action))) for event in events]


def _alike(application: Application) -> list[dict[str, str]]:
    """Return what two people have in common and what not, side by side; nothing where there is no likeness."""
    known, person = application.possible_duplicate_of, application.person
    if known is None or person is None:
        return []
    rows = [
        (_("Name"), person.full_name, known.full_name),
        (_("Email"), person.reachable_email, known.reachable_email),
        (_("Mobile"), say_phone(person.mobile), say_phone(known.mobile)),
        (_("Postcode"), person.postcode or person.outward_code, known.postcode or known.outward_code),
        (_("Address"), person.address, known.address),
        (_("Applications"), "", _applications(known, application)),
    ]
    return [
        {"label": label, "here": here or "–", "there": there or "–", "same": "yes" if here and here == there else ""}
        for label, here, there in rows
    ]


def _applications(known: Person, application: Application) -> str:
    same = Application.objects.of(known).filter(programme=application.programme_id).first()
    if same is None:
        return _("None to this programme")
    return _("%(ref)s (%(state)s)") % {"ref": same.ref, "state": same.get_state_display()}
