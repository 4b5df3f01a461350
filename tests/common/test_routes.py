"""Addresses by name are those that Django gives, and a name that Django has to look at is left to it."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import (
    NoReverseMatch,
    Resolver404,
    get_resolver,
    include,
    path,
    re_path,
    reverse,
    set_script_prefix,
    set_urlconf,
)
from django.utils.translation import gettext_lazy

from common.routes import Begun, _routes, included, plain_address


def nothing(_request, **_arguments):
    return HttpResponse()


inner = [path("<str:ref>/edit/", nothing, name="edit"), path("all/", nothing, name="all")]
urlpatterns = [
    path("", nothing, name="home"),
    path("rows/<str:ref>/", nothing, name="row"),
    path("rows/<slug:slug>/<int:number>/", nothing, {"more": "so"}, name="numbered"),
    path("5 & é/<str:ref>", nothing, name="odd"),
    path("twice/", nothing, name="twice"),
    path("twice/<str:ref>/", nothing, name="twice"),
    path("files/<path:name>", nothing, name="file"),
    path(gettext_lazy("Monday"), nothing, name="translated"),
    path("<str:ref>", nothing, name="bare"),
    re_path(r"^old/(?P<ref>\w+)/$", nothing, name="old"),
    path("inner/<int:pk>/", include((inner, "inner"))),
    path("other/", include((inner, "app"), namespace="instance")),
]
ARGUMENTS = (
    (),
    ("K7M29XQT",),
    ("a b/c",),
    ("ä&'%?#",),
    ("",),
    (7,),
    ("7",),
    ("a-b", 7),
    ("a b", 7),
    (7, "x-y"),
    ("a", "b", "c"),
)
PLAIN = {"home", "row", "numbered", "odd", "bare", "inner:edit", "inner:all"}
REST = {"twice", "file", "translated", "old", "app:edit", "instance:edit", "nowhere", "inner:nowhere", "nowhere:edit"}


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = __name__


def reversed_by_django(name, arguments):
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return None


@pytest.mark.parametrize("arguments", ARGUMENTS)
@pytest.mark.parametrize("name", sorted(PLAIN))
def test_plain_address_is_that_of_django(name: str, arguments: tuple[object, ...]) -> None:
    assert plain_address(name, arguments) in {reversed_by_django(name, arguments), None}


def test_plain_address_of_what_fits() -> None:
    found = [plain_address("home", ()), plain_address("row", ["K7M29XQT"]), plain_address("numbered", ["a-b", 7])]

    assert found == ["/", "/rows/K7M29XQT/", "/rows/a-b/7/"]
    assert plain_address("inner:edit", [3, "é&"]) == reverse("inner:edit", args=[3, "é&"]) == "/inner/3/%C3%A9&/edit/"


@pytest.mark.parametrize("arguments", ARGUMENTS)
@pytest.mark.parametrize("name", sorted(REST))
def test_plain_address_leaves_the_rest_to_django(name: str, arguments: tuple[object, ...]) -> None:
    assert plain_address(name, arguments) is None


def test_plain_address_follows_the_prefix_and_the_addresses_of_the_request() -> None:
    set_script_prefix("/service/")
    try:
        assert plain_address("row", ["A"]) == reverse("row", args=["A"]) == "/service/rows/A/"
    finally:
        set_script_prefix("/")
    set_urlconf("leadingtogether.urls")
    try:
        assert plain_address("person", ["A"]) == reverse("person", args=["A"])
        assert plain_address("row", ["A"]) is None
    finally:
        set_urlconf(None)


def test_every_page_of_the_project_with_plain_arguments_has_djangos_address(settings) -> None:
    settings.ROOT_URLCONF = "leadingtogether.urls"
    routes = _routes("leadingtogether.urls", "/")

    for name, route in routes.items():
        arguments = ["7"] * len(route.allowed)
        assert plain_address(name, arguments) == reverse(name, args=arguments)
    names = {name for name in get_resolver("leadingtogether.urls").reverse_dict if isinstance(name, str)}
    assert names <= set(routes)


def listed(*patterns):
    """Return a list of addresses as a module holds it."""
    return SimpleNamespace(urlpatterns=list(patterns), app_name="listed")


def test_included_finds_what_include_finds() -> None:
    module = listed(
        path("rows/<str:ref>/", nothing, name="row"),
        path("all", nothing, name="all"),
        path("inner/", include((inner, "inner"))),
    )
    ours, djangos = included(module), path("", include(module))

    for address in ("rows/A/", "all", "inner/all/", "inner/A/edit/"):
        found, expected = ours.resolve(address), djangos.resolve(address)
        assert (found.view_name, found.kwargs, found.route) == (expected.view_name, expected.kwargs, expected.route)
    for address in ("", "rows/", "alle", "other/", "inner/nowhere/"):
        with pytest.raises(Resolver404):
            ours.resolve(address)


@pytest.mark.parametrize("first", [re_path(r"^x/", nothing), path("<str:ref>", nothing), path("", nothing)])
def test_included_goes_into_a_list_of_which_it_cannot_tell(first) -> None:
    assert "" in included(listed(first, path("rows/", nothing))).pattern.heads


def test_included_lists_of_the_project_are_passed_by() -> None:
    apps = [one for one in get_resolver("leadingtogether.urls").url_patterns if isinstance(one.pattern, Begun)]

    assert len(apps) == 9
    assert [one.app_name for one in apps if one.pattern.match("staff/workshops/")] == ["workshops"]


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("{% url 'row' ref %}", "/rows/K7/"),
        ("{% url 'row' ref as there %}<{{ there }}>", "</rows/K7/>"),
        ("{% url 'row' odd %}", "/rows/a&amp;b/"),
        ("{% autoescape off %}{% url 'row' odd %}{% endautoescape %}", "/rows/a&b/"),
        ("{% url 'row' as there %}<{{ there }}>", "<>"),
        ("{% url name ref %}{% url 'row' ref=ref %}{% url 'twice' %}", "/rows/K7//rows/K7//twice/"),
    ],
)
def test_url_in_a_template(source: str, drawn: str) -> None:
    sources = [("common.templating.loader.Loader", [("django.template.loaders.locmem.Loader", {"a": source})])]

    assert (
        Engine(loaders=sources).get_template("a").render(Context({"ref": "K7", "odd": "a&b", "name": "row"})) == drawn
    )


def test_url_in_a_template_refuses_what_is_no_address() -> None:
    sources = [("common.templating.loader.Loader", [("django.template.loaders.locmem.Loader", {"a": "{% url 'x' %}"})])]

    with pytest.raises(NoReverseMatch):
        Engine(loaders=sources).get_template("a").render(Context())
