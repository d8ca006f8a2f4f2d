"""Documents as a person reads them: small documents by hand, and those of the bundled case."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from lodestock.cli import show, show_size, tables
from lodestock.data import load
from tests.cli.test_commands import call

HEAD: dict[str, Any] = {
    "card": "base-war",
    "as_of": "2025-10-13",
    "dataset_hash": "a" * 64,
    "scenario_hash": "b" * 64,
    "version": "9.9.9",
    "seconds": 1.5,
    "overlays": [],
    "seed": 0,
    "draws": 1,
}
FOOT = "card base-war, as of 2025-10-13, dataset aaaaaaaaaaaa, scenario bbbbbbbbbbbb, lodestock 9.9.9, 1.5 s"


def plan(**changes: Any) -> dict[str, Any]:
    return {
        "mode": "requirement",
        "lines": [],
        "spend_usd": 0.0,
        "unspent_reason": {},
        "accounts": [],
        "loss": {"implementable": {"before": 5e9, "after": 4.25e9}},
        "gap": 0.0125,
        "assumed_share": 0.4,
        "market": [],
        "binding": [],
        **changes,
    }


def order(origin: str, odds: float | None, **changes: Any) -> dict[str, Any]:
    line = {"material": "tin", "origin": origin, "tonnes": 600.0, "ceiling_usd": 1e6, "saving_usd": 2e6}
    return {**line, "break_even_probability": odds, **changes}


def read(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_a_plan_that_buys_nothing_says_why_for_each_item(capsys: pytest.CaptureFixture[str]) -> None:
    reasons = {"tin": "requirement met by inventory", "zinc": "no requirement: the card leaves no gap"}
    show.show_plan({**HEAD, "finding": "found", "plan": plan(unspent_reason=reasons)})
    out = read(capsys)
    assert "Plan, mode requirement: USD 0.00 million in 0 lines" in out
    assert "not bought: tin: requirement met by inventory" in out and not any("zinc" in line for line in out)
    assert out[-1] == FOOT


def test_orders_of_an_item_are_added_up_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [order("PER", 0.02), order("BOL", 0.005), order("PER", None)]
    show.show_plan(
        {
            **HEAD,
            "finding": "found",
            "plan": plan(lines=lines, spend_usd=3e6, unspent_reason={"tin": "requirement met"}),
        }
    )
    (row,) = [line for line in read(capsys) if line.startswith("tin")]
    assert row.split() == [
        "tin",
        "BOL",
        "PER",
        "1,800",
        "3.00",
        "6.00",
        "0.50%",
        "to",
        "2.00%",
        "requirement",
        "met",
    ]


def test_orders_without_a_break_even_show_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    show.show_plan(
        {
            **HEAD,
            "finding": "found",
            "plan": plan(lines=[order("PER", None)], unspent_reason={"tin": "money"}),
        }
    )
    (row,) = [line for line in read(capsys) if line.startswith("tin")]
    assert row.split()[-2:] == ["-", "money"]


def test_the_dearest_item_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        order("PER", 0.1),
        order("PER", 0.1, material="zinc", ceiling_usd=9e6),
        order("PER", 0.1, material="lead"),
    ]
    reasons = dict.fromkeys(("tin", "zinc", "lead"), "requirement met")
    show.show_plan({**HEAD, "finding": "found", "plan": plan(lines=lines, unspent_reason=reasons)})
    assert [r.split()[0] for r in read(capsys) if "requirement met" in r] == ["zinc", "lead", "tin"]


def test_losses_accounts_and_rules_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    accounts = [
        {"account": "fund", "limit_usd": None, "used_usd": 0.0, "next_dollar": None, "reason": "not used"},
        {"account": "ours", "limit_usd": 1e9, "used_usd": 2.5e8, "next_dollar": 12.345, "reason": "pays"},
    ]
    market = [{"private_extra_usd": 1.5e6}, {"private_extra_usd": 5e5}]
    show.show_plan(
        {
            **HEAD,
            "finding": "found",
            "plan": plan(accounts=accounts, market=market, binding=["market cap: tin"]),
        }
    )
    out = read(capsys)
    text = " ".join(out)
    assert "servable loss USD 5.000 bn before, 4.250 bn after" in text and "1.25% of the benefit" in text
    assert "40% of the spending rests on an input of grade D" in text
    assert "private buyers at home USD 2.00 million more" in text and "binding: market cap: tin" in out
    words = [line.split() for line in out]
    assert ["fund", "-", "0.00", "-", "not", "used"] in words
    assert ["ours", "1,000.00", "250.00", "12.3", "pays"] in words


MATERIALS = show.show_rows(
    "materials", "material", "name", "group", "basis", "grade", "demand_t", "price_usd_per_t"
)


def test_what_is_not_known_of_an_item_is_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
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
    MATERIALS({**HEAD, "materials": items})
    words = [line.split() for line in read(capsys)]
    assert ["x", "-", "rare-earth", "-", "-", "-", "-"] in words
    assert ["tin", "Tin", "base-metal", "t", "Sn", "A", "0", "1,234"] in words


def test_a_list_without_items_is_still_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    MATERIALS({**HEAD, "materials": []})
    assert read(capsys)[0].split() == [
        "material",
        "name",
        "group",
        "basis",
        "grade",
        "demand",
        "t",
        "price",
        "usd",
        "per",
        "t",
    ]


def test_overlays_are_named_with_their_author_or_the_lack_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    change = {"file": "overlays/price.csv", "line": 2, "action": "removed", "row": "price/tin"}
    overlays = [{**change, "author": "Ada"}, {**change, "line": 3, "author": None}]
    MATERIALS({**HEAD, "materials": [], "overlays": overlays})
    assert read(capsys)[-2:] == [
        "overlay overlays/price.csv:2 removed price/tin (Ada)",
        "overlay overlays/price.csv:3 removed price/tin (no author given)",
    ]


def test_checks_say_ok_or_fail_and_brackets_stay(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"check": "tables", "ok": True, "seen": "36 tables"},
        {"check": "facts", "ok": False, "seen": "not found: [a/b] [/x]"},
    ]
    show.show_check({**HEAD, "checks": rows, "card": None})
    assert read(capsys) == ["ok   tables: 36 tables", "FAIL facts: not found: [a/b] [/x]"]
    show.show_check({**HEAD, "checks": rows})
    assert read(capsys)[-1] == FOOT


def explained(**changes: Any) -> dict[str, Any]:
    keys = ("rule", "basis", "grade", "source", "locator", "date", "overlay", "unit", "value")
    return {**HEAD, **dict.fromkeys(keys), "word": "tin", "inputs": [], **changes}


def test_a_word_shows_its_value_with_its_unit_and_only_the_keys_it_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show.show_explain(explained(value=12_345.6, unit="t", source="a table [1]", grade="D"))
    assert read(capsys) == ["tin: 12,346 t", "  grade: D", "  source: a table [1]", FOOT]
    show.show_explain(explained(value="cap"))
    assert read(capsys)[0] == "tin: cap"


def test_steps_of_nothing_are_left_out_of_a_waterfall_but_its_ends_stay(
    capsys: pytest.CaptureFixture[str],
) -> None:
    steps = [("usual supply", "start", 0.0), ("closed", "loss", -3.0), ("none", "loss", 0.0),
             ("ramp", "gain", 2.5), ("gap", "total", 0.5)]  # fmt: skip
    waterfall = [{"step": s, "kind": k, "tonnes": t} for s, k, t in steps]
    show.show_explain(explained(value=0.5, waterfall=waterfall))
    words = [line.rsplit(maxsplit=1) for line in read(capsys)]
    for pair in (["usual supply", "0"], ["closed", "-3"], ["ramp", "+2.5"], ["gap", "0.5"]):
        assert pair in words
    assert not any(w and w[0] == "none" for w in words)


def test_a_cause_of_no_country_is_told_by_its_stage_alone(capsys: pytest.CaptureFixture[str]) -> None:
    cause = [
        {"factor": "closed", "country": "CHN", "stage": "refine", "share": 0.75},
        {"factor": "demand", "country": None, "stage": None, "share": 0.051},
    ]
    show.show_explain(explained(value=1.0, cause=cause))
    words = [line.split() for line in read(capsys)]
    assert ["closed", "CHN", "refine", "75.0%"] in words and ["demand", "5.1%"] in words


def test_a_new_project_says_where_it_lies(capsys: pytest.CaptureFixture[str]) -> None:
    show.show_new({"project": "my [/plans]"})
    assert capsys.readouterr().out.startswith("Made my [/plans]. Edit scenario.yaml")


def test_a_scenario_shows_the_stage_that_is_least_available(capsys: pytest.CaptureFixture[str]) -> None:
    factors = [
        {"quarter": "2027Q4", "stage": s, "weight": w, "availability": {"civil": a}}
        for s, w, a in (("mine", 0.5, 1.0), ("mine", 0.5, 0.5), ("refine", 1.0, 0.2))
    ]
    cells = [
        {"quarter": "2027Q4", "class": k, "gap_t": float(n)}
        for n, k in enumerate(("defence", "semiconductor", "essential-core", "essential-other", "civil"))
    ]
    quarters = [{"quarter": q, "dom_t": 1.5, "supply_t": 2000.0} for q in ("2027Q4",)]
    document = {"word": "scenario 0", "item": "tin", "import_t": None, "loss_usd": 2.5e6}
    show.show_scenario({**HEAD, **document, "factors": factors, "cells": cells, "quarters": quarters})
    out = read(capsys)
    assert out[0] == "scenario 0, tin: imports - t per year"
    assert ["2027Q4", "refine", "20.0%", "1.5", "2,000", "0", "1", "2", "3"] in [line.split() for line in out]
    assert "servable loss without purchases USD 2.50 million" in out


def test_tables_fit_a_terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = lambda: Console(width=80, highlight=False)  # noqa: E731
    for module in (tables, show, show_size):
        monkeypatch.setattr(module, "open_console", narrow)
    found = [call(*words)[0] for words in (("size",), ("plan", "--budget", "2e7"), ("materials",))]
    assert all(len(line) <= 80 for out in found for line in out.splitlines())
    items = load().frame("us_demand")["material"].to_list()
    sized, listed = ({line.split(" ")[0] for line in found[i].splitlines()} for i in (0, 2))
    assert {"ndfeb-magnets", "titanium-sponge"} <= sized and set(items) <= listed


def test_brackets_of_an_author_are_words(capsys: pytest.CaptureFixture[str]) -> None:
    change = {"file": "overlays/price.csv", "line": 2, "action": "removed", "row": "price/tin"}
    overlays = [{**change, "author": "[/me] Ada [bold]"}]
    row = {"material": "[/x]", "name": ":smile: [red]", "group": "a", "basis": "b", "grade": "A"}
    MATERIALS({**HEAD, "materials": [{**row, "demand_t": 1, "price_usd_per_t": 2}], "overlays": overlays})
    out = "\n".join(read(capsys))
    assert "([/me] Ada [bold])" in out and "[/x]" in out and ":smile: [red]" in out
