"""What was done about a pair at risk, drawn in Python: the list of them has such a form in every row."""

from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.pairing.models import Pair, PairCare
from common.addresses import address
from common.dates import say_short_date
from common.markup import filled

register = template.Library()

FORM: Final = (
    '<form method="post" action="{url}">\n'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{token}">\n'
    '<input type="hidden" name="back" value="{back}">\n'
    "{last}"
    '<label class="govuk-label lt-meta" for="care-{ref}">{what}'
    '<span class="govuk-visually-hidden">: {who}</span></label>\n'
    '<input class="govuk-input govuk-input--width-20" id="care-{ref}" name="words" maxlength="250">\n'
    '<button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-top-2 govuk-!-margin-bottom-0"'
    ' data-module="govuk-button" data-prevent-double-click="true">{done}'
    '<span class="govuk-visually-hidden">: {who}</span></button>\n'
    "</form>"
)
LAST: Final = '<p class="lt-meta govuk-!-margin-bottom-1">{}, {}{}</p>\n'


@register.simple_tag
def care_form(pair: Pair, last: PairCare | None, back: str, csrf_token: object) -> SafeString:
    """Return the form in which is said what was done, after what somebody did last; `back` says where to go on."""
    words = f": {last.words}" if last and last.words else ""
    return filled(
        FORM,
        url=address("pairing:care", pair.ref),
        token=str(csrf_token),
        back=back,
        last=filled(LAST, say_short_date(last.at), str(last.by), words) if last else "",
        ref=pair.ref,
        who=f"{pair.lay.person}, {pair.professional.person}",
        what=_("What was done"),
        done=_("We have seen to it"),
    )
