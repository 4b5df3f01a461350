"""Keying an application that came on paper or by phone: a chapter a page, saved each time, then who it is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cohorts.models import Cohort, Programme
from cohorts.permissions import COORDINATOR, team_only
from cohorts.querysets import ProgrammeQuerySet
from cohorts.recruitment import keying_reads as reads
from cohorts.recruitment.actions.applications import AlreadyApplied
from cohorts.recruitment.actions.equality import give_equality_answers
from cohorts.recruitment.actions.keying import discard_keyed, save_chapter, start_keyed, submit_keyed
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.forms.apply import Questions
from cohorts.recruitment.forms.apply_answers import read_answers
from cohorts.recruitment.forms.apply_base import SoFar
from cohorts.recruitment.forms.keying import (
    CHAPTERS,
    KeySendForm,
    KeyStartForm,
    chapter_form,
    chapter_of,
    monitoring_form,
    pages_in,
    typed_in,
)
from cohorts.recruitment.forms.to_ask import questions_named
from cohorts.recruitment.keying_reads import KEYABLE
from cohorts.recruitment.lookalikes import similar_people
from cohorts.recruitment.models import Application
from common.addresses import address_of
from people.models import Person
from people.permissions import signed_in

View = Callable[..., HttpResponse]
ALIKE = 5
ONCE = 24 * 60 * 60


def _programmes(person: Person) -> ProgrammeQuerySet:
    return Programme.objects.for_team(person, COORDINATOR).filter(cohorts__state__in=KEYABLE).distinct()


def _questions(application: Application, **pages: Any) -> Questions:
    """Return the pages that this applicant is asked, with what was keyed until now and `pages` in place of it."""
    cohorts = application.programme.cohorts.filter(state__in=KEYABLE).with_everything_named().with_dates()
    kept = (application.draft or {}).get("pages", {})
    return Questions(SoFar(application.programme, list(cohorts), {**kept, **pages}, keyed=True, may_be_blank=True))


def by_staff(view: View) -> View:
    """Open a page of a keyed draft to the coordinators of its programme; a finished one leads to its own page."""

    @wraps(view)
    def guarded(request: HttpRequest, ref: str, **kwargs: Any) -> HttpResponse:
        mine = Application.objects.for_team(signed_in(request), COORDINATOR).keyed()
        application = get_object_or_404(mine.select_related("programme", "keyed_by"), ref=ref)
        if application.state == Application.State.WITHDRAWN and application.person_id is None:
            messages.warning(request, _("This draft was thrown away."))
            return redirect("recruitment:key_start")
        if application.state != Application.State.DRAFT:
            return redirect("recruitment:application", application.ref)
        return view(request, application, **kwargs)

    return team_only(COORDINATOR)(never_cache(guarded))


def _closed(person: Person) -> list[tuple[str, str, str]]:
    """Return address, name and why, of cohorts to which nothing can be keyed now."""
    url = address_of("cohorts:cohort")
    why = {
        Cohort.State.PLANNING.value: _("Recruitment is not open yet. Open it on the page of the cohort."),
        Cohort.State.CONFIRMING.value: _(
            "Places are offered already. If this application came in time, take the cohort back to selecting first."
        ),
        Cohort.State.RUNNING.value: _(
            "It has begun, so nobody new joins. Offer to apply to a cohort that has not begun."
        ),
    }
    closed = reads.cohorts_closed(person)
    return [(url(one.ref), f"{one.programme.name}, {one.name}", why[one.state]) for one in closed]


@team_only(COORDINATOR)
def start(request: HttpRequest) -> HttpResponse:
    """How it came and from whom; and what was begun and not finished."""
    by, now = signed_in(request), timezone.now()
    names = reads.programmes_to_key(by)
    form = KeyStartForm(request.POST or None, programmes=_programmes(by), names=names)
    if request.method == "POST" and form.is_valid():
        application = start_keyed(**form.cleaned_data, by=by, now=now)
        return redirect("recruitment:key_chapter", application.ref, CHAPTERS[0][0])
    context = {
        "form": form,
        "names": names,
        "drafts": reads.drafts_keyed(by),
        "closed": _closed(by),
    }
    return render(request, "cohorts/recruitment/keying/start.html", context)


@by_staff
def chapter(request: HttpRequest, application: Application, chapter: str) -> HttpResponse:
    """One chapter of questions on one page; saved right or wrong, before anything is said about it."""
    if chapter not in dict(CHAPTERS):
        raise Http404
    questions = _questions(application)
    slugs = pages_in(questions, chapter)
    if request.method != "POST":
        return _show(request, application, chapter, chapter_form(questions.so_far, slugs))
    typed = typed_in(request.POST, slugs)
    so_far = _questions(application, **{slug: {"typed": typed[slug], "ok": True} for slug in slugs}).so_far
    form = chapter_form(so_far, slugs, data=request.POST)
    right = {slug: part.is_valid() for slug, part in form.parts.items()}
    save_chapter(application=application, typed=typed, right=right, now=timezone.now())
    if "later" in request.POST:
        messages.success(request, _("What you have keyed is saved."))
        return redirect("recruitment:key_start")
    return _onward(application, chapter) if form.is_valid() else _show(request, application, chapter, form)


def _show(request: HttpRequest, application: Application, chapter: str, form: Any) -> HttpResponse:
    names = [name for name, _title in CHAPTERS]
    context = {
        "application": application,
        "form": form,
        "title": dict(CHAPTERS)[chapter],
        "chapter": chapter,
        "chapters": CHAPTERS,
        "number": names.index(chapter) + 1,
        "total": len(names),
    }
    return render(request, "cohorts/recruitment/keying/chapter.html", context)


def _onward(application: Application, chapter: str) -> HttpResponse:
    names = [name for name, _title in CHAPTERS]
    following = names[names.index(chapter) + 1 :]
    if following:
        return redirect("recruitment:key_chapter", application.ref, following[0])
    return redirect("recruitment:key_check", application.ref)


@by_staff
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Every answer at a glance, who it may be, and the button that saves it for good."""
    questions = _questions(application)
    if questions.unfinished:
        return _check(request, application, questions, None)
    answers = read_answers(questions, language=(application.draft or {}).get("language", "en"))
    alike = similar_people(answers, limit=ALIKE)
    form = KeySendForm(request.POST if request.method == "POST" else None, alike=_alike(alike, application.programme))
    if request.method == "POST" and form.is_valid():
        known = next((person for person in alike if person.ref == form.known_ref), None)
        return _save(request, application, answers, known, questions.left_blank)
    return _check(request, application, questions, form)


def _alike(people: list[Person], programme: Programme) -> dict[str, str]:
    """Return who is like the applicant, by reference, with what tells them apart."""
    applied = dict(
        Application.objects.filter(programme=programme, person__in=people)
        .exclude(state=Application.State.WITHDRAWN)
        .values_list("person__ref", "ref")
    )
    said = {}
    for person in people:
        facts = [person.full_name, person.address.replace("\n", ", "), person.postcode, person.mobile or person.phone]
        facts.append(_("has applied to this programme") if person.ref in applied else "")
        said[person.ref] = ", ".join(filter(None, facts))
    return said


def _save(
    request: HttpRequest, application: Application, answers: Answers, known: Person | None, to_ask: list[str]
) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    try:
        saved = submit_keyed(application=application, answers=answers, person=known, to_ask=to_ask, by=by, now=now)
    except AlreadyApplied as twice:
        messages.error(request, _("This person has applied to this programme already. This is their application."))
        return redirect("recruitment:application", twice.earlier.ref)
    messages.success(
        request, _("The application is saved. We tell %(name)s by their own way.") % {"name": saved.person}
    )
    return redirect("recruitment:application", saved.ref)


def _check(
    request: HttpRequest, application: Application, questions: Questions, form: KeySendForm | None
) -> HttpResponse:
    def url(slug: str) -> str:
        return reverse("recruitment:key_chapter", args=[application.ref, chapter_of(questions, slug)])

    def row(slug: str) -> dict[str, object]:
        return {"key": questions.filled[slug].title, "value": questions.filled[slug].said, "url": url(slug)}

    sections = [(title, [row(slug) for slug in slugs]) for title, slugs in questions.chapters]
    context = {
        "application": application,
        "sections": sections,
        "unfinished": [(questions.filled[slug].title, url(slug)) for slug in questions.unfinished],
        "blank": [] if questions.unfinished else questions_named(questions.so_far, questions.left_blank),
        "form": form,
    }
    return render(request, "cohorts/recruitment/keying/check.html", context)


@require_POST
@by_staff
def discard(request: HttpRequest, application: Application) -> HttpResponse:
    """Throw a draft away."""
    if discard_keyed(application=application, by=signed_in(request), now=timezone.now()):
        messages.success(request, _("The draft is thrown away."))
    return redirect("recruitment:key_start")


@team_only(COORDINATOR)
def monitoring(request: HttpRequest) -> HttpResponse:
    """Key the sheets of equality monitoring, apart from applications: nothing says whose they are, or who keyed."""
    form = monitoring_form(request.POST or None, programmes=_programmes(signed_in(request)))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if cache.add(f"monitoring:{said['submission_id']}", 1, timeout=ONCE):
            give_equality_answers(programme=said["programme"], role=said["role"], answers=form.answers)
        messages.success(request, _("The sheet is saved. Put it into confidential waste."))
        return redirect("recruitment:key_monitoring")
    return render(request, "cohorts/recruitment/keying/monitoring.html", {"form": form})
