"""The joint debrief: two facilitators write it, coordinators and the facilitators of the group read it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.pairing.reads import introduced_pairs
from people.permissions import signed_in
from workshops import reads
from workshops.actions.debriefs import Written, agree_debrief, state_of, write_debrief
from workshops.forms.debriefs import DebriefForm
from workshops.models import DebriefSection, Workshop
from workshops.permissions import coordinates, leads
from workshops.views.posted import posted


def _open_to(request: HttpRequest, ref: str) -> Workshop:
    return get_object_or_404(reads.known_workshops(signed_in(request), ref))


def _sections(workshop: Workshop) -> dict[str, DebriefSection]:
    return {section.kind: section for section in reads.debrief_sections(workshop)}


def debrief(request: HttpRequest, ref: str) -> HttpResponse:
    """Read the debrief; its facilitators write it here as well."""
    workshop = _open_to(request, ref)
    person, now = signed_in(request), timezone.now()
    may_write = leads(person, workshop) and workshop.starts_at <= now
    sections = _sections(workshop)
    pairs = list(introduced_pairs(workshop.cohort_id)) if may_write else []
    form, status = DebriefForm(posted(request), sections=sections, pairs=pairs), 200
    if request.method == "POST" and may_write and form.is_valid():
        written = write_debrief(
            workshop=workshop, wordings=form.wordings(), attention=form.attention(), by=person, now=now
        )
        if not written.clashes:
            return _saved(request, workshop, written)
        sections = _sections(workshop)
        form, status = form.again(sections, written.clashes), 409
    context = {
        "form": form if may_write else None,
        "workshop": workshop,
        "sections": [sections[kind] for kind in DebriefSection.Kind if kind in sections],
        "debrief": reads.debrief_of(workshop).first(),
        "pairs": reads.debrief_pairs(workshop),
        "state": state_of(list(sections.values())),
        "begun": workshop.starts_at <= now,
        "coordinates": coordinates(person, workshop),
        "me": person,
    }
    return render(request, "workshops/debrief.html", context, status=status)


def _saved(request: HttpRequest, workshop: Workshop, written: Written) -> HttpResponse:
    if written.changed:
        messages.success(request, _("Saved. When both of you agree to it, say so below."))
    else:
        messages.info(request, _("Nothing was changed, so there was nothing to save."))
    return redirect("workshops:debrief", workshop.ref)


@require_POST
def agree(request: HttpRequest, ref: str) -> HttpResponse:
    """Agree to the text as it was read."""
    workshop = _open_to(request, ref)
    state = request.POST.get("state", "")
    try:
        agree_debrief(workshop=workshop, state=state, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have agreed to the debrief."))
    return redirect("workshops:debrief", ref)
