from __future__ import annotations

import re
from typing import Any

import pytest

from lodestock.engine import Serial
from lodestock.programme.findings import backtest_finding, plan_finding, size_finding
from lodestock.programme.plan import plan_document
from lodestock.programme.project import Case
from lodestock.programme.size import size_document
from lodestock.records.plan import Plan
from lodestock.size import Shortfalls


def test_the_finding_of_a_sizing_agrees_with_its_frame(case: Case, short: Shortfalls) -> None:
    finding = size_document(case, short, Serial())["finding"]
    frame = short.frame()
    by_item: dict[str, list[float]] = {}
    for r in frame.iter_rows(named=True):
        total = by_item.setdefault(r["material"], [0.0, 0.0])
        total[0] += r["requirement_t"]
        total[1] += r["requirement_usd"] or 0.0
    required = {m: v for m, v in by_item.items() if v[0] > 0}
    tonnes, usd = (sum(v[i] for v in required.values()) for i in range(2))
    assert finding.startswith(f"{len(required)} of 59 items need stock on base-war: {tonnes:,.0f} t worth ")
    assert f"USD {usd / 1e6:,.0f} million" in finding
    first = sorted(required, key=lambda m: -required[m][1])[:3]
    assert finding.endswith(", ".join(f"{m} {required[m][1] / 1e6:,.0f}" for m in first) + ".")


def test_the_finding_of_a_plan_agrees_with_its_frames(case: Case, plan: Plan) -> None:
    finding = plan_document(case, plan)["finding"]
    spend = dict.fromkeys(plan.lines["material"].to_list(), 0.0)
    for r in plan.lines.iter_rows(named=True):
        spend[r["material"]] += r["ceiling_usd"]
    largest = max(spend, key=lambda m: spend[m])
    assert finding.startswith(
        f"The plan spends USD {plan.spend_usd / 1e6:,.0f} of 1,000 million on {len(spend)} items, most on {largest} "
    )
    private = plan.market["private_extra_usd"].sum() / 1e6
    assert f"private buyers at home pay {private:,.0f} million more" in finding
    assert f"{plan.assumed['any']:.0%} of the spending rests on an input of grade D" in finding
    assert "before the money does" in finding


def item(name: str, tonnes: float, usd: float | None, gap: float = 0.0) -> dict[str, Any]:
    return {
        "material": name, "requirement_t": tonnes, "requirement_usd": usd, "gap_t": gap, "gap_share": gap / 100,
        "is_short": gap > 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([item("tin", 0, 0.0), item("zinc", 0, None)], "No requirement on mine: no item is short"),
        (
            [item("tin", 0, 0.0, 60.0), item("zinc", 0, None), item("lead", 0, 0.0, 70.0)],
            r"No requirement on mine: .* or no emergency covers them: lead 70 t, tin 60 t\.",
        ),
        ([item("tin", 2, None)], r"1 of 1 items needs stock on mine: 2 t, without a known price\."),
        (
            [item("tin", 2000, 5e6), item("zinc", 1, None)],
            r"2 of 2 .*: 2,001 t worth USD 5 million, most of it tin 5; 1 of them without a price\.",
        ),
    ],
)
def test_a_finding_says_what_is_missing(items: list[dict[str, Any]], words: str) -> None:
    totals = {n: sum(m[n] or 0.0 for m in items) for n in ("requirement_t", "requirement_usd")}
    assert re.fullmatch(words + ".*", size_finding({"card": "mine", "materials": items, **totals}))


def test_the_finding_of_a_backtest_says_the_score_and_what_ended_together() -> None:
    document: dict[str, Any] = {
        "card": "mine",
        "as_of": "2025-10-13",
        "brier": None,
        "brier_unchanged": 0.25,
        "joint": [],
    }
    assert backtest_finding(document) == "No later state of the controls on mine is recorded."
    assert backtest_finding({**document, "brier": 0.1}) == (
        "Seen from 2025-10-13, Brier score 0.100, against 0.250 for a guess that nothing changes."
    )
    joint = {
        "what": "out of force",
        "date": "2026-11-09",
        "events": ["a", "b"],
        "p": 0.336,
        "p_if_independent": 0.063,
    }
    found = backtest_finding(
        {**document, "brier": 0.1, "brier_unchanged": None, "joint": [joint, {**joint, "date": "2025-12-01"}]}
    )
    assert found == (
        "Seen from 2025-10-13, Brier score 0.100; the 2 that one act suspended were given 34% to be out of force "
        "together on 2026-11-09, 6.3% were they independent."
    )


def test_a_plan_that_buys_nothing_says_so() -> None:
    empty = {
        "accounts": [],
        "buys": [],
        "binding_rules": [],
        "private_extra_usd": 0.0,
        "spend_usd": 0.0,
        "assumed_share": 0.0,
    }
    assert plan_finding(empty) == "The plan buys nothing."
    more = {
        "accounts": [{"account": "a", "limit_usd": 2e8, "next_dollar": 1.0}],
        "buys": [{"material": "tin", "ceiling_usd": 2e8}],
        "binding_rules": [{"code": "budget_binds"}],
        "spend_usd": 2e8,
    }
    assert plan_finding({**empty, **more}).startswith(
        "The plan spends USD 200 of 200 million on 1 items, most on tin 200; the money ends"
    )
