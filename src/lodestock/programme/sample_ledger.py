"""The sample ledger: what was known in October 2025 of money, solicitations, awards and orders, from the tables."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from lodestock.ledger.accounts import Allot, Apportion, Fund
from lodestock.ledger.awards import UNDISCLOSED, MakeAward, Order, Solicit
from lodestock.ledger.certificates import Certify
from lodestock.ledger.command import Command
from lodestock.ledger.heads import demo_key
from lodestock.ledger.people import ADMIN, AUDITOR, CERTIFIER, CUSTODIAN, OFFICER, NamePerson
from lodestock.plan import PURCHASE_ACCOUNT
from lodestock.programme.desk import Desk
from lodestock.programme.folders import DATABASE
from lodestock.programme.ledger_keys import write_key
from lodestock.records.dataset import Dataset
from lodestock.store.journal import Journal

__all__ = ["SOLICITATION", "write_sample"]

SOLICITATION = "dla-co-2025"
"""Row of ``awards`` of the solicitation that was open in October 2025."""


@dataclass(frozen=True, slots=True)
class _Buy:
    """A buy of October 2025: its rows of ``awards``, and what was not public or is not known.

    Attributes
    ----------
    award : id in the ledger
    rows : its parts in the table, one a vendor
    order : row of the order that was funded by then
    undisclosed : the vendor was not named then, though the table knows it now
    certified_row : row whose guaranteed minimum the certificate covers, where no order was funded by then
    """

    award: str
    rows: tuple[str, ...]
    order: str | None = None
    undisclosed: bool = False
    certified_row: str | None = None


_BUYS = (
    _Buy("dla-sc-2025", ("dla-sc-rio", "dla-sc-apl"), certified_row="dla-sc-rio"),
    _Buy("dla-sb-uamy", ("dla-sb-uamy",), order="dla-sb-uamy-do1"),
    _Buy("dla-ta-gam", ("dla-ta-gam",), order="dla-ta-gam-do", undisclosed=True),
)
"""In the order of their days. Known on 2025-10-13: later orders, and orders without a day, are left out."""

Said = tuple[Command, str, str, str]
"""Command, person, day, note."""


def write_sample(folder: Path, dataset: Dataset, as_of: str, *, seed: int = 0) -> None:
    """Write the sample ledger into a project that has none.

    Each entry is recorded at the as-of date, and nothing that happened after it: the same tables give the same journal.

    Parameters
    ----------
    folder : of the project
    dataset : holds ``appropriations`` and ``awards``
    as_of : ISO date on which the ledger stands still
    seed : makes the key that signs heads, which therefore proves nothing
    """
    key, at = demo_key(seed), f"{as_of}T00:00:00Z"
    write_key(folder, key)
    journal = Journal(folder / DATABASE)
    try:
        desk = Desk(journal)
        desk.make(key, at=at, as_of=as_of)
        for command, by, day, note in _said(desk, dataset, as_of):
            desk.carry_out(command, by, on=day, at=at, note=note)
    finally:
        journal.close()


def _said(desk: Desk, dataset: Dataset, as_of: str) -> Iterator[Said]:
    """Yield what was said up to the as-of date; a step whose figures the tables lack is left out, with what rests on it."""
    rows = [
        r
        for r in dataset.rows("appropriations")
        if r["amount_usd"] is not None and r["first_obligation_date"]
    ]
    first = min((str(r["first_obligation_date"]) for r in rows), default=as_of)
    day = min(first, as_of)
    for role in (CERTIFIER, OFFICER, CUSTODIAN, AUDITOR):
        yield NamePerson(role, (role,)), ADMIN, day, "named by role: assumed"
    rows = [r for r in rows if str(r["first_obligation_date"]) <= as_of]
    names = {r["account_id"] for r in rows}
    for r in sorted(rows, key=lambda r: (r["parent_account_id"] is not None, str(r["account_id"]))):
        if r["parent_account_id"] in (None, *names):
            yield (
                _fund(r),
                CERTIFIER,
                str(r["first_obligation_date"]),
                _cite("appropriations", r, "account_id"),
            )
    yield from _releases(desk, dataset)
    if PURCHASE_ACCOUNT in desk.book.state.accounts:
        for _, steps in sorted([*_solicited(dataset), *_bought(desk, dataset)], key=lambda x: x[0]):
            yield from (said for said in steps if said[2] <= as_of)


def _fund(row: dict[str, Any]) -> Fund:
    """Return a row of ``appropriations`` as a command."""
    return Fund(
        str(row["account_id"]),
        _cents(row["amount_usd"]),
        str(row["purpose"]),
        str(row["first_obligation_date"]),
        row["last_obligation_date"],
        row["spending_target_date"],
        row["parent_account_id"],
        None if row["principal_limit_usd"] is None else _cents(row["principal_limit_usd"]),
    )


def _releases(desk: Desk, dataset: Dataset) -> Iterator[Said]:
    """Yield apportionment and allotment of as much as the programme's ceiling, which are assumed."""
    desk.catch_up()
    if PURCHASE_ACCOUNT not in desk.book.state.accounts:
        return
    row = dataset.row("appropriations", PURCHASE_ACCOUNT) or {}
    cents, day = _cents(row["amount_usd"]), str(row["first_obligation_date"])
    note = "assumed: as much as the programme's ceiling, on the first day"
    for account in reversed(list(desk.book.state.chain(PURCHASE_ACCOUNT))):
        yield Apportion(account, cents), CERTIFIER, day, note
        yield Allot(account, cents), CERTIFIER, day, note


def _solicited(dataset: Dataset) -> Iterator[tuple[str, Iterator[Said]]]:
    """Yield the solicitation with its day."""
    row = dataset.row("awards", SOLICITATION)
    if row is None or row["ceiling_musd"] is None or row["unit"] not in (None, "t"):
        return
    tonnes = row["quantity"]
    command = Solicit(
        SOLICITATION,
        str(row["material"]),
        _cents(row["ceiling_musd"], 10**6),
        None if tonnes is None else int(Decimal(str(tonnes)) * 10**6),
    )
    day = _day(row["announced"])
    if day is not None:
        yield day, iter([(command, OFFICER, day, _cite("awards", row, "award_id"))])


def _bought(desk: Desk, dataset: Dataset) -> Iterator[tuple[str, Iterator[Said]]]:
    """Yield each buy with its day: certificate, award, order."""
    for buy in _BUYS:
        rows = [dataset.row("awards", r) for r in buy.rows]
        parts = [r for r in rows if r is not None and r["ceiling_musd"] is not None and r["vendor"]]
        order = dataset.row("awards", buy.order) if buy.order else None
        held = dataset.row("awards", buy.certified_row) if buy.certified_row else None
        certified = (order or {}).get("funded_orders_musd") or (held or {}).get("guaranteed_minimum_musd")
        day = _day(parts[0]["announced"]) if len(parts) == len(buy.rows) else None
        if day is not None and certified is not None:
            yield day, _steps(desk, buy, parts, order, _cents(certified, 10**6), day)


def _steps(
    desk: Desk, buy: _Buy, parts: list[dict[str, Any]], order: dict[str, Any] | None, cents: int, day: str
) -> Iterator[Said]:
    """Yield certificate, award and order of a buy, each once the one before it is recorded."""
    named = "the order placed" if order else "the guaranteed minimum of one vendor"
    yield Certify(PURCHASE_ACCOUNT, cents, buy.award), CERTIFIER, day, f"assumed: funds for {named}"
    desk.catch_up()
    certificate = next(reversed(desk.book.state.certificates))
    vendors = (UNDISCLOSED,) if buy.undisclosed else tuple(str(r["vendor"]) for r in parts)
    ceiling = sum(_cents(r["ceiling_musd"], 10**6) for r in parts)
    why = "; ".join(dict.fromkeys(str(r["instrument"]) for r in parts))
    award = MakeAward(
        buy.award,
        vendors,
        str(parts[0]["material"]),
        ceiling,
        None,
        certificate,
        justification=f"as reported: {why}",
    )
    yield award, OFFICER, day, _cite("awards", parts[0], "award_id", *(str(r["award_id"]) for r in parts[1:]))
    ordered = None if order is None else _day(order["announced"])
    if order is not None and ordered is not None:
        yield Order(buy.award, cents, certificate), OFFICER, ordered, _cite("awards", order, "award_id")


def _cite(table: str, row: dict[str, Any], key: str, *more: str) -> str:
    """Return where a figure stands, and its source."""
    places = " ".join(f"{table}/{name}" for name in (row[key], *more))
    return f"{places}; source {row['source']}"


def _cents(amount: float, unit: int = 1) -> int:
    """Return cents of an amount of the tables, rounded down."""
    return int(Decimal(str(amount)) * unit * 100)


def _day(text: str | None) -> str | None:
    """Return an ISO date: of a month its last day, of a year its last month's; None of what is no day, month or year."""
    year, _, rest = (text or "").partition("-")
    month, _, day = (rest or "12").partition("-")
    try:
        day = day or str(calendar.monthrange(int(year), int(month))[1])
        return date.fromisoformat(f"{year}-{month}-{day}").isoformat()
    except (ValueError, calendar.IllegalMonthError):
        return None
