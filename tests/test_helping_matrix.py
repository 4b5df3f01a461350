"""Every page of a participant × who opens it: the person, their supporter while helping and otherwise, a stranger.

A page of a participant without a row here fails: whoever adds one decides whether a supporter may use it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from people.acting import HELPING, rule_of
from people.actions import supporters
from people.models import Supporter
from tests.factories import NOW, SupporterFactory
from tests.matrix_objects import OBJECTS
from tests.test_permissions_matrix import MATRIX, answer_of
from tests.worlds import RunningCohort, make_running_cohort

# What a supporter may do for the person: use the page, look at it, or neither; or it is the supporter's own page.
# A page for supporters is there for whoever supports the person, helping now or not.
USE, READ, ALONE, OWN, HELPERS = "use", "read", "alone", "own", "helpers"
HELPED: dict[str, str] = {
    "home": OWN,
    "people:details": USE,
    "people:change_name": ALONE,
    "people:change_contact": USE,
    "people:change_ways": USE,
    "people:change_reading": USE,
    "people:needs": USE,
    "people:supporters": ALONE,
    "people:add_supporter": ALONE,
    "people:supporter": ALONE,
    "people:end_supporter": ALONE,
    "people:consents": ALONE,
    "people:helping": OWN,
    "people:start_helping": OWN,
    "people:leave_support": HELPERS,
    "people:stop_helping": OWN,
    "recruitment:my_chance": USE,
    "recruitment:my_stay": ALONE,
    "recruitment:offer": READ,
    "my_stop": ALONE,
    "my_stop_talk": ALONE,
    "my_stop_answer": ALONE,
    "my_stopped": ALONE,
    "pairing:choice": ALONE,
    "pairing:pulse": ALONE,
    "pairing:mine": USE,
    "pairing:in_confidence": ALONE,
    "pairing:share": ALONE,
    "pairing:agreement": USE,
    "pairing:sign": ALONE,
    "workshops:my_dates": USE,
    "workshops:calendar": ALONE,
    "workshops:my_workshop": USE,
    "workshops:apologies": USE,
    "workshops:coming": USE,
    "workshops:my_agenda": USE,
    "workshops:my_agenda_pdf": USE,
    "workshops:my_met": USE,
    "workshops:my_claim": USE,
    "workshops:workshop_file": USE,
    "projects:my_study": READ,
    "projects:mine": USE,
    "projects:edit": USE,
    "projects:update": USE,
    "projects:status": USE,
    "projects:milestone": USE,
    "projects:milestone_mark": USE,
    "evaluation:mine": USE,
    "evaluation:leave": ALONE,
    "evaluation:helped_answer": USE,
    "evaluation:helped_check": USE,
    "evaluation:helped_thanks": USE,
    "evaluation:helped_page": USE,
}


def participants_addresses(resolver: URLResolver, namespace: str = "", route: str = "") -> list[str]:
    """Return the names of everything under /my/."""
    found = []
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found += [f"{namespace}{entry.name}"] if here.startswith("my/") else []
        else:
            found += participants_addresses(entry, f"{entry.namespace}:" if entry.namespace else namespace, here)
    return found


def test_every_page_of_a_participant_has_a_row():
    assert sorted({*participants_addresses(get_resolver()), "home"}) == sorted(HELPED)


@pytest.fixture
def world(db, travel: Callable[[str], Any]) -> RunningCohort:
    travel("2027-03-01T09:00")
    return make_running_cohort()


def helper_of(agreement: Supporter) -> Client:
    """Return the browser of a supporter who helps under this agreement."""
    client = Client()
    client.force_login(agreement.supporter)
    session = client.session
    session[HELPING] = agreement.pk
    session.save()
    return client


def signed_in_as(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(client: Client, url: str, *, post: bool) -> str:
    """Return what came, with the page "only they can do this" told from the rest."""
    found = answer_of(client, url, post=post)
    return "only they" if found == "403" else found


@pytest.mark.parametrize("name", sorted(HELPED))
def test_page_opens_to_the_right_people(world: RunningCohort, name: str):
    row, rule, lay = MATRIX[name], HELPED[name], world.lay.person
    agreement = SupporterFactory.create(person=lay)
    ended = SupporterFactory.create(person=lay)
    supporters.end(agreement=ended, by=lay, now=NOW)
    url = reverse(name, kwargs=OBJECTS[row.of](world) if row.of else {})

    found = {
        "person": said(signed_in_as(lay), url, post=row.post),
        "helping": said(helper_of(agreement), url, post=row.post),
        "helping, sent": said(helper_of(agreement), url, post=True) if rule == READ else None,
        "not helping": said(signed_in_as(agreement.supporter), url, post=row.post),
        "ended": helper_of(ended).post(url).headers.get("Location") if rule in {USE, ALONE} else None,
        "stranger": said(signed_in_as(world.people["stranger"]), url, post=row.post),
    }

    everybody = "in" if "stranger" in row.who else "nothing"
    assert found == {
        "person": "in" if "lay" in row.who else "nothing",
        "helping": "only they" if rule == ALONE else "in",
        "helping, sent": "only they" if rule == READ else None,
        "not helping": "in" if rule == HELPERS else everybody,
        "ended": reverse("people:helping") if rule in {USE, ALONE} else None,
        "stranger": everybody,
    }


@pytest.mark.parametrize("name", ["workshops:list", "cohorts:programmes", "evaluation:answer", "people:consents"])
def test_what_says_nothing_about_supporters_is_closed_while_helping(world: RunningCohort, name: str):
    """Staff's pages too, where a coordinator supports somebody: the two are never mixed."""
    agreement = SupporterFactory.create(person=world.lay.person, supporter=world.people["coordinator"])
    kwargs = {"token": world.invitation.token} if name == "evaluation:answer" else {}

    assert helper_of(agreement).get(reverse(name, kwargs=kwargs)).status_code == 403


def test_every_other_address_is_closed_or_everybodys():
    """Outside /my/ no page changes anything for the person who is helped."""
    open_ones = {
        name
        for name, view in views_of(get_resolver())
        if getattr(view, "for_supporters", None) is not None and rule_of(view).writes
    }

    assert open_ones - set(HELPED) == set()


def views_of(resolver: URLResolver, namespace: str = "") -> list[tuple[str, Callable[..., Any]]]:
    """Return every named view of the project but the back office's."""
    found: list[tuple[str, Callable[..., Any]]] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append((f"{namespace}{entry.name}", entry.callback))
        elif entry.namespace != "admin":
            found += views_of(entry, f"{entry.namespace}:" if entry.namespace else namespace)
    return found
