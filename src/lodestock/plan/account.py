"""The stockpile account that pays: how much it may spend, when, and what other accounts do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem
from lodestock.records.plan import AccountUse
from lodestock.records.reasons import Reason
from lodestock.records.scenario import Card, Quarter

__all__ = ["PURCHASE_ACCOUNT", "find_open_quarters", "list_account_uses", "read_budget"]

PURCHASE_ACCOUNT = "programme-2025"
"""Id of the account that pays for purchases: a ceiling inside its parent account."""


def read_budget(
    dataset: Dataset, budget_usd: float | None, left_usd: Mapping[str, float] | None = None
) -> float:
    """Return the spending limit of the plan, never more than the parent account holds, or than a ledger leaves.

    Parameters
    ----------
    dataset : holds the table ``appropriations``
    budget_usd : limit asked for, USD; the amount of `PURCHASE_ACCOUNT` where None
    left_usd : account -> what a ledger leaves of it, USD, in place of its amount in the table

    Returns
    -------
    spending limit, USD

    Raises
    ------
    InputError : the account is not in the table, no amount is given anywhere, or the limit asked for is
        negative or not finite
    """
    row = dataset.row("appropriations", PURCHASE_ACCOUNT)
    if row is None:
        reason, remedy = "is not in the tables", "Add it to overlays/appropriations.csv"
        raise InputError(Problem(f"appropriations {PURCHASE_ACCOUNT}", "", reason, remedy))
    left_usd = left_usd or {}
    amount = left_usd.get(PURCHASE_ACCOUNT, row["amount_usd"])
    if budget_usd is None and amount is None:
        reason, remedy = "is missing: nothing says how much may be spent", "Fill the cell, or give --budget"
        raise InputError(Problem(f"appropriations {PURCHASE_ACCOUNT} column amount_usd", "", reason, remedy))
    if budget_usd is not None and not (np.isfinite(budget_usd) and budget_usd >= 0):
        reason = "is not an amount of money"
        raise InputError(Problem("--budget", str(budget_usd), reason, "Give USD, such as 1e9"))
    name = str(row["parent_account_id"])
    parent = dataset.row("appropriations", name)
    around = left_usd.get(name, parent["amount_usd"] if parent else None)
    limit = np.inf if around is None else float(str(around))
    asked = float(str(amount)) if budget_usd is None else budget_usd
    return float(min(asked, limit, left_usd.get(PURCHASE_ACCOUNT, np.inf)))


def find_open_quarters(dataset: Dataset, card: Card) -> list[int]:
    """Return the quarters of the window in which the account may obligate money.

    A quarter is open when it ends after the as-of date and overlaps the account's obligation dates.

    Parameters
    ----------
    dataset : holds the table ``appropriations``
    card : gives the as-of date and the window

    Returns
    -------
    positions of the open quarters, 0 is the first of the card

    Raises
    ------
    InputError : no quarter of the window is open
    """
    row = dataset.row("appropriations", PURCHASE_ACCOUNT) or {}
    first, last = row.get("first_obligation_date"), row.get("last_obligation_date")
    out = []
    for q in range(card.buy_quarters):
        quarter: Quarter = card.first_quarter.plus(q)
        begins, ends = quarter.first_day.isoformat(), quarter.plus(1).first_day.isoformat()
        if ends > max(str(first or ""), card.as_of.isoformat()) and (not last or begins <= str(last)):
            out.append(q)
    if not out:
        reason = f"no quarter of the window {card.window[0]} to {card.window[1]} is open on or after it"
        reason += f"; {PURCHASE_ACCOUNT} may obligate from {first or 'any day'} to {last or 'any day'}"
        remedy = "Give an earlier --as-of, or move horizon.window of the card"
        raise InputError(Problem("as_of", card.as_of.isoformat(), reason, remedy))
    return out


def list_account_uses(
    dataset: Dataset,
    budget_usd: float,
    spent_usd: float,
    next_dollar: float,
    left_usd: Mapping[str, float] | None = None,
) -> tuple[AccountUse, ...]:
    """Return the limit and use of each account; an account that the plan cannot use says why.

    Parameters
    ----------
    dataset : holds the table ``appropriations``
    budget_usd : spending limit of the plan, USD
    spent_usd : sum of the ceilings of the orders, USD
    next_dollar : loss that one more dollar of budget would save, USD per USD
    left_usd : account -> what a ledger leaves of it, USD, in place of its amount in the table

    Returns
    -------
    one use per account, in the order of the table
    """
    parent = (dataset.row("appropriations", PURCHASE_ACCOUNT) or {}).get("parent_account_id")
    codes = {
        "investment": "no_projects",
        "credit_subsidy": "no_loans",
        "restricted_receipts": "no_receipts",
    }
    out = []
    for r in dataset.rows("appropriations"):
        name = r["account_id"]
        limit = (left_usd or {}).get(name, r["amount_usd"])
        if name == PURCHASE_ACCOUNT:
            out.append(AccountUse(name, budget_usd, spent_usd, next_dollar, Reason("pays")))
        elif name == parent:
            reason = Reason("holds", {"account": PURCHASE_ACCOUNT})
            out.append(AccountUse(name, limit, spent_usd, None, reason))
        else:
            reason = Reason(codes.get(str(r["purpose"]), "not_ours"))
            out.append(AccountUse(name, limit, 0.0, None, reason))
    return tuple(out)
