"""Accepted money and buys -> rows of the tables, and the words that would record them in the ledger."""

from __future__ import annotations

import shlex
from typing import Any

from lodestock.programme.news_parts import Read, codes_of, first_day_of, last_day_of, plain_text
from lodestock.records.lookups import OWN
from lodestock.records.news import Amount, Quantity

__all__ = ["appropriation_rows", "award_rows"]

Row = dict[str, Any]

_OWN_AGENCIES = (*("dla", "dod", "dod-osc", "us-army", "us-exim", "us-commerce", "us-doe", "us-dfc"),)
"""Agencies of the planning country."""

_DECIDED = ("announced", "in_force", "reported", "extended")
_TONNES = {"t": 1.0, "kg": 1e-3, "lb": 0.45359237e-3, "short_ton": 0.90718474, "long_ton": 1.0160469088}
_MISSING = "<{}>"


def _is_own(actor: str) -> bool:
    parties = actor.split(";")
    return any(w in _OWN_AGENCIES for w in parties) or OWN in codes_of(parties)


def _usd(amount: Amount | None, said: list[str]) -> float | None:
    """Return a sum in USD, None where there is none in that currency."""
    if amount is None or amount.value is None:
        return None
    if amount.currency != "USD":
        said.append(f"The sum is in {amount.currency}, for which no table has a rate: it is left empty.")
        return None
    return amount.value


def appropriation_rows(read: Read) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the row of money that was voted, else a sentence.

    It is an account of its own, whose purpose a person may set (`purpose`), else that of a stockpile where the money goes
    to the stockpile's agency, else investment.

    Parameters
    ----------
    read : the event
    """
    event = read.event
    if not _is_own(event.actor):
        return (), (
            f"It is money of {event.actor or 'nobody named'}, and no account of ours: it is kept as news.",
        )
    if event.status not in _DECIDED:
        return (), (
            f"It is {event.status}, and only money that was voted is an account: it is kept as news.",
        )
    said: list[str] = []
    amount = _usd(event.amount, said)
    is_stockpile = "dla" in (*event.actor.split(";"), *event.counterparties)
    purpose = read.terms.get("purpose") or ("stockpile" if is_stockpile else "investment")
    first = first_day_of(event.effective) or read.announced
    last = last_day_of(event.until)
    said.append(
        f"An account of purpose {purpose}: `lodestock watch edit {read.id} purpose=...` gives it another before it is "
        "accepted. The plan of purchases draws on its own account alone."
    )
    cells = {
        "account_id": read.row_id,
        "name": read.summary,
        "purpose": purpose,
        "amount_usd": "" if amount is None else f"{amount:.0f}",
        "first_obligation_date": first.isoformat(),
        "last_obligation_date": "" if last is None else last.isoformat(),
        "note": _qualified(event.amount),
    }
    return ({"table": "appropriations", "cells": cells},), tuple(said)


def _qualified(figure: Amount | Quantity | None) -> str:
    return "" if figure is None or figure.qualifier == "exact" else f"figure as told: {figure.qualifier}"


def award_rows(read: Read) -> tuple[tuple[Row, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the rows of a buy, one a material, sentences, and the command lines that would record it in the ledger.

    Where one sum buys several materials, no row holds it: what is for which is not told.

    Parameters
    ----------
    read : the event
    """
    event, said = read.event, list[str]()
    materials = read.items or event.materials or ("",)
    is_one = len(materials) == 1
    usd, tonnes = _usd(event.amount, said), _mass(event.quantity)
    if not is_one and (usd is not None or tonnes is not None):
        said.append("One figure is for several materials: it stands in the note, and in no row's cell.")
    least = event.amount.low if event.amount is not None and event.amount.qualifier == "up_to" else None
    is_order = event.type == "delivery_order"
    rows = []
    for n, material in enumerate(materials, 1):
        figures: dict[str, str] = {}
        if is_one:
            figures = {
                "ceiling_musd": "" if usd is None or is_order else f"{usd / 1e6:.12g}",
                "funded_orders_musd": f"{usd / 1e6:.12g}" if usd is not None and is_order else "",
                "guaranteed_minimum_musd": f"{least / 1e6:.12g}" if usd is not None and least else "",
                "quantity": "" if tonnes is None else f"{tonnes:.12g}",
                "unit": "" if tonnes is None else "t",
            }
        cells = {
            "award_id": read.row_id if n == 1 else f"{read.row_id}-{n}",
            "agency": plain_text(event.actor),
            "vendor": plain_text("; ".join(w for w in event.counterparties if w != "undisclosed")),
            "material": material,
            "announced": read.announced.isoformat(),
            "instrument": event.type.replace("_", " "),
            "status": event.status.replace("_", " "),
            "note": read.summary,
            **figures,
        }
        rows.append({"table": "awards", "cells": cells})
    return tuple(rows), tuple(said), _draft(read, usd, tonnes, least)


def _mass(quantity: Quantity | None) -> float | None:
    """Return a mass in tonnes."""
    if quantity is None or quantity.value is None or quantity.unit not in _TONNES:
        return None
    return quantity.value * _TONNES[quantity.unit]


def _draft(read: Read, usd: float | None, tonnes: float | None, least: float | None) -> tuple[str, ...]:
    """Return the command lines that would record a buy in the ledger; what no text tells stands in angle brackets."""
    event = read.event
    if event.status not in _DECIDED or not _is_own(event.actor):
        return ()
    material = read.items[0] if len(read.items) == 1 else _MISSING.format("MATERIAL")
    money = _MISSING.format("USD") if usd is None else f"{usd:.2f}".removesuffix(".00")
    mass = [] if tonnes is None else ["--tonnes", f"{tonnes:.6f}".rstrip("0").rstrip(".")]
    if event.type == "solicitation":
        ceiling = [] if usd is None else ["--usd", money]
        return (_line("solicit", read.row_id, "--material", material, *ceiling, *mass),)
    account, award = _MISSING.format("ACCOUNT"), read.row_id
    if event.type == "delivery_order":
        award = _MISSING.format("AWARD")
        certify = _line("certify", account, "--usd", money, "--for", award)
        order = ["order", award, "--usd", money, "--certificate", _MISSING.format("CERTIFICATE")]
        return certify, _line(*order, *mass)
    minimum = "" if not least else f"{least:.2f}".removesuffix(".00")
    vendors = [w for party in event.counterparties or ("undisclosed",) for w in ("--vendor", party)]
    words = ["award", award, *vendors, "--material", material, "--ceiling-usd", money]
    words += ["--minimum-usd", minimum] if minimum else []
    words += ["--certificate", _MISSING.format("CERTIFICATE")]
    return (
        _line("certify", account, "--usd", minimum or _MISSING.format("USD"), "--for", award),
        _line(*words, "--justification", _MISSING.format("WHY NO COMPETITION")),
    )


def _line(*words: str) -> str:
    """Return a command line of the ledger, quoted for a shell; what is missing keeps its brackets."""
    quoted = (w if w.startswith("<") else shlex.quote(w) for w in words)
    return f"lodestock ledger {' '.join(quoted)}"
