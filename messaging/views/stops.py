"""Saying “stop”: the page behind the link of every email, and letting a channel be used again."""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions.stops import lift_stop, stop_channel
from messaging.models import Channel, ChannelStop
from messaging.permissions import coordinators_only
from messaging.stop_links import read_token
from people.permissions import signed_in
from people.reading import CHOSEN


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a channel with one click. Looking at the page stops nothing: mail scanners follow links.

    Mail programs post here by themselves when somebody presses their own button, without a cookie or a token of ours:
    the address is what is signed.
    """
    found = read_token(token)
    if found is None:
        raise Http404
    person, channel = found
    if request.method == "POST":
        stop_channel(person=person, channel=channel, reason=ChannelStop.Reason.ASKED, now=timezone.now())
    stopped = ChannelStop.objects.standing().filter(person=person, channel=channel, address="").exists()
    # Whoever holds the link sees no name: it may have been passed on.
    easy = request.session.get(CHOSEN, person.easy_read)
    context = {"stopped": stopped, "channel": Channel(channel).label, "easy_read": easy}
    return render(request, "messaging/stop.html", context)


@require_POST
@coordinators_only
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a channel be used again, because the person said so or the address was put right."""
    by = signed_in(request)
    row = get_object_or_404(ChannelStop.objects.of_people_coordinated_by(by).select_related("person"), pk=pk)
    if lift_stop(stop=row, by=by, now=timezone.now()):
        notices.success(request, _("It may be used again."))
    return redirect("person_timeline", row.person.ref)
