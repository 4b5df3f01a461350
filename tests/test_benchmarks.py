"""The world of `make bench`: every page of it opens, and the aims that do not depend on the computer are kept."""

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import everywhere, measure, post, weight, world
from benchmarks.__main__ import PARTS, NoSuchWordError, chosen
from benchmarks.distinct import Distinct
from benchmarks.pages import ALL, PARTICIPANT, client_of
from benchmarks.report import MOST_BYTES, MOST_QUERIES, MOST_REQUESTS, Line
from common import refs
from people.models import Person
from tests.factories import TODAY


@pytest.fixture
def small(db, travel) -> world.World:
    travel("2027-03-01T09:00")
    return world.begin(today=TODAY)


def test_pages_of_a_small_service_keep_their_aims(small: world.World):
    over = {}
    for page in ALL:
        client = client_of(small, page.looker)
        address = page.address(small)
        count = measure.queries_of(client, address)
        load = weight.first_load(client, address) if page in PARTICIPANT else None
        if count > MOST_QUERIES or (load and (load.requests > MOST_REQUESTS or load.bytes > MOST_BYTES)):
            over[page.name] = (count, load)

    assert over == {}


def test_every_page_that_links_lead_to_keeps_its_queries(small: world.World):
    over, names = {}, set()
    for looker, begin in everywhere.starts(small).items():
        client = client_of(small, looker)
        costly, get = costly_of(client)
        found = everywhere.follow(get, begin, each=1)
        assert found.broken == {}
        names |= set(found.addresses)
        # Some read once what a process then keeps.
        over |= {address: count for address in costly if (count := measure.queries_of(client, address)) > MOST_QUERIES}

    assert over == {}
    # Through links, pages of lists, and filters; without files and without the back office.
    assert {"person_needs", "cohorts:tasks?words", "recruitment:applicants?page", "my_stop", "accessibility"} <= names
    assert not any("csv" in name or "pdf" in name or name.startswith("admin") for name in names)


def costly_of(client: Client) -> tuple[list[str], Callable[[str], Any]]:
    """Return a way to open pages, and the addresses, as they are opened, that asked more than they may."""
    costly: list[str] = []

    def get(address: str) -> Any:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if len(queries) > MOST_QUERIES:
            costly.append(address)
        return response

    return costly, get


def test_links_that_lead_nowhere_are_told(client, small: world.World):
    client.force_login(small.team["evaluator"])
    nobody = reverse("person", args=["K7M49XQT"])

    found = everywhere.follow(client.get, [reverse("home"), nobody, "https://example.org/"])

    assert found.broken == {nobody: 404}
    assert "home" in found.addresses


@pytest.mark.parametrize("name", ["People who stay", "Reviewing"])
def test_page_of_the_bench_is_not_empty(small: world.World, name):
    page = next(page for page in ALL if page.name == name)

    response = client_of(small, page.looker).get(page.address(small))

    assert len(response.context["page"].object_list) >= 5


def test_first_load_counts_what_a_page_fetches(db):
    load = weight.first_load(Client(), reverse("access:sign_in"))

    # The page, its icon, two style sheets and a script; far more bytes than the page alone.
    assert load.requests == 5
    assert 20_000 < load.bytes < MOST_BYTES


def test_line_names_every_aim_that_a_page_misses():
    kept = measure.Figures(queries=9, median=5.0, p95=7.0, times_bare=20.0)
    broken = measure.Figures(queries=14, median=50.0, p95=70.0, times_bare=200.0)

    assert Line("Kept", kept, kept, weight.Weight(5, 30_000)).missed == []
    assert Line("Broken", kept, broken, weight.Weight(9, 50_000)).missed == [
        "queries grow",
        "over 12 queries",
        "over 50 × bare",
        "over 8 files",
        "over 40 kB",
    ]


def test_references_of_the_bench_are_all_different():
    with refs.drawn_from(Distinct()):
        made = [refs.make_ref() for _number in range(200_000)]

    assert len(set(made)) == 200_000
    # A short code is the beginning of a reference.
    assert len({ref[: refs.SHORT] for ref in made}) == 200_000
    assert {len(ref) for ref in made} == {refs.LENGTH}
    assert set("".join(made[:100])) == set(refs.ALPHABET)


def test_making_many_reminders_never_clashes(db, monkeypatch):
    class Unlucky(random.Random):
        def choice(self, seq):
            return seq[0]

    monkeypatch.setattr(post, "ROWS", 400)
    monkeypatch.setattr(post, "_sending", lambda: 0)

    with refs.drawn_from(Unlucky()):
        post.run()

    assert Person.objects.count() == 400
    # Which would shorten every wait of the tests that come after.
    assert "chaos.rushed" not in sys.modules


NAMES = ("Today", "Applicants", "Applicants, to review", "Messages")


@pytest.mark.parametrize(
    ("words", "pages", "parts"),
    [
        ((), NAMES, tuple(PARTS)),
        (("pages",), NAMES, ()),
        (("pages", "imports"), NAMES, ("imports",)),
        (("Applicants",), ("Applicants", "Applicants, to review"), ()),
        (("review", "Today"), ("Today", "Applicants, to review"), ()),
        (("messages",), (), ("messages",)),
        (("messages", "Messages"), ("Messages",), ("messages",)),
    ],
)
def test_words_choose_pages_and_parts(words, pages, parts):
    assert chosen(words, NAMES) == (list(pages), list(parts))


@pytest.mark.parametrize("words", [("applicant",), ("Today", "Cakes")])
def test_word_that_names_nothing_says_what_there_is(words):
    with pytest.raises(NoSuchWordError) as error:
        chosen(words, NAMES)

    assert f"“{words[-1]}” is in the name of no page" in str(error.value)
    assert "Parts: pages (all of them), everywhere, messages, pairing, lotteries, imports." in str(error.value)
    assert "Pages: Today; Applicants; Applicants, to review; Messages." in str(error.value)
