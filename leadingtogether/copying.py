"""What a copied programme takes along and what it leaves, so that the page can say it before anything is written."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.copying import recruitment_later
from cohorts.models import Cohort, Organisation, Programme, TeamMembership
from cohorts.querysets import CohortQuerySet, ProgrammeQuerySet
from cohorts.recruitment.models import Criterion, OutreachLink, Quota
from common.along import fetch_along
from common.dates import say_short_date
from common.prepared import prepared
from common.templatetags.lt import lt_label
from common.words import say_money
from evaluation.models import Wave
from leadingtogether.counting import count_of
from messaging.models import Rule, Template
from people.models import Person
from workshops.actions.copying import days_later
from workshops.agendas import of_template
from workshops.models import Workshop
from workshops.querysets import WorkshopQuerySet


@dataclass(frozen=True)
class CohortLine:
    """A cohort as the copy would have it, with its dates of another year."""

    cohort: Cohort
    recruitment: str
    workshops: str


def lines_of(programme: Programme, cohorts: list[Cohort]) -> list[tuple[str, str]]:
    """Return (what, how much of it) for everything that is copied, in two queries."""
    bodies = [f"{body.name} ({lt_label(body, 'part')})" for body in _organisations(programme)]
    texts, rules, waves, quotas, plans, criteria = _counted(programme, programme.ref).get()
    sessions = sum(len(of_template(programme.agenda, number)) for number in range(1, programme.workshops + 1))
    return [
        (_("Rules"), _rules(programme)),
        (_("Payment"), _payment(programme)),
        (_("Agenda"), ngettext("%(count)d session", "%(count)d sessions", sessions) % {"count": sessions}),
        (_("Organisations"), "; ".join(bodies) or _("none are named")),
        (_("Own message texts"), _own(texts)),
        (_("Own message times"), _own(rules)),
        (_("Surveys"), _waves(waves)),
        (_("Quotas"), _quotas(quotas)),
        (_("Outreach plans"), _plans(plans)),
        (_("Criteria of review"), str(criteria) if criteria else _("none")),
        (_("Cohorts"), ngettext("%(count)d cohort", "%(count)d cohorts", len(cohorts)) % {"count": len(cohorts)}),
    ]


@prepared
def _counted(programme: Programme, ref: str) -> "QuerySet[Any, Any]":
    """Return how many own texts, own times, waves, quotas, partners in plans and criteria there are, in one query."""
    # Each text has one first version.
    texts = Template.objects.filter(programme_ref=ref, version=1)
    rules = Rule.objects.filter(programme_ref=ref)
    waves, criteria = Wave.objects.filter(programme=programme), Criterion.objects.filter(programme=programme)
    quotas = Quota.objects.filter(cohort__programme=programme).exclude(cohort__state=Cohort.State.CANCELLED)
    plans = OutreachLink.objects.in_plan().filter(cohort__programme=programme)
    plans = plans.exclude(cohort__state=Cohort.State.CANCELLED)
    rows = (texts, rules, waves, quotas, plans, criteria)
    return Programme.objects.filter(pk=programme.pk).order_by().values_list(*[count_of(counted) for counted in rows])


@prepared
def _organisations(programme: Programme) -> "QuerySet[Organisation]":
    return Organisation.objects.filter(programme=programme)


def _plans(count: int) -> str:
    words = ngettext(
        "%(count)d partner with the groups it reaches", "%(count)d partners with the groups they reach", count
    )
    return words % {"count": count} if count else _("none")


def _waves(count: int) -> str:
    words = ngettext("%(count)d survey with its times", "%(count)d surveys with their times", count)
    return words % {"count": count} if count else _("the usual ones")


def _rules(programme: Programme) -> str:
    counts = {
        "workshops": programme.workshops,
        "months": programme.follow_up_months,
        "days": programme.offer_days,
        "places": programme.supporter_places,
        "hours": programme.hours_between,
    }
    words = _(
        "workshops: %(workshops)d; time between them: %(hours)s; follow-up after %(months)d months; days to reply to "
        "an offer: %(days)d; places for supporters in a cohort: %(places)d"
    )
    return words % counts


def _payment(programme: Programme) -> str:
    paid = _("%(amount)s a workshop") % {"amount": say_money(programme.involvement_payment)}
    kept = [
        _("its terms") if programme.payment_terms else "",
        _("where to get advice about benefits") if programme.benefits_advice else "",
    ]
    return "; ".join([paid, *filter(None, kept)])


def _own(count: int) -> str:
    return str(count) if count else _("none, the usual ones stay")


def _quotas(count: int) -> str:
    if not count:
        return _("none")
    words = ngettext(
        "%(count)d quota with its evidence, to be approved again",
        "%(count)d quotas with their evidence, to be approved again",
        count,
    )
    return words % {"count": count}


def never_copied() -> list[str]:
    """Return what stays behind, whatever is asked."""
    return [
        _("People: applicants, places, pairs, supporters, and who must be kept apart."),
        _("The team. You coordinate the copy. You can invite the others again on its team page."),
        _("What people wrote: applications, answers to surveys, projects, case studies, messages."),
        _("Draws, offers, registers, claims and concerns."),
        _("Contacts of outreach partners, what they promised, and their codes: the copy has new ones."),
        _("Scores of applications, and whether they are scored."),
        _("Approvals of quotas. They were given for one year."),
    ]


def cohorts_of(programme: Programme) -> list[Cohort]:
    """Return the cohorts that are copied, with their venues and workshops, in two queries."""
    cohorts = list(_cohorts_copied(programme))
    fetch_along(cohorts, workshops=_days_of([cohort.pk for cohort in cohorts]))
    return cohorts


@prepared
def _cohorts_copied(programme: Programme) -> CohortQuerySet:
    kept = Cohort.objects.filter(programme=programme).exclude(state=Cohort.State.CANCELLED).select_related("venue")
    own = ("ref", "name", "pairs_wanted", "recruitment_opens", "recruitment_closes")
    return kept.only(*own, "venue__name", "venue__town").order_by("name")


@prepared
def _days_of(cohorts: list[int]) -> WorkshopQuerySet:
    """Return the workshops of cohorts that were not cancelled, in their order."""
    rows = Workshop.objects.filter(cohort__in=cohorts).exclude(state=Workshop.State.CANCELLED)
    return rows.only("cohort", "number", "date").order_by("number")


@prepared
def programme_to_copy(person: Person, ref: str) -> ProgrammeQuerySet:
    """Return the programme with a reference, where this person coordinates it."""
    return Programme.objects.for_team(person, TeamMembership.Role.COORDINATOR).filter(ref=ref)


def cohort_lines(cohorts: list[Cohort], *, years: int, on: date) -> list[CohortLine]:
    """Return each cohort with its dates `years` later, as the copy would have them."""
    return [CohortLine(cohort, _recruitment(cohort, years, on), _days(cohort, years, on)) for cohort in cohorts]


def _recruitment(cohort: Cohort, years: int, on: date) -> str:
    opens, closes = recruitment_later(cohort, years=years, on=on)
    if opens is None and closes is None:
        return _("not set")
    return _("%(opens)s to %(closes)s") % {"opens": _day(opens), "closes": _day(closes)}


def _day(day: date | None) -> str:
    return say_short_date(day) if day else "…"


def _days(cohort: Cohort, years: int, on: date) -> str:
    moved = days_later(cohort.workshops.all(), years=years)
    return ", ".join(say_short_date(day) for _workshop, day in moved if day >= on) or _("not set")
