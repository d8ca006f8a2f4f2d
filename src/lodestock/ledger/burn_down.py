"""How fast an account's money is promised and paid, beside the pace that would use it up in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from lodestock.ledger.amounts import usd
from lodestock.ledger.book import Book, fund_changes
from lodestock.ledger.days import dated
from lodestock.ledger.entries import Entry
from lodestock.ledger.money import LEVELS

__all__ = ["burn_down", "pace_usd"]


def burn_down(entries: Iterable[Entry], day: str) -> list[dict[str, Any]]:
    """Return the amounts of each account on every day on which they changed, on its first day and on the last.

    Parameters
    ----------
    entries : the whole journal, in its order
    day : last day, ISO date

    Returns
    -------
    rows by account and date; see `lodestock.ledger.specs.BURN_DOWN`
    """
    book = Book()
    changes: dict[str, dict[str, list[int]]] = {}
    for counts, entry in dated(entries):
        before = fund_changes(book.state, entry.event)
        book.add(entry)
        for account, change in before.items():
            days = changes.setdefault(account, {})
            now = days.get(counts, [0] * 6)
            days[counts] = [a + b for a, b in zip(now, change, strict=True)]
    out = []
    for account in sorted(set(changes) & set(book.state.accounts)):
        terms, days = book.state.accounts[account], changes[account]
        shown = sorted({d for d in (*days, terms.first, day) if d <= day})
        so_far = [0] * 6
        known = sorted(days)
        for shown_day in shown:
            while known and known[0] <= shown_day:
                so_far = [a + b for a, b in zip(so_far, days[known.pop(0)], strict=True)]
            if not any(so_far):
                continue
            amounts = {f"{name}_usd": float(usd(c)) for name, c in zip(LEVELS[1:], so_far, strict=True)}
            out.append(
                {
                    "account": account,
                    "date": shown_day,
                    **amounts,
                    "pace_target_usd": pace_usd(so_far[0], terms.first, terms.target, shown_day),
                    "pace_last_usd": pace_usd(so_far[0], terms.first, terms.last, shown_day),
                }
            )
    return out


def pace_usd(cents: int, first: str, end: str | None, day: str) -> float | None:
    """Return what would be obligated on a day if money were used evenly from its first day to an end.

    ``pace = total * min(max((day - first) / (end - first), 0), 1)``.

    Parameters
    ----------
    cents : all of the money
    first, end, day : ISO dates; no end, no pace
    """
    if end is None:
        return None
    start, stop, now = (date.fromisoformat(d).toordinal() for d in (first, end, day))
    part = 1.0 if stop <= start else min(max((now - start) / (stop - start), 0.0), 1.0)
    return part * cents / 100
