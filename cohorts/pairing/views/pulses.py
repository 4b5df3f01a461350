"""How it goes in a pair: answered in two taps by the person alone, keyed by staff, seen to by the team."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.pairing.actions.care import answer_pulse, care_for_pair
from cohorts.pairing.forms.pulses import CareForm, PulseForm
from cohorts.pairing.models import Pair, Pulse
from cohorts.pairing.pulse_messages import questions
from cohorts.permissions import COORDINATOR, team_only
from people.acting import theirs_alone
from people.permissions import signed_in
from people.reading import render_easy

QUESTIONS = ("in_touch", "call_me")


@never_cache
@require_http_methods(["GET", "POST"])
@theirs_alone(gettext_lazy("Only %(name)s can say how it goes with their partner."))
def pulse(request: HttpRequest, ref: str) -> HttpResponse:
    """One question a page with two buttons: two taps answer it. Each answer is kept at once, and can be changed."""
    found = get_object_or_404(Pulse.objects.of(signed_in(request)).standing().with_everything_named(), ref=ref)
    asked = request.POST.get("question", "")
    if request.method == "POST" and asked in QUESTIONS and request.POST.get("answer") in Pulse.Answer.values:
        try:
            answer = {asked: request.POST["answer"]}
            answer_pulse(pulse=found, **answer, by=signed_in(request), now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
            return redirect("pairing:mine")
        return redirect("pairing:pulse", ref)
    again = request.GET.get("again") == "yes" and request.method == "GET"
    # After a change of mind the questions come again from the first.
    asking = QUESTIONS[0] if again else next((name for name in QUESTIONS if not getattr(found, name)), "")
    words = dict(zip(QUESTIONS, questions(found), strict=True))
    context = {
        "pulse": found,
        "partner": found.pair.partner_of(found.place).person,
        "asking": asking,
        "words": words.get(asking, ""),
        "number": QUESTIONS.index(asking) + 1 if asking else 0,
        "answers": Pulse.Answer.choices,
    }
    return render_easy(request, "cohorts/pairing/pulse.html", context)


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def pulse_keyed(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down what somebody says by phone or sent back on paper; who wrote it down is kept."""
    by = signed_in(request)
    found = get_object_or_404(Pulse.objects.for_team(by, COORDINATOR).standing().with_everything_named(), ref=ref)
    form = PulseForm(request.POST if request.method == "POST" else None, pulse=found)
    form.cancel_url = back = reverse("call", args=[found.place.person.ref])
    if request.method == "POST" and form.is_valid():
        try:
            answer_pulse(pulse=found, **form.cleaned_data, by=by, now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Written down for %(name)s.") % {"name": found.place.person})
        return redirect(back)
    return render(request, "cohorts/pairing/pulse_keyed.html", {"pulse": found, "form": form})


@require_POST
@team_only(COORDINATOR)
def care(request: HttpRequest, ref: str) -> HttpResponse:
    """Note that somebody saw to a pair at risk."""
    pair = get_object_or_404(Pair.objects.for_team(signed_in(request), COORDINATOR), ref=ref)
    form = CareForm(request.POST)
    if form.is_valid():
        care_for_pair(pair=pair, words=form.cleaned_data["words"], by=signed_in(request), now=timezone.now())
        messages.success(request, _("Noted. The pair is no longer on the list, until something new happens."))
    else:
        messages.error(request, _("Shorten what you did to 250 characters."))
    return redirect("pairs_at_risk" if request.POST.get("back") == "list" else reverse("pairing:pair", args=[ref]))
