"""What I need."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.acting import helper_may, person_of
from people.actions.needs import set_needs
from people.forms.needs import NeedsForm
from people.permissions import signed_in
from people.reads import standing_needs


@helper_may
def change(request: HttpRequest) -> HttpResponse:
    """Tick what helps; what is not ticked is no longer needed."""
    person = person_of(request)
    form = NeedsForm.of(standing_needs(person), request.POST if request.method == "POST" else None)
    form.cancel_url = reverse("people:details")
    if not form.is_valid():
        return render(request, "people/needs.html", {"form": form})
    merged = set_needs(person=person, wanted=form.wanted(), seen=form.seen(), by=signed_in(request), now=timezone.now())
    messages.success(request, _("What you need is saved."))
    if merged:
        messages.info(request, _("Somebody else has changed it meanwhile. Both changes are kept: please check."))
    return redirect("people:details")
