"""Helping somebody to answer: the same pages, opened by a supporter who is signed in as themselves.

Their address carries no personal link, so that it opens nothing once the support has ended.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from evaluation.reads import invitation_of
from evaluation.standing import Standing
from evaluation.surveys import Survey, read_survey
from evaluation.views.answering import show_start
from evaluation.views.pages import show_check, show_page
from evaluation.views.ways import Way
from people.acting import helper_may, refuse, support_now
from people.models import Person
from people.permissions import signed_in

View = Callable[..., HttpResponse]


def by_helper(view: View) -> View:
    """Open a view of one survey to a supporter of the person who was asked; to nobody else it exists.

    What the person began alone, or with another supporter, stays theirs: its answers are not shown.
    """

    @wraps(view)
    def guarded(request: HttpRequest, ref: str, **kwargs: Any) -> HttpResponse:
        support, helper = support_now(request), signed_in(request)
        if support is None:
            raise Http404
        survey = read_survey(get_object_or_404(invitation_of(support.person, ref)), now=timezone.now())
        if _begun_without(survey, helper):
            return refuse(request, _("%(name)s began this survey without you. Only %(name)s can go on with it."))
        way = Way(ref, "evaluation:helped_", helper=helper, helps_as=str(support.get_kind_display()))
        return view(request, survey, way, **kwargs)

    return helper_may(never_cache(guarded))


def _begun_without(survey: Survey, helper: Person) -> bool:
    response = survey.response
    return survey.standing is Standing.OPEN and response is not None and response.helper_id != helper.pk


@by_helper
def answer(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """What the survey is; the button begins it, or goes on."""
    return show_start(request, survey, way)


@by_helper
def page(request: HttpRequest, survey: Survey, way: Way, slug: str) -> HttpResponse:
    """One page of questions."""
    return show_page(request, survey, way, slug)


@by_helper
def check(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """All answers, to read together before they are sent."""
    return show_check(request, survey, way)


@by_helper
def thanks(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """Sent."""
    if survey.standing is not Standing.ANSWERED:
        return redirect(way.start)
    return render(request, "evaluation/survey/thanks.html", {"survey": survey, "easy_read": survey.easy})
