"""The filters and tags of every template: a builtin, so no template loads it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.db import models
from django.middleware.csrf import get_token
from django.template.base import Parser, Token
from django.template.context import Context, RequestContext
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import dates, words
from common.back import leads_out
from common.forms import LTForm
from common.markup import filled, filled_each
from common.whole_forms import draw_form

register = template.Library()


@register.simple_tag(takes_context=True)
def lt_leads_out(context: Context, url: str) -> bool:
    """Return whether a code in a letter, which opened this page, does not open that address."""
    return leads_out(getattr(context, "request", None), str(url))


@register.filter
def lt_date(value: dt.date | None) -> str:
    """Return “Tuesday 9 March 2027”; nothing gives an empty text."""
    return dates.say_date(value) if value else ""


@register.filter
def lt_shortdate(value: dt.date | None) -> str:
    """Return “9 Mar 2027”."""
    return dates.say_short_date(value) if value else ""


@register.filter
def lt_time(value: dt.time | dt.datetime | None) -> str:
    """Return “9:30am”, “9am”, “midday” or “midnight”."""
    # Midnight is a time like any other, so only None is nothing.
    return dates.say_time(value) if isinstance(value, dt.time | dt.datetime) else ""


@register.filter
def lt_datetime(value: dt.datetime | None) -> str:
    """Return “Tuesday 9 March 2027, 9:30am”, in London time."""
    return dates.say_datetime(value) if value else ""


@register.filter
def lt_email(address: str) -> SafeString:
    """Return an address that a narrow column breaks after the @ or before a dot, and nowhere else where it can."""
    name, at, domain = address.partition("@")
    first, *rest = domain.split(".")
    return filled("{}{}<wbr>{}{}", name, at, first, filled_each("<wbr>.{}", ((part,) for part in rest)))


@register.filter
def lt_miles(kilometres: float | None) -> str:
    """Return “6 miles” for kilometres."""
    return "" if kilometres is None else words.say_miles(kilometres)


@register.filter
def lt_money(pounds: Decimal | float | None) -> str:
    """Return “£25” or “£25.50”."""
    return "" if pounds is None else words.say_money(pounds)


@register.filter
def lt_percent(share: float | Decimal | None, places: int = 0) -> str:
    """Return “86%” for a share from 0 to 1."""
    return "" if share is None else words.say_percent(share, places)


@register.filter
def lt_number(value: float | Decimal | None, places: int | None = None) -> str:
    """Return “1,250”."""
    return "" if value is None else words.say_number(value, places)


@register.filter
def lt_ref(ref: str | None) -> str:
    """Return “K7M2 9XQT”."""
    return words.say_ref(ref) if ref else ""


@register.filter
def lt_phone(number: str | None) -> SafeString | str:
    """Return “07700 900123” in one piece, so that it does not break over two lines."""
    if not number:
        return ""
    return filled('<span class="lt-nowrap">{}</span>', words.say_phone(str(number)))


@register.filter
def lt_label(row: models.Model, name: str) -> str:
    """Return the label of a choice, as `get_…_display` does, which makes a dictionary of all labels at each call."""
    value = getattr(row, name)
    return str(_labels(type(row), name).get(value, value))


@register.filter
def lt_tag(text: object, colour: str) -> SafeString:
    """Return a tag in one of the design system's colours; without one, in that of the house."""
    return filled('<strong class="govuk-tag{}">{}</strong>', f" govuk-tag--{colour}" if colour else "", text)


@register.simple_tag
def stat(count: object, label: str, url: str = "", tone: str = "") -> SafeString:
    """Return a number with what it counts, as a link where there is a page of the rows that are counted."""
    words = filled('<span class="lt-stat__count">{}</span> <span class="lt-stat__label">{}</span>', count, label)
    if url:
        words = filled('<a class="lt-stat__link" href="{}">{}</a>', url, words)
    return filled('<div class="lt-stat{}">{}</div>', f" lt-stat--{tone}" if tone else "", words)


@lru_cache(maxsize=256)
def _labels(model: type[models.Model], name: str) -> dict[Any, Any]:
    """Return the labels of a field, lazy: each reader's language is asked when one is shown."""
    field = model._meta.get_field(name)  # noqa: SLF001 - Django documents it
    return dict(getattr(field, "flatchoices", ()))


@register.simple_tag(takes_context=True)
def error_prefix(context: Context, form: forms.BaseForm | None = None) -> str:
    """Return “Error: ” for the page title where the page's `form` was sent and refused."""
    return _("Error: ") if _refused(form if form is not None else context.get("form")) else ""


def _refused(form: Any) -> bool:
    return isinstance(form, forms.BaseForm) and form.is_bound and bool(form.errors)


@register.simple_tag(takes_context=True)
def error_summary(context: Context) -> str:
    """Return the error summary of the page's `form` for the top of the page, before its heading.

    The form then leaves its own out. A form under another name shows the summary at its own top.
    """
    form = context.get("form")
    if not isinstance(form, LTForm) or not _refused(form):
        return ""
    form.summary_shown = True
    return render_to_string("lt/errors.html", {"form": form})


class FormNode(template.Node):
    """A whole form, in the markup of the project's pack."""

    def __init__(self, form: str) -> None:
        self.form = template.Variable(form)

    def render(self, context: Context) -> SafeString:
        """Return the form's HTML; raise VariableDoesNotExist where it is not in the context."""
        form = self.form.resolve(context)
        with context.push():
            # `{% include … only %}` drops the token, and the form would then be refused when it is sent.
            request = getattr(context, "request", None)
            if request is not None and "csrf_token" not in context:
                context["csrf_token"] = get_token(request)
            return draw_form(form, context, token=SafeString(CsrfTokenNode().render(context)))


@register.tag(name="crispy")
def crispy(_parser: Parser, token: Token) -> FormNode:
    """Render a form with the project's pack: `{% crispy form %}`."""
    _name, form = token.split_contents()
    return FormNode(form)


@register.simple_block_tag
def easyrow(content: str, picture: str) -> str:
    """Render one idea of Easy Read, its picture on the left: `{% easyrow 'calendar' %}…{% endeasyrow %}`."""
    drawn = render_to_string(f"components/pictures/{picture}.html")
    return filled('<div class="lt-easy__row">{}<div>{}</div></div>', drawn, content)


@register.filter
def lt_times(count: int) -> range:
    """Return something to go through `count` times, such as the lines of a paper form."""
    return range(count)


@register.filter
def lt_language(chosen: str) -> str:
    """Return the code of a person's language as the web knows it: “en-gb” for “en”."""
    return "cy" if chosen == "cy" else settings.LANGUAGE_CODE


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """Return `mapping[key]`, or None where there is no such key; for tables built in a view."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag
def house_setting(name: str) -> str:
    """Return HELP_PHONE or HELP_EMAIL where there is no context to hold them, as on the page for a broken server."""
    if name not in {"HELP_PHONE", "HELP_EMAIL"}:
        raise template.TemplateSyntaxError(f"{name} is not a setting for pages.")
    return str(getattr(settings, name))


@dataclass(frozen=True)
class PageLinks:
    """Where the pages of a long list are: the one before, those offered by number (None is a gap), the one after."""

    before: str
    numbered: list[tuple[int | None, str]]
    after: str


@register.simple_tag(takes_context=True)
def page_links(context: RequestContext, page: Page[Any]) -> PageLinks:
    """Return the pages to offer: first, last and those beside this one, each address with the filters of this one."""
    asked = context.request.GET.copy()

    def address(number: int) -> str:
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    offered = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return PageLinks(
        before=address(page.number - 1) if page.has_previous() else "",
        numbered=[(number, address(number)) if isinstance(number, int) else (None, "") for number in offered],
        after=address(page.number + 1) if page.has_next() else "",
    )
