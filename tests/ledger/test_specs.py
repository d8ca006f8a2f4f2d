from __future__ import annotations

from lodestock.ledger.money import LEVELS
from lodestock.ledger.specs import ACCOUNTS, BURN_DOWN, LEDGER_SPECS


def test_every_amount_of_an_account_is_in_its_frames() -> None:
    amounts = [f"{level}_usd" for level in LEVELS[1:]]
    for spec in (ACCOUNTS, BURN_DOWN):
        assert [n for n in spec.names if n in amounts] == amounts
    assert len({s.name for s in LEDGER_SPECS}) == len(LEDGER_SPECS)
