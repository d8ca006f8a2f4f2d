"""Writers, and whole servers, killed at random instants: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.ledger.payments import RecordInvoice
from lodestock.programme.desk import Desk
from lodestock.store.journal import Journal
from tests.ledger.conftest import Ledger, soaked
from tests.postgres import Server, running_server

ROOT = Path(__file__).parents[2]


def start(address: str | Path, prefix: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.ledger.writer", "write", str(address), prefix]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None and "ready" in process.stdout.readline()
    return process


def lines_of(process: subprocess.Popen[str]) -> list[dict[str, object]]:
    """Return what a process told before it was killed; a line that it did not finish does not count."""
    late = threading.Timer(60, process.kill)  # it ends by itself: it is killed, or its database is gone
    late.start()
    out, _ = process.communicate()
    late.cancel()
    return [json.loads(line) for line in out.split("\n")[:-1]]


def check(address: str | Path, told: list[dict[str, object]]) -> tuple[int, int]:
    """Check acknowledged entries, then ask the last key again; return acknowledged and written."""
    desk = Desk(Journal(address))
    verdict = desk.verify()
    assert verdict.ok, verdict.first_bad
    by_key = {e.event.key: e for e in desk.entries() if e.event.key}
    keys = [e.event.key for e in desk.entries() if e.event.key]
    assert len(keys) == len(set(keys))
    acknowledged = [t for t in told if "seq" in t]
    for t in acknowledged:
        entry = by_key[str(t["key"])]
        assert (entry.event.seq, entry.hash) == (t["seq"], t["hash"])
    last = str(told[-1]["key"])
    number = int(last.rpartition("-")[2])
    again = [
        desk.carry_out(RecordInvoice("a", 1 + number % 7, last), "officer", key=last).said for _ in range(2)
    ]
    assert again[0] == again[1] and sum(e.event.key == last for e in desk.entries()) == 1
    assert desk.verify().ok
    desk.journal.close()
    return len(acknowledged), verdict.events


def kill_writers(address: str | Path, cycles: int) -> None:
    chance, acknowledged = random.Random(7), 0
    for cycle in range(cycles):
        process = start(address, f"w{cycle}")
        time.sleep(chance.uniform(0.0, 0.12))
        process.kill()
        told = [t for t in lines_of(process) if "key" in t]
        if told:
            acknowledged += check(address, told)[0]
    assert acknowledged > cycles


def kill_servers(server: Server, address: str, kills: int, restart: Callable[[], None]) -> None:
    chance, acknowledged = random.Random(8), 0
    for kill in range(kills):
        writers = [start(address, f"s{kill}-{n}") for n in range(2)]
        time.sleep(chance.uniform(0.05, 0.3))
        server.kill()
        told = []
        for writer in writers:
            told.append([t for t in lines_of(writer) if "key" in t])
        restart()
        for said in told:
            acknowledged += check(address, said)[0] if said else 0
    assert acknowledged > kills


@pytest.fixture
def own_server() -> object:
    with running_server() as found:
        yield found


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "cycles", [pytest.param(30, marks=pytest.mark.slow), pytest.param(soaked(1000), marks=pytest.mark.soak)]
)
def test_writers_are_killed_on_sqlite(ledger: Ledger, address: Path, cycles: int) -> None:
    ledger.fund("nds", 100)
    ledger.award()
    kill_writers(address, cycles)


@pytest.mark.parametrize(
    "kills", [pytest.param(10, marks=pytest.mark.slow), pytest.param(soaked(200), marks=pytest.mark.soak)]
)
def test_servers_are_killed(
    own_server: Server, new_ledger_at: Callable[[str | Path], Ledger], kills: int
) -> None:
    address = own_server.new_database()
    ledger = new_ledger_at(address)
    ledger.fund("nds", 100)
    ledger.award()
    ledger.desk.journal.close()
    kill_servers(own_server, address, kills, own_server.start)
