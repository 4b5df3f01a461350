"""Braille and recordings: what to order, what was ordered, and recording that it is in the post."""

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from messaging.actions.formats import order_format, post_format, stop_format, why_not_to_send
from messaging.actions.print_batches import NotPossible
from messaging.forms import OrderForm, PostedForm
from messaging.models import FormatOrder, Message
from messaging.permissions import coordinators_only
from messaging.routing import formats_to_order
from people.needs import BY_SLUG
from people.permissions import signed_in


@require_http_methods(["GET", "POST"])
@coordinators_only
def order_new(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Record that a letter is ordered in another format; then its words can be sent to the supplier."""
    waiting = Message.objects.visible_to(signed_in(request)).to_print().with_person()
    message = get_object_or_404(waiting, ref=ref)
    if kind not in formats_to_order(message.person):
        raise Http404
    form = OrderForm(request.POST or None)
    form.cancel_url = reverse("messaging:letters")
    if request.method == "POST" and form.is_valid():
        supplier, by = form.cleaned_data["supplier"], signed_in(request)
        try:
            order = order_format(message=message, kind=kind, supplier=supplier, by=by, now=timezone.now())
        except NotPossible as error:
            notices.warning(request, str(error))
            return redirect("messaging:letters")
        return redirect("messaging:order", order.ref)
    return render(request, "messaging/order_new.html", {"form": form, "message": message, "label": BY_SLUG[kind].label})


def _order(request: HttpRequest, ref: str) -> FormatOrder:
    return get_object_or_404(FormatOrder.objects.visible_to(signed_in(request)).with_everything_named(), ref=ref)


def _page(request: HttpRequest, order: FormatOrder, form: PostedForm) -> HttpResponse:
    is_open = order.posted_at is None and order.stopped_at is None
    stop = why_not_to_send(order) if is_open else ""
    form.helper.form_action = reverse("messaging:order_posted", args=[order.ref])
    return render(request, "messaging/order.html", {"order": order, "form": form, "is_open": is_open, "stop": stop})


@require_GET
@never_cache
@coordinators_only
def order(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one order: its words for the supplier, and whether it may still be posted."""
    return _page(request, _order(request, ref), PostedForm(initial={"posted_on": timezone.localdate()}))


@require_GET
@never_cache
@coordinators_only
def order_words(request: HttpRequest, ref: str) -> HttpResponse:
    """Serve the words as a text file, for the supplier."""
    row = _order(request, ref)
    if row.content is None:
        raise Http404
    response = HttpResponse(row.content["text"], content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="letter-{row.ref}.txt"'
    return response


@require_POST
@coordinators_only
def order_posted(request: HttpRequest, ref: str) -> HttpResponse:
    """Record that what was ordered is in the post."""
    row = _order(request, ref)
    form = PostedForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        day, by = form.cleaned_data["posted_on"], signed_in(request)
        if post_format(order=row, posted_on=day, by=by, now=timezone.now()):
            notices.success(request, _("It is recorded as posted."))
        else:
            notices.warning(request, _("Nothing was changed: it was posted or stopped already."))
    except NotPossible as error:
        form.add_error("posted_on", str(error))
        return _page(request, row, form)
    return redirect("messaging:letters")


@require_POST
@coordinators_only
def order_stop(request: HttpRequest, ref: str) -> HttpResponse:
    """Give an order up."""
    row = _order(request, ref)
    if stop_format(order=row, by=signed_in(request), now=timezone.now()):
        notices.success(request, _("The order is stopped. Tell the supplier."))
    return redirect("messaging:letters")
