from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.ledger.awards import Order
from lodestock.ledger.backup import read_backup, write_backup
from lodestock.ledger.decide import SignHead
from lodestock.records.errors import InputError
from tests.ledger.conftest import KEY, Ledger


def lines(ledger: Ledger) -> list[str]:
    with ledger.desk.journal.reading() as work:
        return list(write_backup(work.rows(), work.answers(), work.signatures()))


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_backup_holds_everything_and_a_cut_one_is_seen(ledger: Ledger, address: Path) -> None:
    ledger.fund("nds", 100)
    certificate = ledger.award(50)
    ledger.do(Order("a", 5, certificate), "officer", key="k \u00e9", note="“n”")
    ledger.desk.carry_out(SignHead(), "auditor", private_key=KEY)
    text = lines(ledger)
    found = read_backup("b", text)
    with ledger.desk.journal.reading() as work:
        assert (found.rows, found.answers, found.signatures) == (
            list(work.rows()),
            work.answers(),
            work.signatures(),
        )
    for wrong in (
        text[:-1],
        text[:5] + text[6:],
        text[1:],
        ["{}\n"],
        [],
        ["x\n"],
        [*text[:3], "[1]\n"],
        text[:2],
    ):
        with pytest.raises(InputError, match="backup"):
            read_backup("b", wrong)
