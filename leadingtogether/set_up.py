"""What a programme still needs before its recruitment can open, each with the page where it is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Organisation, Programme, TeamMembership
from common.back import with_way
from common.dates import say_short_date
from workshops.agendas import of_template

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
    parts = set(programme.organisations.values_list("part", flat=True))
    roles = Counter(TeamMembership.objects.current().filter(programme=programme).values_list("role", flat=True))
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


def cohort_lines(programme: Programme, *, on: date) -> list[CohortLine]:
    """Return the cohorts that are not over, each with its own steps, in three queries however many there are."""
    cohorts = list(programme.cohorts.exclude(state__in=OVER).select_related("venue", "programme").order_by("name"))
    live = Cohort.objects.filter(pk__in=[cohort.pk for cohort in cohorts]).order_by()
    counted = live.annotate(planned=Count("workshops", filter=~Q(workshops__state="cancelled")))
    planned = dict(counted.values_list("pk", "planned"))
    waiting = dict(
        live.annotate(waiting=Count("quotas", filter=Q(quotas__approved_on__isnull=True))).values_list("pk", "waiting")
    )
    return [
        CohortLine(
            cohort,
            [
                _recruitment(cohort),
                _workshops(cohort, programme, planned[cohort.pk]),
                _quotas(cohort, waiting[cohort.pk]),
                _opening(cohort, on),
            ],
        )
        for cohort in cohorts
    ]


def _recruitment(cohort: Cohort) -> Step:
    opens, closes = cohort.recruitment_opens, cohort.recruitment_closes
    url = _there(reverse("cohorts:cohort_edit", args=[cohort.ref]), cohort.programme)
    if opens is None or closes is None:
        return Step(_("Recruitment dates"), _("Set the recruitment dates"), url, done=False)
    words = _("%(opens)s to %(closes)s") % {"opens": say_short_date(opens), "closes": say_short_date(closes)}
    return Step(_("Recruitment dates"), words, url, done=True)


def _workshops(cohort: Cohort, programme: Programme, planned: int) -> Step:
    enough = planned >= programme.workshops
    words = _("%(count)d of %(wanted)d") % {"count": planned, "wanted": programme.workshops}
    url = _there(reverse("workshops:plan", args=[cohort.ref]), programme)
    return Step(_("Workshops planned"), words if enough or planned else _("Plan the workshops"), url, enough)


def _quotas(cohort: Cohort, waiting: int) -> Step:
    url = _there(reverse("recruitment:quotas", args=[cohort.ref]), cohort.programme)
    if not waiting:
        return Step(_("Quotas"), _("none to approve"), url, done=True)
    words = ngettext("Approve %(count)d quota", "Approve %(count)d quotas", waiting)
    return Step(_("Quotas"), words % {"count": waiting}, url, done=False)


def _opening(cohort: Cohort, on: date) -> Step:
    url = _there(reverse("cohorts:cohort", args=[cohort.ref]), cohort.programme)
    if cohort.state == Cohort.State.PLANNING:
        return Step(_("Recruitment"), _("Open recruitment"), url, done=False)
    if cohort.takes_applications(on=on):
        return Step(_("Recruitment"), _("open"), url, done=True)
    return Step(_("Recruitment"), cohort.get_state_display().lower(), url, done=True)
