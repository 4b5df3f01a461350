"""The processes that send: Celery's workers, and two beats as by mistake. Whoever dies is started again."""

import contextlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

WORKERS, BEATS, HANDS = 2, 2, 2
CELERY = [sys.executable, "-m", "celery", "-A", "chaos.rushed"]


class Crew:
    """Workers and beats by name, each a process group of its own."""

    def __init__(self, *, environment: dict[str, str], folder: Path) -> None:
        self.environment, self.folder = environment, folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.frozen: set[str] = set()

    @property
    def workers(self) -> list[str]:
        """The names of the workers."""
        return [f"worker-{number}" for number in range(WORKERS)]

    @property
    def beats(self) -> list[str]:
        """The names of the beats."""
        return [f"beat-{number}" for number in range(BEATS)]

    def look_after(self) -> None:
        """Start whoever does not run."""
        for name in [*self.workers, *self.beats]:
            process = self.running.get(name)
            if process is None or process.poll() is not None:
                self.running[name] = self._start(name)

    def kill(self, name: str) -> None:
        """Kill a whole group at once."""
        self._signal(name, signal.SIGKILL)
        self.running.pop(name).wait()

    def kill_a_child(self, name: str, chance: random.Random) -> None:
        """Kill one of the processes in which a worker works; the worker starts another."""
        children = self._children(name)
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(children), signal.SIGKILL)

    def freeze(self, name: str) -> None:
        """Stop a group where it is: it keeps what it claimed, and does not know how long it sleeps."""
        self._signal(name, signal.SIGSTOP)
        self.frozen.add(name)

    def wake(self) -> None:
        """Let everybody who is frozen go on."""
        for name in self.frozen:
            self._signal(name, signal.SIGCONT)
        self.frozen.clear()

    def end(self) -> None:
        """Kill everybody."""
        self.wake()
        for name in list(self.running):
            self.kill(name)

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        words = ["beat", "--schedule", str(self.folder / f"{name}.schedule"), "--pidfile", ""]
        if name in self.workers:
            words = ["worker", "--hostname", f"{name}@chaos", "--concurrency", str(HANDS), "--without-mingle"]
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [*CELERY, *words, "--loglevel", "WARNING"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _signal(self, name: str, number: signal.Signals) -> None:
        if name in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running[name].pid, number)

    def _children(self, name: str) -> list[int]:
        if name not in self.running:
            return []
        pid = self.running[name].pid
        try:
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except FileNotFoundError:
            return []
