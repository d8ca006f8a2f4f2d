"""Documents as a person reads them: small documents by hand."""

from __future__ import annotations

from typing import Any

from lodestock.report import plan_views
from lodestock.report.views import Block, Table


def lines(blocks: list[Block]) -> list[str]:
    """Return all text of blocks, a row of a table per line, its cells joined by |."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            out += [block.title.strip(), *("|".join(row) for row in (*block.rows, *block.totals))]
        else:
            out += block.text.strip().split("\n")
    return out


def plan(**changes: Any) -> dict[str, Any]:
    return {
        "mode": "requirement",
        "lines": [],
        "buys": [],
        "spend_usd": 0.0,
        "unspent": [],
        "accounts": [],
        "loss": {"implementable": {"before": 5e9, "after": 4.25e9}},
        "gap": 0.0125,
        "assumed_share": 0.4,
        "private_extra_usd": 0.0,
        "binding": [],
        "offers_left_out": [],
        "fresh": None,
        "draws": 1,
        "requirement_draws": 1,
        **changes,
    }


def seen(**changes: Any) -> list[str]:
    return lines(plan_views.plan_view({"finding": "found", "plan": plan(**changes)}))


def test_requirements_of_fewer_draws_than_losses_say_so() -> None:
    words = "requirements, which purchases may not exceed, are of the first 20,000"
    assert any(words in line for line in seen(draws=100_000, requirement_draws=20_000))
    assert not any("requirements, which" in line for line in seen())


def test_a_plan_that_buys_nothing_says_why_for_each_item() -> None:
    unspent = [
        {"material": "tin", "code": "held", "reason": "requirement met by inventory"},
        {"material": "zinc", "code": "no_requirement", "reason": "no requirement: the card leaves no gap"},
    ]
    out = seen(unspent=unspent)
    assert out[0] == "found" and "Plan, mode requirement: USD 0.00 million in 0 lines" in out
    assert "tin|requirement met by inventory" in out and not any("zinc" in line for line in out)
    assert "Not bought, though required" not in seen()


def test_orders_of_an_item_stand_on_one_line() -> None:
    buy = {"material": "tin", "origins": "BOL PER", "tonnes": 1800.0, "ceiling_usd": 3e6, "saving_usd": 6e6,
           "break_even_low": 0.005, "break_even_high": 0.02, "reason": "requirement met"}  # fmt: skip
    unspent = [{"material": "tin", "code": "met", "reason": "requirement met"}]
    out = seen(buys=[buy, {**buy, "material": "lead", "break_even_low": None}], unspent=unspent)
    assert "tin|BOL PER|1,800|3.00|6.00|0.50% to 2.00%|requirement met" in out
    assert "lead|BOL PER|1,800|3.00|6.00|-|requirement met" in out and "tin|requirement met" not in out


def test_losses_accounts_and_rules_are_told() -> None:
    accounts = [
        {"account": "fund", "limit_usd": None, "used_usd": 0.0, "next_dollar": None, "reason": "not used"},
        {"account": "ours", "limit_usd": 1e9, "used_usd": 2.5e8, "next_dollar": 12.345, "reason": "pays"},
    ]
    out = seen(accounts=accounts, private_extra_usd=2e6, binding=["market cap: tin"])
    text = " ".join(out)
    assert "USD 5,000.00 million before, 4,250.00 after" in text and "1.25% of the benefit" in text
    assert "40% of the spending rests on an input of grade D" in text
    assert "private buyers at home USD 2.00 million more" in text and "binding: market cap: tin" in out
    fresh = {"draws": 10_000, "saved_usd": 2e6, "low_usd": 1e6, "high_usd": 3e6}
    left = [{"offer_id": "x", "reason": "origin CHN is an adversary"}]
    more = seen(fresh=fresh, offers_left_out=left)
    assert "offer left out: x: origin CHN is an adversary" in more
    assert more[-1] == "on 10,000 other draws it saves USD 2.00 million (90 % interval 1.00 to 3.00)"
    assert "fund|-|0.00|-|not used" in out and "ours|1,000.00|250.00|12.3|pays" in out


MATERIALS = plan_views.rows_view(
    "materials", "material", "name", "group", "basis", "grade", "demand_t", "price_usd_per_t"
)


def test_what_is_not_known_of_an_item_is_a_dash() -> None:
    empty = dict.fromkeys(("name", "basis", "demand_t", "grade", "price_usd_per_t"))
    zero = {
        "name": "Tin",
        "group": "base-metal",
        "basis": "t Sn",
        "demand_t": 0,
        "grade": "A",
        "price_usd_per_t": 1234.5,
    }
    items = [{"material": "x", "group": "rare-earth", **empty}, {"material": "tin", **zero}]
    (table,) = MATERIALS({"materials": items})
    assert isinstance(table, Table)
    assert table.rows == (
        ("x", "-", "rare-earth", "-", "-", "-", "-"),
        ("tin", "Tin", "base-metal", "t Sn", "A", "0", "1,234"),
    )
    assert [h.is_number for h in table.heads] == [False] * 5 + [True] * 2


def test_a_list_without_items_is_still_a_list() -> None:
    (table,) = MATERIALS({"materials": []})
    assert isinstance(table, Table) and [h.text for h in table.heads][-2:] == ["demand t", "price usd per t"]


def test_checks_say_ok_or_fail_and_brackets_stay() -> None:
    rows = [
        {"check": "tables", "ok": True, "seen": "36 tables"},
        {"check": "facts", "ok": False, "seen": "not found: [a/b] [/x]"},
    ]
    assert lines(plan_views.check_view({"checks": rows})) == [
        "ok   tables: 36 tables",
        "FAIL facts: not found: [a/b] [/x]",
    ]


def test_a_new_project_says_where_it_lies() -> None:
    out = lines(plan_views.new_view({"project": "my [/plans]"}))
    assert out[0].startswith("Made my [/plans]. Edit scenario.yaml")


def test_a_scenario_shows_the_stage_that_is_least_available() -> None:
    cells = [
        {"quarter": "2027Q4", "class": k, "gap_t": float(n)}
        for n, k in enumerate(("defence", "semiconductor", "essential-core", "essential-other", "civil"))
    ]
    quarter = {"quarter": "2027Q4", "dom_t": 1.5, "supply_t": 2000.0}
    weakest = {"weakest_stage": "refine", "weakest_availability": 0.2}
    document = {"word": "scenario 0", "item": "tin", "import_t": None, "loss_usd": 2.5e6, "cells": cells}
    out = lines(plan_views.scenario_view({**document, "quarters": [{**quarter, **weakest}]}))
    assert out[0] == "scenario 0, tin: imports - t per year"
    assert "2027Q4|refine|20.0%|1.5|2,000|0|1|2|3" in out
    assert "servable loss without purchases USD 2.50 million" in out


def test_two_are_compared_and_no_plan_is_said() -> None:
    document = {
        "a": "one",
        "b": "two",
        "inputs": [{"word": "seed", "a": 0, "b": None}, {"word": "card.x", "a": ["CHN", "RUS"], "b": []}],
        "items": [],
        "gaps": [{"material": "tin", "gap_t_a": 5.0, "gap_t_b": None}],
        "plan": {"spend_usd_a": None, "spend_usd_b": 2e6, "lines": []},
    }
    out = lines(plan_views.compare_view(document))
    assert "card.x|CHN, RUS|-" in out and "tin|5|-" in out
    assert "seed|0|-" in out and out[-1] == "plans: no plan against USD 2.00 million; 0 lines differ"


def test_a_demo_tells_facts_that_are_not_there() -> None:
    data = {"materials": 59, "rows": 4000, "assumed_share": 0.18}
    document = {
        "finding": "found",
        "plan": plan(),
        "dataset": data,
        "project": "p",
        "facts_missing": ["awards/x"],
        "ledger": {
            "finding": "No account yet",
            "accounts": [],
            "awards": [],
            "solicitations": [],
            "lots": [],
            "certificates": [],
            "releases": [],
            "events": 2,
            "events_counted": 2,
            "as_of": "2025-10-13",
            "head": "ab",
        },
    }
    out = lines(plan_views.demo_view(document))
    assert "fact not found: awards/x" in out and any(
        "The project is in p: see it in a browser with `lodestock web -C p`" in line for line in out
    )
