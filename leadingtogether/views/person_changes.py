"""What coordinators change for somebody who told them by phone, on paper or face to face."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.contact_notes import note_contact
from cohorts.models import Programme
from cohorts.permissions import COORDINATOR, team_only
from leadingtogether import person_reads as reads
from leadingtogether.actions.contact import allow_contact, stop_contact
from leadingtogether.forms.people import ContactNoteForm, ToldConsentForm
from leadingtogether.views.people import person_for
from people.actions import consents, persons
from people.actions.needs import set_needs
from people.consent_texts import BY_VERSION, CURRENT
from people.errors import ChangedMeanwhile
from people.forms.details import FORMS, DetailsForm
from people.forms.needs import NeedsForm
from people.models import Consent, Person
from people.permissions import signed_in
from people.reads import standing_consents, standing_needs


@team_only(COORDINATOR)
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down a call, an email or a conversation."""
    person, by, now = person_for(request, ref), signed_in(request), timezone.now()
    programmes = Programme.objects.for_team(by, COORDINATOR)
    form = ContactNoteForm(request.POST or None, programmes=programmes, now=now)
    form.cancel_url = reverse("person_timeline", args=[ref])
    if not form.is_valid():
        return render(request, "leadingtogether/person/note.html", {"form": form, "person": person})
    note_contact(person=person, **form.values, by=by, now=now)
    messages.success(request, _("The note is saved."))
    return redirect("person_timeline", ref)


@team_only(COORDINATOR)
def change(request: HttpRequest, ref: str, page: str) -> HttpResponse:
    """Change one part of somebody's details; where somebody else saved it meanwhile, show both texts."""
    if page not in FORMS:
        raise Http404
    person, by = person_for(request, ref), signed_in(request)
    reads.fetch_ways_of(person)
    form = FORMS[page](request.POST or None, person=person)
    if not form.is_valid():
        return _change_page(request, form, person)
    try:
        persons.update_details(
            person=person,
            version=form.cleaned_data["version"],
            values=form.values(),
            contact_order=form.contact_order(),
            by=by,
            now=timezone.now(),
        )
    except ChangedMeanwhile as meanwhile:
        # What was typed, over what is saved now: sending it again replaces that.
        data = request.POST.copy()
        data["version"] = str(meanwhile.current.version)
        again = FORMS[page](data, person=meanwhile.current)
        differences = list(form.differences(meanwhile.current))
        return _change_page(request, again, person, status=409, conflict=differences)
    messages.success(request, _("The details of %(name)s are saved.") % {"name": person})
    return redirect("person_details", ref)


@team_only(COORDINATOR)
def needs(request: HttpRequest, ref: str) -> HttpResponse:
    """Tick what helps somebody; saving counts as having asked, so the next review is in a year."""
    person = person_for(request, ref)
    form = NeedsForm.of(standing_needs(person), request.POST if request.method == "POST" else None)
    form.cancel_url = reverse("person_details", args=[ref])
    if not form.is_valid():
        return render(request, "leadingtogether/person/needs.html", {"form": form, "person": person})
    merged = set_needs(person=person, wanted=form.wanted(), seen=form.seen(), by=signed_in(request), now=timezone.now())
    messages.success(request, _("What %(name)s needs is saved. We ask again in a year.") % {"name": person})
    if merged:
        messages.info(request, _("Somebody else has changed it meanwhile. Both changes are kept: please check."))
    return redirect("person_details", ref)


@team_only(COORDINATOR)
def consented(request: HttpRequest, ref: str) -> HttpResponse:
    """Read each text out, and write down who agreed to what; a supporter cannot agree for them."""
    person = person_for(request, ref)
    standing = {consent.purpose: consent for consent in standing_consents(person)}
    form = ToldConsentForm(request.POST or None)
    if form.is_valid():
        _keep_consent(request, person, form.cleaned_data, standing)
        return redirect("person_consents", ref)
    entries = [
        (
            Consent.Purpose(purpose).label,
            BY_VERSION.get((purpose, standing[purpose].version), text) if purpose in standing else text,
            standing.get(purpose),
        )
        for purpose, text in CURRENT.items()
        # Characteristics for the draw are agreed to where they are asked.
        if purpose in standing or purpose != Consent.Purpose.SELECTION
    ]
    channels = [pair for pair in Consent.Channel.choices if pair[0] != Consent.Channel.WEB]
    context = {"person": person, "entries": entries, "channels": channels, "refused": form.is_bound}
    return render(request, "leadingtogether/person/consents.html", context)


@require_POST
@team_only(COORDINATOR)
def contact(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop contacting somebody at once, or begin again."""
    person, by, now = person_for(request, ref), signed_in(request), timezone.now()
    if request.POST.get("deed") == "allow":
        allow_contact(person=person, by=by, now=now)
        messages.success(request, _("%(name)s may be contacted again.") % {"name": person})
    else:
        stop_contact(person=person, by=by, now=now)
        messages.success(request, _("Nothing more is sent to %(name)s.") % {"name": person})
    return redirect("person_details", ref)


def _change_page(
    request: HttpRequest, form: DetailsForm, person: Person, *, status: int = 200, **more: Any
) -> HttpResponse:
    form.cancel_url = reverse("person_details", args=[person.ref])
    context = {"form": form, "person": person, **more}
    return render(request, "leadingtogether/person/change.html", context, status=status)


def _keep_consent(request: HttpRequest, person: Person, told: dict[str, Any], standing: dict[str, Consent]) -> None:
    text, by, now = CURRENT[told["purpose"]], signed_in(request), timezone.now()
    if told["deed"] == "withdraw":
        if told["purpose"] in standing:
            consents.withdraw(consent=standing[told["purpose"]], by=by, now=now)
        messages.success(request, _("It is taken back. We stop using it from now on."))
    elif told["shown"] != text.shown_hash:
        messages.warning(request, _("The words have changed since you opened the page. Read them out again, please."))
    else:
        consents.give(person=person, text=text, by=by, now=now, channel=told["channel"])
        messages.success(request, _("It is noted that %(name)s agrees.") % {"name": person})
