"""Nothing is said outside gettext: every page is read in a pseudo language, and what is not in its marks is found."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from messaging.purposes import all_purposes
from tests.matrix_objects import OBJECTS
from tests.pseudo_language import (
    is_marked,
    outside_marks,
    outside_of_calendar,
    outside_of_page,
    outside_of_template,
    speak_pseudo,
    with_words,
    without_rows,
    words_of_rows,
)
from tests.test_house import ROOT, our_models, templates
from tests.test_permissions_matrix import EVERYBODY, MATRIX, ROLES, SIGNED_IN, STAFF, Row
from tests.worlds import RunningCohort, make_running_cohort

SECTIONS = sorted({name.rpartition(":")[0] for name in MATRIX})
# Pages for many are read as these: without a name, with nothing on the page, and with something on it.
READERS = frozenset({"visitor", "stranger", "lay", "coordinator"})
MANY = (EVERYBODY, SIGNED_IN, STAFF)
# Names of columns and codes, the same in every language, so that an analysis runs or an import reads them in all.
FOR_PROGRAMS = frozenset({"evaluation:data_file", "recruitment:import_sample_csv"})


@pytest.fixture
def world(db, travel: Callable[[str], Any]) -> RunningCohort:
    travel("2027-03-01T09:00")
    return make_running_cohort()


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    speak_pseudo(monkeypatch)
    # Where letters go back to is the same in every language.
    monkeypatch.setattr(settings, "RETURN_ADDRESS", ["1"])


def readers_of(name: str, row: Row) -> list[str]:
    """Return the roles as which a page is read. The front page differs for every role."""
    readers = row.who & READERS if row.who in MANY and name != "home" else row.who
    return [role for role in ROLES if role in readers]


def answers(url: str, *, post: bool, sessions: dict[str, str]) -> Iterator[tuple[str, HttpResponse]]:
    """Yield what each reader is shown; and once, sent empty, the errors of the page or its word that it was done."""
    if not post:
        for role, session in sessions.items():
            yield role, shown(lambda client: client.get(url), session)
    role, session = next(iter(sessions.items()))
    yield f"{role} who sends it", shown(lambda client: client.post(url, follow=True), session)


def shown(ask: Callable[[Client], HttpResponse], session: str) -> HttpResponse:
    """Ask for a page in one session; take back whatever that did."""
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        response = ask(client)
        transaction.set_rollback(True)
    return response


def outside_of_response(response: HttpResponse) -> list[str]:
    """Return the words outside gettext of a page, of a calendar, and of the first line of a file for a spreadsheet."""
    kind = response["Content-Type"].partition(";")[0]
    if kind == "text/html":
        return outside_of_page(response.content.decode())
    if kind == "text/csv":
        return with_words(outside_marks(response.content.decode("utf-8-sig").splitlines()[0]))
    if kind == "text/calendar":
        return outside_of_calendar(response.content.decode())
    return []


def outside_of_address(
    name: str, row: Row, world: RunningCohort, sessions: dict[str, str], rows: set[str]
) -> dict[str, list[str]]:
    """Return what one address says outside gettext and outside the world's rows; nothing that it did is kept."""
    with transaction.atomic():
        url = reverse(name, kwargs=OBJECTS[row.of](world) if row.of else {})
        mine = {role: sessions[role] for role in readers_of(name, row)}
        found = {
            f"{name} as {role}": outside
            for role, response in answers(url, post=row.post, sessions=mine)
            if (outside := without_rows(outside_of_response(response), rows))
        }
        # Reading every row again is dear: only where the page's own object may have brought the words.
        rows = words_of_rows() if found else rows
        transaction.set_rollback(True)
    return {who: strange for who, outside in found.items() if (strange := without_rows(outside, rows))}


def session_of(world: RunningCohort, role: str) -> str:
    """Sign a role in and return the session's key; a visitor has none."""
    if role == "visitor":
        return ""
    client = Client()
    client.force_login(world.people[role])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize("section", SECTIONS)
def test_pages_say_nothing_outside_gettext(pseudo: None, world: RunningCohort, section: str) -> None:
    sessions = {role: session_of(world, role) for role in ROLES}
    rows = words_of_rows()
    found: dict[str, list[str]] = {}
    for name, row in MATRIX.items():
        if name.rpartition(":")[0] == section and row.who and name not in FOR_PROGRAMS:
            found |= outside_of_address(name, row, world, sessions, rows)

    assert found == {}


def test_templates_say_nothing_outside_gettext() -> None:
    found = {
        str(path.relative_to(ROOT)): outside
        for path in templates()
        if (outside := outside_of_template(path.read_text(encoding="utf-8")))
    }

    assert found == {}


def test_messages_say_nothing_outside_gettext(pseudo: None) -> None:
    found = [
        f"{purpose.slug}: {part}"
        for purpose in all_purposes()
        for part in ("label", "title", "body", "sms", "easy_body", "because")
        if (words := getattr(purpose, part)) and not is_marked(words)
    ]

    assert found == []


def test_choices_say_nothing_outside_gettext(pseudo: None) -> None:
    found = [
        f"{model._meta.label}.{field.name}: {label}"
        for model in our_models()
        for field in model._meta.concrete_fields
        for _value, label in field.flatchoices
        if not is_marked(label)
    ]

    assert found == []
