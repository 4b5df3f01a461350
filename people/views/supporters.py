"""Who supports me, and whom I support."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.actions import supporters
from people.forms.supporters import CopiesForm, SupporterForm
from people.models import Person, Supporter
from people.permissions import signed_in


def overview(request: HttpRequest) -> HttpResponse:
    """List who supports me."""
    standing = Supporter.objects.current().of(signed_in(request)).select_related("supporter")
    return render(request, "people/supporters.html", {"supporters": standing})


def add(request: HttpRequest) -> HttpResponse:
    """Name somebody who supports me."""
    person = signed_in(request)
    form = SupporterForm(request.POST or None)
    form.cancel_url = reverse("people:supporters")
    if not form.is_valid():
        return render(request, "people/add_supporter.html", {"form": form})
    agreement = supporters.name_supporter(person=person, by=person, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("%(name)s is added.") % {"name": agreement.supporter.full_name})
    return redirect("people:supporters")


def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Say whether a supporter gets copies."""
    person = signed_in(request)
    agreement = _mine(person, ref)
    given = request.POST if request.method == "POST" else None
    form = CopiesForm(given, initial={"gets_copies": agreement.gets_copies})
    form.cancel_url = reverse("people:supporters")
    if not form.is_valid():
        return render(request, "people/supporter.html", {"form": form, "agreement": agreement})
    supporters.set_copies(
        agreement=agreement, gets_copies=form.cleaned_data["gets_copies"], by=person, now=timezone.now()
    )
    messages.success(request, _("Saved."))
    return redirect("people:supporters")


def end(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask once whether it is meant, then end the support."""
    person = signed_in(request)
    agreement = _mine(person, ref)
    if request.method != "POST":
        return render(request, "people/end_supporter.html", {"agreement": agreement})
    supporters.end(agreement=agreement, by=person, now=timezone.now())
    messages.success(
        request, _("%(name)s does not support you here any more.") % {"name": agreement.supporter.full_name}
    )
    return redirect("people:supporters")


def helping(request: HttpRequest) -> HttpResponse:
    """List whom I support."""
    standing = Supporter.objects.current().helped_by(signed_in(request)).select_related("person")
    return render(request, "people/helping.html", {"agreements": standing})


def _mine(person: Person, ref: str) -> Supporter:
    standing = Supporter.objects.current().of(person).select_related("supporter")
    return get_object_or_404(standing, supporter__ref=ref)
