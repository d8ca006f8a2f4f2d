"""A process that writes to a ledger until it is killed: it tells each key, then each answer once it has it."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from lodestock.ledger.certificates import Certify
from lodestock.ledger.payments import RecordInvoice
from lodestock.programme.desk import Desk
from lodestock.records.errors import RuleError
from lodestock.store.journal import Journal


def place(text: str) -> str | Path:
    return text if "://" in text else Path(text)


def tell(**said: object) -> None:
    print(json.dumps(said), flush=True)


def write_for_ever(address: str, prefix: str) -> None:
    """Record invoices under keys of their own; each key is told before it is used."""
    desk = Desk(Journal(place(address)))
    desk.catch_up()
    tell(ready=True)
    number = 0
    while True:
        number += 1
        key = f"{prefix}-{number}"
        tell(key=key)
        answer = desk.carry_out(RecordInvoice("a", 1 + number % 7, key), "officer", key=key)
        tell(key=key, seq=answer.said["seq"], hash=answer.said["hash"])


def race(address: str, person: str, seed: str) -> None:
    """Certify random amounts until the account refuses a cent; tell every answer."""
    chance = random.Random(int(seed))
    desk = Desk(Journal(place(address)))
    desk.catch_up()
    tell(ready=True)
    sys.stdin.readline()
    most = 60
    while most:
        cents = chance.randint(1, most)
        before = desk.book.seq
        try:
            answer = desk.carry_out(Certify("nds", cents, "a"), person)
        except RuleError as error:
            tell(
                cents=cents,
                refused=error.rule,
                available=error.available_cents,
                before=before,
                after=desk.book.seq,
            )
            most = min(most - 1, error.available_cents or 0)
        else:
            tell(cents=cents, seq=answer.said["seq"], id=answer.said["id"], before=before)


if __name__ == "__main__":
    {"write": write_for_ever, "race": race}[sys.argv[1]](*sys.argv[2:])
