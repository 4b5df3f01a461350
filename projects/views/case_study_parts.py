"""What belongs to a case study besides its words: quotes, people, a picture, and what people told staff."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import COORDINATOR, team_only
from common.forms import LTForm
from people.consent_texts import CURRENT
from people.models import Consent
from people.permissions import signed_in
from projects.actions import case_studies as actions
from projects.actions.agreements import answer
from projects.forms.case_studies import AppearanceForm, PictureForm, QuoteForm, SaidForm
from projects.models import Agreement, Appearance, CaseStudy, Quote
from projects.querysets.case_studies import people_in, people_to_name
from projects.views.case_studies import study_of


def _page(request: HttpRequest, study: CaseStudy, form: LTForm, heading: str, **more: Any) -> HttpResponse:
    form.cancel_url = reverse("projects:study", args=[study.ref])
    return render(request, "projects/study_part.html", {"study": study, "form": form, "heading": heading, **more})


@team_only(COORDINATOR)
def quote(request: HttpRequest, ref: str) -> HttpResponse:
    """Add what somebody says about the project."""
    study = study_of(request, ref)
    form = QuoteForm(request.POST or None, people=people_to_name(study.project))
    if not form.is_valid():
        return _page(request, study, form, _("Add a quote"))
    actions.add_quote(study=study, **form.cleaned_data, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The quote is added."))
    return redirect("projects:study", ref)


@require_POST
@team_only(COORDINATOR)
def quote_remove(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Take a quote out."""
    found = Quote.objects.filter(case_study=study_of(request, ref), pk=pk).first()
    if found is not None:
        actions.remove_quote(quote=found, by=signed_in(request), now=timezone.now())
        messages.success(request, _("The quote is taken out."))
    return redirect("projects:study", ref)


@team_only(COORDINATOR)
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """Say who is in the picture or named in the text."""
    study = study_of(request, ref)
    form = AppearanceForm(request.POST or None, people=people_to_name(study.project))
    if not form.is_valid():
        return _page(request, study, form, _("Add somebody who is in it"))
    actions.add_appearance(study=study, **form.cleaned_data, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Added. They are asked as well."))
    return redirect("projects:study", ref)


@require_POST
@team_only(COORDINATOR)
def person_remove(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Say that somebody is not in it any more."""
    found = Appearance.objects.filter(case_study=study_of(request, ref), pk=pk).first()
    if found is not None:
        actions.remove_appearance(appearance=found, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("projects:study", ref)


@team_only(COORDINATOR)
def picture(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a picture, or change what is said of it."""
    study = study_of(request, ref)
    files = request.FILES if request.method == "POST" else None
    form = PictureForm(request.POST or None, files, study=study)
    if not form.is_valid():
        return _page(request, study, form, _("Picture"), about_pictures=True)
    typed = form.cleaned_data
    by, now = signed_in(request), timezone.now()
    actions.set_picture(study=study, picture=typed["picture"], alt=typed["picture_alt"], by=by, now=now)
    messages.success(request, _("The picture is saved. Add everybody who can be recognised in it."))
    return redirect("projects:study", ref)


@require_POST
@team_only(COORDINATOR)
def picture_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the picture out."""
    actions.remove_picture(study=study_of(request, ref), by=signed_in(request), now=timezone.now())
    messages.success(request, _("The picture is taken out."))
    return redirect("projects:study", ref)


@team_only(COORDINATOR)
def said(request: HttpRequest, ref: str, person: str) -> HttpResponse:
    """Write down what somebody said by phone, on paper or face to face; who wrote it down is kept."""
    study, by = study_of(request, ref), signed_in(request)
    who = get_object_or_404(people_in(study), ref=person)
    row = Agreement.objects.current().filter(case_study=study, person=who).first()
    initial = {"text_version": study.text_version, "words": row.words if row else ""}
    form = SaidForm(request.POST or None, initial=initial)
    if form.is_valid():
        typed = form.cleaned_data
        values = {"text_version": typed["text_version"], "words": typed["words"], "via": typed["via"]}
        try:
            answer(study=study, person=who, agrees=form.agrees, **values, by=by, now=timezone.now())
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down for %(name)s.") % {"name": who})
            return redirect("projects:study", ref)
    heading = _("What %(name)s says") % {"name": who}
    publicity = CURRENT[Consent.Purpose.PUBLICITY].text
    return _page(request, study, form, heading, reads=True, publicity=publicity, quotes=study.quotes.order_by("pk"))
