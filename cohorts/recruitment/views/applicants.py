"""The coordinator's list of applicants, and the page of one application."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Programme, Role
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.actions.eligibility import Decided, decide, different_people, undecide
from cohorts.recruitment.actions.merging import merge_people
from cohorts.recruitment.applicant_list import Asked, Filed, Found, applications_of, found_by, in_file, rows_of
from cohorts.recruitment.application_reads import whole_application
from cohorts.recruitment.forms.applicants import BULK_MOST, BulkForm, DecideForm, DuplicateForm, FilterForm
from cohorts.recruitment.models import Application
from cohorts.recruitment.querysets import ApplicationQuerySet
from cohorts.recruitment.views.application_page import page_of
from common import paging
from common.back import is_ours
from common.csv import write_csv
from common.words import MILES_IN_A_KILOMETRE
from people.actions.audit import record
from people.permissions import signed_in


def _mine(request: HttpRequest) -> ApplicationQuerySet:
    """Applications that a coordinator reads and decides; reviewers score without names, so these are not for them."""
    return applications_of(signed_in(request))


def _filters(request: HttpRequest) -> FilterForm:
    return FilterForm(request.GET, coordinator=signed_in(request))


@team_only(COORDINATOR)
def applicants(request: HttpRequest) -> HttpResponse:
    """Every application of one's programmes, filtered, sorted and counted by state."""
    form = _filters(request)
    asked = form.asked
    found = found_by(signed_in(request), asked, form.order)
    page = paging.page_of(request, found.keys, count=found.total)
    page.object_list = rows = rows_of(list(page), asked.cohort)
    context = {
        "filters": form,
        "found": ngettext("%(count)d application", "%(count)d applications", found.total) % {"count": found.total},
        "page": page,
        "states": _states(request, found, asked),
        "in_all_states": _in_state(request, "") if asked.state else "",
        "cohort": asked.cohort,
        "refs": " ".join(row.ref for row in rows),
        "sort": form.chosen.get("sort") or "-sent",
    }
    return render(request, "cohorts/recruitment/applicants/list.html", context)


def _states(request: HttpRequest, found: Found, asked: Asked) -> list[tuple[str, int, str]]:
    """Return each state that somebody is in with how many are, and where only those are listed; nothing if they are."""
    return [
        (str(label), found.counts[state], "" if state == asked.state else _in_state(request, state))
        for state, label in Application.State.choices
        if found.counts.get(state)
    ]


def _in_state(request: HttpRequest, state: str) -> str:
    """Return the address of the first page of this list for one state, or for all."""
    query = {name: value for name, value in request.GET.items() if name not in {"state", "page"}}
    return f"?{urlencode(query | {'state': state} if state else query)}"


@team_only(COORDINATOR)
def applicants_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a file; what people said for selection or monitoring is never in it."""
    form = _filters(request)
    rows = in_file(signed_in(request), form.asked.values(), form.order)
    now = timezone.now()
    for programme in Programme.objects.filter(pk__in={row.said.programme for row in rows}):
        record(by=signed_in(request), action="applicants.export", about=programme, now=now)
    cells = _cells()
    response = HttpResponse(write_csv(map(cells, rows), _header()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="applicants-{now.date().isoformat()}.csv"'
    return response


def _header() -> Sequence[str]:
    return [
        _("Reference"),
        _("Given name"),
        _("Family name"),
        _("Role"),
        _("State"),
        _("Came by"),
        _("Submitted"),
        _("Programme"),
        _("Choices"),
        _("Outward code"),
        _("Miles"),
        _("All dates"),
        _("Employer"),
        _("Something to arrange"),
    ]


def _cells() -> Callable[[Filed], Sequence[Any]]:
    """Return what gives the cells of each row; there are thousands, so the words are found once."""
    roles, states, sources = (
        {value: str(label) for value, label in choices.choices}
        for choices in (Role, Application.State, Application.Source)
    )
    dates = {True: _("Yes"), False: _("No"), None: ""}

    def cells(row: Filed) -> Sequence[Any]:
        said, distance = row.said, getattr(row.said, "distance_km", None)
        return [
            said.ref,
            said.person__given_name or "",
            said.person__family_name or "",
            roles.get(said.role, said.role),
            states[said.state],
            sources[said.source],
            said.submitted_at.date().isoformat() if said.submitted_at else "",
            said.programme__name,
            "; ".join(row.choices),
            said.person__outward_code or "",
            "" if distance is None else round(distance * MILES_IN_A_KILOMETRE, 1),
            dates[said.available_all_dates],
            said.employer,
            dates[bool(said.has_needs)],
        ]

    return cells


@require_POST
@team_only(COORDINATOR)
def applicants_decide(request: HttpRequest) -> HttpResponse:
    """Decide many applications at once, then back to the same list.

    Where all are meant their number is shown first; where only the reason is wrong it is asked for there.
    """
    form = BulkForm(request.POST, applications=_mine(request))
    if not form.is_valid() and not form.lacks_reason:
        messages.error(request, form.problem())
        return redirect(_back(request))
    rows = form.wanted(_filtered_like(request))
    if form.asks_first:
        return _ask_first(request, form, rows)
    chosen = form.cleaned_data
    try:
        decided = decide(
            applications=rows,
            eligible=chosen["decision"] == "eligible",
            reason=chosen["reason"],
            by=signed_in(request),
            now=timezone.now(),
        )
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        _say(request, decided)
    return redirect(_back(request))


def _filtered_like(request: HttpRequest) -> ApplicationQuerySet:
    """Return what the filter leaves of the list from which somebody comes."""
    coordinator = signed_in(request)
    form = FilterForm(QueryDict(urlsplit(_back(request)).query), coordinator=coordinator)
    return applications_of(coordinator, **form.asked.values())


def _ask_first(request: HttpRequest, form: BulkForm, rows: ApplicationQuerySet) -> HttpResponse:
    """Show how many would be decided, and how many are left because of their state. Nothing is written yet."""
    listed = rows.order_by("submitted_at", "pk").values_list("ref", "state", "possible_duplicate_of")
    found = list(listed.distinct()[: BULK_MOST + 1])
    if len(found) > BULK_MOST:
        messages.error(request, _("More than %(most)d match. Narrow the list first.") % {"most": BULK_MOST})
        return redirect(_back(request))
    chosen = form.cleaned_data
    able = [(ref, known) for ref, state, known in found if chosen["decision"] in Application.MOVES[state]]
    if not able:
        messages.error(request, _("None of them can be decided so: they are so already, or have gone further."))
        return redirect(_back(request))
    context = {
        "refs": " ".join(ref for ref, _known in able),
        "count": len(able),
        "left": len(found) - len(able),
        "twice": sum(known is not None for _ref, known in able),
        "duplicates": _duplicates_of(_back(request)),
        "eligible": chosen["decision"] == "eligible",
        "decision": chosen["decision"],
        "reason": form["reason"].value() or "",
        "reason_error": form.problem() if form.lacks_reason else "",
        "back": _back(request),
    }
    return render(request, "cohorts/recruitment/applicants/decide_all.html", context)


def _duplicates_of(back: str) -> str:
    """Return the address of a list with only its possible duplicates, from its first page."""
    asked = QueryDict(urlsplit(back).query, mutable=True)
    asked.pop("page", None)
    asked["duplicates"] = "on"
    return f"{reverse('recruitment:applicants')}?{asked.urlencode()}"


def _back(request: HttpRequest) -> str:
    """Return the list as it was filtered, if the address is one of ours."""
    back = request.POST.get("back", "")
    return back if is_ours(request, back) else reverse("recruitment:applicants")


def _say(request: HttpRequest, decided: Decided) -> None:
    if decided.done:
        done = ngettext("%(count)d application is decided.", "%(count)d applications are decided.", decided.done)
        messages.success(request, done % {"count": decided.done})
    if decided.left:
        left = ngettext(
            "%(count)d was left as it was, because of its state.",
            "%(count)d were left as they were, because of their state.",
            decided.left,
        )
        messages.info(request, left % {"count": decided.left})


@team_only(COORDINATOR)
def application(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that one applicant said, what the rules suggest, and the decision. Never equality answers."""
    found = get_object_or_404(whole_application(signed_in(request), ref))
    form = DecideForm(initial={"decision": found.state, "reason": found.not_eligible_reason})
    return render(request, "cohorts/recruitment/applicants/application.html", page_of(request, found, form))


@require_POST
@team_only(COORDINATOR)
def application_decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide one application, or take the decision back."""
    found = get_object_or_404(_mine(request).with_person_named(), ref=ref)
    form = DecideForm(request.POST)
    now, by = timezone.now(), signed_in(request)
    try:
        if "take_back" in request.POST:
            undecide(application=found, by=by, now=now)
            messages.success(request, _("The decision is taken back."))
        elif form.is_valid():
            eligible, reason = form.cleaned_data["decision"] == "eligible", form.cleaned_data["reason"]
            _say(request, decide(applications=[found], eligible=eligible, reason=reason, by=by, now=now))
        else:
            context = page_of(request, found, form) | {"form": form}
            return render(request, "cohorts/recruitment/applicants/application.html", context)
    except NotAllowedError as error:
        messages.error(request, str(error))
    return redirect("recruitment:application", found.ref)


@require_POST
@team_only(COORDINATOR)
def application_duplicate(request: HttpRequest, ref: str) -> HttpResponse:
    """Settle a possible duplicate."""
    found = get_object_or_404(_mine(request), ref=ref)
    form = DuplicateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether this is the same person."))
        return redirect("recruitment:application", found.ref)
    by, now = signed_in(request), timezone.now()
    try:
        if form.cleaned_data["answer"] == "same":
            settled = merge_people(application=found, taken=(), by=by, now=now)
        else:
            settled = different_people(application=found, by=by, now=now)
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        withdrawn = settled.state == Application.State.WITHDRAWN
        messages.success(
            request,
            _("They had applied already, so this application is withdrawn.") if withdrawn else _("That is settled."),
        )
    return redirect("recruitment:application", found.ref)
