"""Pages of quotas."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.reads import cohort_coordinated
from cohorts.recruitment.actions.quotas import add_quota, approve_quota, remove_quota
from cohorts.recruitment.draw_reads import quotas_with_approvers
from cohorts.recruitment.forms.draws import ApprovalForm, QuotaForm
from cohorts.recruitment.models import Quota
from cohorts.recruitment.views.draw_page import say_value
from common.back import keep_way, way_back
from people.models import Person
from people.permissions import signed_in
from people.querysets import PersonQuerySet


@team_only(COORDINATOR)
def quotas(request: HttpRequest, ref: str) -> HttpResponse:
    """The quotas of a cohort with their reasons; add one."""
    cohort = get_object_or_404(cohort_coordinated(signed_in(request), ref))
    form = QuotaForm(request.POST or None, cohort=cohort, approvers=_team(cohort))
    if request.method == "POST" and form.is_valid():
        add_quota(cohort=cohort, values=form.values(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("The quota is added."))
        return redirect(keep_way(request, request.path))
    rows = [(quota, say_value(quota.category, quota.value, quota.role)) for quota in quotas_with_approvers(cohort)]
    context = {"cohort": cohort, "form": form, "rows": rows, "today": timezone.localdate()}
    context["back"] = way_back(request, reverse("recruitment:draw_new", args=[cohort.ref]))
    return render(request, "cohorts/recruitment/draws/quotas.html", context)


@team_only(COORDINATOR)
def quota_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a quota's reasons and approve it: one that was copied, or one whose review is due."""
    mine = Quota.objects.for_team(signed_in(request), COORDINATOR).select_related("cohort__programme")
    quota = get_object_or_404(mine, pk=pk)
    form = ApprovalForm(request.POST or None, initial=ApprovalForm.initial_of(quota), approvers=_team(quota.cohort))
    form.cancel_url = reverse("recruitment:quotas", args=[quota.cohort.ref])
    if request.method == "POST" and form.is_valid():
        approve_quota(quota=quota, values=form.cleaned_data, by=signed_in(request), now=timezone.now())
        messages.success(request, _("The quota is approved."))
        return redirect("recruitment:quotas", quota.cohort.ref)
    words = say_value(quota.category, quota.value, quota.role)
    context = {"quota": quota, "cohort": quota.cohort, "words": words, "form": form}
    return render(request, "cohorts/recruitment/draws/quota_approve.html", context)


def _team(cohort: Cohort) -> PersonQuerySet:
    return Person.objects.filter(memberships__programme=cohort.programme, memberships__ended_on=None).distinct()


@require_POST
@team_only(COORDINATOR)
def quota_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a quota away; one that somebody has taken away already is told of."""
    if not Quota.objects.filter(pk=pk).exists():
        messages.info(request, _("It was removed already."))
        return redirect(way_back(request, reverse("recruitment:draws")))
    mine = Quota.objects.for_team(signed_in(request), COORDINATOR).select_related("cohort")
    quota = get_object_or_404(mine, pk=pk)
    cohort = quota.cohort
    remove_quota(quota=quota, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The quota is removed. Draws that were made keep their own copy."))
    return redirect("recruitment:quotas", cohort.ref)
