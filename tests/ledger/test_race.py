"""Eight processes race for the last cents of an account."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lodestock.ledger.people import CERTIFIER, NamePerson
from tests.ledger.conftest import Ledger

ROOT = Path(__file__).parents[2]
CENTS = 10_000


@pytest.mark.slow
def test_eight_processes_spend_not_one_cent_too_much(ledger: Ledger, address: str | Path) -> None:
    ledger.fund("nds", CENTS)
    people = [f"fc{n}" for n in range(8)]
    for person in people:
        ledger.do(NamePerson(person, (CERTIFIER,)), "admin")
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.writer", "race", str(address), person, str(n)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n, person in enumerate(people)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None and "ready" in process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [
        [json.loads(line) for line in process.communicate(timeout=120)[0].splitlines()]
        for process in processes
    ]
    assert all(process.returncode == 0 for process in processes)

    # The journal is the one serial order: what each entry took, and what was left after it.
    taken, left, room = {}, {}, CENTS
    for entry in ledger.desk.entries():
        if entry.event.name == "certified":
            room -= entry.event.data["cents"]
            taken[entry.event.seq] = (entry.event.by, entry.event.data["cents"], entry.event.id)
        left[entry.event.seq] = room
    assert room == 0 and min(left.values()) == 0
    acknowledged = {}
    for person, said in zip(people, told, strict=True):
        seen = 0
        for t in said:
            assert t.get("seq", t.get("after")) >= seen
            if "seq" in t:
                acknowledged[t["seq"]] = (person, t["cents"], t["id"])
                assert t["seq"] > t["before"]
                seen = t["seq"]
            else:
                seen = t["after"]
                assert t["refused"] == "allotment" and t["available"] == left[seen] < t["cents"]
    assert acknowledged == taken and len({p for p, _, _ in taken.values()}) > 1
    verdict = ledger.desk.verify()
    assert verdict.ok and verdict.book.state.accounts["nds"].balances[3:5] == [0, CENTS]
