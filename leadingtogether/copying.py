"""What a copied programme takes along and what it leaves, so that the page can say it before anything is written."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.copying import recruitment_later
from cohorts.models import Cohort, Programme
from cohorts.recruitment.models import OutreachLink, Quota
from common.dates import say_short_date
from common.words import say_money
from leadingtogether.counting import count_of
from messaging.models import Rule, Template
from workshops.actions.copying import days_later
from workshops.agendas import of_template
from workshops.models import Workshop


@dataclass(frozen=True)
class CohortLine:
    """A cohort as the copy would have it, with its dates of another year."""

    cohort: Cohort
    recruitment: str
    workshops: str


def lines_of(programme: Programme, cohorts: list[Cohort]) -> list[tuple[str, str]]:
    """Return (what, how much of it) for everything that is copied, in two queries."""
    bodies = [f"{body.name} ({body.get_part_display()})" for body in programme.organisations.all()]
    texts, rules, waves, quotas, plans, criteria = _counts(programme)
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


def _counts(programme: Programme) -> tuple[int, ...]:
    """Return how many own texts, own times, waves, quotas, partners in plans and criteria there are, in one query."""
    # Each text has one first version.
    texts = Template.objects.filter(programme_ref=programme.ref, version=1)
    rules = Rule.objects.filter(programme_ref=programme.ref)
    quotas = Quota.objects.filter(cohort__programme=programme).exclude(cohort__state=Cohort.State.CANCELLED)
    plans = OutreachLink.objects.in_plan().filter(cohort__programme=programme)
    plans = plans.exclude(cohort__state=Cohort.State.CANCELLED)
    rows = (texts, rules, programme.waves.all(), quotas, plans, programme.criteria.all())
    found: tuple[int, ...] = (
        Programme.objects.filter(pk=programme.pk).values_list(*[count_of(counted) for counted in rows]).get()
    )
    return found


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
    kept = programme.cohorts.exclude(state=Cohort.State.CANCELLED).select_related("venue")
    return list(kept.prefetch_related("workshops").order_by("name"))


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
    planned = [workshop for workshop in cohort.workshops.all() if workshop.state != Workshop.State.CANCELLED]
    moved = days_later(sorted(planned, key=lambda workshop: workshop.number), years=years)
    return ", ".join(say_short_date(day) for _workshop, day in moved if day >= on) or _("not set")
