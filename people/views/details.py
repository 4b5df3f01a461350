"""My details: one summary, and a page for each part of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.along import fetch_along
from common.dates import say_short_date
from common.words import say_phone
from people.acting import helper_may, person_helped, person_of, theirs_alone
from people.actions import persons
from people.errors import ChangedMeanwhile
from people.forms.details import FORMS, DetailsForm
from people.models import ContactMethod, Person
from people.permissions import signed_in
from people.reads import standing_consents, standing_needs, standing_supporters, supports_of, ways_of

Row = dict[str, str]


@helper_may
def summary(request: HttpRequest) -> HttpResponse:
    """Show everything that a person can change about themselves, with a link to each part."""
    person, alone = person_of(request), person_helped(request) is None
    fetch_along([person], contact_methods=ways_of([person.pk]))
    context = {
        "person": person,
        "about": _rows("people:change_name" if alone else "", _about(person)),
        # The email is not among what a supporter changes.
        "contact": _rows("people:change_contact", _contact(person)[0 if alone else 1 :]),
        "ways": _rows("people:change_ways", _ways(person)),
        "reading": _rows("people:change_reading", _reading(person)),
        "more": [
            {"key": _("What you need"), "value": _needs(person), "url": reverse("people:needs")},
            *(_theirs_alone(person) if alone else []),
        ],
        "supports": alone and supports_of(person, person.email).exists(),
    }
    return render(request, "people/details.html", context)


def _theirs_alone(person: Person) -> list[Row]:
    return [
        {"key": _("Who supports you"), "value": _supporters(person), "url": reverse("people:supporters")},
        {"key": _("What you agreed to"), "value": _consents(person), "url": reverse("people:consents")},
    ]


@theirs_alone(gettext_lazy("Only %(name)s can change their name."))
def change_name(request: HttpRequest) -> HttpResponse:
    """Change the name."""
    return _change(request, "name")


@helper_may
def change(request: HttpRequest, page: str) -> HttpResponse:
    """Change one part."""
    return _change(request, page)


def _change(request: HttpRequest, page: str) -> HttpResponse:
    """Save one part; where somebody else saved it meanwhile, show both texts and ask again."""
    person = person_of(request)
    form = FORMS[page](request.POST or None, person=person, helped=person_helped(request) is not None)
    form.cancel_url = reverse("people:details")
    if not form.is_valid():
        return _page(request, form)
    try:
        persons.update_details(
            person=person,
            version=form.cleaned_data["version"],
            values=form.values(),
            contact_order=form.contact_order(),
            by=signed_in(request),
            now=timezone.now(),
        )
    except ChangedMeanwhile as meanwhile:
        return _ask_again(request, page, form, meanwhile.current)
    messages.success(request, _("Your details are saved."))
    return redirect("people:details")


def _page(request: HttpRequest, form: DetailsForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "people/change_details.html", {"form": form, **more}, status=status)


def _ask_again(request: HttpRequest, page: str, form: DetailsForm, current: Person) -> HttpResponse:
    """Show what is saved beside what was typed; sending the same words again now replaces what is saved."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    again = FORMS[page](data, person=current, helped=person_helped(request) is not None)
    again.cancel_url = form.cancel_url
    return _page(request, again, status=409, conflict=list(form.differences(current)))


def _rows(name: str, pairs: list[tuple[str, str]]) -> list[Row]:
    url = reverse(name) if name else ""
    return [{"key": key, "value": value or _("Not given"), "url": url} for key, value in pairs]


def _about(person: Person) -> list[tuple[str, str]]:
    return [(_("Name"), person.full_name), (_("We call you"), person.called)]


def _contact(person: Person) -> list[tuple[str, str]]:
    return [
        (_("Email for messages"), person.reachable_email),
        (_("Mobile number"), say_phone(person.mobile)),
        (_("Other telephone number"), say_phone(person.phone)),
        (_("Address"), "\n".join(filter(None, [person.address, person.postcode]))),
    ]


def _ways(person: Person) -> list[tuple[str, str]]:
    ways = [str(ContactMethod.Method(method).label) for method in person.preferred_methods]
    links = _("You may put links in them") if person.links_in_texts else _("No links in them")
    return [
        (_("Best way first"), "\n".join(f"{place}. {way}" for place, way in enumerate(ways, 1))),
        (_("When to phone"), person.safe_times or _("Any time")),
        (_("Text messages"), links),
    ]


def _reading(person: Person) -> list[tuple[str, str]]:
    words = _("Easy Read") if person.easy_read else _("Ordinary text")
    return [(_("Language"), str(person.get_language_display())), (_("Words"), words)]


def _needs(person: Person) -> str:
    return "\n".join(str(need) for need in standing_needs(person)) or _("Nothing so far")


def _supporters(person: Person) -> str:
    return "\n".join(str(agreement) for agreement in standing_supporters(person)) or _("Nobody")


def _consents(person: Person) -> str:
    found = (f"{consent} ({say_short_date(consent.given_at)})" for consent in standing_consents(person))
    return "\n".join(found) or _("Nothing so far")
