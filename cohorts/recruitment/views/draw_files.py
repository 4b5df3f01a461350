"""The published file of a draw for everybody, and the sealed one for its verifier."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.actions.handovers import hand_over, hash_of, take
from cohorts.recruitment.forms.ceremonies import HandoverForm
from cohorts.recruitment.lottery_published import draw_ticket, says_travel
from cohorts.recruitment.models import Ceremony, Handover
from cohorts.recruitment.querysets import HandoverQuerySet
from cohorts.recruitment.views.ceremonies import ceremony_for
from people.models import Person
from people.permissions import signed_in


@login_not_required
@require_safe
def draw_public(request: HttpRequest, ref: str) -> HttpResponse:
    """A published draw: its file and digest, what chance gave, and how anybody can check it."""
    found = get_object_or_404(Ceremony.objects.published().defer("pool", "sealed", "secret"), ref=ref)
    drawn = draw_ticket(found.public.encode(), found.randomness) if found.randomness else None
    travel = says_travel(found.public.encode())
    context = {"ceremony": found, "drawn": drawn, "travel": travel, "file": f"draw-{found.ref}.json"}
    return render(request, "cohorts/recruitment/draws/public.html", context)


@login_not_required
@require_safe
def draw_file(_request: HttpRequest, ref: str) -> HttpResponse:
    """The public file, byte for byte as it was published."""
    found = get_object_or_404(Ceremony.objects.published().only("ref", "public"), ref=ref)
    return _file(found.public.encode(), f"draw-{found.ref}.json")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=headers)


# --- the sealed file --------------------------------------------------------------------------------------------------


@never_cache
@team_only(COORDINATOR)
def handover_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Name a verifier. A link is shown once, on the page that answers."""
    found, by = ceremony_for(request, ref), signed_in(request)
    team = Person.objects.filter(memberships__programme=found.programme, memberships__ended_on=None).exclude(pk=by.pk)
    form = HandoverForm(request.POST or None, team=team.distinct().order_by("given_name", "family_name"))
    form.cancel_url = reverse("recruitment:ceremony", args=[found.ref])
    context = {"ceremony": found, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            made = hand_over(ceremony=found, **form.cleaned_data, by=by, now=timezone.now())
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            if not made.token:
                return redirect("recruitment:ceremony", found.ref)
            link = settings.BASE_URL + reverse("recruitment:sealed", args=[made.token])
            context |= {"handover": made.handover, "link": link}
            return render(request, "cohorts/recruitment/draws/handover_link.html", context)
    return render(request, "cohorts/recruitment/draws/handover.html", context)


@never_cache
@login_not_required
def sealed(request: HttpRequest, token: str) -> HttpResponse:
    """A verifier from outside: looking at the page, however often, takes nothing; the button works once."""
    found = get_object_or_404(_handovers().filter(kind=Handover.Kind.LINK), token_hash=hash_of(token))
    return _sealed(request, found, None, reverse("recruitment:sealed", args=[token]))


@never_cache
def sealed_mine(request: HttpRequest, ref: str) -> HttpResponse:
    """A verifier of the team, or whoever hands the file over by hand."""
    person = signed_in(request)
    by_hand = Handover.objects.for_team(person, COORDINATOR).filter(kind=Handover.Kind.HAND).values("pk")
    mine = _handovers().filter(pk__in=by_hand) | _handovers().of(person)
    found = get_object_or_404(mine, ref=ref)
    return _sealed(request, found, person, reverse("recruitment:sealed_mine", args=[found.ref]))


def _handovers() -> HandoverQuerySet:
    return Handover.objects.select_related("ceremony__programme", "made_by")


def _sealed(request: HttpRequest, found: Handover, by: Person | None, here: str) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        try:
            return _file(take(handover=found, by=by, now=now), f"sealed-{found.ceremony.ref}.json")
        except NotAllowedError as error:
            messages.error(request, str(error))
            return redirect(here)
    context = {"handover": found, "ceremony": found.ceremony, "over": found.expires_at <= now}
    return render(request, "cohorts/recruitment/draws/sealed.html", context)
