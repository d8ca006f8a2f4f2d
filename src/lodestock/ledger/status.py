"""The state of the programme as rows that people and scripts read."""

from __future__ import annotations

from typing import Any

from lodestock.ledger.amounts import Amount, usd
from lodestock.ledger.book import Book
from lodestock.ledger.money import APPROPRIATED, COMMITTED, LEDGER_ACCOUNTS, LEVELS
from lodestock.ledger.state import State

__all__ = ["kilograms", "left_to_plan", "status_rows", "trial_balance"]

Rows = list[dict[str, Any]]


def kilograms(grams: int | None) -> Amount | None:
    """Return grams as the number of kilograms that JSON writes; what is not known stays so."""
    if grams is None:
        return None
    return grams // 1000 if grams % 1000 == 0 else grams / 1000


def _usd(cents: int | None) -> Amount | None:
    return None if cents is None else usd(cents)


def status_rows(book: Book, day: str) -> dict[str, Any]:
    """Return accounts, awards, solicitations, certificates, lots and people by id, releases as asked, trial balance.

    Parameters
    ----------
    book : the journal folded
    day : on which accounts are open, expired or closed, ISO date
    """
    state = book.state
    return {
        "accounts": [_account(state, name, day) for name in sorted(state.accounts)],
        "awards": [_award(state, name) for name in sorted(state.awards)],
        "solicitations": [_solicitation(state, name) for name in sorted(state.solicitations)],
        "certificates": [
            {
                "certificate_id": name,
                "account": c.account,
                "for": c.award,
                "certified_by": c.by,
                "left_usd": usd(c.left_cents),
                "state": "open" if c.is_open else "cancelled",
            }
            for name, c in sorted(state.certificates.items())
        ],
        "lots": [_lot(state, name) for name in sorted(state.lots)],
        "releases": [
            {
                "hash": name,
                "lot_id": r.lot,
                "kg": kilograms(r.grams),
                "authority": r.authority,
                "purpose": r.purpose,
                "regime": r.regime,
                "asked_by": r.by,
                "state": r.state,
            }
            for name, r in state.releases.items()
        ],
        "people": [{"person": n, "roles": list(p.roles)} for n, p in sorted(state.people.items())],
        "trial_balance": trial_balance(state),
    }


def _account(state: State, name: str, day: str) -> dict[str, Any]:
    a = state.accounts[name]
    amounts = {f"{LEVELS[i]}_usd": usd(a.at_least(i)) for i in range(APPROPRIATED, len(LEVELS))}
    return {
        "account": name,
        "purpose": a.purpose,
        **amounts,
        "state": a.state_on(day),
        "within": a.within,
        "first": a.first,
        "target": a.target,
        "last": a.last,
        "principal_limit_usd": _usd(a.principal_cents),
        "left_usd": usd(_left(state, name)),
    }


def _left(state: State, name: str) -> int:
    """Return the cents of an account that are not committed, never more than those around it have."""
    return min(_free(state, n) for n in state.chain(name))


def _free(state: State, name: str) -> int:
    a = state.accounts[name]
    return a.at_least(APPROPRIATED) - a.at_least(COMMITTED)


def left_to_plan(book: Book, day: str) -> dict[str, Amount]:
    """Return what a plan may still use of each account, USD: nothing of one that is expired or closed.

    ``left = min(appropriated - committed)`` of the account and of those around it.

    Parameters
    ----------
    book : the journal folded on the day
    day : ISO date
    """
    state = book.state
    return {
        name: usd(_left(state, name))
        if all(state.accounts[n].state_on(day) in ("open", "not yet open") for n in state.chain(name))
        else 0
        for name in sorted(state.accounts)
    }


def _award(state: State, name: str) -> dict[str, Any]:
    a = state.awards[name]
    return {
        "award_id": name,
        "material": a.material,
        "vendors": list(a.vendors),
        "state": "ordered" if a.orders else "awarded",
        "ceiling_usd": usd(a.ceiling_cents),
        "minimum_usd": _usd(a.minimum_cents),
        "obligated_usd": usd(a.obligated_cents),
        "outlay_usd": usd(a.outlay_cents),
        "account": a.account,
        "solicitation_id": a.solicitation,
        "orders": a.orders,
        "ordered_kg": kilograms(a.grams) if a.grams else None,
        "origin": dict(a.origin),
        "invoices": [
            {"number": n, "invoiced_usd": usd(i.cents), "paid_usd": usd(i.paid_cents)}
            for n, i in a.invoices.items()
        ],
    }


def _solicitation(state: State, name: str) -> dict[str, Any]:
    s = state.solicitations[name]
    return {
        "solicitation_id": name,
        "material": s.material,
        "state": s.state,
        "ceiling_usd": _usd(s.ceiling_cents),
        "tonnes": None if s.grams is None else s.grams / 1e6,
        "offers": None,
        "award_id": s.award,
    }


def _lot(state: State, name: str) -> dict[str, Any]:
    x = state.lots[name]
    return {
        "lot_id": name,
        "material": x.material,
        "form": None,
        "contained_kg": kilograms(x.contained_grams),
        "on_hand_kg": kilograms(x.on_hand_grams),
        "state": x.state,
        "origin": dict(x.origin),
        "award_id": x.award,
        "gross_kg": kilograms(x.gross_grams),
        "moisture": float(x.moisture),
        "content": None if x.content is None else float(x.content),
    }


def trial_balance(state: State) -> Rows:
    """Return the balance of each budgetary account in each account's book; debits equal credits in every book.

    The book of a ceiling inside another account repeats part of that account's, and is not added to it.
    """
    out = []
    for name in sorted(state.accounts):
        for level, (number, title) in enumerate(LEDGER_ACCOUNTS):
            cents = state.accounts[name].balances[level]
            out.append(
                {
                    "account": name,
                    "ledger_account": number,
                    "title": title,
                    "debit_usd": usd(cents) if level == 0 else 0,
                    "credit_usd": 0 if level == 0 else usd(cents),
                }
            )
    return out
