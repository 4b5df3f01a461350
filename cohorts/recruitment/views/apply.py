"""The public application: what it takes, and one question a page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.models import Cohort, Programme
from cohorts.recruitment.actions.applications import email_link, hash_of, keep_for_later, save_page, start_draft
from cohorts.recruitment.apply_reads import cohorts_open, days_of
from cohorts.recruitment.forms.apply import FORMS, LaterForm, Questions
from cohorts.recruitment.forms.apply_base import ApplyForm
from cohorts.recruitment.forms.apply_easy import in_easy_words
from cohorts.recruitment.forms.apply_programme import workshop_days
from cohorts.recruitment.models import Application
from cohorts.recruitment.shown_rules import easy_rules, shown_rules
from cohorts.recruitment.views.apply_draft import (
    draft_of,
    note_outreach,
    open_cohorts,
    outreach_of,
    remember,
    with_draft,
)
from common.along import fetch_along
from people.reading import reads_easy, render_easy


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Everything that is open to applications now; where it is one programme, that programme."""
    note_outreach(request)
    today = timezone.localdate()
    cohorts = list(cohorts_open(today))
    fetch_along(cohorts, workshops=days_of([cohort.pk for cohort in cohorts]))
    by_programme: dict[Programme, list[Cohort]] = {}
    for cohort in cohorts:
        by_programme.setdefault(cohort.programme, []).append(cohort)
    if len(by_programme) == 1:
        return redirect("recruitment:apply", ref=next(iter(by_programme)).ref)
    programmes = [(programme, _with_days(group)) for programme, group in by_programme.items()]
    return render_easy(request, "cohorts/recruitment/apply/start.html", {"programmes": programmes})


def _with_days(cohorts: list[Cohort]) -> list[tuple[Cohort, list[object]]]:
    return [(cohort, workshop_days(cohort)) for cohort in cohorts]


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, ref: str) -> HttpResponse:
    """What it takes, before the first question; the button begins a draft."""
    programme = get_object_or_404(Programme.objects.filter(archived_at=None).select_related("review_rules"), ref=ref)
    note_outreach(request)
    cohorts = open_cohorts(programme)
    begun = draft_of(request, ref)
    if request.method == "POST" and cohorts:
        link = outreach_of(request, programme)
        application = start_draft(programme=programme, now=timezone.now(), outreach_link=link)
        remember(request, application, programme)
        return redirect("recruitment:carry_on", ref=ref)
    context = {
        "programme": programme,
        "cohorts": _with_days(cohorts),
        "begun": begun if begun and begun.state == Application.State.DRAFT else None,
        "open": bool(cohorts),
        "rules": (easy_rules if reads_easy(request) else shown_rules)(programme, cohorts) if cohorts else [],
    }
    return render_easy(request, "cohorts/recruitment/apply/programme.html", context)


@with_draft
def carry_on(_request: HttpRequest, application: Application, questions: Questions) -> HttpResponse:
    """Go to the first question that is not answered."""
    return _to(application, questions.first_open)


def _to(application: Application, slug: str | None) -> HttpResponse:
    if slug is None:
        return redirect("recruitment:check", ref=application.programme.ref)
    return redirect("recruitment:step", ref=application.programme.ref, slug=slug)


@with_draft
def step(request: HttpRequest, application: Application, questions: Questions, slug: str) -> HttpResponse:
    """One page: shown with what was typed before; saved at Continue, right or wrong."""
    if slug not in questions.slugs:
        return _to(application, questions.first_open)
    form = FORMS[slug](request.POST, so_far=questions.so_far) if request.method == "POST" else questions.form(slug)
    if reads_easy(request):
        in_easy_words(form, slug)
    if request.method != "POST":
        return _show(request, application, questions, form)
    typed = ApplyForm.typed_in(request.POST)
    saved = save_page(application=application, page=slug, typed=typed, ok=form.is_valid(), now=timezone.now())
    request.session.modified = True
    if "later" in request.POST:
        return _leave(request, saved, questions)
    if not form.is_valid():
        return _show(request, application, questions, form)
    return _to(application, _next(request, questions, saved, slug))


def _next(request: HttpRequest, questions: Questions, saved: Application, slug: str) -> str | None:
    """After a change from the last page, back to it; else the next page, of those that are asked now."""
    so_far = questions.so_far
    now_asked = Questions(type(so_far)(so_far.programme, so_far.cohorts, (saved.draft or {}).get("pages", {})))
    if "change" in request.GET:
        return now_asked.first_open
    return now_asked.after(slug)


def _show(request: HttpRequest, application: Application, questions: Questions, form: ApplyForm) -> HttpResponse:
    slug = next(page.slug for page in questions.pages if page.form is type(form))
    before = questions.before(slug)
    ref = application.programme.ref
    back = reverse("recruitment:step", args=[ref, before]) if before else reverse("recruitment:apply", args=[ref])
    context = {
        "programme": application.programme,
        "application": application,
        "form": form,
        "back": reverse("recruitment:check", args=[ref]) if "change" in request.GET else back,
        "number": questions.number(slug),
        "total": len(questions.slugs),
    }
    return render_easy(request, "cohorts/recruitment/apply/step.html", context)


def _leave(request: HttpRequest, application: Application, questions: Questions) -> HttpResponse:
    """Keep the draft; email the link that leads back, where a right address was typed."""
    pages = (application.draft or {}).get("pages", {})
    contact = type(questions.so_far)(questions.so_far.programme, questions.so_far.cohorts, pages)
    address = contact.text("contact", "email") if contact.is_done("contact") else ""
    if address:
        link = _link(application)
        email_link(application=application, address=address, link=link, now=timezone.now())
        request.session["link_sent_to"] = address
    return redirect("recruitment:saved", ref=questions.so_far.programme.ref)


def _link(application: Application) -> str:
    secret = keep_for_later(application=application)
    return settings.BASE_URL + reverse("recruitment:resume", args=[secret])


@with_draft
def saved(request: HttpRequest, application: Application, questions: Questions) -> HttpResponse:
    """The draft is kept: its number, the link that leads back, and a box to have the link emailed."""
    form = LaterForm(request.POST if request.method == "POST" else None)
    link = _link(application)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        email_link(application=application, address=address, link=link, now=timezone.now())
        request.session["link_sent_to"] = address
        return redirect("recruitment:saved", ref=questions.so_far.programme.ref)
    context = {
        "programme": application.programme,
        "application": application,
        "link": link,
        "form": form,
        "sent_to": request.session.pop("link_sent_to", ""),
        "closes": min(
            (cohort.recruitment_closes for cohort in questions.so_far.cohorts if cohort.recruitment_closes),
            default=None,
        ),
    }
    return render_easy(request, "cohorts/recruitment/apply/saved.html", context)


@login_not_required
@never_cache
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The way back to a draft: a page with a button, because mail programs open links by themselves."""
    found = Application.objects.select_related("programme").filter(resume_hash=hash_of(token))
    application = found.first() if len(token) >= 32 else None
    if application is None:
        return render(request, "cohorts/recruitment/apply/no_draft.html", status=404)
    if request.method == "POST":
        remember(request, application, application.programme)
        return redirect("recruitment:carry_on", ref=application.programme.ref)
    return render(request, "cohorts/recruitment/apply/resume.html", {"application": application})
