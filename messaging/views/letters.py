"""Letters to print: the list, how one will look, and putting them into a batch."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.paging import ROWS, page_by_keys
from messaging.actions.print_batches import letter_came_back, print_letters
from messaging.actions.print_pdfs import make_pdf_now
from messaging.forms import CameBackForm, LettersFilterForm
from messaging.letters import choices_of, letters_of, orders_of, to_order
from messaging.models import Message
from messaging.permissions import coordinators_only
from messaging.printing import preview_of_paper, sender
from messaging.querysets import MessageQuerySet, coordinated_refs
from messaging.reads import (
    batches,
    fetch_ways,
    letters_that,
    one_letter,
    open_orders,
    print_lines,
    printings_of,
    to_be_ordered,
    to_be_printed,
)
from messaging.routing import formats_to_order, print_size_of
from people.permissions import signed_in
from people.reads import fetch_needs

# Batches that are posted are looked up by what they held, in the history of each message.
RECENT = 10


def _mine(request: HttpRequest) -> MessageQuerySet:
    return Message.objects.visible_to(signed_in(request))


def _filters(request: HttpRequest) -> LettersFilterForm:
    programmes, cohorts = choices_of(signed_in(request))
    return LettersFilterForm(request.GET or None, programmes=programmes, cohorts=cohorts)


@require_GET
@coordinators_only
def letters(request: HttpRequest) -> HttpResponse:
    """Show the letters that wait to be printed, batches that wait for the post, and formats to order."""
    refs, form = coordinated_refs(signed_in(request)), _filters(request)
    page = page_by_keys(request, to_be_printed(refs, **form.asked()), print_lines)
    orders, ordering = list(open_orders(refs)[: ROWS + 1]), list(to_be_ordered(refs)[: ROWS + 1])
    # One read for all three lists, whichever of them are empty.
    fetch_needs([one.person for one in [*page, *ordering, *(order.message for order in orders)]])
    found = page.paginator.count
    context = {
        "filters": form,
        "found": ngettext("%(count)s letter", "%(count)s letters", found) % {"count": found},
        "page": page,
        "letters": letters_of(page),
        "batches": batches(refs)[:RECENT],
        "orders": orders_of(orders)[:ROWS],
        "to_order": to_order(ordering, orders)[:ROWS],
        "more_to_order": max(len(ordering), len(orders)) > ROWS,
    }
    return render(request, "messaging/letters.html", context)


@require_POST
@coordinators_only
def print_them(request: HttpRequest) -> HttpResponse:
    """Put the ticked letters into a batch, or with the button “all” every letter that the filters leave."""
    now, waiting = timezone.now(), _mine(request).to_print()
    refs = request.POST.getlist("letter")
    chosen = (
        letters_that(waiting, **_filters(request).asked()) if "all" in request.POST else waiting.filter(ref__in=refs)
    )
    batch = print_letters(messages=chosen, by=signed_in(request), now=now)
    if batch is None:
        words = _("Nothing was printed: these letters were printed or stopped already.")
        notices.warning(request, words if refs or "all" in request.POST else _("Tick the letters to print first."))
        return redirect("messaging:letters")
    make_pdf_now(batch=batch, now=now)
    return redirect("messaging:batch", batch.ref)


@require_GET
@coordinators_only
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """Show how one letter will look, in this person's size; what was printed is on the page of its batch."""
    row = get_object_or_404(one_letter(coordinated_refs(signed_in(request)), ref))
    fetch_ways([row.person])
    context = {
        "message": row,
        "size": print_size_of(row.person),
        "content": preview_of_paper(row, now=timezone.now()),
        "printed": next(iter(printings_of(row)[:1]), None),
        "made_elsewhere": bool(formats_to_order(row.person)),
        **sender(),
    }
    return render(request, "messaging/letter.html", context)


@require_http_methods(["GET", "POST"])
@coordinators_only
def came_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Record that a posted letter came back."""
    row = get_object_or_404(_mine(request).filter(channel="letter", sent_at__isnull=False).with_person(), ref=ref)
    form = CameBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if letter_came_back(message=row, why=form.said(), by=signed_in(request), now=timezone.now()):
            notices.success(request, _("It is recorded. A task asks somebody to find the right address."))
        else:
            notices.warning(request, _("Nothing was changed: it was recorded already."))
        return redirect("messaging:message", row.ref)
    return render(request, "messaging/came_back.html", {"form": form, "message": row})
