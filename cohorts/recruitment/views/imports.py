"""Importing a file of applications, from the upload to the page of its result."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Job, Programme
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.actions import import_steps as steps
from cohorts.recruitment.forms.imports import ColumnsForm, UploadForm, WordsForm
from cohorts.recruitment.import_looks import looks_of
from cohorts.recruitment.import_mapping import Matching, mapping_of, questions
from cohorts.recruitment.import_sample import needed_columns, other_columns, sample_csv, sample_xlsx
from cohorts.recruitment.import_setting import OPEN_TO_FILES, cohorts_of
from cohorts.recruitment.models import ImportBatch
from cohorts.recruitment.views.import_page import list_of, page_of, refused_csv
from people.permissions import signed_in

State = ImportBatch.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def batch_of(request: HttpRequest, ref: str) -> ImportBatch:
    """Return an import into one of the programmes that this person coordinates, or 404."""
    mine = ImportBatch.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(mine, ref=ref)


def active_job(batch: ImportBatch) -> Job | None:
    """Return the work that is going on about an import."""
    return Job.objects.active().filter(key=batch.key).first()


@team_only(COORDINATOR)
def imports(request: HttpRequest) -> HttpResponse:
    """Every import into one's programmes, and where it stands."""
    return render(request, "cohorts/recruitment/imports/list.html", list_of(request))


@team_only(COORDINATOR)
def import_new(request: HttpRequest) -> HttpResponse:
    """Take a file. The same file leads to what became of it the first time."""
    programmes = Programme.objects.for_team(signed_in(request), COORDINATOR).filter(archived_at=None)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        programmes=programmes,
        initial={"programme": request.GET.get("programme", "")},
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        programme, by = form.cleaned_data["programme"], signed_in(request)
        try:
            batch = steps.receive(programme=programme, file=file, name=file.name, by=by, now=timezone.now())
        except steps.AlreadyThere as there:
            batch = there.batch
            messages.info(request, _("This very file is here already. This is what became of it."))
        return redirect("recruitment:import", batch.ref)
    context = {"form": form, "needed": needed_columns(), "others": other_columns()}
    return render(request, "cohorts/recruitment/imports/new.html", context)


@team_only(COORDINATOR)
def import_sample(request: HttpRequest, kind: str) -> HttpResponse:
    """A small file of invented people, to see how a file looks that can be imported."""
    mine = Cohort.objects.for_team(signed_in(request), COORDINATOR).filter(state__in=OPEN_TO_FILES)
    cohort = mine.filter(programme__archived_at=None).order_by("-programme__year", "name").first()
    name = cohort.name if cohort is not None else "Oxford"
    types = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
    response = HttpResponse(sample_csv(name) if kind == "csv" else sample_xlsx(name), content_type=types[kind])
    response["Content-Disposition"] = f'attachment; filename="applications-sample.{kind}"'
    return response


@team_only(COORDINATOR)
def import_(request: HttpRequest, ref: str) -> HttpResponse:
    """Lead to where an import stands: its progress, its columns, its rows to look at, or its result."""
    batch = batch_of(request, ref)
    job = active_job(batch)
    if job is not None:
        return redirect("cohorts:job", job.ref)
    if batch.state == State.READ:
        return redirect("recruitment:import_columns", batch.ref)
    return render(request, "cohorts/recruitment/imports/import.html", page_of(request, batch))


def _readable(request: HttpRequest, ref: str) -> ImportBatch | None:
    """Return an import whose columns can be matched now; None where its own page says what is going on."""
    batch = batch_of(request, ref)
    ready = batch.state in {State.READ, State.STAGED} and batch.reading is not None and "header" in batch.reading
    return batch if ready and active_job(batch) is None else None


@team_only(COORDINATOR)
def import_columns(request: HttpRequest, ref: str) -> HttpResponse:
    """Match the columns of the file to the fields of an application."""
    batch = _readable(request, ref)
    if batch is None or batch.reading is None:
        return redirect("recruitment:import", ref)
    header, looks = batch.reading["header"], looks_of(batch.reading)
    initial = ColumnsForm.initial_of(mapping_of(batch.mapping, {}), header, batch.version)
    cohorts = cohorts_of(batch.programme)
    form = ColumnsForm(request.POST or None, header=header, looks=looks, cohorts=cohorts, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _match(request, batch, form)
    context = {"form": form, "batch": batch, "reading": batch.reading, "failed": _failed(batch)}
    return render(request, "cohorts/recruitment/imports/columns.html", context)


def _failed(batch: ImportBatch) -> str:
    """Return why the last work about an import has failed or was stopped."""
    job = Job.objects.about(batch.key).first()
    return job.message if job is not None and job.state in {Job.State.FAILED, Job.State.CANCELLED} else ""


def _match(request: HttpRequest, batch: ImportBatch, form: ColumnsForm) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    try:
        steps.match(
            batch=batch, matching=form.matching, version=form.cleaned_data["version"], by=by, now=now
        )  # fmt: skip
    except (StaleError, NotAllowedError) as problem:
        messages.error(request, _say(problem))
        return redirect("recruitment:import", batch.ref)
    return redirect("recruitment:import_words", batch.ref)


def _say(problem: Exception) -> str:
    if isinstance(problem, StaleError):
        return _("Somebody else has matched the columns of this file meanwhile. This is what they chose.")
    return str(problem)


@team_only(COORDINATOR)
def import_words(request: HttpRequest, ref: str) -> HttpResponse:
    """Match the words of the file to our choices, then have every row checked."""
    batch = _readable(request, ref)
    if batch is None or batch.reading is None:
        return redirect("recruitment:import", ref)
    cohorts = cohorts_of(batch.programme)
    matching = mapping_of(batch.mapping, batch.reading.get("words", {}))
    asked = questions(batch.reading["header"], looks_of(batch.reading), matching, cohorts)
    form = WordsForm(request.POST or None, questions=asked, cohorts=cohorts, initial={"version": batch.version})
    if request.method == "POST" and form.is_valid():
        return _check(request, batch, form, matching)
    return render(request, "cohorts/recruitment/imports/words.html", {"form": form, "batch": batch})


def _check(request: HttpRequest, batch: ImportBatch, form: WordsForm, matching: Matching) -> HttpResponse:
    used = form.words_with(matching.words, matching.fields())
    by, now = signed_in(request), timezone.now()
    try:
        job = steps.check(batch=batch, words=used, version=form.cleaned_data["version"], by=by, now=now)
    except (StaleError, NotAllowedError) as problem:
        messages.error(request, _say(problem))
        return redirect("recruitment:import", batch.ref)
    return redirect("cohorts:job", job.ref)


def _act(request: HttpRequest, ref: str, act: Any, **values: Any) -> HttpResponse:
    """Do one step of an import and lead to its page, or say why it cannot be done."""
    batch = batch_of(request, ref)
    try:
        act(batch=batch, by=signed_in(request), now=timezone.now(), **values)
    except NotAllowedError as problem:
        messages.error(request, str(problem))
    except steps.AlreadyThere as there:
        messages.info(request, _("The same file was confirmed elsewhere. This is what became of it."))
        return redirect("recruitment:import", there.batch.ref)
    return redirect("recruitment:import", batch.ref)


@require_POST
@team_only(COORDINATOR)
def import_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """Read another sheet of the workbook."""
    return _act(request, ref, steps.choose_sheet, sheet=request.POST.get("sheet", ""))


@require_POST
@team_only(COORDINATOR)
def import_confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Write what was checked."""
    version = request.POST.get("version", "")
    return _act(request, ref, steps.confirm, version=int(version) if version.isdecimal() else 0)


@require_POST
@team_only(COORDINATOR)
def import_go_on(request: HttpRequest, ref: str) -> HttpResponse:
    """Write the rest of an import that broke off."""
    return _act(request, ref, steps.go_on)


@require_POST
@team_only(COORDINATOR)
def import_discard(request: HttpRequest, ref: str) -> HttpResponse:
    """Forget a file of which nothing is written."""
    return _act(request, ref, steps.discard)


@require_POST
@team_only(COORDINATOR)
def import_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an import back."""
    return _act(request, ref, steps.undo)


@team_only(COORDINATOR)
def import_refused(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the refused rows as a file with a reason each, to correct and send again."""
    batch = batch_of(request, ref)
    response = HttpResponse(refused_csv(request, batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{batch.ref}.csv"'
    return response
