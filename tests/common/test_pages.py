"""What stands around every page: the way around, whom to ask, and how much of it the network carries."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from common.templatetags.lt import stat

STATIC = Path(settings.BASE_DIR) / "static"
FIRST_LOAD = ("vendor/govuk/govuk.css", "lt.css", "vendor/govuk/govuk.js", "favicon.svg")


def compressed(text):
    return len(gzip.compress(text.encode()))


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_page_says_whom_to_ask_without_any_context(page):
    html = render_to_string(page)

    assert html.count(settings.HELP_PHONE) == 1
    assert html.count("<h1") == 1


@pytest.mark.django_db
def test_form_without_its_token_is_answered_in_plain_words():
    response = Client(enforce_csrf_checks=True).post(reverse("access:sign_in"), {"email": "mair@example.org"})

    assert response.status_code == 403
    assert "This page was open for too long" in response.content.decode()


def test_first_load_is_light():
    page = compressed(render_to_string("404.html", request=RequestFactory().get("/")))

    total = page + sum(compressed((STATIC / name).read_text(encoding="utf-8")) for name in FIRST_LOAD)

    assert total < 34_000


def test_participant_pages_load_no_htmx():
    assert render_to_string("404.html").count("htmx") == 0


def test_staff_pages_configure_htmx_for_the_policy():
    html = render_to_string("staff.html")

    assert html.count('"includeIndicatorStyles": false, "allowEval": false') == 1


def test_pages_load_what_first_load_counts():
    html = render_to_string("base.html")

    assert [html.count(f"/static/{name}") for name in FIRST_LOAD] == [1, 1, 1, 1]


@pytest.mark.parametrize("name", ["vendor/govuk/govuk.css", "vendor/govuk/govuk.js", "vendor/htmx/htmx.min.js"])
def test_vendored_files_name_no_source_map(name):
    assert "sourceMappingURL" not in (STATIC / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("trace", ["@font-face", "GDS Transport", "crest", "crown", "url(", "#1d70b8)"])
def test_vendored_stylesheet_has_no_identity_of_another(trace):
    assert trace not in (STATIC / "vendor/govuk/govuk.css").read_text(encoding="utf-8")


def test_vendored_module_starts_itself():
    assert (STATIC / "vendor/govuk/govuk.js").read_text(encoding="utf-8").rstrip().endswith("initAll();")


@pytest.mark.parametrize("package", ["govuk", "htmx"])
def test_vendored_packages_keep_their_licence(package):
    assert (STATIC / "vendor" / package / "LICENSE").stat().st_size > 500


def test_pagination_keeps_the_filters():
    request = RequestFactory().get("/?state=open&page=2")
    page = Paginator(range(30), 10).get_page(2)

    html = render_to_string("components/_pagination.html", {"page": page}, request=request)

    assert html.count("?state=open&amp;page=3") == 2
    assert html.count('aria-current="page"') == 1


def test_pagination_of_one_page_is_nothing():
    page = Paginator(range(3), 10).get_page(1)

    html = render_to_string("components/_pagination.html", {"page": page})

    assert html.strip() == ""


def test_page_links_leave_gaps():
    page = Paginator(range(200), 10).get_page(10)
    context = RequestContext(RequestFactory().get("/"), {"page": page})

    html = Template("{% page_links page as links %}{% for n, url in links.numbered %}{{ n }}{{ url }} {% endfor %}")

    assert html.render(context) == "1?page=1 None 9?page=9 10?page=10 11?page=11 None 20?page=20 "


@pytest.mark.parametrize("asked", ["", "?page=2", "?q=a+b%26c&page=2&q=d&empty=", "?page=1&page=3&x=%C3%A9"])
def test_page_links_are_those_of_querystring(asked):
    page = Paginator(range(50), 10).get_page(2)
    context = RequestContext(RequestFactory().get(f"/{asked}"), {"page": page})
    ours = "{% page_links page as links %}{{ links.before }} {% for n, url in links.numbered %}{{ url }} {% endfor %}"
    djangos = "{% querystring page=1 %} {% for n in page.paginator.page_range %}{% querystring page=n %} {% endfor %}"

    assert Template(ours).render(context) == Template(djangos).render(context)


@pytest.mark.parametrize(
    ("name", "context", "parts"),
    [
        ("_tag", {"text": "Free", "colour": "green"}, ["govuk-tag--green", "Free"]),
        ("_back", {"url": "/x/"}, ['href="/x/"', "Back"]),
        ("_empty", {"title": "No pairs", "url": "/x/", "action": "Make pairs"}, ["No pairs", "Make pairs"]),
        ("_breadcrumbs", {"items": [{"label": "Pairs", "url": "/x/"}, {"label": "Board"}]}, ['href="/x/"', "Board"]),
        ("_summary_list", {"rows": [{"key": "Name", "value": "Mair", "url": "/x/"}]}, ["Mair", "Change<span", "/x/"]),
    ],
)
def test_component_shows_what_it_is_given(name, context, parts):
    html = render_to_string(f"components/{name}.html", context)

    assert [part for part in parts if part not in html] == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            (3, "waiting", "/x/?a=1&b=2", "urgent"),
            (
                '<div class="lt-stat lt-stat--urgent"><a class="lt-stat__link" href="/x/?a=1&amp;b=2">'
                '<span class="lt-stat__count">3</span> <span class="lt-stat__label">waiting</span></a></div>'
            ),
        ),
        (
            ("Over 200", "R&B"),
            (
                '<div class="lt-stat"><span class="lt-stat__count">Over 200</span> '
                '<span class="lt-stat__label">R&amp;B</span></div>'
            ),
        ),
    ],
)
def test_stat_is_a_number_with_what_it_counts(given, shown):
    assert stat(*given) == shown
