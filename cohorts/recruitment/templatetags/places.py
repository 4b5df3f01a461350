"""The cards of cohorts to which anybody can apply, drawn in Python: a visitor may be shown many of them."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from common.dates import say_date, say_time
from common.markup import filled, filled_each

register = template.Library()

CARD = (
    '<li class="lt-card">\n<h3 class="govuk-heading-s govuk-!-margin-bottom-1">{}</h3>\n'
    '<p class="govuk-body govuk-!-margin-bottom-2">{}</p>\n{}\n{}</li>\n'
)
DAYS = '<ol class="govuk-list govuk-list--number govuk-!-margin-bottom-2">{}</ol>'
LATER = '<p class="govuk-body govuk-!-margin-bottom-2">{}</p>'
CLOSES = '<p class="lt-meta">{}</p>\n'


@register.simple_tag
def place_cards(cohorts: Iterable[tuple[Cohort, Iterable[Any]]]) -> SafeString:
    """Return a card for each cohort, with the days of its workshops, and by when to apply."""
    later, hours, closes = (
        _("We will tell you the dates before you accept a place."),
        _("%(starts)s to %(ends)s"),
        _("Apply by %(day)s"),
    )
    cards = []
    for cohort, days in cohorts:
        said = filled_each(
            "<li>{}, {}</li>",
            (
                (say_date(day.date), hours % {"starts": say_time(day.starts), "ends": say_time(day.ends)})
                for day in days
            ),
        )
        until = cohort.recruitment_closes
        cards.append(
            (
                cohort.name,
                str(cohort.venue),
                filled(DAYS, said) if said else filled(LATER, later),
                filled(CLOSES, closes % {"day": say_date(until)}) if until else "",
            )
        )
    return filled_each(CARD, cards)
