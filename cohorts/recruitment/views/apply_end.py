"""The end of the application: everything at a glance, the code, the confirmation, and monitoring apart."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from cohorts.models import Programme, Role
from cohorts.recruitment.actions.applications import AlreadyApplied, submit
from cohorts.recruitment.actions.equality import give_equality_answers
from cohorts.recruitment.actions.proofs import Proof, check_code, send_code, waiting_for
from cohorts.recruitment.forms.apply import CodeForm, Questions, SendForm
from cohorts.recruitment.forms.apply_answers import read_answers
from cohorts.recruitment.forms.equality import EqualityForm
from cohorts.recruitment.models import Application
from cohorts.recruitment.views.apply_draft import with_draft
from people.reading import reads_easy, render_easy

MONITORING = "recruitment.monitoring"
# A day to answer after sending; the answers themselves carry no time.
MONITORING_LASTS = 24 * 60 * 60
CODE_ERRORS = {
    Proof.WRONG: _("This is not the code that we sent. Check the email and type the 6 numbers again."),
    Proof.TOO_OLD: _("This code no longer works. Press “Send a new code”, or send your application without it."),
}


@with_draft
def check(request: HttpRequest, application: Application, questions: Questions) -> HttpResponse:
    """Every answer with a link to change it; then the code, where there is an address to prove, or the end."""
    ref = application.programme.ref
    unfinished = questions.unfinished
    if request.method == "POST" and "later" in request.POST:
        return redirect("recruitment:saved", ref=ref)
    if request.method == "POST" and not unfinished:
        address = _address(questions)
        if not address:
            return _send(request, application, questions, proved=None)
        if not waiting_for(application=application, address=address):
            send_code(application=application, address=address, now=timezone.now())
        return redirect("recruitment:email_code", ref=ref)
    context = {
        "programme": application.programme,
        "application": application,
        "sections": _sections(questions, ref),
        "unfinished": [(questions.filled[slug].title, _change(ref, slug)) for slug in unfinished],
        "refused": request.method == "POST",
        "form": SendForm(),
        "back": reverse("recruitment:step", args=[ref, questions.slugs[-1]]),
    }
    return render_easy(request, "cohorts/recruitment/apply/check.html", context)


def _change(ref: str, slug: str) -> str:
    return reverse("recruitment:step", args=[ref, slug]) + "?change=1"


def _sections(questions: Questions, ref: str) -> list[tuple[object, list[dict[str, object]]]]:
    """Every answer by chapter, one row a page."""
    return [
        (
            chapter,
            [
                {"key": questions.filled[slug].title, "value": questions.filled[slug].said, "url": _change(ref, slug)}
                for slug in slugs
            ],
        )
        for chapter, slugs in questions.chapters
    ]


def _address(questions: Questions) -> str:
    return str(questions.filled["contact"].cleaned_data.get("email", ""))


@with_draft
def email_code(request: HttpRequest, application: Application, questions: Questions) -> HttpResponse:
    """The page for the code. It says the same whether or not the address is known here."""
    if questions.unfinished:
        return redirect("recruitment:check", ref=application.programme.ref)
    address = _address(questions)
    if not address or "without" in request.POST:
        return (
            _send(request, application, questions, proved=None)
            if request.method == "POST"
            else redirect("recruitment:check", ref=application.programme.ref)
        )
    if "again" in request.POST:
        send_code(application=application, address=address, now=timezone.now())
        return redirect("recruitment:email_code", ref=application.programme.ref)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        proof = check_code(application=application, address=address, code=form.cleaned_data["code"], now=timezone.now())
        if proof is Proof.RIGHT:
            return _send(request, application, questions, proved=address)
        form.add_error("code", CODE_ERRORS[proof])
    context = {"programme": application.programme, "application": application, "address": address, "form": form}
    return render_easy(request, "cohorts/recruitment/apply/email_code.html", context)


def _send(request: HttpRequest, application: Application, questions: Questions, *, proved: str | None) -> HttpResponse:
    language = "cy" if get_language() == "cy" else "en"
    answers = read_answers(questions, language=language, easy_read=reads_easy(request))
    try:
        sent = submit(application=application, answers=answers, proved_email=proved, now=timezone.now())
    except AlreadyApplied as twice:
        context = {"programme": application.programme, "earlier": twice.earlier}
        return render(request, "cohorts/recruitment/apply/twice.html", context, status=409)
    return redirect("recruitment:sent", ref=application.programme.ref, submission_id=sent.submission_id)


@login_not_required
@never_cache
def sent(request: HttpRequest, ref: str, submission_id: uuid.UUID) -> HttpResponse:
    """The confirmation: what happens next. Sending twice ends here twice."""
    found = Application.objects.submitted().select_related("programme").filter(programme__ref=ref)
    application = get_object_or_404(found, submission_id=submission_id)
    # Nothing of the application is in this token: only the programme, the role and a number drawn by lot.
    token = signing.dumps({"p": ref, "r": application.role, "n": uuid.uuid4().hex}, salt=MONITORING)
    context = {"application": application, "programme": application.programme, "monitoring": token}
    return render_easy(request, "cohorts/recruitment/apply/sent.html", context)


@login_not_required
@never_cache
def monitoring(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """Equality monitoring. It touches neither the session nor the application; a page posted twice counts once."""
    try:
        given = signing.loads(token, salt=MONITORING, max_age=MONITORING_LASTS)
    except signing.BadSignature as error:
        raise Http404 from error
    programme = get_object_or_404(Programme, ref=ref)
    if given["p"] != ref or given["r"] not in Role.values:
        raise Http404
    form = EqualityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if cache.add(f"monitoring:{given['n']}", 1, timeout=MONITORING_LASTS):
            give_equality_answers(programme=programme, role=given["r"], answers=form.answers)
        return redirect("recruitment:monitoring_thanks", ref=ref)
    return render(request, "cohorts/recruitment/apply/monitoring.html", {"programme": programme, "form": form})


@login_not_required
def monitoring_thanks(request: HttpRequest, ref: str) -> HttpResponse:
    """Thanks, and nothing more to do."""
    programme = get_object_or_404(Programme, ref=ref)
    return render(request, "cohorts/recruitment/apply/monitoring_thanks.html", {"programme": programme})
