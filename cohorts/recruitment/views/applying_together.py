"""Tying two applications of people who apply together, and untying them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.actions.together import tie, untie
from cohorts.recruitment.models import Application
from common.refs import clean_ref
from people.permissions import signed_in


@require_POST
@team_only(COORDINATOR)
def partner(request: HttpRequest, ref: str) -> HttpResponse:
    """Tie an application to the one with the number that was chosen or typed, or untie it."""
    mine = Application.objects.for_team(signed_in(request), COORDINATOR).submitted()
    found = get_object_or_404(mine, ref=ref)
    by, now = signed_in(request), timezone.now()
    try:
        if "untie" in request.POST:
            untie(application=found, by=by, now=now)
            messages.success(request, _("They apply alone now."))
        else:
            number = clean_ref(request.POST.get("known") or request.POST.get("number", ""))
            other = tie(application=found, number=number, by=by, now=now)
            messages.success(request, _("They apply together with %(name)s now.") % {"name": other.person})
    except NotAllowedError as error:
        messages.error(request, str(error))
    return redirect("recruitment:application", found.ref)
