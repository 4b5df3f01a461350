"""Markup with values in it: as Django's `format_html` fills it."""

from decimal import Decimal

import pytest
from django.utils.functional import lazystr
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort
from common.markup import escaped, filled, filled_each


class Drawn:
    """Something that knows its own HTML."""

    def __html__(self) -> str:
        return "<i>drawn</i>"


VALUES = (
    *("", "plain", "<a href=\"x\">'&'</a>", SafeString("<b>safe</b>"), lazystr("5 < 6"), gettext_lazy("Home")),
    *(lazystr(SafeString("<b>")), Drawn(), None, True, 0, 1234.5, Decimal("2.50"), ["<"], Cohort.State.PLANNING),
    Cohort.State.PLANNING.label,
)


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_markup_escapes_as_django_does(value: object) -> None:
    assert escaped(value) == conditional_escape(value)
    assert filled('<p class="{}">{}</p>', value, value) == format_html('<p class="{}">{}</p>', value, value)
    assert filled("<p>{said}</p>", said=value) == format_html("<p>{said}</p>", said=value)
    assert filled_each("<p>{}{}</p>", [(value, 1)] * 2) == format_html_join("", "<p>{}{}</p>", [(value, 1)] * 2)


def test_markup_is_safe() -> None:
    drawn = (filled("<p>{}</p>", "<"), filled_each("<p>{}</p>", ["<"]), escaped(SafeString("<b>")))

    assert [type(one) for one in drawn] == [SafeString] * 3
