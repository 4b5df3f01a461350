"""Putting a mistake of keying right: which question, and what it should say. What was answered is never shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cohorts.permissions import COORDINATOR, team_only
from evaluation.actions.corrections import correct_answer
from evaluation.forms.answering import correction_form_for
from evaluation.models import Invitation, Item, Section
from evaluation.surveys import words_of
from evaluation.views.pages import posted
from people.permissions import signed_in


def _keyed(request: HttpRequest, ref: str) -> Invitation:
    """Return an invitation whose answers staff wrote down and sent."""
    mine = Invitation.objects.for_team(signed_in(request), COORDINATOR).answered().with_everything_named()
    return get_object_or_404(mine.filter(response__keyed_by__isnull=False), ref=ref)


@never_cache
@team_only(COORDINATOR)
def questions(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the questions, without the answers."""
    invitation = _keyed(request, ref)
    response = invitation.response
    sections = Section.objects.filter(questionnaire=response.questionnaire_id).order_by("position")
    asked = [
        (_(section.title), [(item.pk, words_of(item, easy=response.easy_read)) for item in section.items.all()])
        for section in sections.prefetch_related("items")
    ]
    corrections = response.corrections.select_related("by", "item")
    context = {"invitation": invitation, "sections": asked, "corrections": corrections}
    return render(request, "evaluation/correct.html", context)


@never_cache
@team_only(COORDINATOR)
def correct(request: HttpRequest, ref: str, item: int) -> HttpResponse:
    """Take the right answer to one question, and why it was wrong."""
    invitation = _keyed(request, ref)
    response = invitation.response
    row = get_object_or_404(Item, pk=item, section__questionnaire=response.questionnaire_id)
    form = correction_form_for(row, easy=response.easy_read)(posted(request))
    form.cancel_url = reverse("evaluation:key_correct", args=[ref])
    if request.method == "POST" and form.is_valid():
        why, by = form.cleaned_data["why"], signed_in(request)
        given = form.given()[row.pk]
        correct_answer(invitation=invitation, item=row, given=given, why=why, by=by, now=timezone.now())
        # The same words whether or not it was different before: that would tell what was answered.
        messages.success(request, _("The answer is as you have just keyed it."))
        return redirect("evaluation:key_correct", ref)
    return render(request, "evaluation/correct_one.html", {"form": form, "invitation": invitation})
