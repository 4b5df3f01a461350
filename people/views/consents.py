"""What I agreed to."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.acting import theirs_alone
from people.actions import consents
from people.consent_texts import BY_VERSION, CURRENT, ConsentText
from people.forms.consents import ConsentForm
from people.models import Consent, Person
from people.permissions import signed_in

# Asked only where it is used, and shown here once it was given.
ASKED_ELSEWHERE = frozenset({Consent.Purpose.SELECTION})


@dataclass(frozen=True)
class Entry:
    """One purpose as the page shows it: the words that were agreed to, or those to agree to now."""

    title: str
    text: ConsentText
    consent: Consent | None


@theirs_alone(gettext_lazy("Only %(name)s can agree to something, or take it back."))
def overview(request: HttpRequest) -> HttpResponse:
    """Show what was agreed and when; give or take back by one button each."""
    person = signed_in(request)
    standing = {consent.purpose: consent for consent in Consent.objects.standing().of(person)}
    form = ConsentForm(request.POST or None)
    if form.is_valid():
        _act(request, person, form, standing.get(form.cleaned_data["purpose"]))
        return redirect("people:consents")
    entries = [
        Entry(str(Consent.Purpose(purpose).label), _words(purpose, standing.get(purpose)), standing.get(purpose))
        for purpose in CURRENT
        if purpose in standing or purpose not in ASKED_ELSEWHERE
    ]
    return render(request, "people/consents.html", {"entries": entries})


def _act(request: HttpRequest, person: Person, form: ConsentForm, standing: Consent | None) -> None:
    text, now = CURRENT[form.cleaned_data["purpose"]], timezone.now()
    if form.cleaned_data["deed"] == "withdraw":
        if standing is not None:
            consents.withdraw(consent=standing, by=person, now=now)
        messages.success(request, _("You have taken this back. We stop using it from now on."))
    elif form.cleaned_data["shown"] != text.shown_hash:
        messages.warning(request, _("The words have changed since you opened the page. Read them again, please."))
    else:
        consents.give(person=person, text=text, by=person, now=now)
        messages.success(request, _("Thank you. We have noted that you agree."))


def _words(purpose: str, consent: Consent | None) -> ConsentText:
    version = consent.version if consent else CURRENT[purpose].version
    return BY_VERSION.get((purpose, version), CURRENT[purpose])
