"""What was reported in confidence, as the safeguarding lead and deputy see it: a list, a page, and what they did."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohorts.actions.concerns import add_note, close_concern, hand_over, mark_read, open_again
from cohorts.actions.reading import promises_for, say_away
from cohorts.actions.versions import NotAllowedError
from cohorts.forms.concerns import AwayForm, CloseForm, HandOverForm, NoteForm, OpenAgainForm
from cohorts.models import Concern
from cohorts.permissions import SAFEGUARDING, team_only
from cohorts.reads import (
    absence_of,
    concern_read_by,
    concerns_read_by,
    notes_of,
    programmes_looked_after,
    readers_named,
)
from cohorts.views.concern_rows import rows_of
from common.forms import LTForm
from common.paging import page_of
from people.models import Person
from people.permissions import signed_in


@never_cache
@require_safe
@team_only(*SAFEGUARDING)
def concerns(request: HttpRequest) -> HttpResponse:
    """List the reports of one's programmes, unread first."""
    return _list(request)


def _list(request: HttpRequest, *, away: AwayForm | None = None) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    closed = request.GET.get("state") == "closed"
    page = page_of(request, concerns_read_by(person, closed=closed))
    absence = absence_of(person).first()
    initial = {"away_from": absence.away_from, "away_until": absence.away_until} if absence else {}
    programmes = list(programmes_looked_after(person))
    context = {
        "page": page,
        "rows": rows_of(page, today=timezone.localdate(now)),
        "closed": closed,
        "away": away or AwayForm(initial=initial),
        "unkept": [(one, kept) for one, kept in promises_for(programmes, now=now) if kept.read_by is None],
    }
    return render(request, "cohorts/concerns/list.html", context, status=422 if away else 200)


@require_POST
@team_only(*SAFEGUARDING)
def away(request: HttpRequest) -> HttpResponse:
    """Say when I cannot read reports; the public page then promises no more than the other one can keep."""
    form = AwayForm(request.POST)
    if not form.is_valid():
        return _list(request, away=form)
    first, last = form.cleaned_data["away_from"], form.cleaned_data["away_until"]
    say_away(first=first, last=last, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("cohorts:concerns")


def _mine(request: HttpRequest, ref: str) -> Concern:
    return get_object_or_404(concern_read_by(signed_in(request), ref))


@never_cache
@require_safe
@team_only(*SAFEGUARDING)
def concern(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one report; opening it the first time records who read it, and then shows it."""
    found = _mine(request, ref)
    if found.read_at is None:
        mark_read(concern=found, by=signed_in(request), now=timezone.now())
        return redirect("cohorts:concern", ref)
    return _show(request, found)


def _show(request: HttpRequest, found: Concern, *, bad: LTForm | None = None) -> HttpResponse:
    others = _others(request, found)
    context = {
        "concern": found,
        "notes": notes_of(found),
        "closed": found.state == Concern.State.CLOSED,
        "note_form": bad if isinstance(bad, NoteForm) else NoteForm(),
        "hand_form": bad if isinstance(bad, HandOverForm) else HandOverForm(others=others),
        "others": others,
        "close_form": bad if isinstance(bad, CloseForm) else CloseForm(),
        "again_form": bad if isinstance(bad, OpenAgainForm) else OpenAgainForm(),
        "bad": bad,
    }
    return render(request, "cohorts/concerns/concern.html", context, status=422 if bad else 200)


def _others(request: HttpRequest, found: Concern) -> list[Person]:
    readers = {row.person_id: row.person for row in readers_named(found.programme)}
    readers.pop(signed_in(request).pk, None)
    return list(readers.values())


@require_POST
@team_only(*SAFEGUARDING)
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Add what was done."""
    found, form = _mine(request, ref), NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, found, bad=form)
    add_note(concern=found, **form.cleaned_data, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The note is added."))
    return redirect("cohorts:concern", ref)


@require_POST
@team_only(*SAFEGUARDING)
def give(request: HttpRequest, ref: str) -> HttpResponse:
    """Hand it over to the other one of the two."""
    found = _mine(request, ref)
    form = HandOverForm(request.POST, others=_others(request, found))
    if not form.is_valid():
        return _show(request, found, bad=form)
    said = form.cleaned_data | {"to": form.others[form.cleaned_data["to"]]}
    try:
        hand_over(concern=found, **said, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        form.add_error(None, str(error))
        return _show(request, found, bad=form)
    messages.success(request, _("%(name)s looks after it now. We have told them.") % {"name": said["to"]})
    return redirect("cohorts:concern", ref)


@require_POST
@team_only(*SAFEGUARDING)
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close it, with what came of it."""
    found, form = _mine(request, ref), CloseForm(request.POST)
    if not form.is_valid():
        return _show(request, found, bad=form)
    said = form.cleaned_data
    close_concern(
        concern=found,
        outcome=said["words"],
        submission_id=said["submission_id"],
        by=signed_in(request),
        now=timezone.now(),
    )
    messages.success(request, _("The report is closed."))
    return redirect("cohorts:concern", ref)


@require_POST
@team_only(*SAFEGUARDING)
def again(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a closed report again."""
    found, form = _mine(request, ref), OpenAgainForm(request.POST)
    if not form.is_valid():
        return _show(request, found, bad=form)
    open_again(concern=found, **form.cleaned_data, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The report is open again."))
    return redirect("cohorts:concern", ref)
