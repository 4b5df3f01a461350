"""Who supports me, and whom I support."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.prepared import prepared
from people.acting import start_helping, stop_helping, their_own, theirs_alone
from people.actions import supporters
from people.forms.supporters import CopiesForm, SupporterForm
from people.models import Person, Supporter
from people.permissions import signed_in
from people.querysets import NAMED, SupporterQuerySet

ALONE = theirs_alone(gettext_lazy("Only %(name)s can say who supports them."))


@ALONE
def overview(request: HttpRequest) -> HttpResponse:
    """List who supports me."""
    standing = Supporter.objects.current().of(signed_in(request)).select_related("supporter")
    return render(request, "people/supporters.html", {"supporters": standing})


@ALONE
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


@ALONE
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


@ALONE
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


@their_own
def helping(request: HttpRequest) -> HttpResponse:
    """List whom I support, each with the button that begins it."""
    return render(request, "people/helping.html", {"agreements": people_helped_by(signed_in(request))})


@their_own
@require_POST
def begin(request: HttpRequest, ref: str) -> HttpResponse:
    """Help this person from now on, until I stop or they end it."""
    agreement = people_helped_by(signed_in(request)).filter(person__ref=ref).first()
    if agreement is None:
        messages.warning(request, _("You do not support this person here any more."))
        return redirect("people:helping")
    start_helping(request, agreement)
    return redirect("home")


@their_own
def leave(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask once whether it is meant, then end my support of a person; they are told."""
    supporter = signed_in(request)
    agreement = get_object_or_404(people_helped_by(supporter), person__ref=ref)
    if request.method != "POST":
        return render(request, "people/leave_support.html", {"agreement": agreement})
    now = timezone.now()
    for row in people_helped_by(supporter).filter(person=agreement.person):
        supporters.end(agreement=row, by=supporter, now=now)
    stop_helping(request)
    messages.success(request, _("You do not support %(name)s here any more.") % {"name": agreement.person.called})
    return redirect("people:helping")


@their_own
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Go back to my own pages."""
    stop_helping(request)
    messages.success(request, _("You have stopped helping. These are your own pages."))
    return redirect("home")


def people_helped_by(supporter: Person) -> SupporterQuerySet:
    """Return the agreements under which somebody can help now."""
    return _helped_by(supporter, supporter.email)


@prepared
def _helped_by(supporter: Person, email: str | None) -> SupporterQuerySet:
    return Supporter.objects.current().helped_as(supporter, email).helpable().joined(person=NAMED)


def _mine(person: Person, ref: str) -> Supporter:
    standing = Supporter.objects.current().of(person).select_related("supporter")
    return get_object_or_404(standing, supporter__ref=ref)
