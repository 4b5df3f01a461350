"""A participant's own surveys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evaluation.models import Invitation
from people.permissions import signed_in


def mine(request: HttpRequest) -> HttpResponse:
    """The surveys that are open, and those that were answered."""
    person, now = signed_in(request), timezone.now()
    invitations = Invitation.objects.of(person).select_related("wave__questionnaire", "response", "place__programme")
    context = {
        "waiting": list(invitations.open(now=now).unanswered().still_wanted().order_by("closes_at")),
        "answered": list(invitations.answered().order_by("-response__finished_at")),
    }
    return render(request, "evaluation/mine.html", context)
