"""What will be said to whom and when, and what staff decide about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.paging import page_by_keys
from messaging import reads
from messaging.actions import cancel_one, hold, hurry, release, send_again
from messaging.actions.staff import AGAIN, STOPPABLE
from messaging.actions.words import SavedMeanwhile, edit_message, stamp_of
from messaging.forms import CancelForm, EditForm, QueueFilterForm
from messaging.listing import COLOURS, NOT_ROUTED, lines_of, rows_of
from messaging.models import UNSENT, Message
from messaging.permissions import coordinators_only
from messaging.purposes import Purpose, purpose_of
from messaging.querysets import coordinated_refs
from messaging.reads import counted, fetch_ways, lines, person_with, queued, queued_by_words
from messaging.rendering import render_with, words_in_use
from messaging.routing import route_for
from messaging.rules import all_numbers
from messaging.verdicts import preview_of
from messaging.wording import WordsRefused, check_words, names_for
from people.permissions import signed_in

State = Message.State
# Of these the queue says how many there are.
SHOWN = (State.UNKNOWN, State.FAILED, State.BOUNCED, State.TO_PRINT)
# What the audit trail calls what staff do to a message, in the words of the page.
DEEDS = {
    "message held": gettext_lazy("Put on hold"),
    "message released": gettext_lazy("Released"),
    "message cancelled": gettext_lazy("Stopped"),
    "message edited": gettext_lazy("Edited"),
    "message hurried": gettext_lazy("Sent at once"),
    "message sent again": gettext_lazy("Sent again"),
    "letter posted": gettext_lazy("Posted"),
    "letter taken out": gettext_lazy("Taken out of the batch"),
    "letter came back": gettext_lazy("Came back"),
    "format ordered": gettext_lazy("Ordered in another format"),
    "format posted": gettext_lazy("Posted in another format"),
    "format stopped": gettext_lazy("Order stopped"),
}


def _keys(refs: tuple[str, ...], asked: dict[str, Any]) -> QuerySet[Message, Message] | list[int]:
    """Return the keys of what is asked for. Whoever says nothing but somebody's reference means that person's."""
    words = asked["words"]
    if not words:
        return queued(refs, **asked)
    if len(words) == 1 and words[0].ref and (to := person_with(words[0].ref).first()):
        # Looked for in all words that were ever said, it would be found in none: messages call people by their names.
        asked |= {"words": (), "to": to}
    return list(queued_by_words(refs, **asked))


@require_GET
@coordinators_only
def queue(request: HttpRequest) -> HttpResponse:
    """Show what will be said to whom and when."""
    refs, form = coordinated_refs(signed_in(request)), QueueFilterForm(request.GET or None)
    page = page_by_keys(request, _keys(refs, form.asked()), lines)
    fetch_ways([one.person for one in page if one.state in NOT_ROUTED])
    context = {"form": form, "page": page, "rows": lines_of(list(page)), "counts": dict(counted(refs, SHOWN))}
    return render(request, "messaging/queue.html", context)


@require_GET
@coordinators_only
def message(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one message: how it read, or would read now, and what may be done about it."""
    row = get_object_or_404(reads.one_message(coordinated_refs(signed_in(request)), ref))
    open_still = row.state in NOT_ROUTED or not row.body
    if open_still:
        fetch_ways([row.person])
    events = reads.deeds_about(str(row.pk))[:20]
    context = {
        "message": row,
        "row": rows_of([row], all_numbers())[0],
        "preview": preview_of(row, now=timezone.now()) if open_still else None,
        "history": [(event, DEEDS.get(event.action, event.action)) for event in events],
        "colour": COLOURS[row.state],
        **_possible(row),
    }
    return render(request, "messaging/message.html", context)


def _possible(row: Message) -> dict[str, bool]:
    """Return what staff may do about a message as it stands."""
    return {
        "may_hold": row.state == State.QUEUED,
        "may_release": row.state == State.HELD,
        "may_hurry": row.state in {State.QUEUED, State.HELD},
        "may_edit": row.unsent,
        "may_cancel": row.state in STOPPABLE,
        "may_send_again": row.state in AGAIN,
    }


def _act(request: HttpRequest, ref: str, action: Callable[..., bool], done: str) -> HttpResponseRedirect:
    """Do one thing to one message, and say on its page whether it was still possible."""
    by = signed_in(request)
    row = get_object_or_404(Message.objects.visible_to(by), ref=ref)
    if action(message=row, by=by, now=timezone.now()):
        notices.success(request, done)
    else:
        notices.warning(request, _("Nothing was changed: the message has moved on since you opened the page."))
    return redirect("messaging:message", ref=ref)


@require_POST
@coordinators_only
def hold_message(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep a waiting message back."""
    return _act(request, ref, hold, _("The message is on hold. It is not sent until somebody releases it."))


@require_POST
@coordinators_only
def release_message(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a held message wait for its moment again."""
    return _act(request, ref, release, _("The message waits for its moment again."))


@require_POST
@coordinators_only
def send_message_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a message back that did not arrive, or may not have."""
    return _act(request, ref, send_again, _("The message is sent again in the next minutes."))


@require_http_methods(["GET", "POST"])
@coordinators_only
def cancel_message(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask why, then stop the message for good."""
    by = signed_in(request)
    row = get_object_or_404(Message.objects.visible_to(by).select_related("person"), ref=ref)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if cancel_one(message=row, why=form.cleaned_data["why"], by=by, now=timezone.now()):
            notices.success(request, _("The message is stopped."))
        else:
            notices.warning(request, _("Nothing was changed: the message can no longer be stopped."))
        return redirect("messaging:message", ref=ref)
    return render(request, "messaging/cancel.html", {"form": form, "message": row})


@require_POST
@coordinators_only
def hurry_message(request: HttpRequest, ref: str) -> HttpResponse:
    """Say a waiting message now."""
    return _act(request, ref, hurry, _("The message goes within the next minutes."))


@require_http_methods(["GET", "POST"])
@coordinators_only
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Give one message words of its own: see how they read, then save them."""
    by, now = signed_in(request), timezone.now()
    if request.method == "POST" and Message.objects.visible_to(by).filter(ref=ref).exclude(state__in=UNSENT).exists():
        _say_edited(request, edited=False)
        return redirect("messaging:message", ref=ref)
    row = get_object_or_404(Message.objects.visible_to(by).unsent().joined(**reads.TO_RENDER), ref=ref)
    fetch_ways([row.person])
    kind, route = _kind_of(row), route_for(row)
    title, body = words_in_use(row, route)
    form = EditForm(request.POST or None, initial={"title": title, "body": body, "after": stamp_of(row)})
    tried = theirs = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if "preview" in request.POST:
                check_words(kind, title=said["title"], body=said["body"])
                tried = render_with(row, route, title=said["title"], body=said["body"])
            else:
                _say_edited(request, edited=edit_message(message=row, **said, by=by, now=now))
                return redirect("messaging:message", ref=ref)
        except WordsRefused as error:
            form.add_error(error.field, str(error))
        except SavedMeanwhile:
            form.compare(stamp_of(row))
            theirs = {"title": title, "body": body}
    context = {"form": form, "message": row, "tried": tried, "theirs": theirs, "names": names_for(kind).items()}
    return render(request, "messaging/edit.html", context)


def _kind_of(row: Message) -> Purpose:
    try:
        return purpose_of(row.purpose)
    except LookupError as error:
        raise Http404 from error


def _say_edited(request: HttpRequest, *, edited: bool) -> None:
    if edited:
        notices.success(request, _("The words are saved for this message alone."))
    else:
        notices.warning(request, _("Nothing was changed: the message has moved on since you opened the page."))
