"""The account that pays: limits, dates and the use of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from lodestock.plan.account import PURCHASE_ACCOUNT, find_open_quarters, list_account_uses, read_budget
from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError
from lodestock.records.plan import AccountUse, Plan
from lodestock.records.reasons import Reason
from tests.plan.conftest import small_dataset

PARENT = {"account_id": "fund", "purpose": "stockpile", "amount_usd": 2e9}
OURS = {
    "account_id": PURCHASE_ACCOUNT,
    "purpose": "stockpile",
    "amount_usd": 1e9,
    "parent_account_id": "fund",
    "first_obligation_date": None,
    "last_obligation_date": None,
}


def accounts(*rows: Mapping[str, object]) -> Dataset:
    names = dict.fromkeys(n for r in (OURS, *rows) for n in r)
    return small_dataset("appropriations", ("account_id",), [{n: r.get(n) for n in names} for r in rows])


@pytest.mark.parametrize(
    ("asked", "limit"),
    [(None, 1e9), (0.0, 0.0), (5e8, 5e8), (1.5e9, 1.5e9), (2e9, 2e9), (9e9, 2e9)],
)
def test_the_limit_asked_for_counts_up_to_what_the_parent_holds(asked: float | None, limit: float) -> None:
    assert read_budget(accounts(PARENT, OURS), asked) == limit


def test_an_account_larger_than_its_parent_is_cut_to_it() -> None:
    assert read_budget(accounts(PARENT, {**OURS, "amount_usd": 3e9}), None) == 2e9


@pytest.mark.parametrize(
    "rows", [(OURS,), ({**PARENT, "amount_usd": None}, OURS), (PARENT, {**OURS, "parent_account_id": None})]
)
def test_a_parent_that_is_not_known_limits_nothing(rows: tuple[dict[str, object], ...]) -> None:
    assert read_budget(accounts(*rows), 9e12) == 9e12


def test_an_account_without_an_amount_needs_a_budget() -> None:
    dataset = accounts(PARENT, {**OURS, "amount_usd": None})
    assert read_budget(dataset, 3e6) == 3e6
    with pytest.raises(InputError) as caught:
        read_budget(dataset, None)
    assert str(caught.value) == (
        "appropriations programme-2025 column amount_usd: is missing: nothing says how much may be spent. "
        "Fill the cell, or give --budget."
    )


def test_an_account_that_is_not_there_is_named_with_the_remedy() -> None:
    with pytest.raises(InputError) as caught:
        read_budget(accounts(PARENT), 1e9)
    expected = "appropriations programme-2025: is not in the tables. Add it to overlays/appropriations.csv."
    assert str(caught.value) == expected


@pytest.mark.parametrize("asked", [-1.0, -1e-9, float("nan"), float("inf"), float("-inf")])
def test_a_budget_that_is_no_money_is_refused(asked: float) -> None:
    with pytest.raises(InputError) as caught:
        read_budget(accounts(PARENT, OURS), asked)
    expected = f"--budget = {str(asked)!r}: is not an amount of money. Give USD, such as 1e9."
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("first", "last", "as_of", "positions"),
    [
        (None, None, "2025-10-13", [0, 1, 2, 3, 4, 5]),
        (None, None, "2025-12-31", [0, 1, 2, 3, 4, 5]),
        (None, None, "2026-01-01", [1, 2, 3, 4, 5]),
        (None, None, "2027-03-31", [5]),
        ("2027-01-01", None, "2025-10-13", [5]),
        ("2026-12-31", None, "2025-10-13", [4, 5]),
        (None, "2026-01-01", "2025-10-13", [0, 1]),
        (None, "2025-12-31", "2025-10-13", [0]),
        ("2026-02-01", "2026-02-28", "2025-10-13", [1]),
    ],
)
def test_quarters_are_open_by_the_dates_of_the_account_and_the_day(
    case: Case, first: str | None, last: str | None, as_of: str, positions: list[int]
) -> None:
    """The window is 2025Q4 to 2027Q1."""
    dataset = accounts({**OURS, "first_obligation_date": first, "last_obligation_date": last})
    assert find_open_quarters(dataset, replace(case.card, as_of=date.fromisoformat(as_of))) == positions


@pytest.mark.parametrize(
    ("dates", "as_of", "told"),
    [
        ({}, "2027-04-01", "from any day to any day"),
        ({"first_obligation_date": "2027-04-01"}, "2025-10-13", "from 2027-04-01 to any day"),
        ({"last_obligation_date": "2025-09-30"}, "2025-10-13", "from any day to 2025-09-30"),
    ],
)
def test_a_window_without_an_open_quarter_says_which_dates_shut_it(
    case: Case, dates: dict[str, str], as_of: str, told: str
) -> None:
    card = replace(case.card, as_of=date.fromisoformat(as_of))
    with pytest.raises(InputError) as caught:
        find_open_quarters(accounts({**OURS, **dates}), card)
    assert str(caught.value) == (
        f"as_of = {as_of!r}: no quarter of the window 2025Q4 to 2027Q1 is open on or after it; "
        f"programme-2025 may obligate {told}. Give an earlier --as-of, or move horizon.window of the card."
    )


def test_each_account_says_how_it_is_used_or_why_it_is_not() -> None:
    others = [
        {"account_id": w, "purpose": w, "amount_usd": amount}
        for w, amount in (
            ("investment", 5e9),
            ("credit_subsidy", 1.0),
            ("restricted_receipts", None),
            ("parks", 3.0),
        )
    ]
    found = list_account_uses(accounts(*others, PARENT, OURS), 8e8, 7e8, 1.5)
    assert found[:4] == (
        AccountUse("investment", 5e9, 0.0, None, Reason("no_projects")),
        AccountUse("credit_subsidy", 1.0, 0.0, None, Reason("no_loans")),
        AccountUse(
            "restricted_receipts",
            None,
            0.0,
            None,
            Reason("no_receipts"),
        ),
        AccountUse("parks", 3.0, 0.0, None, Reason("not_ours")),
    )
    assert found[4:] == (
        AccountUse("fund", 2e9, 7e8, None, Reason("holds", {"account": "programme-2025"})),
        AccountUse(PURCHASE_ACCOUNT, 8e8, 7e8, 1.5, Reason("pays")),
    )


def test_an_account_without_a_parent_makes_no_other_account_its_parent() -> None:
    nameless = {**PARENT, "account_id": "None"}
    (other, ours) = list_account_uses(accounts(nameless, {**OURS, "parent_account_id": None}), 1e9, 1e6, 0.0)
    assert other.used_usd == 0.0 and ours.used_usd == 1e6


def test_accounts_show_their_limits(plan: Plan) -> None:
    accounts = {a.account: a for a in plan.accounts}
    assert accounts["programme-2025"].used_usd == plan.spend_usd
    assert (accounts["ibf-supply-chain-2025"].limit_usd, accounts["ibf-supply-chain-2025"].used_usd) == (
        5e9,
        0,
    )
    assert accounts["osc-credit-2025"].used_usd == 0 and accounts["osc-credit-2025"].reason.code == "no_loans"
