"""What is printed: register, agenda, and the sheet for venue and caterer. A page and a PDF, also in large print."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.permissions import COORDINATOR, team_only
from common.pdf import PANGO, NoPdfHere, make_pdf
from people.acting import helper_may
from people.models import Need
from people.permissions import signed_in
from workshops.arranging import sheet_of
from workshops.models import Workshop
from workshops.provisions import How
from workshops.rosters import roster, sight_of
from workshops.views.portal import my_place

STYLE = "workshops/paper.css"
# Points. The first is ordinary; large print begins at 18.
SIZES = (12, 18, 24, 28)
LARGE = {"print-20": 24, "print-24": 24, "print-28": 28}


def _size(request: HttpRequest, usual: int = SIZES[0]) -> int:
    asked = request.GET.get("size", "")
    return int(asked) if asked.isdecimal() and int(asked) in SIZES else usual


def _paper(request: HttpRequest, page: str, context: dict[str, Any], *, as_pdf: bool, back: str) -> HttpResponse:
    """Return a page for paper, or its PDF; a server that makes none shows the page and says what to install."""
    context = context | {"sizes": SIZES, "as_pdf": as_pdf, "style": STYLE, "back": back}
    if not as_pdf:
        return render(request, page, context)
    ref = context["workshop"].ref
    try:
        made = make_pdf(html=render_to_string(page, context, request), stylesheet=STYLE)
    except NoPdfHere:
        messages.error(request, _("This server cannot make PDF files. To install: %(what)s") % {"what": PANGO})
        return redirect(back, ref)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{context["kind"]}-{ref}.pdf"'
    return response


def register(request: HttpRequest, ref: str, *, as_pdf: bool = False) -> HttpResponse:
    """The register for a clipboard: who is expected, with needs as far as the reader may know them, and a box each."""
    person = signed_in(request)
    workshop = get_object_or_404(Workshop.objects.for_staff(person).with_everything_named(), ref=ref)
    rows = roster(workshop, sight=sight_of(person, workshop))
    context = {
        "workshop": workshop,
        "rows": rows,
        "size": _size(request),
        "kind": "register",
        "printed_at": timezone.now(),
    }
    return _paper(request, "workshops/paper_register.html", context, as_pdf=as_pdf, back="workshops:register_paper")


def agenda(request: HttpRequest, ref: str, *, as_pdf: bool = False) -> HttpResponse:
    """The agenda with the notes for facilitators."""
    person = signed_in(request)
    workshop = get_object_or_404(Workshop.objects.for_staff(person).with_everything_named(), ref=ref)
    context = {
        "workshop": workshop,
        "sessions": list(workshop.sessions.all()),
        "size": _size(request),
        "kind": "agenda",
        "notes": True,
    }
    return _paper(request, "workshops/paper_agenda.html", context, as_pdf=as_pdf, back="workshops:agenda_paper")


@helper_may
def my_agenda(request: HttpRequest, ref: str, *, as_pdf: bool = False) -> HttpResponse:
    """What happens on the day, for a participant, in the size of print that they need."""
    workshop, place = my_place(request, ref)
    slugs = Need.objects.current().filter(person=place.person_id, slug__in=LARGE).values_list("slug", flat=True)
    usual = max((LARGE[slug] for slug in slugs), default=SIZES[0])
    context = {
        "workshop": workshop,
        "sessions": list(workshop.sessions.all()),
        "size": _size(request, usual),
        "kind": "agenda",
    }
    return _paper(request, "workshops/paper_agenda.html", context, as_pdf=as_pdf, back="workshops:my_agenda")


@team_only(COORDINATOR)
def sheet(request: HttpRequest, ref: str, *, as_pdf: bool = False) -> HttpResponse:
    """A sheet for the venue and one for the caterer: counts, never a name."""
    mine = Workshop.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    workshop = get_object_or_404(mine, ref=ref)
    today = timezone.localdate()
    context = {
        "workshop": workshop,
        "place": sheet_of(workshop, today=today, hows=[How.PLACE, How.BOOK]),
        "food": sheet_of(workshop, today=today, hows=[How.CATERER]),
        "today": today,
        "size": _size(request),
        "kind": "sheet",
    }
    return _paper(request, "workshops/paper_sheet.html", context, as_pdf=as_pdf, back="workshops:sheet")
