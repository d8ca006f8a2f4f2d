"""A PostgreSQL server for tests: its own folder and socket, no network, killed whole when that is the test."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

_USER = "postgres"


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("postgres")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Server:
    """A server in a folder; only it gives up the privileges of the tests."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        self.process: subprocess.Popen[bytes] | None = None
        self.databases = 0
        self.as_user: dict[str, object] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam(_USER)
            os.chown(folder, account.pw_uid, account.pw_gid)
            self.as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _run(self, *words: str) -> None:
        subprocess.run(
            words, check=True, capture_output=True, cwd=self.folder, **self.as_user  # type: ignore[call-overload]
        )  # fmt: skip

    def make(self) -> None:
        self._run(
            str(self.programs / "initdb"), "-D", str(self.folder / "data"), "-U", _USER, "-A", "trust",
            "--locale=C", "-E", "UTF8", "--no-sync",
        )  # fmt: skip

    def start(self) -> None:
        words = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        words += ["-c", "listen_addresses=", "-c", "fsync=on", "-c", "shared_buffers=16MB"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log, cwd=self.folder, **self.as_user)  # type: ignore[call-overload]
        ready = [str(self.programs / "pg_isready"), "-q", "-h", str(self.folder)]
        for _ in range(600):
            if subprocess.run(ready, check=False).returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError((self.folder / "log").read_text(errors="replace"))

    def kill(self) -> None:
        """Kill every process of the server at once, without a word to any of them."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)  # or it could still make a child that is not on the list
        family = [
            self.process.pid,
            *(p.pid for p in psutil.Process(self.process.pid).children(recursive=True)),
        ]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed any more
            self.process.wait(30)

    def url(self, database: str) -> str:
        return f"postgresql://{_USER}@/{database}?host={self.folder}"

    def sql(self, statement: str) -> None:
        """Run a statement as the server's own user."""
        self._run(str(self.programs / "psql"), "-q", "-h", str(self.folder), "-U", _USER, "-c", statement)

    def new_database(self, like: str | None = None) -> str:
        """Return the address of an empty database, or of a copy of another."""
        self.databases += 1
        name = f"t{self.databases}"
        template = [] if like is None else ["-T", like.split("@/")[1].split("?")[0]]
        self._run(str(self.programs / "createdb"), "-h", str(self.folder), "-U", _USER, *template, name)
        return self.url(name)


@contextmanager
def running_server() -> Iterator[Server]:
    """Yield a server that runs; skip, or fail under LODESTOCK_NO_SKIP, where PostgreSQL is not installed."""
    programs = find_programs()
    if programs is None:
        words = "PostgreSQL is not installed: Debian's package is postgresql"
        if os.environ.get("LODESTOCK_NO_SKIP"):
            pytest.fail(words)
        pytest.skip(words)
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        server = Server(folder, programs)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
