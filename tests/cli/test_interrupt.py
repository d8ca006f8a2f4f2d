"""Ctrl-C: one line and exit code 130 within a second, whatever is being done."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lodestock.cli import interrupt
from tests.cli.terminals import stopped

LINE = b"lodestock: stopped by Ctrl-C.\n"


@pytest.mark.alone
@pytest.mark.parametrize(
    ("words", "after"),
    [
        (("size", "--card", "october-2025", "--draws", "2000000", "--workers", "2"), 2.0),
        (("plan", "--card", "october-2025", "--draws", "20000"), 2.0),
        (("demo", "--out", "p"), 1.2),
        (("materials",), 0.2),
    ],
)
def test_ctrl_c_ends_a_command(words: tuple[str, ...], after: float, tmp_path: Path) -> None:
    code, seconds, out, err = stopped(words, after, tmp_path)
    assert (code, out, err) == (130, b"", LINE)
    assert seconds < 2  # a second where nothing else runs
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.alone
def test_what_does_not_listen_is_ended() -> None:
    code = (
        "import hashlib; from lodestock.cli.interrupt import listening\n"
        "with listening():\n"
        "    print('begun', flush=True); hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"begun\n"
    time.sleep(0.1)
    start = time.perf_counter()
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[1] == LINE and process.returncode == 130
    assert 0.5 < time.perf_counter() - start < 2


@pytest.mark.alone
@pytest.mark.parametrize("background", [False, True])
def test_a_request_to_end_leaves_nothing(tmp_path: Path, background: bool) -> None:
    """A shell starts programs in the background with Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if background else signal.getsignal(signal.SIGINT)
    try:
        code, _, out, err = stopped(("demo", "--out", "p"), 1.2, tmp_path, signal.SIGTERM)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (code, out, err) == (143, b"", b"")
    assert [p for p in tmp_path.rglob("*") if p.name != "p"] == []


def test_what_ends_by_itself_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), interrupt.listening():
        signal.raise_signal(signal.SIGINT)
        time.sleep(5)
    interrupt.tell_stopped()
    interrupt.tell_stopped()
    assert capsys.readouterr().err == LINE.decode()
    with interrupt.listening():
        assert signal.set_wakeup_fd(-1) != -1
    assert signal.set_wakeup_fd(-1) == -1


def test_another_thread_or_server_takes_its_own_signals() -> None:
    found: list[int] = []

    def look() -> None:
        with interrupt.listening():
            found.append(1)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupt.listening():
            found.append(signal.set_wakeup_fd(-1))
    finally:
        signal.signal(signal.SIGINT, before)
    assert found == [1, -1]


def test_a_request_to_end_that_python_ignores_is_made_again() -> None:
    code = (
        "import gc, os, signal, time, weakref; from lodestock.cli.interrupt import listening\n"
        "class Thing: pass\n"
        "thing = Thing(); kept = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM) or time.sleep(0))\n"
        "with listening():\n"
        "    del thing\n"
        "    time.sleep(20)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=15, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (143, b"", b"")
