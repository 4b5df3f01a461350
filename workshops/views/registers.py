"""Taking the register, on a phone as well."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from people.permissions import signed_in
from workshops.actions import Saved, mark_held, save_register
from workshops.forms.registers import RegisterForm
from workshops.models import RegisterCorrection, Workshop
from workshops.reads import staff_workshops
from workshops.rosters import Sight, roster, sight_of
from workshops.views.posted import posted


def _open_to(request: HttpRequest, ref: str) -> Workshop:
    return get_object_or_404(staff_workshops(signed_in(request), ref))


def register(request: HttpRequest, ref: str) -> HttpResponse:
    """One row a person; everything is saved at once."""
    workshop = _open_to(request, ref)
    person = signed_in(request)
    sight = sight_of(person, workshop)
    form = RegisterForm(posted(request), rows=roster(workshop, sight=sight))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_register(workshop=workshop, markings=form.markings(), by=person, now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
            return redirect("workshops:detail", workshop.ref)
        if not saved.conflicts:
            return _done(request, workshop, saved)
        conflicts = {conflict.entry.place_id: conflict for conflict in saved.conflicts}
        form, status = form.again(roster(workshop, sight=sight), conflicts), 409
    context = {
        "form": form,
        "workshop": workshop,
        "all_needs": sight == Sight.ALL,
        "knows": sight != Sight.NONE,
        "begun": workshop.starts_at <= timezone.now(),
    }
    return render(request, "workshops/register.html", context, status=status)


def _done(request: HttpRequest, workshop: Workshop, saved: Saved) -> HttpResponse:
    if saved.changed:
        said = ngettext(
            "%(count)s row of the register is saved.", "%(count)s rows of the register are saved.", saved.changed
        )
        messages.success(request, said % {"count": saved.changed})
    else:
        messages.info(request, _("Nothing was changed, so there was nothing to save."))
    return redirect("workshops:detail" if workshop.starts_at <= timezone.now() else "workshops:register", workshop.ref)


@require_POST
def held(request: HttpRequest, ref: str) -> HttpResponse:
    """Record that the workshop took place."""
    workshop = _open_to(request, ref)
    try:
        mark_held(workshop=workshop, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
        return redirect("workshops:register", workshop.ref)
    messages.success(request, _("%(workshop)s is recorded as held.") % {"workshop": workshop.name})
    return redirect("workshops:detail", workshop.ref)


def history(request: HttpRequest, ref: str) -> HttpResponse:
    """What the register said before it was corrected, and who corrected it."""
    workshop = _open_to(request, ref)
    corrections = (
        RegisterCorrection.objects.filter(entry__workshop=workshop)
        .select_related("entry__place__person", "corrected_by")
        .order_by("-corrected_at", "-pk")
    )
    return render(request, "workshops/history.html", {"workshop": workshop, "corrections": corrections})
