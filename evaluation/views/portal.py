"""A participant's own surveys."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.actions.invitations import leave_all_evaluations
from evaluation.forms.answering import LeaveForm
from evaluation.reads import answered_by, evaluated_places_of, waiting_for
from people.acting import helper_may, person_of, theirs_alone
from people.permissions import signed_in


@helper_may
def mine(request: HttpRequest) -> HttpResponse:
    """The surveys that are open, and those that were answered."""
    person, now = person_of(request), timezone.now()
    context = {
        "may_leave": evaluated_places_of(person).exists(),
        "waiting": list(waiting_for(person, now)),
        "answered": list(answered_by(person)),
    }
    return render(request, "evaluation/mine.html", context)


@theirs_alone(gettext_lazy("Only %(name)s can leave the surveys."))
def leave(request: HttpRequest) -> HttpResponse:
    """Stop being asked, whether or not somebody stays in the programme; and say what becomes of the answers."""
    person = signed_in(request)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    form.cancel_url = reverse("evaluation:mine")
    if request.method == "POST" and form.is_valid():
        leave_all_evaluations(person=person, keep_answers=form.cleaned_data["keep"] == "keep", now=timezone.now())
        messages.success(request, _("We do not ask you any more. Thank you for what you have told us."))
        return redirect("evaluation:mine")
    return render(request, "evaluation/leave.html", {"form": form})
