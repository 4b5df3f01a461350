"""The coordinator's pages of outreach: all plans, the plan of one cohort with what it brings, and one partner in it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.reads import cohort_coordinated
from cohorts.recruitment.actions.outreach import add_to_plan, change_plan, stop, take_up_again
from cohorts.recruitment.forms.outreach import NewInPlanForm, PlanForm
from cohorts.recruitment.models import OutreachLink, OutreachPartner
from cohorts.recruitment.outreach_codes import address_to_type, qr_inline
from cohorts.recruitment.outreach_missing import OPEN, Missing, missing_of
from cohorts.recruitment.outreach_yield import by_group, by_partner
from cohorts.recruitment.views.outreach_page import asking, cohorts_listed, lines_of, links_of, plan_rows
from cohorts.views.conflicts import both_texts
from common.paging import page_of
from people.permissions import signed_in


def _cohort(request: HttpRequest, ref: str) -> Cohort:
    return get_object_or_404(cohort_coordinated(signed_in(request), ref))


def _link(request: HttpRequest, ref: str) -> OutreachLink:
    mine = OutreachLink.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(mine.filter(cohort__isnull=False), ref=ref)


@team_only(COORDINATOR)
def plans(request: HttpRequest) -> HttpResponse:
    """Every cohort that can still be filled, with its plan, the next step in it, and whom it still needs."""
    page = page_of(request, cohorts_listed(signed_in(request)))
    context = {"page": page, "lines": lines_of(list(page))}
    return render(request, "cohorts/recruitment/outreach/list.html", context)


@team_only(COORDINATOR)
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    """The plan of a cohort: whom it still needs, its partners, and what each brought, by partner and by group."""
    cohort = _cohort(request, ref)
    links = list(links_of(cohort))
    here = [link for link in links if link.stopped_at is None]
    partners, total = by_partner(cohort)
    missing: list[Missing] = missing_of([cohort])[cohort.pk] if cohort.state in OPEN else []
    today = timezone.localdate()
    context = {
        "cohort": cohort,
        "rows": plan_rows(here),
        "stopped": [link for link in links if link.stopped_at is not None],
        "missing": asking(missing, here),
        "still_open": cohort.state in OPEN,
        "days_left": (cohort.recruitment_closes - today).days if cohort.recruitment_closes else None,
        "partners": [*partners, total],
        "groups": by_group(cohort) if total.applied else [],
        "today": today,
    }
    return render(request, "cohorts/recruitment/outreach/plan.html", context)


@team_only(COORDINATOR)
def plan_add(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a partner into the plan."""
    cohort = _cohort(request, ref)
    form = NewInPlanForm(request.POST or None, partners=OutreachPartner.objects.not_in_plan_of(cohort))
    form.cancel_url = reverse("recruitment:outreach_plan", args=[cohort.ref])
    if request.method == "POST" and form.is_valid():
        partner, values = form.cleaned_data["partner"], form.values()
        try:
            link = add_to_plan(cohort=cohort, partner=partner, values=values, by=signed_in(request), now=timezone.now())
        except NotAllowedError as error:
            form.add_error("name", str(error))
        else:
            messages.success(
                request, _("“%(name)s” is in the plan. Its code is %(code)s.") % {"name": link.partner, "code": link}
            )
            return redirect("recruitment:outreach_plan", cohort.ref)
    return render(request, "cohorts/recruitment/outreach/row_form.html", {"cohort": cohort, "form": form})


@team_only(COORDINATOR)
def row(request: HttpRequest, ref: str) -> HttpResponse:
    """One partner in the plan: its code to pass on, what to print, and the form."""
    link = _link(request, ref)
    form = PlanForm(request.POST or None, initial=PlanForm.initial_of(link))
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, link, form)
        except StaleError:
            link = _link(request, ref)
            return both_texts(request, form, PlanForm.initial_of(link), back=request.path)
        except NotAllowedError as error:
            form.add_error("name", str(error))
    context = {
        "link": link,
        "cohort": link.cohort,
        "form": form,
        "address": address_to_type(link),
        "qr": qr_inline(link),
        "others": link.partner.links.exclude(pk=link.pk).count(),
    }
    return render(request, "cohorts/recruitment/outreach/row.html", context)


def _saved(request: HttpRequest, link: OutreachLink, form: PlanForm) -> HttpResponse:
    saved = change_plan(
        link=link, version=form.read_version, values=form.values(), by=signed_in(request), now=timezone.now()
    )
    messages.success(request, _("“%(name)s” is saved.") % {"name": saved.partner})
    return redirect("recruitment:outreach_plan", saved.cohort.ref if saved.cohort else "")


@require_POST
@team_only(COORDINATOR)
def row_stop(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a partner out of the plan, or put it back."""
    link, by, now = _link(request, ref), signed_in(request), timezone.now()
    if "again" in request.POST:
        take_up_again(link=link, by=by, now=now)
        messages.success(request, _("“%(name)s” is in the plan again.") % {"name": link.partner})
    else:
        stop(link=link, by=by, now=now)
        messages.success(
            request, _("“%(name)s” is out of the plan. The code works on, as it is printed.") % {"name": link.partner}
        )
    return redirect("recruitment:outreach_plan", link.cohort.ref if link.cohort else "")
