"""Which draft a visitor is writing: the session knows its reference, nothing else does."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cohorts.models import Cohort, Programme
from cohorts.recruitment.actions.applications import save_page
from cohorts.recruitment.forms.apply import FORMS, Questions
from cohorts.recruitment.forms.apply_base import ApplyForm, SoFar
from cohorts.recruitment.models import Application, OutreachLink
from cohorts.recruitment.reach_querysets import OutreachLinkQuerySet
from common.refs import LENGTH, clean_ref

SESSION = "applying"
View = Callable[..., HttpResponse]


def open_cohorts(programme: Programme) -> list[Cohort]:
    """Return the cohorts of the programme that take applications today, with their venue and workshops."""
    today = timezone.localdate()
    return list(programme.cohorts.taking_applications(on=today).with_everything_named().with_dates())


def remember(request: HttpRequest, application: Application, programme: Programme) -> None:
    """Let this browser go on with the application."""
    request.session[SESSION] = {**request.session.get(SESSION, {}), programme.ref: application.ref}


def draft_of(request: HttpRequest, programme_ref: str) -> Application | None:
    """Return the application that this browser is writing for the programme, sent or not."""
    ref = request.session.get(SESSION, {}).get(programme_ref, "")
    found = Application.objects.select_related("programme").filter(ref=ref, programme__ref=programme_ref)
    return found.first() if ref else None


def questions_of(application: Application, cohorts: list[Cohort]) -> Questions:
    """Return the pages that this applicant is asked, with what was typed until now."""
    pages = (application.draft or {}).get("pages", {})
    return Questions(SoFar(application.programme, cohorts, pages))


def note_outreach(request: HttpRequest) -> None:
    """Count one visit a browser of an outreach link (`?via=CODE`), and remember the code for the application."""
    code = clean_ref(request.GET.get("via", ""))[:LENGTH]
    if code:
        follow(request, OutreachLink.objects.filter(ref=code), code)


def follow(request: HttpRequest, links: OutreachLinkQuerySet, code: str) -> None:
    """Count one visit a browser of the link with this code, and remember the code for the application.

    Only a GET counts: mail programs look at links with HEAD. Nothing of the visitor is kept but the code, in the
    session that they have anyway.
    """
    if request.method == "GET" and request.session.get("via") != code:
        links.counted()
        request.session["via"] = code


def outreach_of(request: HttpRequest, programme: Programme) -> OutreachLink | None:
    """Return the link that led here, where it belongs to the programme."""
    code = request.session.get("via", "")
    return OutreachLink.objects.of_programme(programme, code).first() if code else None


def with_draft(view: View) -> View:
    """Open a page of the application to whoever writes it, while it can be written; nobody needs to sign in.

    The view gets the draft and its questions. Whatever was posted is never lost: without a draft, after the deadline
    and after sending, a page says where it is.
    """

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, ref: str, **kwargs: Any) -> HttpResponse:
        application = draft_of(request, ref)
        if application is None:
            return _lost(request, ref, kwargs.get("slug", ""))
        if application.state != Application.State.DRAFT:
            return redirect("recruitment:sent", ref=ref, submission_id=application.submission_id)
        cohorts = open_cohorts(application.programme)
        if not cohorts:
            return _closed(request, application, kwargs.get("slug", ""))
        return view(request, application, questions_of(application, cohorts), **kwargs)

    return guarded


def _lost(request: HttpRequest, ref: str, slug: str) -> HttpResponse:
    """Say that the draft cannot be found from here, with what was just typed."""
    programme = get_object_or_404(Programme, ref=ref)
    if request.method != "POST" or slug not in FORMS:
        return redirect("recruitment:apply", ref=ref)
    so_far = SoFar(programme, open_cohorts(programme))
    form = FORMS[slug].from_typed(so_far, ApplyForm.typed_in(request.POST))
    context = {"programme": programme, "answers": [{"key": form.title, "value": form.said}]}
    return render(request, "cohorts/recruitment/apply/lost.html", context, status=409)


def _closed(request: HttpRequest, application: Application, slug: str) -> HttpResponse:
    """Say that applications have closed; keep and show everything that was typed, also just now."""
    if request.method == "POST" and slug in FORMS:
        typed = ApplyForm.typed_in(request.POST)
        application = save_page(application=application, page=slug, typed=typed, ok=False, now=timezone.now())
        application.programme = Programme.objects.get(pk=application.programme_id)
    everything = list(application.programme.cohorts.with_everything_named().with_dates())
    questions = questions_of(application, everything)
    context = {"programme": application.programme, "application": application, "answers": shown(questions)}
    return render(
        request, "cohorts/recruitment/apply/closed.html", context, status=409 if request.method == "POST" else 200
    )


def shown(questions: Questions) -> list[dict[str, object]]:
    """Return each page that was typed on with its answers in words."""
    typed = [slug for slug in questions.slugs if questions.so_far.typed(slug)]
    return [{"key": questions.filled[slug].title, "value": questions.filled[slug].said} for slug in typed]
