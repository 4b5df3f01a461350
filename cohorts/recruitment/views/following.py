"""The short address on leaflets: it remembers where somebody comes from, and leads on to the application."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from cohorts.recruitment.models import OutreachLink
from cohorts.recruitment.views.apply_draft import follow as follow_link
from common.refs import LENGTH, clean_ref


@require_safe
@login_not_required
@never_cache
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the application of the code's programme; where its cohort is closed, or unknown, say where to go."""
    code = clean_ref(code)[:LENGTH]
    links = OutreachLink.objects.filter(ref=code)
    link = links.select_related("cohort__programme", "partner__programme").first()
    if link is None:
        return render(
            request, "cohorts/recruitment/outreach/no_such_code.html", _ways_on() | {"code": code}, status=404
        )
    follow_link(request, links, code)
    today = timezone.localdate()
    programme = link.partner.programme
    here = link.cohort is None or link.cohort.takes_applications(on=today)
    if here and programme.cohorts.taking_applications(on=today).exists():
        return redirect("recruitment:apply", ref=programme.ref)
    context = _ways_on() | {"link": link, "opens": _opens(link.cohort, today)}
    return render(request, "cohorts/recruitment/outreach/closed_code.html", context)


def _opens(cohort: Cohort | None, today: date) -> date | None:
    """Return the day from which one can apply for a cohort whose recruitment is still to come."""
    if cohort is None or cohort.state not in {Cohort.State.PLANNING, Cohort.State.RECRUITING}:
        return None
    opens = cohort.recruitment_opens
    return opens if opens is not None and opens > today else None


def _ways_on() -> dict[str, object]:
    others = Cohort.objects.taking_applications(on=timezone.localdate())
    return {"others_open": others.exists(), "help_phone": settings.HELP_PHONE}
