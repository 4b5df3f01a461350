"""A facilitator says whether they lead a workshop; a coordinator may write it down for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from people.permissions import signed_in
from workshops.actions.leading import answer_lead_request
from workshops.forms.leading import LeadForm
from workshops.models import LeadRequest
from workshops.views.posted import posted


def lead(request: HttpRequest, ref: str, role: str) -> HttpResponse:
    """Answer for oneself, or as a coordinator for somebody who phoned."""
    person = signed_in(request)
    open_to = LeadRequest.objects.standing().answerable_by(person).with_everything_named()
    asked = get_object_or_404(open_to, workshop__ref=ref, role=role)
    mine = asked.person_id == person.pk
    initial = {"answer": asked.answer, "reason": asked.reason}
    form = LeadForm(posted(request), initial=initial, name="" if mine else asked.person.full_name)
    back = reverse("workshops:led") if mine else reverse("workshops:detail", args=[ref])
    form.cancel_url = back
    if request.method == "POST" and form.is_valid():
        yes, reason = form.cleaned_data["answer"] == "yes", form.cleaned_data["reason"]
        try:
            answer_lead_request(request=asked, yes=yes, reason=reason, by=person, now=timezone.now())
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            said = _("Thank you. It is in your dates.") if yes else _("Thank you for telling us. We ask somebody else.")
            messages.success(request, said if mine else _("Saved."))
            return redirect(back)
    context = {"form": form, "asked": asked, "workshop": asked.workshop, "mine": mine, "back": back}
    return render(request, "workshops/lead.html", context)
