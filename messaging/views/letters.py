"""Letters to print and post."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from common.paging import page_of
from messaging.actions import mark_posted
from messaging.listing import letters_of
from messaging.models import Message
from messaging.permissions import coordinators_only
from messaging.routing import postal_address_of
from people.permissions import signed_in


@require_GET
@coordinators_only
def letters(request: HttpRequest) -> HttpResponse:
    """Show the letters that wait to be printed and posted."""
    waiting = Message.objects.visible_to(signed_in(request)).to_print().with_person()
    page = page_of(request, waiting)
    return render(request, "messaging/letters.html", {"page": page, "letters": letters_of(page)})


@require_GET
@coordinators_only
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one letter as it is printed, in this person's size."""
    waiting = Message.objects.visible_to(signed_in(request)).filter(channel="letter", state__in=["to_print", "sent"])
    row = get_object_or_404(waiting.with_person(), ref=ref)
    context = {
        "letter": letters_of([row])[0],
        "address": postal_address_of(row.person),
        "today": row.sent_at or timezone.now(),
    }
    return render(request, "messaging/letter.html", context)


@require_POST
@coordinators_only
def post_letters(request: HttpRequest) -> HttpResponse:
    """Note that the ticked letters are in the post."""
    by = signed_in(request)
    refs = request.POST.getlist("letter")
    count = mark_posted(messages=Message.objects.visible_to(by), refs=refs, by=by, now=timezone.now())
    if count:
        words = ngettext("%(count)s letter is marked as posted.", "%(count)s letters are marked as posted.", count)
        notices.success(request, words % {"count": count})
    elif refs:
        notices.warning(request, _("Nothing was changed: these letters were posted or stopped already."))
    else:
        notices.warning(request, _("Tick the letters that you have posted, then press the button."))
    return redirect("messaging:letters")
