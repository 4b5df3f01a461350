"""The way around: who is offered what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_script_prefix, include, path, set_script_prefix
from django.utils import translation

from leadingtogether import context_processors


def nothing(_request):
    return HttpResponse()


def named(*names):
    return [path(f"{name}/", nothing, name=name) for name in names]


urlpatterns = [
    path("", nothing, name="home"),
    path("apply/", include((named("start", "applicants", "draws"), "recruitment"))),
    path("access/", include((named("sign_in"), "access"))),
    path("workshops/", include((named("my_dates", "list"), "workshops"))),
    path("evaluation/", include((named("mine", "overview"), "evaluation"))),
    path("people/", include((named("details"), "people"))),
]


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def ask(monkeypatch):
    """Return a function that asks for the navigation as a person with the given roles."""

    class Someone:
        is_authenticated = True
        is_staff = False

    def asker(*roles, address="/", visitor=False, has_place=True):
        monkeypatch.setattr(context_processors, "team_roles", lambda _person: frozenset(roles))
        monkeypatch.setattr(context_processors, "is_team", lambda _person: bool(roles))
        request = RequestFactory().get(address)
        request.user = AnonymousUser() if visitor else Someone()
        request.user.has_place = has_place
        return context_processors.navigation(request)

    return asker


def labels(navigation):
    return [item.label for item in navigation.items]


def test_navigation_of_a_visitor(ask):
    assert labels(ask(visitor=True)) == ["Apply", "Sign in"]


def test_navigation_of_a_participant_skips_pages_that_do_not_exist(ask):
    assert labels(ask()) == ["Home", "My dates", "Surveys", "My details"]


def test_navigation_of_somebody_without_a_place_shows_what_is_theirs(ask):
    assert labels(ask(has_place=False)) == ["Home", "My details"]


def test_navigation_of_a_coordinator(ask):
    assert labels(ask("coordinator")) == ["Today", "Applicants", "Draw", "Workshops", "Surveys"]


def test_navigation_of_an_evaluator_has_no_names(ask):
    assert labels(ask("evaluator")) == ["Today", "Surveys"]


@pytest.mark.parametrize(
    ("address", "current"),
    [("/", ["Today"]), ("/apply/draws/", ["Draw"]), ("/apply/draws/3/", ["Draw"]), ("/elsewhere/", [])],
)
def test_navigation_marks_where_you_are(ask, address, current):
    shown = ask("coordinator", address=address)

    assert [item.label for item in shown.items if item.current] == current
    assert shown.drawn.count('aria-current="true"') == len(current)


def test_navigation_is_drawn_once_for_all_who_are_offered_the_same(ask):
    assert ask("coordinator", address="/apply/draws/") is ask("coordinator", address="/apply/draws/3/")


def test_navigation_is_drawn_for_each_language(ask):
    in_english = ask(visitor=True)

    with translation.override("cy"):
        in_welsh = ask(visitor=True)

    assert in_welsh is not in_english
    assert ask(visitor=True) is in_english


def test_navigation_follows_the_prefix_of_the_service(ask):
    ask("coordinator")
    prefix = get_script_prefix()

    set_script_prefix("/service/")
    try:
        shown = ask("coordinator", address="/service/apply/draws/")
    finally:
        set_script_prefix(prefix)

    assert 'href="/service/apply/draws/" aria-current="true"' in shown.drawn


def test_navigation_of_one_task_leads_nowhere(ask, monkeypatch):
    monkeypatch.setattr(context_processors, "one_task", lambda _request: object())

    assert ask().drawn == ""


def test_house_asks_nothing_until_a_page_shows_it():
    request = RequestFactory().get("/")

    assert context_processors.house(request)["service_name"] == "Leading Together"
