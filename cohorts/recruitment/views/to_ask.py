"""The page on which staff ask an applicant what the paper left blank."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.actions.to_ask import answer_what_was_blank
from cohorts.recruitment.forms.to_ask import ToAskForm, questions_named, so_far_of
from cohorts.recruitment.models import Application
from common.back import way_back
from people.permissions import signed_in


@team_only(COORDINATOR)
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """The questions that are still open; what is answered is written down, the rest stays on the list."""
    mine = Application.objects.for_team(signed_in(request), COORDINATOR).submitted().with_person_named()
    found = get_object_or_404(mine.filter(person__isnull=False), ref=ref)
    back = way_back(request, reverse("recruitment:application", args=[found.ref]))
    if not found.to_ask:
        messages.info(request, _("Nothing is left to ask."))
        return redirect(back)
    open_now = [Cohort.State.RECRUITING, Cohort.State.SELECTING]
    cohorts = found.programme.cohorts.filter(state__in=open_now).with_everything_named().with_dates()
    so_far = so_far_of(found, list(cohorts))
    form = ToAskForm(request.POST if request.method == "POST" else None, so_far=so_far, to_ask=found.to_ask)
    form.cancel_url = back
    if request.method == "POST" and form.is_valid():
        left = answer_what_was_blank(
            application=found,
            given=form.given,
            let_go=form.cleaned_data["let_go"],
            by=signed_in(request),
            now=timezone.now(),
        )
        said = _("Saved. Still to ask: %(questions)s.") % {"questions": "; ".join(questions_named(so_far, left))}
        messages.success(request, said if left else _("Saved. Nothing is left to ask."))
        return redirect(back)
    return render(request, "cohorts/recruitment/keying/ask.html", {"application": found, "form": form, "back": back})
