"""Something is wrong: a page for everybody, without signing in and without JavaScript."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from access.actions import count_try
from access.limits import REPORTS_FROM_A_NETWORK
from access.network import network_of
from cohorts.actions.concerns import report_concern
from cohorts.actions.reading import promise_for, promises_for
from cohorts.forms.concerns import ConcernForm
from cohorts.models import Concern
from cohorts.reads import programmes_taken_part_in, programmes_to_report_on
from common.dates import say_time
from people.models import Person

SALT = "leadingtogether.concern"
# How long the page after sending can be loaded again.
SHOWN = timedelta(days=1)


@never_cache
@login_not_required
def report(request: HttpRequest) -> HttpResponse:
    """Take a report from anybody, with or without a name."""
    who, now = request.user if isinstance(request.user, Person) else None, timezone.now()
    programmes = list(programmes_to_report_on())
    form = ConcernForm(request.POST or None, programmes=programmes, signed_in=who is not None, initial=_known(who))
    status = 200
    if request.method == "POST" and form.is_valid():
        until = count_try(limit=REPORTS_FROM_A_NETWORK, of=network_of(request), now=now)
        if until is None:
            by = who if form.cleaned_data.get("named") == "yes" else None
            found = report_concern(**form.report(), by=by, now=now)
            return redirect(f"{reverse('concern_sent')}?{urlencode({'about': signing.dumps(found.pk, salt=SALT)})}")
        form.add_error(None, _too_many(until))
        status = 429
    exceptions = [(one, promise) for one, promise in promises_for(programmes, now=now) if promise.read_by is None]
    context = {"form": form, "promise": promise_for(None, now=now), "exceptions": exceptions}
    return render(request, "leadingtogether/concern.html", context, status=status)


def _known(who: Person | None) -> dict[str, str]:
    """Return the programme of the place or application that somebody had last."""
    if who is None:
        return {}
    taken = programmes_taken_part_in(who).first()
    return {"programme": taken.ref} if taken else {}


def _too_many(until: datetime) -> str:
    sentence = _("Many reports came from your network just now. Your words are still here: send them after %(time)s.")
    return sentence % {"time": say_time(until)} + " " + _("Can it not wait? Then phone us.")


@never_cache
@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens now, and by when; in danger, whom to phone first."""
    try:
        key = signing.loads(request.GET.get("about", ""), salt=SALT, max_age=SHOWN)
    except signing.BadSignature:
        key = None
    concern = Concern.objects.select_related("programme").filter(pk=key).first() if key else None
    promise = promise_for(concern.programme if concern else None, now=timezone.now())
    return render(request, "leadingtogether/concern_sent.html", {"concern": concern, "call": promise.call})
