"""Writing down the answers of somebody on the phone, or from paper: the same pages, with who keyed them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cohorts.permissions import COORDINATOR, team_only
from evaluation.actions.responses import NotOpenError, begin
from evaluation.forms.answering import KeyForm, form_for
from evaluation.forms.staff import FindForm
from evaluation.models import Invitation
from evaluation.standing import Standing
from evaluation.surveys import Survey, may_use_short_form, read_survey, stopped_at
from evaluation.views.pages import posted, show_check, show_page
from evaluation.views.ways import Way
from people.permissions import signed_in

View = Callable[..., HttpResponse]


def by_staff(view: View) -> View:
    """Open a view of one survey to a coordinator of its programme, who never sees what others have written down.

    A survey that the person began alone, or that a colleague began, is theirs to go on with.
    """

    @wraps(view)
    def guarded(request: HttpRequest, ref: str, **kwargs: Any) -> HttpResponse:
        person = signed_in(request)
        mine = Invitation.objects.for_team(person, COORDINATOR).with_everything_named()
        survey = read_survey(get_object_or_404(mine, ref=ref), now=timezone.now(), on_paper=True)
        refusal = _refusal(survey, person.pk)
        typed = _typed(request, survey, kwargs.get("slug", "")) if refusal else []
        if typed:
            context = {"survey": survey, "sentence": refusal, "typed": typed}
            return render(request, "evaluation/key_refused.html", context, status=409)
        if refusal:
            messages.warning(request, refusal)
            return redirect("evaluation:unanswered")
        return view(request, survey, Way(ref, "evaluation:key_", staff=True), **kwargs)

    return team_only(COORDINATOR)(never_cache(guarded))


def _refusal(survey: Survey, keyed_by: int) -> str:
    if survey.response is not None and survey.response.keyed_by_id != keyed_by:
        return _("This survey was begun by somebody else, so you cannot see or change it.")
    # The page after sending is still to be shown, but without any answer.
    if survey.standing not in {Standing.OPEN, Standing.ANSWERED}:
        return _("This survey does not take answers now.")
    return ""


def _typed(request: HttpRequest, survey: Survey, slug: str) -> list[tuple[str, str]]:
    """Return each question with what was sent for it, in words; nothing where none was."""
    section = survey.section(slug)
    if request.method != "POST" or section is None:
        return []
    return form_for(list(section.items.all()), easy=survey.easy)(request.POST).typed()


@team_only(COORDINATOR)
def find(request: HttpRequest) -> HttpResponse:
    """Lead from the reference on a paper survey to the page where it is keyed."""
    form = FindForm(request.GET)
    mine = Invitation.objects.for_team(signed_in(request), COORDINATOR)
    if form.is_valid() and mine.filter(ref=form.cleaned_data["ref"]).exists():
        return redirect("evaluation:key_answer", form.cleaned_data["ref"])
    messages.warning(request, _("There is no survey with this reference. It stands at the foot of the paper."))
    return redirect("evaluation:unanswered")


@by_staff
def start(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """What to say first; the button begins the survey, or goes on where it stopped."""
    if survey.standing is Standing.ANSWERED:
        return redirect(way.thanks)
    if survey.response is not None:
        return redirect(way.page(survey.stopped_at))
    closed = survey.invitation.closes_at <= timezone.now()
    form = KeyForm(posted(request), short_form=may_use_short_form(survey.invitation), paper_only=closed)
    if request.method == "POST" and form.is_valid():
        try:
            response = begin(
                invitation=survey.invitation,
                short=form.cleaned_data.get("form_of_survey") == "short",
                mode=form.cleaned_data["mode"],
                keyed_by=signed_in(request),
                now=timezone.now(),
            )
        except NotOpenError:
            return redirect(way.start)
        return redirect(way.page(stopped_at(response)))
    person = survey.invitation.place.person
    context = {"survey": survey, "form": form, "person": person, "closed": closed}
    return render(request, "evaluation/key.html", context)


@by_staff
def page(request: HttpRequest, survey: Survey, way: Way, slug: str) -> HttpResponse:
    """One page of questions."""
    return show_page(request, survey, way, slug)


@by_staff
def check(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """All answers, to read back before they are sent."""
    return show_check(request, survey, way)


@by_staff
def thanks(request: HttpRequest, survey: Survey, way: Way) -> HttpResponse:
    """Sent: back to the list."""
    if survey.standing is not Standing.ANSWERED:
        return redirect(way.start)
    person = survey.invitation.place.person
    messages.success(request, _("The answers of %(name)s are sent. Thank you.") % {"name": person})
    return redirect("evaluation:unanswered")
