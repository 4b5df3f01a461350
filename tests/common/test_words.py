"""Numbers, money, distances, references and telephone numbers as the service says them."""

from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError

from cohorts.models import Place
from common import words


@pytest.mark.parametrize(
    ("kilometres", "said"),
    [(0, "less than a mile"), (1.6, "less than a mile"), (1.7, "1 mile"), (9.7, "6 miles"), (2000, "1,243 miles")],
)
def test_say_miles_rounds_to_whole_miles(kilometres, said):
    assert words.say_miles(kilometres) == said


@pytest.mark.parametrize(
    ("pounds", "said"),
    [
        (Decimal(25), "£25"),
        (Decimal("25.50"), "£25.50"),
        (Decimal("1250.005"), "£1,250.01"),
        (Decimal("-5.20"), "-£5.20"),
        (0, "£0"),
    ],
)
def test_say_money_shows_pence_only_where_there_are_some(pounds, said):
    assert words.say_money(pounds) == said


@pytest.mark.parametrize(
    ("share", "places", "said"),
    [(0.86, 0, "86%"), (0.125, 1, "12.5%"), (0.005, 0, "1%"), (1, 0, "100%"), (0, 0, "0%")],
)
def test_say_percent_rounds_halves_up(share, places, said):
    assert words.say_percent(share, places) == said


def test_say_number_groups_thousands():
    assert words.say_number(12500) == "12,500"


def test_say_number_keeps_the_places_asked_for():
    assert words.say_number(3.4, 2) == "3.40"


def test_say_number_rounds_what_it_leaves_out():
    assert (words.say_number(2.879, 2), words.say_number(0.05, 1), words.say_number(-2.5, 0)) == ("2.88", "0.1", "-3")


def test_say_ref_is_said_in_two_halves():
    assert words.say_ref("K7M29XQT") == "K7M2 9XQT"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+447700900123", "07700 900123"),
        ("+33142685300", "+33 1 42 68 53 00"),
        ("ask at the desk", "ask at the desk"),
    ],
)
def test_say_phone_speaks_as_people_dial(number, said):
    assert words.say_phone(number) == said


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ value|lt_miles }}", 9.7, "6 miles"),
        ("{{ value|lt_miles }}", None, ""),
        ("{{ value|lt_email }}", "a<b@x.org.uk", "a&lt;b@<wbr>x<wbr>.org<wbr>.uk"),
        ("{{ value|lt_email }}", "", "<wbr>"),
        ("{{ value|lt_money }}", Decimal("2.5"), "£2.50"),
        ("{{ value|lt_money }}", None, ""),
        ("{{ value|lt_percent }}", 0.5, "50%"),
        ("{{ value|lt_percent:1 }}", 0.5, "50.0%"),
        ("{{ value|lt_percent }}", None, ""),
        ("{{ value|lt_number }}", 1000, "1,000"),
        ("{{ value|lt_number }}", None, ""),
        ("{{ value|lt_ref }}", "K7M29XQT", "K7M2 9XQT"),
        ("{{ value|lt_ref }}", None, ""),
        ("{{ value|lt_phone }}", "+447700900123", '<span class="lt-nowrap">07700 900123</span>'),
        ("{{ value|lt_phone }}", "<b>", '<span class="lt-nowrap">&lt;b&gt;</span>'),
        ("{{ value|lt_phone }}", "", ""),
        ("{{ value|lookup:'a' }}", {"a": 3}, "3"),
        ("{{ value|lookup:'a' }}", None, "None"),
    ],
)
def test_filters_of_words_need_no_load(source, value, shown):
    assert Template(source).render(Context({"value": value})) == shown


def test_house_setting_refuses_other_settings():
    with pytest.raises(TemplateSyntaxError):
        Template("{% house_setting 'SECRET_KEY' %}").render(Context())


def test_label_and_tag_show_a_choice():
    place = Place(role="lay", state="withdrawn")
    source = "{{ place|lt_label:'role' }} {{ place|lt_label:'state'|lt_tag:'grey' }} {{ text|lt_tag:'' }}"

    shown = Template(source).render(Context({"place": place, "text": "<b>"}))

    assert shown == (
        'Lay partner <strong class="govuk-tag govuk-tag--grey">Withdrawn</strong> '
        '<strong class="govuk-tag">&lt;b&gt;</strong>'
    )
