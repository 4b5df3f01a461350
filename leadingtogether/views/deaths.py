"""A death: recorded with care, its page with what is left to do, what the family says, and taking it back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.models import Place, Task
from cohorts.pairing.models import PartnerChoice
from cohorts.permissions import COORDINATOR, team_only
from cohorts.querysets import programmes_of
from cohorts.recruitment.models import Application
from leadingtogether.actions.deaths import note_family_answer, public_work_of, report_death, take_death_back
from leadingtogether.effects import Section, effects_of_leaving
from leadingtogether.forms.deaths import NO, YES, DeathForm, FamilyForm
from leadingtogether.views.departures import OWN, typed_in
from people.models import Death, Person
from people.permissions import signed_in
from people.querysets import PersonQuerySet


def _people(request: HttpRequest) -> PersonQuerySet:
    """Return who has a place in, or has applied to, a programme that this person coordinates."""
    mine = programmes_of(signed_in(request), [COORDINATOR])
    placed = Place.objects.filter(programme__in=mine)
    applied = Application.objects.submitted().filter(programme__in=mine, person__isnull=False)
    return Person.objects.filter(Q(pk__in=placed.values("person")) | Q(pk__in=applied.values("person")))


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def person_died(request: HttpRequest, ref: str) -> HttpResponse:
    """Record that somebody has died: the form, then everything that stops, then one button does it."""
    person = get_object_or_404(_people(request), ref=ref)
    standing = Death.objects.standing().filter(person=person).first()
    if standing is not None:
        if request.method == "POST":
            messages.info(request, _("This was recorded already. Nothing was changed."))
        return redirect("death", standing.ref)
    form = DeathForm(request.POST if request.method == "POST" else None)
    form.cancel_url = reverse("home")
    context: dict[str, Any] = {"person": person, "form": form}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "confirmed" not in request.POST:
            context |= {"effects": _effects(person), "typed": typed_in(request, but=OWN)}
            return render(request, "leadingtogether/death/preview.html", context)
        death = report_death(person=person, **form.cleaned_data, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Everything to %(name)s has stopped.") % {"name": person})
        return redirect("death", death.ref)
    return render(request, "leadingtogether/death/form.html", context)


def _effects(person: Person) -> list[Section]:
    now, places = timezone.now(), Place.objects.active().of(person).with_everything_named()
    return [
        section for place in places for section in effects_of_leaving(place, leaves_evaluation=True, died=True, now=now)
    ]


def _death(request: HttpRequest, ref: str) -> Death:
    deaths = Death.objects.filter(person__in=_people(request).values("pk"))
    named = deaths.select_related("person", "recorded_by", "family_asked_by", "undone_by")
    return get_object_or_404(named, ref=ref)


@team_only(COORDINATOR)
def death(request: HttpRequest, ref: str) -> HttpResponse:
    """What has stopped, whom to phone, and what the family says about public work."""
    found = _death(request, ref)
    return _show(request, found, FamilyForm(initial={"agrees": _agrees(found)}))


def _agrees(found: Death) -> str | None:
    return None if found.family_agrees is None else (YES if found.family_agrees else NO)


def _show(request: HttpRequest, found: Death, form: FamilyForm) -> HttpResponse:
    form.helper.form_action = reverse("death_family", args=[found.ref])
    by = signed_in(request)
    ended = Q(pair__lay__departures__death=found) | Q(pair__professional__departures__death=found)
    # Whoever died may have lost a partner before: nobody can speak with them.
    lost = (
        PartnerChoice.objects.for_team(by, COORDINATOR).filter(ended).exclude(place__person=found.person_id).distinct()
    )
    context = {
        "death": found,
        "form": form,
        "places": Place.objects.for_team(by, COORDINATOR).of(found.person).with_everything_named(),
        "lost": lost.with_everything_named(),
        "works": public_work_of(found.person).select_related("project"),
        "tasks": Task.objects.for_team(by, COORDINATOR).filter(subject_ref=found.ref, state="open"),
    }
    return render(request, "leadingtogether/death/death.html", context, status=422 if form.is_bound else 200)


@require_POST
@team_only(COORDINATOR)
def death_family(request: HttpRequest, ref: str) -> HttpResponse:
    """Record what the family says."""
    found = _death(request, ref)
    form = FamilyForm(request.POST)
    if found.undone_at is None and not form.is_valid():
        return _show(request, found, form)
    if found.undone_at is None:
        agrees = form.cleaned_data["agrees"] == YES
        note_family_answer(death=found, agrees=agrees, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Saved. Their work is shown.") if agrees else _("Saved. Their work stays back."))
    return redirect("death", ref)


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def death_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back a death that was recorded in error: first what comes back, then one button."""
    found = _death(request, ref)
    if request.method == "POST":
        take_death_back(death=found, by=signed_in(request), now=timezone.now())
        messages.success(request, _("It is taken back. Phone %(name)s today.") % {"name": found.person})
        return redirect("death", ref)
    return render(request, "leadingtogether/death/undo.html", {"death": found})
