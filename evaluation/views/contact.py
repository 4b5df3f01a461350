"""Whether we would still reach somebody: answered by a personal link or a code in a letter, or keyed by staff."""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.permissions import COORDINATOR
from evaluation.actions.contact_checks import answer_check
from evaluation.models import ContactCheck
from people.middleware import LANGUAGE_OF
from people.models import Person
from people.permissions import signed_in
from people.reading import CHOSEN

How = ContactCheck.How


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact_check(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether all is right. Whoever holds the link sees nothing of what we know; looking changes nothing."""
    check = get_object_or_404(ContactCheck.objects.with_everything_named(), token=token)
    answer, now = request.POST.get("answer", ""), timezone.now()
    by = request.user if isinstance(request.user, Person) else None
    if request.method == "POST" and answer in ContactCheck.Answer.values and check.closes_at > now:
        answer_check(check=check, answer=answer, how=How.WEB, by=by, now=now)
        return redirect("evaluation:contact_check", token)
    with translation.override(LANGUAGE_OF[check.place.person.language]):
        # What somebody chose in this browser counts; else what the person who was asked reads.
        easy = request.session.get(CHOSEN, check.place.person.easy_read)
        context = {"check": check, "over": check.closes_at <= now, "easy_read": easy}
        return render(request, "evaluation/contact_check.html", context)


@require_POST
def contact_check_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Key what somebody said by phone or wrote; then go to where it is changed."""
    by = signed_in(request)
    checks = ContactCheck.objects.for_team(by, COORDINATOR).select_related("place__person")
    check = get_object_or_404(checks, pk=pk)
    changed = request.POST.get("answer") == ContactCheck.Answer.CHANGED
    answer = ContactCheck.Answer.CHANGED if changed else ContactCheck.Answer.RIGHT
    if answer_check(check=check, answer=answer, how=How.PHONE, by=by, now=timezone.now()):
        notices.success(request, _("It is written down. They are not asked again about this time."))
    ref = check.place.person.ref
    return redirect("person_change", ref, "contact") if changed else redirect("person_timeline", ref)
