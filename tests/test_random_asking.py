"""Lists asked at random: any filters together, whatever was typed, and every kept statement compared with a fresh one.

What is drawn is the same each time: a list that is refused here is refused again.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from benchmarks import world
from benchmarks.pages import client_of
from cohorts.pairing.actions.proposals import propose_pairs
from common.forms import LTForm
from tests.factories import TODAY

TIMES = 8
WORDS = (
    "smith", "élodie", "O’Neill van der Berg", "o'neill", "50%", "_", "\\", "%", "\x00", "K7M4-9XQT", "ox1", "OX1 1AA",
    "07700 900123", "a b c d e", "@example", " ",
)  # fmt: skip
UNKNOWN = ("", "nonsense", "K7M49XQT", "-1", "999999999999999999999", "\\", "%")
DAYS = ("2027-03-01", "2027-02-31", "9999-12-31", "0001-01-01", "1 March", "")
PAGES = ("0", "1", "2", "999", "abc", "")
# The lists with a bar of filters; some take more than the bar holds.
LISTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "all_venues": {"sort": ("name", "-came", "answered", "nonsense")},
    "calls": {},
    "cohorts:tasks": {},
    "evaluation:key_find": {"ref": WORDS},
    "evaluation:unanswered": {},
    "messaging:letters": {},
    "messaging:queue": {},
    "messaging:rules": {},
    "messaging:words": {},
    "pairing:compare": {},
    "persons": {},
    "projects:list": {},
    "recruitment:applicants": {},
    "recruitment:applicants_csv": {},
    "workshops:to_arrange": {},
}


@pytest.fixture
def service(db, travel) -> world.World:
    travel("2027-03-01T09:00")
    made = world.begin(today=TODAY)
    # Two of a cohort can be compared.
    propose_pairs(cohort=made.first("confirming"), by=made.team["coordinator"], now=made.now)
    return made


def test_lists_answer_whatever_is_asked_of_them(service: world.World):
    client = client_of(service, "coordinator")
    # A page that fails answers with an error here, as it does in production.
    client.raise_request_exception = False
    met: set[type[LTForm]] = set()
    failed = []
    for name, more in LISTS.items():
        chance = random.Random(name)
        page = reverse(name, args=[service.first("confirming").ref] if name == "pairing:compare" else [])
        bars = bars_of(client, page)
        met |= {type(bar) for bar in bars}
        for _time in range(TIMES):
            address = f"{page}?{urlencode(asked(bars, more, chance))}"
            status = client.get(address).status_code
            # A programme that is not there is no list.
            if status not in {200, 302} and (status != 404 or "programme=" not in address):
                failed.append(address)

    assert failed == []
    # Whoever writes another bar of filters adds its list above.
    assert met == {form for form in bars_there_are(LTForm) if not form.__module__.startswith("tests.")}


def bars_of(client: Client, page: str) -> list[LTForm]:
    """Return the bars of filters that a page shows, once each."""
    contexts = client.get(page).context or []
    shown = [value for context in contexts for values in context.dicts for value in values.values()]
    return list({id(one): one for one in shown if isinstance(one, LTForm) and one.form_method == "get"}.values())


def bars_there_are(form: type[LTForm]) -> Iterator[type[LTForm]]:
    """Yield the bars of filters of which no other is made."""
    if form.form_method == "get" and not form.__subclasses__():
        yield form
    for one in form.__subclasses__():
        yield from bars_there_are(one)


def asked(bars: Sequence[LTForm], more: Mapping[str, Sequence[str]], chance: random.Random) -> list[tuple[str, str]]:
    """Return what somebody may ask of a list: each filter left out, chosen, or whatever one writes into an address."""
    found: list[tuple[str, str]] = []
    for bar in bars:
        for name, field in bar.fields.items():
            if chance.random() < 0.6:
                found += answer(name, field, chance)
    found += [(name, chance.choice(values)) for name, values in more.items() if chance.random() < 0.6]
    return [*found, ("page", chance.choice(PAGES))] if chance.random() < 0.3 else found


def answer(name: str, field: forms.Field, chance: random.Random) -> list[tuple[str, str]]:
    """Return an answer to one filter, as an address says it."""
    if isinstance(field, forms.BooleanField):
        return [(name, chance.choice(("on", "", "nonsense")))]
    if isinstance(field, forms.DateField):
        return [(name, chance.choice(DAYS))]
    choices = list(values_of(getattr(field, "choices", ())))
    if not choices:
        return [(name, chance.choice(WORDS))]
    several = chance.randint(1, 3) if isinstance(field, forms.MultipleChoiceField) else 1
    return [(name, chance.choice(choices if chance.random() < 0.8 else UNKNOWN)) for _time in range(several)]


def values_of(choices: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """Yield the values of choices, those of groups among them."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from values_of(label)
        else:
            yield str(value)
