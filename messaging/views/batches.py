"""One print batch: what to take out, its PDF and its web page, and recording that it is in the post."""

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from common.pdf import PANGO
from messaging.actions.print_batches import NotPossible, Posted, post_batch, take_out
from messaging.actions.print_pdfs import make_again, read_pdf
from messaging.forms import PostedForm
from messaging.letters import sheets_of
from messaging.models import PrintBatch
from messaging.permissions import coordinators_only
from messaging.printing import pages_of, sizes_of
from people.permissions import signed_in


def _batch(request: HttpRequest, ref: str) -> PrintBatch:
    mine = PrintBatch.objects.visible_to(signed_in(request)).select_related("made_by", "posted_by")
    return get_object_or_404(mine, ref=ref)


def _page(request: HttpRequest, batch: PrintBatch, form: PostedForm) -> HttpResponse:
    sheets = sheets_of(batch)
    form.helper.form_action = reverse("messaging:batch_posted", args=[batch.ref])
    context = {
        "batch": batch,
        "form": form,
        "sheets": sheets,
        "stopped": [sheet for sheet in sheets if sheet.stop],
        "sizes": sizes_of(sheet.letter for sheet in sheets),
        "pango": PANGO,
    }
    return render(request, "messaging/batch.html", context)


@require_GET
@never_cache
@coordinators_only
def batch(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a batch: first of all which letters must be taken out of the pile."""
    return _page(request, _batch(request, ref), PostedForm(initial={"posted_on": timezone.localdate()}))


@require_GET
@never_cache
@coordinators_only
def batch_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """Serve the PDF of a batch, the same each time."""
    row = _batch(request, ref)
    pdf = read_pdf(batch=row)
    if pdf is None:
        raise Http404
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="letters-{row.ref}.pdf"'
    return response


@require_GET
@never_cache
@coordinators_only
def batch_print(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the same pages as a web page, to be printed by the browser."""
    row = _batch(request, ref)
    if row.erased_at is not None:
        raise Http404
    letters = list(row.letters.select_related("message__person").order_by("position"))
    return HttpResponse(pages_of(row, letters, toolbar=True))


@require_POST
@coordinators_only
def batch_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Try once more to make a PDF that could not be made."""
    row = _batch(request, ref)
    if make_again(batch=row, now=timezone.now()):
        notices.success(request, _("The PDF is ready."))
    return redirect("messaging:batch", row.ref)


@require_POST
@coordinators_only
def batch_posted(request: HttpRequest, ref: str) -> HttpResponse:
    """Record that a batch is in the post; what must not go is left out."""
    row = _batch(request, ref)
    form = PostedForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    day, now = form.cleaned_data["posted_on"], timezone.now()
    try:
        _say(request, post_batch(batch=row, posted_on=day, by=signed_in(request), now=now))
    except NotPossible as error:
        form.add_error("posted_on", str(error))
        return _page(request, row, form)
    return redirect("messaging:batch", row.ref)


def _say(request: HttpRequest, posted: Posted) -> None:
    count = posted.count
    words = ngettext("%(count)s letter is recorded as posted.", "%(count)s letters are recorded as posted.", count)
    notices.success(request, words % {"count": count})
    for letter in posted.left_out:
        notices.warning(request, _("Left out: %(name)s. Do not post this letter.") % {"name": letter.message.person})


@require_POST
@coordinators_only
def batch_take_out(request: HttpRequest, ref: str, position: int) -> HttpResponse:
    """Record that one letter is out of the pile."""
    row = _batch(request, ref)
    found = row.letters.select_related("message__person")
    letter = get_object_or_404(found, position=position)
    if take_out(letter=letter, by=signed_in(request), now=timezone.now()):
        notices.success(request, _("The letter to %(name)s is taken out.") % {"name": letter.message.person})
    else:
        notices.warning(request, _("Nothing was changed: it was posted or taken out already."))
    return redirect("messaging:batch", row.ref)
