"""What the outbox costs: beside a bare loop that sends the same bytes to the same mail server, and in rows made."""

import asyncio
import multiprocessing
import smtplib
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from benchmarks import crowd
from benchmarks.distinct import Distinct
from chaos.servers import free_port
from common import refs
from messaging.actions.delivery import deliver_due
from messaging.models import Message
from workshops.tasks import queue_workshop_reminders

# Messages and connections. With SQLite one process sends, as in the embedded default, so fewer messages do.
SIZES = {"sqlite": (2_000, 1), "postgresql": (10_000, 4)}
ROWS = 100_000
# A mail server elsewhere in the country: so long is each of its answers on the way.
SECONDS_AWAY = 0.005
MOST_TIMES_BARE = 1.5
MOST_QUERIES_A_THOUSAND = 60
MOST_TIMES_MEMORY = 1.5
Letter = tuple[str, str, bytes]
FORK = multiprocessing.get_context("fork")


class Far:
    """A mail server that takes everything, keeps it, and is some way off."""

    # aiosmtpd hands every handler the same arguments under its own names.
    # ruff: noqa: ARG002, N802

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take the sender."""
        await asyncio.sleep(SECONDS_AWAY)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take the address."""
        await asyncio.sleep(SECONDS_AWAY)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take the words: two answers, one before and one after them."""
        await asyncio.sleep(2 * SECONDS_AWAY)
        self.letters.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


def run() -> int:
    """Measure both, print them, and return how many aims are missed."""
    with refs.drawn_from(Distinct()):
        return _sending() + _making()


def _sending() -> int:
    """Time the outbox and the bare loop over as many connections; the bytes are those that the outbox sent."""
    # Whoever imports it waits a sixtieth of the service's time from then on: not for the tests, which run the rest.
    from chaos import world  # noqa: PLC0415

    now, (messages, lines) = timezone.now(), SIZES[connection.vendor]
    world.fill(count=messages, now=now)
    port = free_port()
    ours, theirs = FORK.Pipe()
    # A forked process must not share the connection.
    connections.close_all()
    server = FORK.Process(target=_serve, args=(port, theirs), daemon=True)
    server.start()
    ours.recv()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_BACKEND = "messaging.channels.smtp.FencedSMTPBackend"
    outbox = _together([lambda: deliver_due(now=now)] * lines)
    sent = Message.objects.filter(state=Message.State.SENT).count()
    ours.send("give")
    letters: list[Letter] = ours.recv()
    bare = _together([_bare_loop(port, letters[number::lines]) for number in range(lines)])
    server.kill()
    times = outbox / bare
    missed = times > MOST_TIMES_BARE or sent != messages or len(letters) != messages
    print(
        f"Sent {sent} messages over {lines} connection{'s' * (lines > 1)} to a server that answers after"
        f" {1000 * SECONDS_AWAY:.0f} ms: {outbox:.1f} s; a bare loop with the same bytes {bare:.1f} s:"
        f" {times:.2f} × (at most {MOST_TIMES_BARE}){', missed' if missed else ''}."
    )
    return int(missed)


def _serve(port: int, pipe: Connection) -> None:
    far = Far()
    Controller(far, hostname="127.0.0.1", port=port).start()
    pipe.send("up")
    pipe.recv()
    pipe.send(far.letters)
    time.sleep(3600)


def _together(jobs: Sequence[Callable[[], object]]) -> float:
    """Run the jobs at once, each in a process of its own; return how many seconds the slowest took."""
    connections.close_all()
    processes = [FORK.Process(target=job) for job in jobs]
    began = time.monotonic()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return time.monotonic() - began


def _bare_loop(port: int, letters: Sequence[Letter]) -> Callable[[], None]:
    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port) as line:
            for sender, address, words in letters:
                line.sendmail(sender, [address], words)

    return send


def _making() -> int:
    """Count the statements that make reminders, and hold the memory of many rows against that of a tenth of them."""
    now = timezone.now()
    crowd.seat(people=ROWS // 10, now=now, name="few")
    _queries, few = _reminders(now)
    crowd.seat(people=ROWS - ROWS // 10, now=now, name="many")
    queries, many = _reminders(now)
    made = Message.objects.filter(purpose="workshop-reminder").count()
    thousands, times = ROWS / 1000, many / few
    missed = made != ROWS or queries > MOST_QUERIES_A_THOUSAND * thousands or times > MOST_TIMES_MEMORY
    print(
        f"Made {made} reminders with {queries / thousands:.0f} statements a thousand people (at most"
        f" {MOST_QUERIES_A_THOUSAND}); the memory at its height was {times:.2f} × that of a tenth of them (at most"
        f" {MOST_TIMES_MEMORY}){', missed' if missed else ''}."
    )
    return int(missed)


def _reminders(now: datetime) -> tuple[int, int]:
    """Make what reminders lack; return how many statements that took, and how many bytes at most."""
    statements = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    tracemalloc.start()
    with connection.execute_wrapper(count):
        queue_workshop_reminders(now)
    _size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return statements, peak
