"""Recording that somebody takes their application back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.actions.withdrawals import withdraw_application
from cohorts.recruitment.forms.applicants import WithdrawForm
from cohorts.recruitment.models import Application
from people.permissions import signed_in


@team_only(COORDINATOR)
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask how they said it, then withdraw the application and stop what would be said about it."""
    by = signed_in(request)
    mine = Application.objects.for_team(by, COORDINATOR).submitted().with_person_named()
    found = get_object_or_404(mine, ref=ref)
    form = WithdrawForm(request.POST or None)
    form.cancel_url = reverse("recruitment:application", args=[found.ref])
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_application(application=found, **form.cleaned_data, by=by, now=timezone.now())
            messages.success(request, _("The application is withdrawn. Nothing more is sent about it."))
        except NotAllowedError as error:
            messages.error(request, str(error))
        return redirect("recruitment:application", found.ref)
    return render(request, "cohorts/recruitment/applicants/withdraw.html", {"form": form, "application": found})
