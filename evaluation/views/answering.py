"""Answering by a personal link, without signing in. Looking at a page never changes anything."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluation.actions.responses import NotOpenError, begin
from evaluation.forms.answering import BeginForm
from evaluation.reads import invitation_by
from evaluation.standing import Standing
from evaluation.surveys import Survey, may_use_short_form, read_survey, stopped_at
from evaluation.views.pages import posted, show_check, show_closed, show_page
from evaluation.views.ways import Way
from people.acting import refuse, support_now
from people.middleware import LANGUAGE_OF
from people.reading import CHOSEN

View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Open a view to whoever holds the personal link, in the language of the person who was asked."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        invitation = get_object_or_404(invitation_by(token))
        if support_now(request) is not None:
            return refuse(request, _("This link is for one person alone. Stop helping %(name)s before you open it."))
        survey = replace(read_survey(invitation, now=timezone.now()), chosen_easy=request.session.get(CHOSEN))
        with translation.override(LANGUAGE_OF[invitation.place.person.language]):
            return view(request, survey, Way(token), **kwargs)

    return login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded)))


@by_link
def answer(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """What the survey is; the button begins it, or goes on where the person stopped."""
    return show_start(request, survey, way)


def show_start(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """The start page, for the person and for a supporter who helps."""
    if survey.standing is not Standing.OPEN:
        return show_closed(request, survey)
    form = (
        BeginForm(posted(request))
        if may_use_short_form(survey.invitation, easy=survey.easy) and not survey.response
        else None
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        short = form is not None and form.cleaned_data["form_of_survey"] == "short"
        try:
            response = begin(
                invitation=survey.invitation, short=short, easy=survey.easy, helper=way.helper, now=timezone.now()
            )
        except NotOpenError:
            return redirect(way.start)
        return redirect(way.page(stopped_at(response)))
    context = {
        "survey": survey,
        "form": form,
        "way": way,
        "resume": way.page(survey.stopped_at),
        "easy_read": survey.easy,
    }
    return render(request, "evaluation/survey/start.html", context)


@by_link
def page(request: HttpRequest, survey: Survey, way: Way, slug: str) -> HttpResponse:
    """One page of questions."""
    return show_page(request, survey, way, slug)


@by_link
def check(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """All answers before they are sent."""
    return show_check(request, survey, way)


@by_link
def thanks(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """Thank you, and what happens with the answers."""
    if survey.standing is not Standing.ANSWERED:
        return redirect(way.start)
    return render(request, "evaluation/survey/thanks.html", {"survey": survey, "easy_read": survey.easy})
