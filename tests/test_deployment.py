"""The deployment, proved without a container engine: the commands of docker-compose.yml run as they stand there."""

import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import redis
import yaml
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import call_command

from leadingtogether import env as project_env
from leadingtogether.schedule import SWEEPS

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
HOST = "leadingtogether.example"
NO_SECRET_KEY = "SECRET_KEY is not set. Set it to 50 random characters or more."
NO_FIELD_KEY = "FIELD_KEYS is not set. Make a key with `python manage.py make_field_key`."
PATIENCE = 180  # seconds; ordinary is a tenth of it


def good_answers() -> dict[str, str]:
    """Return what somebody who fills in .env.example carefully writes there."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "POSTGRES_PASSWORD": secrets.token_hex(16),
        "EMAIL_HOST": "127.0.0.1",
        "DEFAULT_FROM_EMAIL": f"hello@{HOST}",
        "HELP_PHONE": "0300 000 0000",
        "RETURN_ADDRESS": "Leading Together, 1 High Street, Oxford, OX1 1AA",
        "HELP_EMAIL": f"help@{HOST}",
    }


def fill_in(text: str, answers: dict[str, str]) -> str:
    """Replace ${NAME:?reason} and ${NAME:-default} as docker compose does; a missing required answer is a KeyError."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        return answers[name] if kind == "?" else answers.get(name, rest)

    return re.sub(r"\$\{(\w+):([?-])([^}]*)\}", value, text)


def production_environment(**changes: str) -> dict[str, str]:
    """Return the environment that docker-compose.yml gives the service, changed by `changes`."""
    answers = good_answers()
    given = {name: fill_in(value, answers) for name, value in COMPOSE["x-service"]["environment"].items()}
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **given, **changes}


def command_of(service: str, folder: Path) -> list[str]:
    """Return the command of a service, its programs taken from this environment and its /tmp from `folder`."""
    programs = Path(sys.executable).parent
    program, *arguments = COMPOSE["services"][service]["command"]
    return [str(programs / program), *(argument.replace("/tmp/", f"{folder}/") for argument in arguments)]


def run(command: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, within PATIENCE."""
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run manage.py to its end."""
    return run([sys.executable, "manage.py", *arguments], environment)


# --- what production refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": ""}, NO_SECRET_KEY),
        ({"SECRET_KEY": project_env.DEFAULT_SECRET_KEY}, NO_SECRET_KEY),
        ({"FIELD_KEYS": ""}, NO_FIELD_KEY),
        ({"FIELD_KEYS": project_env.DEFAULT_FIELD_KEY}, NO_FIELD_KEY),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set. Production needs PostgreSQL."),
        ({"DEBUG": "yes"}, "DEBUG is on. Remove it."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts that this service answers for."),
    ],
)
def test_production_refuses_to_start_with(changes: dict[str, str], reason: str, tmp_path: Path) -> None:
    environment = production_environment(VAR_DIR=str(tmp_path), **changes)

    result = run([sys.executable, "-c", "import leadingtogether.settings"], environment)

    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].endswith(f": Leading Together will not start. {reason}")


def test_production_settings_pass_every_deployment_check(tmp_path: Path) -> None:
    environment = production_environment(VAR_DIR=str(tmp_path))

    result = manage("check", "--deploy", "--fail-level", "WARNING", environment=environment)

    assert (result.returncode, result.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize("arguments", [("sweep", "--at", "2027-03-01T09:00"), ("serve",)])
def test_production_refuses_what_is_for_development(arguments: tuple[str, ...], tmp_path: Path) -> None:
    result = manage(*arguments, environment=production_environment(VAR_DIR=str(tmp_path)))

    assert result.returncode == 1
    assert "roduction" in result.stderr


def test_make_field_key_prints_a_key_that_opens_what_it_closed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_field_key")

    fernet = Fernet(capsys.readouterr().out.strip())
    assert fernet.decrypt(fernet.encrypt(b"step-free")) == b"step-free"


# --- the compose file ----------------------------------------------------------------------------------------------


def required_variables() -> set[str]:
    """Return the variables without which docker compose does not start."""
    return set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


def test_compose_file_holds_no_secret() -> None:
    given = COMPOSE["x-service"]["environment"] | COMPOSE["services"]["database"]["environment"]
    written_out = [
        name
        for name, value in given.items()
        if re.search("SECRET|KEYS|PASSWORD", name) and re.fullmatch(r"\$\{\w+:[?-][^}]*\}", value) is None
    ]

    assert written_out == []


def test_compose_variables_are_the_ones_of_the_example() -> None:
    example = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)

    assert required_variables() - set(example) == set()
    assert required_variables() == set(good_answers())


def test_every_service_that_stays_up_has_a_health_check() -> None:
    without = [name for name, service in COMPOSE["services"].items() if "healthcheck" not in service]

    assert without == ["migrate"]


# --- the same commands, started here -------------------------------------------------------------------------------


@pytest.fixture
def scratch_database() -> Iterator[str]:
    """Make a database of this test's own beside the tests' one; yield its address."""
    name = f"deployment_{secrets.token_hex(4)}"
    url = urlsplit(os.environ["DATABASE_URL"])
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
            yield urlunsplit(url._replace(path=f"/{name}"))
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def scratch_broker() -> Iterator[str]:
    """Find a numbered Redis database that nobody uses; empty it afterwards."""
    url = urlsplit(settings.REDIS_URL)
    for number in range(15, 0, -1):
        address = urlunsplit(url._replace(path=f"/{number}"))
        with closing(redis.Redis.from_url(address)) as client:
            if client.dbsize() == 0:
                yield address
                client.flushdb()
                return
    pytest.fail("All fifteen numbered Redis databases are in use.")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(name: str, command: Sequence[str], environment: dict[str, str], folder: Path) -> Iterator[Path]:
    """Start a process, yield the file of what it says, and stop it: politely, then for certain."""
    log = folder / f"{name}.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(look: Callable[[], Any], *, what: str, logs: Sequence[Path]) -> Any:
    """Return what `look` finds as soon as it is true; fail after PATIENCE with the last words of the processes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    words = "\n".join(f"--- {log.name}\n{log.read_text(encoding='utf-8')[-3000:]}" for log in logs)
    return pytest.fail(f"{what} did not happen within {PATIENCE} seconds.\n{words}")


def fetch(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    """Fetch a page as the web server in front does: for the public name, over what was HTTPS."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def healthz(port: int) -> dict[str, Any]:
    """Return what /healthz says, or nothing while the web server is not up."""
    try:
        _, _, body = fetch(port, "/healthz")
    except OSError:
        return {}
    health: dict[str, Any] = json.loads(body)
    return health


def finished_sweeps(database: str) -> set[str]:
    """Return the names of the sweeps that the worker has finished without an error."""
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM messaging_sweepstatus WHERE last_finished_at IS NOT NULL AND last_error = ''")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.postgres
@pytest.mark.redis
def test_compose_commands_serve_pages_and_run_the_sweeps(
    scratch_database: str, scratch_broker: str, tmp_path: Path
) -> None:
    port = free_port()
    environment = production_environment(
        DATABASE_URL=scratch_database,
        REDIS_URL=scratch_broker,
        VAR_DIR=str(tmp_path / "files"),
        STATIC_ROOT=str(tmp_path / "static"),
        GUNICORN_CMD_ARGS=f"--bind 127.0.0.1:{port}",
        PORT=str(port),
        SWEEP_SECONDS="2",
    )
    migrated = run(command_of("migrate", tmp_path), environment)
    collected = manage("collectstatic", "--noinput", "--verbosity", "0", environment=environment)
    assert (migrated.returncode, collected.returncode) == (0, 0), migrated.stderr + collected.stderr

    with (
        running("web", command_of("web", tmp_path), environment, tmp_path) as web,
        running("worker", command_of("worker", tmp_path), environment, tmp_path) as worker,
        running("beat", command_of("beat", tmp_path), environment, tmp_path) as beat,
    ):
        logs = [web, worker, beat]
        wait_for(lambda: healthz(port), what="An answer of /healthz", logs=logs)
        # One that somebody waits for leaves no trace while nobody does.
        names = {sweep.name for sweep in SWEEPS if not sweep.quick}
        wait_for(lambda: finished_sweeps(scratch_database) == names, what="A run of every sweep", logs=logs)

        status, headers, body = fetch(port, "/")
        assert status == 200
        assert b"Leading Together" in body
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        assert "default-src 'self'" in headers["Content-Security-Policy"]

        stylesheet = re.search(rb'href="(/static/[^"]+\.css)"', body)
        assert stylesheet is not None
        status, headers, _ = fetch(port, stylesheet[1].decode())
        assert (status, "immutable" in headers["Cache-Control"]) == (200, True)

        health = healthz(port)
        assert (health["database"], health["broker"], health["failing_sweeps"]) == ("ok", "ok", [])
        assert health["last_sweep_age_seconds"] < PATIENCE
        well = run([sys.executable, "scripts/healthcheck.py"], environment)
        assert (well.returncode, well.stderr) == (0, "")

    assert_sweeps_without_a_broker_stop_when_asked(environment | {"REDIS_URL": ""}, tmp_path)


def assert_sweeps_without_a_broker_stop_when_asked(environment: dict[str, str], folder: Path) -> None:
    """Run `sweep --forever` until it says that it runs, ask it to stop, and see it end as it should."""
    command = [sys.executable, "-u", "manage.py", "sweep", "--forever"]
    with running("sweep", command, environment, folder) as log:
        wait_for(lambda: "The sweeps run every 2 seconds." in log.read_text(), what="A start of the sweeps", logs=[log])

    assert log.read_text(encoding="utf-8").splitlines()[-1] == "The sweeps have stopped."
