"""The command: an address that answers, a port that is in use, Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from lodestock.records.errors import InputError
from lodestock.web.serve import HOST, _listen, is_news


@contextmanager
def serving(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Run `lodestock web` and yield the process and what it said until it served."""
    words = [
        sys.executable,
        "-m",
        "lodestock.cli",
        "web",
        "-C",
        str(folder),
        "--port",
        str(port),
        "--no-open",
    ]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said: list[str] = []
    try:
        assert process.stdout is not None
        while not said or "Serving" not in said[-1]:
            line = process.stdout.readline()
            assert line, said
            said.append(line)
        yield process, said
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_the_address_that_is_printed_opens_the_pages_and_ctrl_c_stops(demo_project: Path) -> None:
    with serving(demo_project, 0) as (process, said):
        assert len(said) == 1  # any port that is free was asked for
        address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", said[-1])
        assert address is not None
        with httpx.Client(follow_redirects=True) as client:
            page = client.get(address[0])
            assert page.status_code == 200 and "<h1>" in page.text and "token" not in str(page.url)
            assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert httpx.get(address[0]).status_code == 403
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0


@pytest.mark.slow
def test_a_port_in_use_gives_way_to_the_next(demo_project: Path) -> None:
    with socket.socket() as held:
        held.bind((HOST, 0))
        held.listen()
        port = held.getsockname()[1]
        with serving(demo_project, port) as (_, said):
            assert f"Port {port} is in use by another program; using" in said[0]


@pytest.mark.parametrize(
    ("error", "words"), [(errno.EADDRINUSE, "are in use"), (errno.EACCES, "cannot be used: is refused")]
)
def test_a_port_that_cannot_be_had_is_an_error(
    monkeypatch: pytest.MonkeyPatch, error: int, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(error, "is refused")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(InputError, match=words):
        _listen(8765)


def test_what_ctrl_c_ends_is_no_news_and_a_fault_is() -> None:
    def record(words: str, error: type[BaseException] | None = None) -> logging.LogRecord:
        told = (error, error(), None) if error else None
        return logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, words, (), told)

    assert not is_news(record("Exception in ASGI application", asyncio.CancelledError))
    assert not is_news(record("Cancel 3 running task(s), timeout graceful shutdown exceeded"))
    assert is_news(record("Exception in ASGI application", TypeError))
