"""The pages of a survey, whoever fills them in."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.forms import LTForm
from evaluation.actions.responses import NotOpenError, finish, save_page
from evaluation.forms.answering import AnswerForm, ReadBackForm, SendForm, form_for, initial_of, say_answer
from evaluation.models import Section
from evaluation.standing import Standing
from evaluation.surveys import Survey, words_of
from evaluation.views.ways import Way

OPEN = Standing.OPEN


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also where every question was left out; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def show_page(request: HttpRequest, survey: Survey, way: Way, slug: str) -> HttpResponse:
    """One page of questions: show what was given before, save what is sent, go on."""
    section = survey.section(slug)
    if section is None:
        return _no_such_page(survey, way)
    items = list(section.items.all())
    form = form_for(items, easy=survey.easy)(posted(request), initial=initial_of(items, survey.answers))
    if request.method == "POST" and (survey.standing is not OPEN or form.is_valid()):
        return _save(request, survey, way, section, form)
    if survey.standing is not OPEN:
        return redirect(way.start)
    before = survey.before(section)
    context = {
        "survey": survey,
        "section": section,
        "form": form,
        "way": way,
        "easy_read": survey.easy,
        "number": survey.sections.index(section) + 1,
        "back": way.page(before) if before else way.start,
    }
    return render(request, "evaluation/survey/page.html", context)


def _no_such_page(survey: Survey, way: Way) -> HttpResponse:
    # Before it is begun there are no pages yet: the start is where they are made.
    if survey.response is None:
        return redirect(way.start)
    raise Http404


def _save(request: HttpRequest, survey: Survey, way: Way, section: Section, form: AnswerForm) -> HttpResponse:
    stops = form.secondary_name in request.POST
    try:
        if survey.standing is not OPEN:
            raise NotOpenError(survey.standing)  # noqa: TRY301 - the same page as when it closes in between
        save_page(
            invitation=survey.invitation,
            section=section,
            given=form.given(),
            goes_on=not stops,
            helper=way.helper,
            now=timezone.now(),
        )
    except NotOpenError as error:
        return show_closed(request, replace(survey, standing=error.standing), typed=form.typed())
    if stops:
        return _stop(request, way)
    return redirect(way.check if "change" in request.GET else way.page(survey.after(section)))


def _stop(request: HttpRequest, way: Way) -> HttpResponse:
    if way.staff:
        messages.success(request, _("The answers are saved. You can go on from this list."))
        return redirect("evaluation:unanswered")
    if way.helper is not None:
        messages.success(request, _("The answers are saved. You can go on from this list."))
        return redirect("evaluation:mine")
    messages.success(request, _("Your answers are saved. Your link brings you back to where you stopped."))
    return redirect(way.start)


def show_check(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """All answers, and the button that sends them."""
    if survey.response is None:
        return redirect(way.start)
    known = way.staff or way.helper is not None
    form = ReadBackForm(posted(request)) if known else SendForm(posted(request), initial={"helped": "no"})
    if request.method == "POST" and form.is_valid():
        return _send(request, survey, way, form)
    if survey.standing is not OPEN:
        return redirect(way.start)
    context = {
        "survey": survey,
        "form": form,
        "way": way,
        "easy_read": survey.easy,
        "sections": _given(survey, way),
        "back": way.page(survey.sections[-1]) if survey.sections else way.start,
    }
    return render(request, "evaluation/survey/check.html", context)


def _send(request: HttpRequest, survey: Survey, way: Way, form: LTForm) -> HttpResponse:
    helped, helped_by = form.cleaned_data.get("helped") == "yes", form.cleaned_data.get("helped_by", "")
    if way.helper is not None:
        # Who helped, by what they are to the person: no name goes to the evaluators.
        helped, helped_by = True, way.helps_as
    try:
        finish(
            invitation=survey.invitation,
            helped=helped,
            helped_by=helped_by,
            helper=way.helper,
            now=timezone.now(),
        )
    except NotOpenError as error:
        return show_closed(request, replace(survey, standing=error.standing))
    return redirect(way.thanks)


Row = dict[str, str]


def _given(survey: Survey, way: Way) -> list[tuple[str, str, list[Row]]]:
    """Return each page's title and address with the questions and answers on it."""
    found = []
    for section in survey.sections:
        rows = [
            {"key": words_of(item, easy=survey.easy), "value": say_answer(item, survey.answers.get(item.pk))}
            for item in section.items.all()
        ]
        found.append((section.title, f"{way.page(section)}?change=1", rows))
    return found


def show_closed(request: HttpRequest, survey: Survey, *, typed: list[tuple[str, str]] | None = None) -> HttpResponse:
    """Why no answers are taken, in kind words; what was typed stays in sight."""
    title, sentence = CLOSED[survey.standing](survey)
    context = {"survey": survey, "title": title, "sentence": sentence, "typed": typed, "easy_read": survey.easy}
    return render(request, "evaluation/survey/closed.html", context)


Words = tuple[str, str]


def _left(_survey: Survey) -> Words:
    return _("We do not ask you any more"), _(
        "You are not part of the surveys now. There is nothing that you need to do."
    )


CLOSED: dict[Standing, Callable[[Survey], Words]] = {
    Standing.ANSWERED: lambda _s: (
        _("You have sent your answers"),
        _("Thank you. We have your answers. They cannot be changed any more."),
    ),
    Standing.CLOSED: lambda _s: (
        _("This survey is closed"),
        _("The time to answer has passed. If you would still like to tell us something, phone us."),
    ),
    Standing.EARLY: lambda _s: (
        _("This survey is not open yet"),
        _("You are early. Your link will work when the survey opens."),
    ),
    Standing.CALLED_OFF: lambda _s: (
        _("This survey is not needed"),
        _("Your group does not take place, so we do not ask you about it. There is nothing that you need to do."),
    ),
    Standing.TAKEN_BACK: _left,
    Standing.LEFT_EVALUATION: _left,
    Standing.LEFT_PROGRAMME: _left,
    Standing.NO_CONSENT: _left,
}
