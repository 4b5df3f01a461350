"""Calendars: one workshop as a file, and a person's feed under a secret address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.models import Place
from people.acting import helper_may, person_of, theirs_alone
from people.models import Person
from people.permissions import signed_in
from workshops.actions import make_feed, renew_secret
from workshops.calendars import calendar_file
from workshops.models import CalendarFeed, Workshop
from workshops.querysets import WorkshopQuerySet


def _file(person: Person, workshops: WorkshopQuerySet) -> HttpResponse:
    cohorts = Place.objects.in_use().of(person).values_list("cohort_id", flat=True)
    body = calendar_file(workshops.with_everything_named(), going=frozenset(cohorts))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="leading-together.ics"'
    return response


@login_not_required
@never_cache
@require_safe
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever was given this address; calendar programs cannot sign in."""
    found = get_object_or_404(CalendarFeed.objects.select_related("person"), secret=secret)
    if not found.person.may_be_contacted or not found.person.is_active:
        raise Http404
    return _file(found.person, Workshop.objects.in_calendar_of(found.person))


@helper_may
@require_safe
def workshop_file(request: HttpRequest, ref: str) -> HttpResponse:
    """One workshop, to be added to a calendar once."""
    person = person_of(request)
    mine = Workshop.objects.in_calendar_of(person).filter(ref=ref)
    if not mine.exists():
        raise Http404
    return _file(person, mine)


@theirs_alone(gettext_lazy("Only %(name)s can have a calendar link, because it shows their dates to whoever has it."))
def calendar(request: HttpRequest) -> HttpResponse:
    """How to see my workshops in my own calendar; a new secret where the address was given away."""
    person = signed_in(request)
    found = CalendarFeed.objects.filter(person=person).first()
    if request.method == "POST":
        if "renew" in request.POST and found is not None:
            renew_secret(person=person, by=person, now=timezone.now())
            messages.success(request, _("You have a new calendar link. The old one has stopped."))
        else:
            make_feed(person=person, by=person, now=timezone.now())
        return redirect("workshops:calendar")
    link = settings.BASE_URL + reverse("workshops:feed", args=[found.secret]) if found else ""
    context = {"link": link, "webcal": "webcal://" + link.partition("://")[2] if link else ""}
    return render(request, "workshops/calendar.html", context)
