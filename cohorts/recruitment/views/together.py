"""Pages on which several cohorts of a programme are drawn together."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Programme
from cohorts.permissions import COORDINATOR, team_only
from cohorts.reads import programme_coordinated
from cohorts.recruitment import draw_reads as reads
from cohorts.recruitment.actions.ceremonies import freeze_together
from cohorts.recruitment.actions.outlooks import ask_for_outlook, outlook_of, take_nearest
from cohorts.recruitment.actions.venue_pools import pool_together
from cohorts.recruitment.forms.draws import TogetherForm
from cohorts.recruitment.views.together_page import page_of
from people.permissions import signed_in


def _programme(request: HttpRequest, ref: str) -> tuple[Programme, list[Cohort]]:
    """Return the programme and its cohorts that can be drawn now."""
    cohorts = list(reads.cohorts_to_draw_together(signed_in(request), ref))
    if cohorts:
        return cohorts[0].programme, cohorts
    return get_object_or_404(programme_coordinated(signed_in(request), ref)), []


def _chosen(cohorts: Sequence[Cohort], said: QueryDict) -> list[Cohort]:
    """Return the cohorts that were ticked; those still selecting where the page is opened for the first time."""
    refs = set(said.getlist("cohort")) or {cohort.ref for cohort in cohorts if cohort.state == Cohort.State.SELECTING}
    return [cohort for cohort in cohorts if cohort.ref in refs]


def _address(programme: Programme, cohorts: Sequence[Cohort]) -> str:
    return f"{reverse('recruitment:together', args=[programme.ref])}?" + urlencode(
        [("cohort", cohort.ref) for cohort in cohorts]
    )


def _page(
    request: HttpRequest, programme: Programme, cohorts: Sequence[Cohort], chosen: Sequence[Cohort], form: TogetherForm
) -> HttpResponse:
    form.helper.form_action = f"{reverse('recruitment:together_draw', args=[programme.ref])}?" + urlencode(
        [("cohort", cohort.ref) for cohort in chosen]
    )
    form.cancel_url = reverse("recruitment:draws")
    context = {
        "programme": programme,
        "cohorts": cohorts,
        "chosen": chosen,
        "form": form,
        "unapproved": any(getattr(cohort, "unapproved", False) for cohort in chosen),
        "twice": [cohort for cohort in chosen if getattr(cohort, "twice", False)],
    }
    return render(request, "cohorts/recruitment/draws/together.html", context | page_of(chosen))


@team_only(COORDINATOR)
def together(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose the cohorts that are drawn together; see who would go where, and whether it can be met."""
    programme, cohorts = _programme(request, ref)
    chosen = _chosen(cohorts, request.GET)
    most = max((cohort.pairs_wanted for cohort in chosen), default=0)
    form = TogetherForm(initial={"way": "system", "reserves_each": most, "cap": request.GET.get("cap")})
    return _page(request, programme, cohorts, chosen, form)


@require_POST
@team_only(COORDINATOR)
def together_draw(request: HttpRequest, ref: str) -> HttpResponse:
    """Freeze the chosen cohorts for one lottery over who and at which venue."""
    programme, cohorts = _programme(request, ref)
    chosen, form = _chosen(cohorts, request.GET), TogetherForm(request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("way", "reserves_each")}
        try:
            ceremony = freeze_together(
                cohorts=chosen, **said, max_chance=form.max_chance, by=signed_in(request), now=timezone.now()
            )
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("recruitment:ceremony", ceremony.ref)
    return _page(request, programme, cohorts, chosen, form)


@require_POST
@team_only(COORDINATOR)
def together_outlook(request: HttpRequest, ref: str) -> HttpResponse:
    """Have it worked out whether the chosen cohorts can be drawn together."""
    programme, cohorts = _programme(request, ref)
    chosen = _chosen(cohorts, request.POST)
    page = _address(programme, chosen)
    if len(chosen) < 2:
        messages.error(request, _("Choose two or more cohorts of one programme."))
        return redirect(page)
    by, now = signed_in(request), timezone.now()
    try:
        job = ask_for_outlook(cohorts=chosen, everybody=True, page=page, by=by, now=now)
    except NotAllowedError as error:
        messages.error(request, str(error))
        return redirect(page)
    return redirect("cohorts:job", job.ref)


@require_POST
@team_only(COORDINATOR)
def together_take(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the quotas of the chosen cohorts to the nearest that can be met."""
    programme, cohorts = _programme(request, ref)
    chosen = _chosen(cohorts, request.GET)
    kept = outlook_of(pool=pool_together(cohorts=chosen))
    if kept is None:
        messages.error(request, _("Somebody or something has changed since. Work it out again, then choose."))
        return redirect(_address(programme, chosen))
    changed = take_nearest(cohorts=chosen, shortfalls=kept["shortfalls"], by=signed_in(request), now=timezone.now())
    words = ngettext(
        "%(count)d quota is changed. It waits to be approved with its new number.",
        "%(count)d quotas are changed. They wait to be approved with their new numbers.",
        changed,
    )
    messages.success(request, words % {"count": changed})
    return redirect(_address(programme, chosen))
