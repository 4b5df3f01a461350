"""What a programme still needs before its recruitment can open, each with the page where it is done."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Organisation, Programme, TeamMembership
from cohorts.querysets import CohortQuerySet, ProgrammeQuerySet
from cohorts.recruitment.models import Quota
from common.addresses import address_of
from common.back import with_way
from common.dates import say_short_date
from common.prepared import prepared
from common.templatetags.lt import lt_label
from leadingtogether.counting import count_of
from people.models import Person
from workshops.agendas import of_template
from workshops.models import Workshop

Role = TeamMembership.Role
OVER = (Cohort.State.ARCHIVED, Cohort.State.CANCELLED)


@dataclass(frozen=True)
class Step:
    """One thing to set up: what it is, how it stands in words, and where to do it."""

    name: str
    words: str
    url: str
    done: bool


@dataclass(frozen=True)
class CohortLine:
    """One cohort on its way to recruitment, with its steps."""

    cohort: Cohort
    steps: list[Step]

    @property
    def next(self) -> Step | None:
        """The first step that is still to do."""
        return next((step for step in self.steps if not step.done), None)


def public_link(programme: Programme) -> str:
    """Return the address that goes on posters: where people read what it takes, and apply."""
    return settings.BASE_URL + reverse("recruitment:apply", args=[programme.ref])


def _there(url: str, programme: Programme) -> str:
    """Return the address of a step's page, from which one comes back to the list."""
    return with_way(url, reverse("set_up", args=[programme.ref]))


def steps_of(programme: Programme) -> list[Step]:
    """Return what the programme as a whole needs, in two queries."""
    parts, roles = set(parts_of(programme)), Counter(roles_of(programme))
    return [
        _rules(programme),
        Step(
            _("Organisations"),
            _("The data controller is named.")
            if Organisation.Part.CONTROLLER in parts
            else _("Name the data controller."),
            reverse("cohorts:organisations", args=[programme.ref]),
            Organisation.Part.CONTROLLER in parts,
        ),
        _team(programme, roles),
        _agendas(programme),
    ]


def _agendas(programme: Programme) -> Step:
    written = sum(bool(of_template(programme.agenda, number)) for number in range(1, programme.workshops + 1))
    words = {"written": written, "wanted": programme.workshops}
    said = _("%(written)d of %(wanted)d workshops have an agenda. Facilitators and participants see it.") % words
    url = reverse("workshops:templates", args=[programme.ref])
    return Step(_("Agendas"), said, url, written >= programme.workshops)


def _rules(programme: Programme) -> Step:
    missing = [
        words
        for text, words in (
            (programme.payment_terms, _("the terms of the payment")),
            (programme.benefits_advice, _("where to get advice about benefits")),
        )
        if not text
    ]
    said = _("Still to write: %(missing)s. People read it before they accept.") % {"missing": ", ".join(missing)}
    url = _there(reverse("cohorts:programme", args=[programme.ref]), programme)
    return Step(_("Rules and payment"), said if missing else _("All is written."), url, not missing)


def _team(programme: Programme, roles: Mapping[str, int]) -> Step:
    missing = [
        words
        for there, words in (
            (roles.get(Role.FACILITATOR, 0) >= 2, _("two facilitators, a lay and a professional one")),
            (roles.get(Role.SAFEGUARDING_LEAD, 0) >= 1, _("a safeguarding lead")),
            (roles.get(Role.SAFEGUARDING_DEPUTY, 0) >= 1, _("a deputy safeguarding lead")),
        )
        if not there
    ]
    said = _("Still to find: %(missing)s.") % {"missing": ", ".join(missing)}
    url = reverse("cohorts:team", args=[programme.ref])
    return Step(_("Team"), said if missing else _("Every role that is needed is filled."), url, not missing)


class Ways:
    """The addresses of the steps of cohorts, from which one comes back to the list; each is worked out once."""

    def __init__(self, programme: Programme) -> None:
        self.back = with_way("", reverse("set_up", args=[programme.ref]))
        self.places: dict[str, Callable[[object], str]] = {}

    def to(self, name: str, cohort: Cohort) -> str:
        """Return the address of a page of this cohort."""
        if name not in self.places:
            self.places[name] = address_of(name)
        return self.places[name](cohort.ref) + self.back


def cohort_lines(programme: Programme, *, on: date) -> list[CohortLine]:
    """Return the cohorts that are not over, each with its own steps, in one query however many there are."""
    ways = Ways(programme)
    return [
        CohortLine(
            cohort,
            [
                _recruitment(cohort, ways),
                _workshops(cohort, programme, ways),
                _quotas(cohort, ways),
                _opening(cohort, on, ways),
            ],
        )
        for cohort in _cohorts_to_set_up(programme)
    ]


@prepared
def _cohorts_to_set_up(programme: Programme) -> CohortQuerySet:
    """Return the cohorts that are not over, each with `planned` workshops and with quotas that are `waiting`."""
    rows = Cohort.objects.filter(programme=programme).exclude(state__in=OVER).select_related("venue")
    planned = Workshop.objects.filter(cohort=OuterRef("pk")).exclude(state=Workshop.State.CANCELLED)
    waiting = Quota.objects.filter(cohort=OuterRef("pk"), approved_on__isnull=True)
    own = ("ref", "name", "state", "recruitment_opens", "recruitment_closes")
    counted = rows.annotate(planned=count_of(planned), waiting=count_of(waiting))
    return counted.only(*own, "venue__name", "venue__town").order_by("name")


@prepared
def parts_of(programme: Programme) -> "QuerySet[Any, Any]":
    """Return the parts that organisations have in a programme."""
    return Organisation.objects.filter(programme=programme).order_by().values_list("part", flat=True)


@prepared
def roles_of(programme: Programme) -> "QuerySet[Any, Any]":
    """Return the role of everybody on the team of a programme."""
    return TeamMembership.objects.current().filter(programme=programme).order_by().values_list("role", flat=True)


@prepared
def programme_to_set_up(person: Person, ref: str) -> ProgrammeQuerySet:
    """Return the programme with a reference, and which it was copied from, where this person coordinates it."""
    return Programme.objects.for_team(person, Role.COORDINATOR).select_related("copied_from").filter(ref=ref)


def _recruitment(cohort: Cohort, ways: Ways) -> Step:
    opens, closes = cohort.recruitment_opens, cohort.recruitment_closes
    url = ways.to("cohorts:cohort_edit", cohort)
    if opens is None or closes is None:
        return Step(_("Recruitment dates"), _("Set the recruitment dates"), url, done=False)
    words = _("%(opens)s to %(closes)s") % {"opens": say_short_date(opens), "closes": say_short_date(closes)}
    return Step(_("Recruitment dates"), words, url, done=True)


def _workshops(cohort: Cohort, programme: Programme, ways: Ways) -> Step:
    planned = int(getattr(cohort, "planned", 0))
    enough = planned >= programme.workshops
    words = _("%(count)d of %(wanted)d") % {"count": planned, "wanted": programme.workshops}
    url = ways.to("workshops:plan", cohort)
    return Step(_("Workshops planned"), words if enough or planned else _("Plan the workshops"), url, enough)


def _quotas(cohort: Cohort, ways: Ways) -> Step:
    url, waiting = ways.to("recruitment:quotas", cohort), int(getattr(cohort, "waiting", 0))
    if not waiting:
        return Step(_("Quotas"), _("none to approve"), url, done=True)
    words = ngettext("Approve %(count)d quota", "Approve %(count)d quotas", waiting)
    return Step(_("Quotas"), words % {"count": waiting}, url, done=False)


def _opening(cohort: Cohort, on: date, ways: Ways) -> Step:
    url = ways.to("cohorts:cohort", cohort)
    if cohort.state == Cohort.State.PLANNING:
        return Step(_("Recruitment"), _("Open recruitment"), url, done=False)
    if cohort.takes_applications(on=on):
        return Step(_("Recruitment"), _("open"), url, done=True)
    return Step(_("Recruitment"), lt_label(cohort, "state").lower(), url, done=True)
