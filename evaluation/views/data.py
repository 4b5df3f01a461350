"""Data files for evaluators: made once, downloadable as they were."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohorts.permissions import EVALUATOR, team_only
from evaluation.actions.snapshots import DamagedFileError, make_snapshot, read_file
from evaluation.forms.staff import SnapshotForm
from evaluation.models import Snapshot
from evaluation.reads import snapshots_of, usable_in
from evaluation.views.scope import scope_of
from people.permissions import signed_in

TYPES = {"csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8"}


@team_only(EVALUATOR)
def data(request: HttpRequest) -> HttpResponse:
    """The files made for this evaluator, and the button that makes a new one."""
    scope, person = scope_of(request, EVALUATOR), signed_in(request)
    form = SnapshotForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        snapshot = make_snapshot(
            programme=scope.programme,
            made_for=person,
            free_text=form.cleaned_data["free_text"],
            submission_id=form.cleaned_data["submission_id"],
            by=person,
            now=timezone.now(),
        )
        messages.success(request, _("The data file of %(ref)s is ready.") % {"ref": snapshot.ref})
        return redirect(f"{reverse('evaluation:data')}?programme={scope.programme.ref}")
    snapshots, ready = snapshots_of(person, scope.programme, EVALUATOR), usable_in(scope.programme).count()
    context = {"scope": scope, "form": form, "snapshots": snapshots, "ready": ready}
    return render(request, "evaluation/data.html", context)


@team_only(EVALUATOR)
@never_cache
@require_GET
def data_file(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """One file of a snapshot, to whom it was made for. The download is written down."""
    person = signed_in(request)
    snapshot = get_object_or_404(Snapshot.objects.received_by(person, EVALUATOR), ref=ref)
    if name not in snapshot.files:
        raise Http404
    try:
        content = read_file(snapshot=snapshot, name=name, by=person, now=timezone.now())
    except DamagedFileError:
        messages.error(request, _("This file is damaged, so it is not given out. Make a new data file."))
        return redirect("evaluation:data")
    stem, ending = name.rsplit(".", 1)
    response = HttpResponse(content, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{snapshot.ref}-{stem}.{ending}"'
    return response
