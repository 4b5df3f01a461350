"""What every test stands on: no shared state, no real time lost, and a browser that tolerates no error."""

import hashlib
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import factory.random
import hypothesis
import pytest
from django.conf import settings as project_settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection, connections, transaction
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import BrowserContext, ConsoleMessage, WebError
from pytest_django.live_server_helper import LiveServer

from access.sessions import SECOND_FACTOR
from cohorts.recruitment import triggers as draw_triggers
from common.prepared_query import checked
from messaging import purposes
from people import triggers

# Playwright's event loop lives in the main thread, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

hypothesis.settings.register_profile("house", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("house")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
NO_CHROMIUM = "Chromium is not installed. On Debian and Ubuntu: apt-get install chromium"
NO_POSTGRES = "Needs PostgreSQL. Start one and set DATABASE_URL=postgresql://user@host:5432/name"
NO_REDIS = (
    "Needs Redis. On Debian and Ubuntu: apt-get install redis-server; then set REDIS_URL=redis://127.0.0.1:6379/0"
)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="session", autouse=True)
def _every_prepared_statement_is_compared() -> Iterator[None]:
    """Compose each statement that is kept a second time: one that would differ fails the test that asked."""
    with checked():
        yield


# --- what can run here -------------------------------------------------------------------------------------------


def redis_answers() -> bool:
    """Tell whether something listens where REDIS_URL points."""
    url = urlsplit(project_settings.REDIS_URL)
    if not url.hostname:
        return False
    try:
        with socket.create_connection((url.hostname, url.port or 6379), timeout=2):
            return True
    except OSError:
        return False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with a sentence that says what to install, what this machine cannot run."""
    on_postgres = connection.vendor == "postgresql"
    with_redis = redis_answers()
    browser_required = os.environ.get("REQUIRE_BROWSER", "") == "1"
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if not on_postgres and (item.get_closest_marker("postgres") or item.get_closest_marker("axe")):
            item.add_marker(pytest.mark.skip(reason=NO_POSTGRES))
        if not with_redis and item.get_closest_marker("redis"):
            item.add_marker(pytest.mark.skip(reason=NO_REDIS))
        if CHROMIUM is None and not browser_required and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


# --- the database --------------------------------------------------------------------------------------------------


def stamp_of_migrations() -> str:
    """Return eight digits that change with any migration of the project."""
    root = Path(project_settings.BASE_DIR)
    files = sorted(path for path in root.glob("*/**/migrations/0*.py") if ".venv" not in path.parts)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Keep the test database for the next run: to migrate it takes longer than most runs of a few tests."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Name the database by its migrations, so that a changed one makes another; remove those of earlier ones."""
    for each in connections.all():
        name = Path(str(each.settings_dict["TEST"]["NAME"]))
        stamped = name.with_name(f"{name.stem}_{stamp_of_migrations()}{name.suffix}")
        each.settings_dict["TEST"]["NAME"] = str(stamped)
        if each.vendor == "sqlite":
            for old in name.parent.glob(f"{name.stem}_????????{name.suffix}*"):
                if not old.name.startswith(stamped.name):
                    old.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Begin with empty tables, also where the last run was killed in the middle of a test."""
    with django_db_blocker.unblock():
        empty_tables()


# --- nothing leaks from one test into another ---------------------------------------------------------------------


def pytest_configure() -> None:
    """Keep the cache in this process: two workers would empty each other's shared one."""
    project_settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # WhiteNoise warns about a static root that does not exist, and a warning is an error here.
    Path(project_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def files_in_a_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Point both storages at a folder of this worker. Fields hold the storage object, so it is changed in place."""
    root = tmp_path_factory.mktemp("files")
    for alias in ("default", "private"):
        storage = storages[alias]
        assert isinstance(storage, FileSystemStorage)
        storage._location = str(root / alias)
        storage.__dict__.pop("base_location", None)
        storage.__dict__.pop("location", None)
    return root


@pytest.fixture(autouse=True)
def a_clean_start(files_in_a_temporary_folder: Path) -> Iterator[None]:
    """Seed the factories alike for every test; leave neither cache entries, files nor purposes of messages behind."""
    factory.random.reseed_random(2027)
    registered = dict(purposes._REGISTER)
    yield
    purposes._REGISTER.clear()
    purposes._REGISTER.update(registered)
    cache.clear()
    for folder in files_in_a_temporary_folder.iterdir():
        shutil.rmtree(folder)


# What Django itself fills when it migrates, and what no test writes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables() -> None:
    """Delete every row, of the audit trail too, in one transaction: foreign keys are checked at its end.

    Django's own flush truncates every table, empty or not, and makes all permissions again: seconds on PostgreSQL.
    """
    quoted = [connection.ops.quote_name(name) for name in connection.introspection.table_names() if name not in KEPT]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT {n}, EXISTS (SELECT 1 FROM {name})" for n, name in enumerate(quoted))
        )
        filled = [quoted[n] for n, has_rows in cursor.fetchall() if has_rows]
        guards = [
            (drop, create)
            for drop, create, tables in (
                (triggers.drop, triggers.create, [triggers.TABLE]),
                (draw_triggers.drop, draw_triggers.create_all, draw_triggers.TABLES),
            )
            if any(connection.ops.quote_name(table) in filled for table in tables)
        ]
        for drop, _create in guards:
            drop(connection)
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")
        for _drop, create in guards:
            create(connection)


TransactionTestCase._fixture_teardown = lambda _case: empty_tables()


# --- signing in ----------------------------------------------------------------------------------------------------


force_login = Client.force_login


def force_login_wholly(client: Client, user: Any, backend: str | None = None) -> None:
    """Sign in as if by link and second factor, so that a test of a staff page begins on that page."""
    force_login(client, user, backend)
    session = client.session
    session[SECOND_FACTOR] = "2027-03-01T09:00:00+00:00"
    session.save()


Client.force_login = force_login_wholly


# --- time ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def travel(time_machine: Any) -> Callable[[str], datetime]:
    """Move every clock of this process: `travel("2027-03-01T09:00")`, London time. It goes on ticking from there."""

    def move(moment: str) -> datetime:
        there = datetime.fromisoformat(moment).replace(tzinfo=LONDON)
        time_machine.move_to(there, tick=True)
        return there

    return move


# --- queries -------------------------------------------------------------------------------------------------------


@pytest.fixture
def query_count() -> Callable[[Client, str], int]:
    """Open a page and return how many queries it took: `query_count(client, url)`."""

    def count(client: Client, url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count


# --- the browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def base_url() -> None:
    """Take the place of the plugin's fixture, which this pytest calls deprecated; tests use `live_server.url`."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium; playwright's own download is not needed."""
    if CHROMIUM is None:
        pytest.fail(NO_CHROMIUM)
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Look at the pages as somebody in England does, on an ordinary screen."""
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def browser_errors() -> Iterator[list[str]]:
    """Collect what the browser complains of; a test that expects a complaint clears the list, any other fails."""
    errors: list[str] = []
    yield errors
    assert errors == []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], browser_errors: list[str]) -> Callable[..., BrowserContext]:
    """Make contexts (so also `page` and `context`) that report console errors, CSP refusals and script errors."""

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            browser_errors.append(f"{message.location['url']}: {message.text}")

    def note_script_error(error: WebError) -> None:
        browser_errors.append(f"{error.page.url if error.page else ''}: {error.error}")

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("console", note_console)
        context.on("weberror", note_script_error)
        return context

    return make


@pytest.fixture
def live_server(live_server: LiveServer, settings: Any) -> LiveServer:
    """Serve the pages for a browser; links in messages lead to this server."""
    settings.BASE_URL = live_server.url
    return live_server
