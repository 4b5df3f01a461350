"""Writing to a group: who gets it and how it reads, then a minute to undo."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from messaging.actions.bulk import NobodyThere, Words, check_group_words, subject_of, undo_group_message, write_to_group
from messaging.forms import GroupForm
from messaging.letters import choices_of
from messaging.models import UNSENT, BulkMessage, Message
from messaging.permissions import coordinators_only
from messaging.rendering import common_values, fill
from messaging.wording import WordsRefused
from people.permissions import signed_in

# As many names as anybody reads before pressing the button; the count tells the rest.
SHOWN = 25


@require_http_methods(["GET", "POST"])
@coordinators_only
def group(request: HttpRequest) -> HttpResponse:
    """Write to a group: the first post shows who gets it, the second sends it."""
    by, now = signed_in(request), timezone.now()
    programmes, cohorts = choices_of(by)
    form = GroupForm(request.POST or None, programmes=programmes, cohorts=cohorts)
    preview = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        words = Words(said["title"], said["body"], said["urgent"])
        try:
            if "send" in request.POST:
                once = said["submission_id"]
                bulk = write_to_group(
                    group=form.group(), named=form.named(), words=words, submission_id=once, by=by, now=now
                )
                return redirect("messaging:group_message", bulk.ref)
            preview = _preview(form, words)
        except WordsRefused as error:
            form.add_error(error.field, str(error))
        except NobodyThere as error:
            form.add_error("programme", str(error))
    recent = BulkMessage.objects.visible_to(by).select_related("made_by")[:10]
    return render(request, "messaging/group.html", {"form": form, "preview": preview, "recent": recent})


def _preview(form: GroupForm, words: Words) -> dict[str, object]:
    check_group_words(title=words.title, body=words.body)
    people = form.group().people()
    first = people.first()
    if first is None:
        raise NobodyThere(_("Nobody belongs to this group. Choose another one."))
    values = common_values(first)
    count = people.count()
    return {
        "count": count,
        "people": people[:SHOWN],
        "more": max(0, count - SHOWN),
        "first": first,
        "title": fill(words.title, values),
        "body": fill(words.body, values),
    }


def _bulk(request: HttpRequest, ref: str) -> BulkMessage:
    mine = BulkMessage.objects.visible_to(signed_in(request)).select_related("made_by", "undone_by")
    return get_object_or_404(mine, ref=ref)


@require_GET
@never_cache
@coordinators_only
def group_message(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a message to a group: what was said, how far it is, and whether it can be undone."""
    bulk = _bulk(request, ref)
    about = Message.objects.about(subject_of(bulk))
    counts = dict(about.counted(*Message.State.values))
    labels = dict(Message.State.choices)
    context = {
        "bulk": bulk,
        "counts": [(labels[state], count) for state, count in sorted(counts.items())],
        "waiting": sum(counts.get(state, 0) for state in UNSENT),
    }
    return render(request, "messaging/group_message.html", context)


@require_POST
@coordinators_only
def group_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop what has not left yet."""
    bulk = _bulk(request, ref)
    stopped = undo_group_message(bulk=bulk, by=signed_in(request), now=timezone.now())
    words = ngettext("%(count)s message is stopped.", "%(count)s messages are stopped.", stopped)
    notices.success(request, words % {"count": stopped})
    return redirect("messaging:group_message", bulk.ref)
