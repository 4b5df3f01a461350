"""Finding people, and the pages about one of them, for coordinators of a programme that they are in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cohorts.permissions import COORDINATOR, team_only
from common.paging import page_of
from common.words import say_number
from leadingtogether import person_pages
from leadingtogether import person_reads as reads
from leadingtogether.forms.people import PeopleFilterForm
from leadingtogether.people_list import MOST, keys_of, rows_of
from people.models import Person
from people.permissions import signed_in

Facts = Callable[[Person, Person, datetime], dict[str, Any]]


def person_for(request: HttpRequest, ref: str) -> Person:
    """Return the person of this reference, if who asks coordinates a programme that they are in; else 404."""
    return get_object_or_404(reads.person_coordinated(signed_in(request), ref))


@require_safe
@team_only(COORDINATOR)
def persons(request: HttpRequest) -> HttpResponse:
    """Everybody who has applied or takes part, found by whatever they say on the phone."""
    by = signed_in(request)
    form = PeopleFilterForm(request.GET, coordinator=by)
    # One more than are shown, to know whether there are more.
    keys = list(keys_of(by, **form.asked)[: MOST + 1])
    more = len(keys) > MOST
    page = page_of(request, keys[:MOST])
    page.object_list = rows_of(by, list(page))
    context = {"form": form, "page": page, "more": more, "found": _found(page.paginator.count, more=more)}
    return render(request, "leadingtogether/person/list.html", context)


def _found(count: int, *, more: bool) -> str:
    if more:
        return _("More than %(count)s people. These are the first by name.") % {"count": say_number(count)}
    return ngettext("%(count)d person.", "%(count)d people.", count) % {"count": count}


@require_safe
@team_only(COORDINATOR)
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """What is due to or from one person, and how to reach them."""
    return _page(request, ref, "person", lambda who, by, now: person_pages.overview_of(who, by, now=now))


@require_safe
@team_only(COORDINATOR)
def programme(request: HttpRequest, ref: str) -> HttpResponse:
    """Where one person stands in each programme."""
    return _page(request, ref, "person_programme", lambda who, by, _now: person_pages.programme_of(who, by))


@require_safe
@team_only(COORDINATOR)
def timeline(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that was said between one person and us."""
    return _page(request, ref, "person_timeline", lambda who, by, now: person_pages.timeline_of(who, by, now=now))


@require_safe
@team_only(COORDINATOR)
def tasks(request: HttpRequest, ref: str) -> HttpResponse:
    """Tasks about one person, their surveys and claims."""
    return _page(request, ref, "person_tasks", lambda who, by, now: person_pages.tasks_of(who, by, now=now))


@require_safe
@team_only(COORDINATOR)
def details(request: HttpRequest, ref: str) -> HttpResponse:
    """What can be changed about one person, and what they agreed to."""
    return _page(request, ref, "person_details", lambda who, _by, _now: person_pages.details_of(who))


def _page(request: HttpRequest, ref: str, here: str, facts: Facts) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    who = person_for(request, ref)
    context = {**person_pages.frame_of(who, by, here=here), **facts(who, by, now)}
    return render(request, f"leadingtogether/person/{here}.html", context)
