"""A PostgreSQL and a Redis of our own, on free ports, in a folder that is thrown away; the machine's are left alone."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class MissingProgramError(RuntimeError):
    """Something that must be installed is not."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pg_bin() -> Path:
    """Return the folder of PostgreSQL's own programs, which Debian keeps out of PATH.

    Raises:
        MissingProgramError: there is none.
    """
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not on_path and not found:
        msg = "PostgreSQL's programs are not installed. On Debian and Ubuntu: apt-get install postgresql"
        raise MissingProgramError(msg)
    return Path(on_path).parent if on_path else found[-1].parent


class Postgres:
    """One cluster. PostgreSQL refuses to run as root, so root hands it to the user `postgres`."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.data, self.port = pg_bin(), folder / "data", free_port()
        self.data.mkdir()
        self.as_whom = ["runuser", "--user", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_whom:
            shutil.chown(self.data, "postgres")
        self._run("initdb", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        self.start()

    @property
    def url(self) -> str:
        """Where the database is, as DATABASE_URL says it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100"
        self._run("pg_ctl", "start", "-w", "-s", "-l", str(self.data / "log"), "-o", options)

    def stop(self, mode: str) -> None:
        """Stop it: `fast` ends what runs, `immediate` is a crash after which it must recover."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-s", "-m", mode)

    def _run(self, program: str, *words: str) -> None:
        command = [*self.as_whom, str(self.bin / program), "-D", str(self.data), *words]
        subprocess.run(command, check=True, cwd="/", **QUIET)


class Redis:
    """One broker that keeps nothing: killed and started again, it is empty."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("redis-server") is None:
            msg = "Redis is not installed. On Debian and Ubuntu: apt-get install redis-server"
            raise MissingProgramError(msg)
        self.folder, self.port = folder, free_port()
        self.start()

    @property
    def url(self) -> str:
        """Where it is, as REDIS_URL says it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it listens."""
        words = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        command = ["redis-server", *words, "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, start_new_session=True, **QUIET)
        for _attempt in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        msg = "Redis did not start."
        raise MissingProgramError(msg)

    def kill(self) -> None:
        """End it without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def make_folder() -> Path:
    """Return a new folder that the user `postgres` may enter."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    folder.chmod(0o755)
    return folder
