"""The agenda of one workshop, and the programme's templates from which new workshops have theirs."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.versions import StaleError
from cohorts.models import Programme
from cohorts.permissions import COORDINATOR, FACILITATOR, team_only
from people.permissions import signed_in
from workshops import reads
from workshops.actions import apply_template, set_agenda, set_template
from workshops.agendas import Part, cautions_of_day, of_session, of_template
from workshops.forms.agendas import AgendaForm
from workshops.models import Workshop
from workshops.provisions import BREAKS
from workshops.querysets import WorkshopQuerySet
from workshops.views.posted import posted


def resting(workshop: Workshop) -> int:
    """Return how many people of a workshop need regular rest breaks."""
    return reads.needs_in_cohort(workshop.cohort_id, BREAKS).count()


def _form(request: HttpRequest, parts: Sequence[Part], version: int) -> AgendaForm:
    return AgendaForm(posted(request), parts=parts, initial={"version": version})


def _conflict(request: HttpRequest, form: AgendaForm, saved: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    """Show both agendas, and the typed one in a form over the saved version."""
    again = form.over(saved["version"], parts=saved["parts"])
    again.cancel_url = form.cancel_url
    context |= {"form": again, "differences": form.differences(saved)}
    return render(request, "workshops/agenda.html", context, status=409)


@team_only(COORDINATOR, FACILITATOR)
def agenda(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the parts of one workshop's day."""
    person = signed_in(request)
    workshop = get_object_or_404(reads.workshop_for_staff(person, ref))
    parts = [of_session(one) for one in reads.sessions_of(workshop)]
    form = _form(request, parts, workshop.version)
    form.cancel_url = reverse("workshops:detail", args=[ref])
    context = {
        "form": form,
        "workshop": workshop,
        "cautions": cautions_of_day(parts, starts=workshop.starts, ends=workshop.ends, resting=resting(workshop)),
    }
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        now = timezone.now()
        try:
            set_agenda(workshop=workshop, version=form.read_version, parts=form.parts, by=person, now=now)
        except StaleError:
            found = Workshop.objects.get(pk=workshop.pk)
            there = [of_session(one) for one in found.sessions.all()]
            return _conflict(request, form, {"parts": there, "version": found.version}, context)
        messages.success(request, _("The agenda is saved. People see it under “My dates”."))
        return redirect("workshops:detail", ref)
    return render(request, "workshops/agenda.html", context)


def _programme(request: HttpRequest, ref: str) -> Programme:
    return get_object_or_404(Programme.objects.for_team(signed_in(request), COORDINATOR), ref=ref)


@team_only(COORDINATOR)
def templates(request: HttpRequest, ref: str) -> HttpResponse:
    """The agenda that each new workshop of a programme gets."""
    programme = _programme(request, ref)
    days = [
        (number, parts, cautions_of_day(parts))
        for number in range(1, programme.workshops + 1)
        for parts in [of_template(programme.agenda, number)]
    ]
    return render(request, "workshops/templates.html", {"programme": programme, "days": days})


@team_only(COORDINATOR)
def template(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Change the template of workshop `number`."""
    programme = _programme(request, ref)
    if not 1 <= number <= programme.workshops:
        raise Http404
    parts = of_template(programme.agenda, number)
    form = _form(request, parts, programme.version)
    form.cancel_url = reverse("workshops:templates", args=[ref])
    context = {"form": form, "programme": programme, "number": number, "cautions": cautions_of_day(parts)}
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        by, now, version = signed_in(request), timezone.now(), form.read_version
        try:
            set_template(programme=programme, version=version, number=number, parts=form.parts, by=by, now=now)
        except StaleError:
            found = Programme.objects.get(pk=programme.pk)
            saved = {"parts": of_template(found.agenda, number), "version": found.version}
            return _conflict(request, form, saved, context)
        messages.success(request, _("The template is saved. New workshops get it."))
        return _onward(programme, number)
    return render(request, "workshops/agenda.html", context)


def _following(programme: Programme, number: int) -> WorkshopQuerySet:
    found = Workshop.objects.following_the_template(number=number, on=timezone.localdate())
    return found.filter(cohort__programme=programme)


def _onward(programme: Programme, number: int) -> HttpResponse:
    """Offer the change to workshops that are planned already, where there are any."""
    page = "workshops:template_apply" if _following(programme, number).exists() else "workshops:templates"
    return redirect(page, *([programme.ref, number] if page.endswith("apply") else [programme.ref]))


@team_only(COORDINATOR)
def apply(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Give the template to workshops ahead that nobody edited by hand."""
    programme = _programme(request, ref)
    following = _following(programme, number).with_everything_named().order_by("date", "pk")
    if request.method == "POST":
        chosen = list(following.filter(ref__in=request.POST.getlist("workshop")))
        changed = apply_template(workshops=chosen, by=signed_in(request), now=timezone.now())
        said = ngettext("%(count)s workshop has the new agenda.", "%(count)s workshops have the new agenda.", changed)
        messages.success(request, said % {"count": changed})
        return redirect("workshops:templates", ref)
    by_hand = Workshop.objects.ahead(on=timezone.localdate()).filter(
        cohort__programme=programme, number=number, agenda_changed_at__isnull=False
    )
    context = {
        "programme": programme,
        "number": number,
        "following": following,
        "by_hand": by_hand.with_everything_named().order_by("date", "pk"),
    }
    return render(request, "workshops/template_apply.html", context)
