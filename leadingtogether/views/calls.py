"""The call sheet, and the page of one call: what to say, to ask and to settle, and what came of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cohorts.permissions import COORDINATOR, team_only
from common.addresses import address_of
from common.paging import page_of
from common.prepared import alike
from common.words import say_number
from leadingtogether import call_reads as reads
from leadingtogether.actions.calls import settle_call
from leadingtogether.call_order import Ranked, ranked, ranked_by_due
from leadingtogether.call_sheet import Line, answer_pages, fetch_reach, last_call_to, last_calls, line_of, put_off, rung
from leadingtogether.due import due_to, open_with
from leadingtogether.forms.calls import SheetFilterForm, WholeCallForm
from messaging.models import Call
from messaging.querysets import coordinated_refs
from people.models import Person
from people.permissions import signed_in


@require_GET
@team_only(COORDINATOR)
def calls(request: HttpRequest) -> HttpResponse:
    """Who is to be rung, about what, and how; the whole page prints."""
    by, now = signed_in(request), timezone.now()
    form = SheetFilterForm(request.GET, coordinator=by)
    form.is_valid()
    chosen = form.cleaned_data
    cohort, about, later = chosen.get("cohort"), chosen.get("about") or "", chosen.get("when") == "later"
    sheet = Ranked() if later else ranked(by, now=now, cohort=cohort, about=about)
    page, off = page_of(request, sheet.people), put_off(now=now)
    # What is due to those who were put off is read along: whoever has nothing to hear any more is not counted.
    due = due_to(by, now=now, people=[*page, *alike(off)], cohort=cohort)
    waiting = ranked_by_due(due, off, about=about)
    if later:
        sheet, page = waiting, page_of(request, waiting.people)
    shown = list(page)
    last, people = last_calls(shown), rung(shown)
    url = address_of("call")
    context = {
        "form": form,
        "page": page,
        "lines": [
            line_of(people[who], due[who], last.get(who), url(people[who].ref))
            for who in shown
            if who in people and who in due
        ],
        "later": 0 if later else len(waiting.people),
        "found": _found(sheet),
    }
    return render(request, "leadingtogether/calls/sheet.html", context)


def _found(whole: Ranked) -> str:
    count = {"count": say_number(len(whole.people))}
    if whole.more:
        return _("More than %(count)s people to call. Here are the first %(count)s.") % count
    return ngettext("%(count)s person to call.", "%(count)s people to call.", len(whole.people)) % count


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def call(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything for one call to one person, and what came of it."""
    by = signed_in(request)
    # Before anything else: the person may have left the sheet with the first post of the same form.
    if request.method == "POST" and _recorded_already(request, ref, by):
        messages.success(request, _("This call was recorded already."))
        return redirect("calls")
    person = get_object_or_404(reads.to_be_rung(by, coordinated_refs(by), ref))
    fetch_reach([person])
    line = _line(by, person)
    form = WholeCallForm(request.POST or None, due=line.due)
    if request.method == "POST" and form.is_valid():
        settle_call(person=person, **form.answers, by=by, now=timezone.now())
        messages.success(request, _("The call to %(name)s is recorded.") % {"name": person})
        return redirect("calls")
    context = {"form": form, "line": line, "person": person, "answer_pages": answer_pages(line)}
    return render(request, "leadingtogether/calls/call.html", context)


def _line(by: Person, person: Person) -> Line:
    return line_of(person, open_with(person, by=by, now=timezone.now()), last_call_to(person))


def _recorded_already(request: HttpRequest, ref: str, by: Person) -> bool:
    """Whether this very form came before."""
    given = request.POST.get("submission_id", "")
    known = Call.objects.filter(by=by, person__ref=ref).order_by("-at").values_list("submission_id", flat=True)[:20]
    return any(str(one) == given for one in known)
