"""How fast the ledger writes beside a bare insert that is flushed to the same disk, and how it grows.

    python benchmarks/ledger.py [--events N] [--commands N] [--folder DIR]

Prints ratios: commands a second of one process and of eight, on SQLite and, where its programs are installed, PostgreSQL,
over inserts a second of a row of the same size into a bare table of the same database; and the time to open, status and
verify of a journal of N entries over that of reading its rows.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import text

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.awards import MakeAward
from lodestock.ledger.book import Book, fund_changes
from lodestock.ledger.certificates import Certify
from lodestock.ledger.command import Ask, Command
from lodestock.ledger.decide import decide, first_events
from lodestock.ledger.heads import demo_key, public_of
from lodestock.ledger.payments import RecordInvoice
from lodestock.ledger.people import ADMIN, CERTIFIER, OFFICER, NamePerson
from lodestock.programme.desk import Desk
from lodestock.programme.ledger import status_of
from lodestock.records.journal import JournalRow
from lodestock.store.journal import Journal

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.postgres import find_programs, running_server

ROOT = Path(__file__).parents[1]
KEY = demo_key(0)
BODY = "x" * 420


def begin(journal: Journal) -> Desk:
    """Make a ledger with an award under which invoices can be recorded."""
    desk = Desk(journal)
    desk.make(KEY)
    for person, role in (("fc", CERTIFIER), ("officer", OFFICER)):
        desk.carry_out(NamePerson(person, (role,)), ADMIN)
    desk.carry_out(Fund("nds", 10**12, "investment", "2025-07-04", None), "fc")
    desk.carry_out(Apportion("nds", 10**12), "fc")
    desk.carry_out(Allot("nds", 10**12), "fc")
    desk.carry_out(Certify("nds", 10**6, "a"), "fc")
    desk.carry_out(MakeAward("a", ("x",), "tin", 10**6, 0, "certificate-1", justification="x"), "officer")
    return desk


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def one_process(desk: Desk, commands: int) -> float:
    """Return commands a second of one process."""
    asked = [RecordInvoice("a", 5, f"n{i}") for i in range(commands)]
    return commands / seconds(lambda: [desk.carry_out(c, "officer") for c in asked])


def eight_processes(address: str | Path, wait: float) -> float:
    """Return commands a second of eight processes that write as fast as they can."""
    words = [sys.executable, "-m", "tests.ledger.writer", "write", str(address)]
    writers = [
        subprocess.Popen(
            [*words, f"p{n}"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for n in range(8)
    ]
    for w in writers:
        assert w.stdout is not None
        w.stdout.readline()
    time.sleep(wait)
    for w in writers:
        w.kill()
    told = [
        json.loads(line)
        for w in writers
        for line in w.communicate()[0].split("\n")[1:-1]
        if line.endswith("}")
    ]
    return sum("seq" in t for t in told) / wait


def bare_sqlite(path: Path, rows: int) -> float:
    """Return inserts a second, each flushed, of the plain driver."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (n INTEGER PRIMARY KEY, body TEXT)")

    def work() -> None:
        for n in range(rows):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare VALUES (?, ?)", (n, BODY))
            connection.execute("COMMIT")

    rate = rows / seconds(work)
    connection.close()
    return rate


def bare_postgres(url: str, rows: int) -> float:
    """Return inserts a second, each flushed, of the plain driver."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (n BIGINT PRIMARY KEY, body TEXT)")
        return rows / seconds(
            lambda: [connection.execute("INSERT INTO bare VALUES (%s, %s)", (n, BODY)) for n in range(rows)]
        )


def long_journal(path: Path, events: int) -> Journal:
    """Return a journal of many entries: certificates, and invoices of many awards, written in one transaction."""
    book, rows = Book(), list[JournalRow]()
    funds: dict[str, list[int]] = {}

    def add(command: Command | None, by: str) -> None:
        ask = Ask(command or Command(), by, "2026-01-01", "2026-01-01T00:00:00Z")
        drafts = (
            first_events(public_of(KEY), None)
            if command is None
            else decide(book.state, ask, lambda seq: None)
        )
        for entry in book.seal(ask, drafts):
            for account, change in fund_changes(book.state, entry.event).items():
                funds[account] = [a + b for a, b in zip(funds.get(account, [0] * 6), change, strict=True)]
            book.add(entry)
            e = entry.event
            rows.append(JournalRow(e.seq, e.stream, e.version, entry.prev, entry.hash, entry.body))

    add(None, ADMIN)
    for person, role in (("fc", CERTIFIER), ("officer", OFFICER)):
        add(NamePerson(person, (role,)), ADMIN)
    for command in (
        Fund("nds", 10**14, "investment", "2025-07-04", None),
        Apportion("nds", 10**14),
        Allot("nds", 10**14),
    ):
        add(command, "fc")
    number = 0
    while len(rows) < events:
        number += 1
        name = f"a{number}"
        add(Certify("nds", 10**4, name), "fc")
        add(MakeAward(name, ("x",), "tin", 10**6, 10, f"certificate-{number}", justification="x"), "officer")
        for n in range(8):
            add(RecordInvoice(name, 5, f"n{n}"), "officer")
    journal = Journal(path)
    journal.make()
    journal.write(lambda work: work.append(rows, funds))
    return journal


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--commands", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=None, help="on the disk that is measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as made:
        folder = Path(made)
        bare = bare_sqlite(folder / "bare.db", options.commands)
        report(
            "SQLite",
            bare,
            one_process(begin(Journal(folder / "one.db")), options.commands),
            folder / "one.db",
        )
        with running_server() if find_programs() else nullcontext() as server:
            if server is None:
                print("PostgreSQL: not installed")
            else:
                url = server.new_database()
                bare = bare_postgres(url, options.commands)
                address = server.new_database()
                report("PostgreSQL", bare, one_process(begin(Journal(address)), options.commands), address)
        journal = long_journal(folder / "long.db", options.events)
        rows = seconds(
            lambda: journal.write(lambda work: work.connection.execute(text("SELECT * FROM journal")).all())
        )
        status = seconds(lambda: status_of(Desk(journal)))
        on = seconds(lambda: status_of(Desk(journal), "2025-12-31"))
        desk = Desk(journal)
        verify = seconds(desk.verify)
        print(
            f"{options.events:,} entries: reading the rows 1 : status {status / rows:.1f} : "
            f"status of a day {on / rows:.1f} : verify {verify / rows:.1f}  "
            f"({rows:.2f} s, {status:.2f} s, {on:.2f} s, {verify:.2f} s)"
        )
        assert desk.verify().ok


def report(name: str, bare: float, one: float, address: str | Path) -> None:
    """Print the ratios of a database."""
    eight = eight_processes(address, 3.0)
    print(
        f"{name}: a bare insert, flushed, 1 : a command {bare / one:.2f} : one of eight writers' {bare / eight:.2f}  "
        f"({bare:,.0f}, {one:,.0f}, {eight:,.0f} a second)"
    )


if __name__ == "__main__":
    main()
