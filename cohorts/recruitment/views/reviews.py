"""The reviewer's pages: what there is to score, and one application without whose it is."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import REVIEWER, team_only
from cohorts.recruitment.actions.reviews import AlreadyScored, hand_on, score
from cohorts.recruitment.blind import words_of
from cohorts.recruitment.forms.reviews import ScoreForm
from cohorts.recruitment.models import Criterion, Review
from cohorts.recruitment.reviewing_reads import keys_to_score, listed_to_score, scored_by, scoring_of
from common.paging import page_by_keys
from common.querysets import Different, counts_of
from common.words import say_number
from people.permissions import signed_in

# Who has scored more is told so: nobody counts on.
MOST: Final = 1_000


@team_only(REVIEWER)
def reviews(request: HttpRequest) -> HttpResponse:
    """What the reviewer still has to score, those first that wait longest; and how many they have scored."""
    person = signed_in(request)
    waiting = keys_to_score(person)
    count, done = counts_of([waiting, Different(scored_by(person), MOST)])
    page = page_by_keys(request, waiting, listed_to_score, count=count)
    context = {"page": page, "done": _done(done), "scoring": scoring_of(person).exists()}
    return render(request, "cohorts/recruitment/reviews/list.html", context)


def _done(count: int) -> str:
    """Say how many somebody has scored; nothing where they have scored none."""
    if count > MOST:
        return _("You have scored over %(count)s applications.") % {"count": say_number(MOST)}
    said = ngettext("You have scored %(count)s application.", "You have scored %(count)s applications.", count)
    return said % {"count": count} if count else ""


@team_only(REVIEWER)
@never_cache
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """One application to score: its words alone, the criteria, and the way to say that one knows the person."""
    mine = Review.objects.of(signed_in(request)).select_related("application__programme", "application__person")
    found = get_object_or_404(mine, ref=ref)
    criteria = list(Criterion.objects.filter(programme=found.application.programme_id))
    form = ScoreForm(request.POST or None, criteria=criteria)
    if request.method == "POST" and form.is_valid():
        by, now = signed_in(request), timezone.now()
        try:
            score(review=found, points=form.points, reason=form.cleaned_data["reason"], by=by, now=now)
        except AlreadyScored:
            messages.info(request, _("You have scored this application before. Your first points stand."))
            return redirect("recruitment:review", found.ref)
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your points are saved. Thank you."))
            return redirect("recruitment:reviews")
    context = {
        "review": found,
        "application": found.application,
        "words": words_of(found.application) if found.state != Review.State.HANDED_ON else [],
        "form": form,
        "scores": list(found.scores.select_related("criterion")),
        "may_score": found.state == Review.State.OPEN and Review.objects.filter(pk=found.pk).to_score().exists(),
    }
    return render(request, "cohorts/recruitment/reviews/review.html", context)


@require_POST
@team_only(REVIEWER)
def review_hand_on(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that one knows this person: somebody else scores the application."""
    by = signed_in(request)
    found = get_object_or_404(Review.objects.of(by).select_related("application__programme"), ref=ref)
    try:
        other = hand_on(review=found, by=by, now=timezone.now())
    except AlreadyScored:
        messages.error(request, _("You have scored this application. Tell the coordinator that you know the person."))
        return redirect("recruitment:review", found.ref)
    if other is None:
        messages.success(request, _("Thank you. The coordinator looks for somebody else to score it."))
    else:
        messages.success(request, _("Thank you. Somebody else scores it."))
    return redirect("recruitment:reviews")
