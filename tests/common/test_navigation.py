"""The way around: who is offered what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path

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

    def asker(*roles, address="/", visitor=False):
        monkeypatch.setattr(context_processors, "team_roles", lambda _person: frozenset(roles))
        monkeypatch.setattr(context_processors, "is_team", lambda _person: bool(roles))
        request = RequestFactory().get(address)
        request.user = AnonymousUser() if visitor else Someone()
        return context_processors.navigation(request)

    return asker


def labels(items):
    return [str(item.label) for item in items]


def test_navigation_of_a_visitor(ask):
    assert labels(ask(visitor=True)) == ["Apply", "Sign in"]


def test_navigation_of_a_participant_skips_pages_that_do_not_exist(ask):
    assert labels(ask()) == ["Home", "My dates", "Surveys", "My details"]


def test_navigation_of_a_coordinator(ask):
    assert labels(ask("coordinator")) == ["Today", "Applicants", "Draw", "Workshops", "Surveys"]


def test_navigation_of_an_evaluator_has_no_names(ask):
    assert labels(ask("evaluator")) == ["Today", "Surveys"]


@pytest.mark.parametrize(
    ("address", "current"),
    [("/", ["Today"]), ("/apply/draws/", ["Draw"]), ("/apply/draws/3/", ["Draw"]), ("/elsewhere/", [])],
)
def test_navigation_marks_where_you_are(ask, address, current):
    items = ask("coordinator", address=address)

    assert [str(item.label) for item in items if item.current] == current


def test_house_asks_nothing_until_a_page_shows_it():
    request = RequestFactory().get("/")

    assert context_processors.house(request)["service_name"] == "Leading Together"
