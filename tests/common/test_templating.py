"""Templates that are settled when they are loaded: they say what Django's own say, in the language of the reader."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, TemplateDoesNotExist, base
from django.template.base import TextNode
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from common.templating.loader import Loader
from common.templating.template import Template

LANGUAGES = ("en-gb", "cy")
LOADED = "{% load i18n l10n static %}"


class Row:
    """What a page may show of a row."""

    name = "Ann & <Bob>"
    words = {"a": "b", "items": "of the row"}

    def greeting(self):
        return "Hello <you>"

    def with_argument(self, argument):
        return argument

    def delete(self):
        msg = "A template never deletes."
        raise AssertionError(msg)

    delete.alters_data = True

    @property
    def missing(self):
        raise ObjectDoesNotExist

    @property
    def broken(self):
        msg = "broken"
        raise ValueError(msg)

    def __str__(self):
        return "<row>"


class Kind:
    """A class that a template shows as it is, as it does a class of choices."""

    do_not_call_in_templates = True
    first = "one"


def context(**more):
    return Context(
        {
            "row": Row(),
            "lazy_row": SimpleLazyObject(Row),
            "kind": Kind,
            "rows": ["<a>", "b"],
            "empty": [],
            "text": "5 < 6 & 'so'",
            "safe": SafeString("<b>safe</b>"),
            "lazy": gettext_lazy("Home"),
            "whole": 1234567,
            "negative": -3,
            "yes": True,
            "nothing": None,
            "share": 0.25,
            "money": Decimal("1234.50"),
            "day": dt.date(2027, 3, 9),
            "moment": dt.datetime(2027, 3, 9, 9, 30, tzinfo=dt.UTC),
            "callable": lambda: "called <once>",
        },
        **more,
    )


VALUES = (
    *(
        "row",
        "row.name",
        "row.greeting",
        "row.with_argument",
        "row.delete",
        "row.missing",
        "row.nowhere",
        "row.nowhere.x",
    ),
    *("row.words.a", "row.words.items", "row.words.keys", "lazy_row.name", "lazy_row", "kind", "kind.first"),
    *("rows.0", "rows.9", "rows", "empty", "text", "safe", "lazy", "whole", "negative", "yes", "nothing", "nothing.x"),
    *(
        "share",
        "money",
        "day",
        "moment",
        "callable",
        "absent",
        "absent.x",
        "True",
        "None",
        "push",
        "dicts",
        "12",
        "1.5",
    ),
    *('"said & <done>"', '_("Home")', "text|upper", "absent|default:text", 'rows|join:" & "', "row.broken|default:1"),
    *("lazy|lower", "whole|lt_number", "day|lt_date", "safe|linebreaksbr", "text|safe", "text|truncatechars:whole"),
)
LOOPED = ("rows", "empty", "absent")
SOURCES = (
    *(f"{{{{ {value} }}}}" for value in VALUES),
    *(f"{{% if {value} %}}yes{{% else %}}no{{% endif %}}" for value in VALUES),
    *(f"{{% for one in {value} %}}{{{{ one }}}},{{% empty %}}none{{% endfor %}}" for value in LOOPED),
    "{% autoescape off %}{{ text }}{{ row.name }}{{ lazy }}{{ whole }}{% endautoescape %}",
    "{% translate 'Home' %} {% translate '100%% & <b>' %}{% translate \"It's\" noop %}",
    "{% translate 'Home' as home %}[{{ home }}] {% translate 'May' context 'month' %} {% translate lazy %}",
    "{% translate 'Home'|upper %}{% translate text %}",
    "{% blocktranslate %}Plain & 100% of it{% endblocktranslate %}",
    "{% blocktranslate trimmed %}\n  Hello\n  {{ text }}, {{ safe }}{{ absent }} 5%\n{% endblocktranslate %}",
    "{% blocktranslate with name=row.name n=whole|lt_number %}To {{ name }}: {{ n }}{% endblocktranslate %}{{ name }}",
    "{% blocktranslate with name=text asvar said %}To {{ name }}{% endblocktranslate %}<{{ said }}>",
    "{% blocktranslate asvar said %}Fixed &{% endblocktranslate %}<{{ said }}>",
    "{% blocktranslate count n=negative %}one {{ n }}{% plural %}many {{ n }} {{ text }}{% endblocktranslate %}",
    "{% blocktranslate count n=yes %}one {{ n }}{% plural %}many {{ n }}{% endblocktranslate %}",
    "{% blocktranslate context 'greeting' %}Hello {{ text }}{% endblocktranslate %}",
    "{% language 'cy' %}{% translate 'Monday' %}{% blocktranslate %}May{% endblocktranslate %}{% endlanguage %}",
    "{% get_current_language as code %}{{ code }}{% comment %}nothing{% endcomment %}{# nor this #}",
    "{% static 'lt.css' %} {% static 'a & b.css' %} {% static text %} {% static 'lt.css' as css %}{{ css }}",
    "{% localize off %}{{ whole }}{{ share }}{% endlocalize %}{% with a=row.name b=whole %}{{ a }}{{ b }}{% endwith %}",
    "{% verbatim %}{{ row }}{% endverbatim %}{% templatetag openblock %}{% firstof absent text %}{% cycle 'a' 'b' %}",
)


def drawn(kind, source, **more):
    """Return what a template draws, or what it raises."""
    try:
        return kind(LOADED + source, engine=Engine.get_default()).render(context(**more))
    except (ValueError, TypeError, AttributeError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", SOURCES)
def test_template_draws_what_django_draws(source: str, language: str) -> None:
    with translation.override(language):
        assert drawn(Template, source) == drawn(base.Template, source)
        assert drawn(Template, source, autoescape=False) == drawn(base.Template, source, autoescape=False)


def test_template_groups_thousands_where_the_settings_do(settings) -> None:
    settings.USE_THOUSAND_SEPARATOR = True

    assert drawn(Template, "{{ whole }}") == drawn(base.Template, "{{ whole }}") == "1,234,567"


def test_template_puts_fixed_words_together() -> None:
    source = "<a>{% translate 'Home' %}</a>{% blocktranslate %}Hi{% endblocktranslate %}{% static 'a.css' %}"

    (node,) = Template(LOADED + source, engine=Engine.get_default()).nodelist

    assert type(node) is TextNode
    assert node.s == "<a>Home</a>Hi/static/a.css"


@pytest.fixture
def shelf():
    """Return an engine as the project's, over a few templates in memory."""
    sources = {
        "page.html": "{% extends 'frame.html' %}{% block body %}{% include 'part.html' %}{% endblock %}",
        "frame.html": "{% load i18n %}{% translate 'Monday' %}:{% block body %}{% endblock %}",
        "part.html": "{% load i18n %}{% translate 'Tuesday' %}",
    }
    loaders = [("common.templating.loader.Loader", [("django.template.loaders.locmem.Loader", sources)])]
    return Engine(loaders=loaders, libraries={"i18n": "django.templatetags.i18n"})


def test_template_speaks_each_readers_language(shelf) -> None:
    said = []
    for language in (*LANGUAGES, *LANGUAGES):
        with translation.override(language):
            said.append(shelf.get_template("page.html").render(Context()))

    assert said == ["Monday:Tuesday", "Dydd Llun:Dydd Mawrth"] * 2


def test_template_that_was_kept_speaks_the_language_of_now(shelf) -> None:
    kept = shelf.get_template("page.html")

    with translation.override("cy"):
        assert kept.render(Context()) == "Dydd Llun:Dydd Mawrth"
    assert kept.render(Context()) == "Monday:Tuesday"


def test_template_is_loaded_once_for_each_language(shelf) -> None:
    first = shelf.get_template("page.html")

    assert shelf.get_template("page.html") is first
    with translation.override("cy"):
        assert shelf.get_template("page.html") is not first


def test_loader_says_what_is_not_there(shelf) -> None:
    for _time in range(2):
        with pytest.raises(TemplateDoesNotExist):
            shelf.get_template("nowhere.html")


def test_template_is_djangos_own_while_debugging(shelf) -> None:
    shelf.debug = True

    nodes = shelf.get_template("part.html").nodelist

    assert [type(node).__name__ for node in nodes] == ["LoadNode", "TranslateNode"]


def test_pages_are_loaded_by_our_loader() -> None:
    assert [type(loader) for loader in Engine.get_default().template_loaders] == [Loader]
