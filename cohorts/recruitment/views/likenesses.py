"""Possible duplicates side by side: a row of a file and a person we know, or two people we know."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment import likeness
from cohorts.recruitment.actions.import_rows import answers_of_row
from cohorts.recruitment.actions.import_steps import decide_row
from cohorts.recruitment.actions.merging import merge_people
from cohorts.recruitment.forms.imports import DecisionForm
from cohorts.recruitment.import_setting import setting_without_people
from cohorts.recruitment.models import Application, ImportRow
from cohorts.recruitment.views.imports import batch_of
from people.permissions import signed_in


def _taken(request: HttpRequest) -> list[str]:
    """Return the fields for which the first record's words were chosen."""
    return [name for name in likeness.LABELS if request.POST.get(f"take_{name}") == "here"]


@team_only(COORDINATOR)
def import_row(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Settle one possible duplicate of an import."""
    batch = batch_of(request, ref)
    row = get_object_or_404(batch.rows.select_related("similar"), number=number)
    if row.verdict != ImportRow.Verdict.POSSIBLE or row.similar is None or not batch.open:
        return redirect("recruitment:import", batch.ref)
    if request.method == "POST":
        return _decide(request, row)
    answers, _reasons = answers_of_row(row, setting_without_people(batch.programme))
    here = likeness.of_answers(answers) if answers is not None else {}
    context = {
        "batch": batch,
        "row": row,
        "known": row.similar,
        "lines": likeness.lines(here, likeness.of_person(row.similar)),
        "taken": row.taken if row.decision else None,
        "obstacle": likeness.obstacle(row.similar, batch.programme),
        "left": batch.rows.to_settle().count(),
    }
    return render(request, "cohorts/recruitment/imports/row.html", context)


def _decide(request: HttpRequest, row: ImportRow) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether this is the same person."))
        return redirect("recruitment:import_row", row.batch.ref, row.number)
    chosen = form.cleaned_data
    try:
        decide_row(
            row=row,
            decision=chosen["decision"],
            taken=_taken(request),
            seen=chosen["seen"],
            by=signed_in(request),
            now=timezone.now(),
        )
    except NotAllowedError as problem:
        messages.error(request, str(problem))
        return redirect("recruitment:import_row", row.batch.ref, row.number)
    following = row.batch.rows.to_settle().order_by("number").first()
    if following is None:
        messages.success(request, _("Every possible duplicate is settled."))
        return redirect("recruitment:import", row.batch.ref)
    return redirect("recruitment:import_row", row.batch.ref, following.number)


@team_only(COORDINATOR)
def application_merge(request: HttpRequest, ref: str) -> HttpResponse:
    """Make one person of two records, choosing field by field what is kept."""
    mine = Application.objects.for_team(signed_in(request), COORDINATOR).submitted().with_person_named()
    application = get_object_or_404(mine, ref=ref)
    known, person = application.possible_duplicate_of, application.person
    if known is None or person is None:
        messages.info(request, _("This is settled already."))
        return redirect("recruitment:application", application.ref)
    if request.method == "POST":
        return _merge(request, application)
    context = {
        "application": application,
        "person": person,
        "known": known,
        "lines": likeness.lines(likeness.of_person(person), likeness.of_person(known)),
        "taken": None,
    }
    return render(request, "cohorts/recruitment/applicants/merge.html", context)


def _merge(request: HttpRequest, application: Application) -> HttpResponse:
    try:
        settled = merge_people(
            application=application, taken=_taken(request), by=signed_in(request), now=timezone.now()
        )
    except NotAllowedError as problem:
        messages.error(request, str(problem))
        return redirect("recruitment:application_merge", application.ref)
    withdrawn = settled.state == Application.State.WITHDRAWN
    sentence = _("They had applied already, so this application is withdrawn.") if withdrawn else _("That is settled.")
    messages.success(request, sentence)
    return redirect("recruitment:application", application.ref)
