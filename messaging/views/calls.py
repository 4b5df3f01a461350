"""The call list: one line a person, with everything to say in one call."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from common.paging import page_of
from messaging.actions import record_call
from messaging.forms import CallForm
from messaging.listing import callee_of, people_to_call
from messaging.models import Call, Message
from messaging.permissions import coordinators_only
from people.models import Person
from people.permissions import signed_in


@require_GET
@coordinators_only
def calls(request: HttpRequest) -> HttpResponse:
    """Show who is to be called."""
    mine = Message.objects.visible_to(signed_in(request))
    page = page_of(request, people_to_call(mine))
    context = {"page": page, "callees": [callee_of(person) for person in page]}
    return render(request, "messaging/calls.html", context)


@require_http_methods(["GET", "POST"])
@coordinators_only
def call(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what to say to one person, and record what came of the call."""
    by = signed_in(request)
    mine = Message.objects.visible_to(by)
    if request.method == "POST" and (already := _already_recorded(request, ref, by)):
        return already
    callee = callee_of(get_object_or_404(people_to_call(mine), ref=ref))
    form = CallForm(request.POST or None, messages=callee.messages)
    if request.method == "POST" and form.is_valid():
        told = mine.filter(ref__in=form.cleaned_data["said"])
        answers = {name: form.cleaned_data[name] for name in ("outcome", "note", "submission_id")}
        record_call(person=callee.person, said=told, by=by, now=timezone.now(), **answers)
        notices.success(request, _("The call to %(name)s is recorded.") % {"name": callee.person})
        return redirect("messaging:calls")
    return render(request, "messaging/call.html", {"form": form, "callee": callee})


def _already_recorded(request: HttpRequest, ref: str, by: Person) -> HttpResponse | None:
    """Send a form that came twice on to the list: the person may have left it with the first one."""
    given = request.POST.get("submission_id", "")
    known = Call.objects.filter(by=by, person__ref=ref)
    if any(str(row) == given for row in known.order_by("-at").values_list("submission_id", flat=True)[:20]):
        notices.success(request, _("This call was recorded already."))
        return redirect("messaging:calls")
    return None
