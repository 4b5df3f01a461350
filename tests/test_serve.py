"""`manage.py serve`: the port, the sweeps beside it, and the links that it prints."""

import socket
import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from leadingtogether import sweeps
from leadingtogether.management.commands import serve


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Listen on a port, as another program would."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_serve_says_which_port_to_take_where_its_own_is_taken(
    taken_port: int, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("BASE_URL", settings.BASE_URL)

    with pytest.raises(CommandError) as refusal:
        call_command("serve", "--port", str(taken_port))

    assert str(refusal.value) == (
        f"Port {taken_port} is taken by another program. Use another one: PORT={taken_port + 1} make run"
    )


@pytest.mark.parametrize("port", ["", "0", "65536", "eighty", "-1", "80.5", "٨٠٠٠"])
def test_serve_refuses_what_is_no_port(port: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("serve", f"--port={port}")

    assert str(refusal.value) == f"“{port}” is not a port. Use a number from 1 to 65535: PORT=8001 make run"


def test_serve_refuses_to_be_production(settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="In production start gunicorn"):
        call_command("serve")


def test_serve_starts_the_sweeps_and_prints_the_links_once_it_is_up(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEMO_WORLD = True
    settings.BASE_URL = "http://127.0.0.1:8000"
    monkeypatch.delenv("BASE_URL", raising=False)
    started = threading.Event()
    monkeypatch.setattr(sweeps, "start_thread", started.set)
    monkeypatch.setattr(serve, "call_command", lambda name, stdout: stdout.write(f"the output of {name}\n"))
    monkeypatch.setattr(serve, "run", lambda _address, port, _handler, *, on_bind, **_options: on_bind(port))
    output = StringIO()

    call_command("serve", "--port", "8123", stdout=output)

    assert started.is_set()
    assert output.getvalue() == (
        "\nLeading Together is at http://127.0.0.1:8123/  (Ctrl-C stops it)\n\nthe output of demo_links\n"
    )


@pytest.mark.django_db
def test_serve_without_the_demo_world_says_how_the_first_person_is_made(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEMO_WORLD = False
    monkeypatch.setattr(sweeps, "start_thread", lambda: None)
    monkeypatch.setattr(serve, "run", lambda _address, port, _handler, *, on_bind, **_options: on_bind(port))
    output = StringIO()

    call_command("serve", "--port", "8123", stdout=output)

    assert 'make administrator EMAIL=you@example.org NAME="Given Family" PORT=8123' in output.getvalue()
