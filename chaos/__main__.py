"""`make chaos`: send thousands of messages while all around them breaks; exit code 1 where the promise breaks."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chaos.crew import Crew
from chaos.servers import MissingProgramError, Postgres, Redis, free_port, make_folder
from chaos.sink import Sink, serve

FULL = 10_000


@contextmanager
def servers() -> Iterator[tuple[Path, Postgres, Redis]]:
    """Start a database and a broker; end them and throw their folder away, whatever happens."""
    folder = make_folder()
    try:
        postgres = Postgres(folder)
        try:
            redis = Redis(folder)
            try:
                yield folder, postgres, redis
            finally:
                redis.kill()
        finally:
            postgres.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run it; return the exit code."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--messages", type=int, default=FULL)
    parser.add_argument("--every", type=float, default=4, help="seconds between two troubles")
    parser.add_argument("--minutes", type=float, default=15, help="give up after so many")
    parser.add_argument("--unknown", type=float, default=0.3, help="so many in a hundred may end as “not known”")
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    try:
        with servers() as (folder, postgres, redis):
            return run(words, folder, postgres, redis)
    except MissingProgramError as error:
        print(error, file=sys.stderr)
        return 2


def run(words: argparse.Namespace, folder: Path, postgres: Postgres, redis: Redis) -> int:
    """Fill the outbox, send it among troubles, wait until all is settled, and count."""
    port = free_port()
    os.environ |= {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "SWEEP_SECONDS": "1",
        "DEBUG": "no",
        "PRODUCTION": "no",
        "LOG_LEVEL": "ERROR",
        "VAR_DIR": str(folder),
    }
    # Only now do the settings know the database.
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from chaos import rushed, world  # noqa: PLC0415
    from chaos.troubles import Troubles  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    coordinator = world.fill(count=words.messages, now=timezone.now())
    sink = Sink(seed=words.seed)
    server = serve(sink, port=port)
    crew = Crew(environment=dict(os.environ), folder=folder)
    share, lease = words.messages / FULL, rushed.LEASE.total_seconds()
    troubles = Troubles(crew=crew, postgres=postgres, redis=redis, seed=words.seed, share=share, lease=lease)
    print(f"{words.messages} messages, {troubles.left} troubles, seed {words.seed}.", flush=True)
    began = time.monotonic()
    try:
        crew.look_after()
        # Celery needs a moment to come up before it is worth breaking.
        while not sink.accepted and time.monotonic() - began < 60:
            time.sleep(0.2)
        while time.monotonic() - began < 60 * words.minutes:
            crew.look_after()
            if troubles.left:
                time.sleep(words.every)
                what = troubles.strike()
                print(f"{time.monotonic() - began:6.1f} s  {sum(sink.accepted.values()):>6} came  {what}", flush=True)
            elif world.is_settled():
                break
            else:
                time.sleep(0.5)
    finally:
        crew.end()
        server.stop()
    found = world.count(sink=sink, coordinator=coordinator, most_unknown=words.unknown / 100)
    print(f"\n{found}\nIn {time.monotonic() - began:.0f} s.")
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main())
