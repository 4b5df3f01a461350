"""How a whole form is drawn: its errors, its fields as its layout groups them, and its buttons."""

from collections.abc import Callable
from typing import Any, Final

from crispy_forms import layout
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.back import leads_out
from common.drawing import draw
from common.forms import LTForm
from common.markup import filled

NOTHING: Final = SafeString("")
PACK: Final = "lt"


def draw_form(form: LTForm, context: Context, *, token: SafeString) -> SafeString:
    """Return the form; `token` is the hidden input without which a form that is sent is refused."""
    helper = form.helper
    posts = helper.form_method == "post"
    refused = form.is_bound and form.errors and not form.summary_shown
    inner = filled(
        "{}{}{}{}",
        token if posts and not helper.disable_csrf else NOTHING,
        render_to_string("lt/errors.html", {"form": form}) if refused else NOTHING,
        _draw_layout(form, context),
        draw_buttons(form, helper.form_method, context),
    )
    if not helper.form_tag:
        return inner
    return filled(
        '<form class="lt-form{}" method="{}"{}{}{} novalidate>{}</form>',
        f" {helper.form_class}" if helper.form_class else "",
        helper.form_method,
        filled(' action="{}"', helper.form_action) if helper.form_action else "",
        filled(' id="{}"', helper.form_id) if helper.form_id else "",
        SafeString(' enctype="multipart/form-data"') if form.is_multipart() else "",
        inner,
    )


def draw_buttons(form: Any, method: str, context: Context) -> SafeString:
    """Return the buttons of the form and its way out, if that can be gone; nothing where it has no button."""
    if not getattr(form, "submit_label", ""):
        return NOTHING
    buttons = filled(
        '<button type="submit" class="govuk-button{}" data-module="govuk-button"{}>{}</button>',
        f" {form.submit_class}" if form.submit_class else "",
        SafeString(' data-prevent-double-click="true"') if method == "post" else "",
        form.submit_label,
    )
    if form.secondary_label:
        buttons += filled(
            '<button type="submit" class="govuk-button govuk-button--secondary" name="{}" value="1"'
            ' data-module="govuk-button">{}</button>',
            form.secondary_name,
            form.secondary_label,
        )
    if form.cancel_url and not leads_out(getattr(context, "request", None), form.cancel_url):
        buttons += filled('<a class="govuk-link" href="{}">{}</a>', form.cancel_url, _("Cancel"))
    return filled('<div class="govuk-button-group">{}</div>', buttons)


def _draw_layout(form: LTForm, context: Context) -> SafeString:
    """Draw the layout, then the hidden fields, which no layout has to name."""
    form.rendered_fields = set()
    drawn = _draw_parts(form.helper.layout, form, context)
    hidden = [name for name in form.fields if form.fields[name].widget.is_hidden and name not in form.rendered_fields]
    return drawn + SafeString("".join(draw(form[name]) for name in hidden))


def _draw_parts(parts: layout.LayoutObject, form: LTForm, context: Context) -> SafeString:
    return SafeString("".join(_draw_part(part, form, context) for part in parts.fields))


def _draw_part(part: str | layout.LayoutObject, form: LTForm, context: Context) -> SafeString:
    """Draw a field or a group of them. A part that is not drawn here draws itself, by the templates of the pack."""
    if isinstance(part, str):
        if part not in form.fields:
            msg = f"Could not resolve form field '{part}'."
            raise LookupError(msg)
        form.rendered_fields.add(part)
        return draw(form[part])
    group = GROUPS.get(type(part))
    if group is not None:
        return group(part, _draw_parts(part, form, context))
    html: SafeString = part.render(form, context, template_pack=PACK)
    return html


def _div(css_class: str) -> Callable[[layout.Div, SafeString], SafeString]:
    def draw_div(part: layout.Div, inner: SafeString) -> SafeString:
        classes = " ".join(filter(None, (css_class, part.css_class)))
        return filled(
            "<div{}{}{}>{}</div>",
            filled(' id="{}"', part.css_id) if part.css_id else "",
            filled(' class="{}"', classes) if classes else "",
            part.flat_attrs,
            inner,
        )

    return draw_div


def _fieldset(part: layout.Fieldset, inner: SafeString) -> SafeString:
    legend = '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{}</legend>'
    return filled(
        '<fieldset class="govuk-fieldset lt-fieldset{}"{}{}>{}{}</fieldset>',
        f" {part.css_class}" if part.css_class else "",
        filled(' id="{}"', part.css_id) if part.css_id else "",
        part.flat_attrs,
        filled(legend, part.legend) if part.legend else "",
        inner,
    )


GROUPS: Final[dict[type[layout.LayoutObject], Callable[[Any, SafeString], SafeString]]] = {
    layout.Div: _div(""),
    layout.Row: _div("lt-row"),
    layout.Column: _div("lt-row__column"),
    layout.Fieldset: _fieldset,
}
