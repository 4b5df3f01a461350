"""Who supports a person, as coordinators see and record it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.permissions import COORDINATOR, team_only
from leadingtogether import person_reads as reads
from people.actions import supporters
from people.forms.supporters import AuthorityForm, RecordedSupporterForm
from people.models import Person, Supporter
from people.permissions import signed_in


def _person(request: HttpRequest, ref: str) -> Person:
    return get_object_or_404(reads.person_coordinated(signed_in(request), ref))


def _agreement(person: Person, pk: int) -> Supporter:
    standing = Supporter.objects.current().of(person).select_related("supporter", "authority_seen_by")
    return get_object_or_404(standing, pk=pk)


@require_safe
@team_only(COORDINATOR)
def supporters_of(request: HttpRequest, ref: str) -> HttpResponse:
    """List who supports a person now, and who did."""
    person = _person(request, ref)
    rows = list(reads.supporters_ever_of(person))
    context = {
        "person": person,
        "current": [row for row in rows if row.ended_at is None],
        "ended": [row for row in rows if row.ended_at is not None],
    }
    return render(request, "leadingtogether/supporters/list.html", context)


@team_only(COORDINATOR)
def supporter_add(request: HttpRequest, ref: str) -> HttpResponse:
    """Record a supporter to whom the person agreed on paper, by phone or face to face."""
    person = _person(request, ref)
    form = RecordedSupporterForm(request.POST or None)
    form.cancel_url = reverse("person_supporters", args=[ref])
    if not form.is_valid():
        return render(request, "leadingtogether/supporters/add.html", {"form": form, "person": person})
    said = form.cleaned_data
    via, said_by = said.pop("agreed_via"), said.pop("said_by")
    supporters.name_supporter(
        person=person, via=via, said_by=said_by, by=signed_in(request), now=timezone.now(), **said
    )
    messages.success(request, _("The supporter is recorded. We tell them how they can help."))
    return redirect("person_supporters", ref)


@team_only(COORDINATOR)
def supporter_authority(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Write down which legal authority was seen, and when."""
    person, now = _person(request, ref), timezone.now()
    agreement = _agreement(person, pk)
    initial = {"authority": agreement.authority, "seen_on": agreement.authority_seen_on}
    form = AuthorityForm(request.POST or None, today=timezone.localdate(now), initial=initial)
    form.cancel_url = reverse("person_supporters", args=[ref])
    if not form.is_valid():
        context = {"form": form, "person": person, "agreement": agreement}
        return render(request, "leadingtogether/supporters/authority.html", context)
    supporters.record_authority(agreement=agreement, **form.cleaned_data, by=signed_in(request), now=now)
    messages.success(request, _("The legal authority is recorded."))
    return redirect("person_supporters", ref)


@require_POST
@team_only(COORDINATOR)
def supporter_end(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """End the support, as the person asked; copies stop at once."""
    person = _person(request, ref)
    agreement = get_object_or_404(Supporter.objects.of(person).select_related("supporter"), pk=pk)
    supporters.end(agreement=agreement, by=signed_in(request), now=timezone.now())
    messages.success(request, _("%(name)s does not support them here any more.") % {"name": agreement.supporter})
    return redirect("person_supporters", ref)
