from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lodestock.ledger.audit import audit
from lodestock.ledger.decide import SignHead
from lodestock.ledger.heads import new_key, sign_head
from tests.ledger.conftest import KEY, Ledger


@pytest.fixture
def address(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def test_the_first_fault_is_named(ledger: Ledger) -> None:
    ledger.fund("nds", 100)
    signed = ledger.desk.carry_out(SignHead(), "auditor", private_key=KEY).head
    assert signed is not None
    with ledger.desk.journal.reading() as work:
        rows, funds, signatures = list(work.rows()), work.funds(), work.signatures()
    good = audit(rows, funds, [], signatures, head=signed)
    assert good.ok and good.events == len(rows) == signed.seq
    changed = replace(rows[6], body=rows[6].body.replace("100", "900"))
    found = audit([*rows[:6], changed, *rows[7:]], funds, [], signatures).first_bad
    assert found is not None and (found.seq, found.reason) == (7, "the hash is not that of the content")
    found = audit(rows[:3] + rows[4:], funds, [], signatures).first_bad
    assert found is not None and found.seq == 4
    found = audit(rows, {"nds": (100, 100, 99, 0, 0, 0)}, [], signatures).first_bad
    assert found is not None and found.seq == 9 and "fund row of nds" in found.reason
    found = audit(rows, {**funds, "x": (0,) * 6}, [], signatures).first_bad
    assert found is not None and found.seq == len(rows) + 1
    found = audit(rows, funds, [], {}).first_bad
    assert found is not None and found.seq == signed.seq
    cut = audit(rows[:-1], funds, [], {}, head=signed).first_bad
    assert cut is not None and cut.seq == signed.seq and "ends before" in cut.reason
    other = sign_head(new_key(), signed.seq, signed.hash)
    found = audit(rows, funds, [], signatures, head=other).first_bad
    assert found is not None and found.seq == 1
    found = audit(rows, funds, [], signatures, head=sign_head(KEY, 3, signed.hash)).first_bad
    assert found is not None and found.seq == 3
    found = audit(rows, funds, [], signatures, head=replace(signed, signature="00" * 64)).first_bad
    assert found is not None and found.seq == signed.seq
    found = audit(rows, funds, [], signatures, faults=["a trigger is missing"]).first_bad
    assert found is not None and (found.seq, found.reason) == (0, "a trigger is missing")
