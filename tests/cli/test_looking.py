from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import call


def test_a_table_as_json_and_for_a_person() -> None:
    words = (
        "table",
        "global_supply_shares",
        "--item",
        "gallium",
        "--sort",
        "-share_pct",
        "--where",
        "stage=refine",
    )
    found = json.loads(call(*words, "--json")[0])
    assert found["command"] == "table" and found["columns"][0] == "row_id" == next(iter(found["rows"][0]))
    shares = [r["share_pct"] for r in found["rows"]]
    assert shares == sorted(shares, reverse=True) and {r["material"] for r in found["rows"]} == {"gallium"}
    out, _ = call(*words)
    assert "gallium/refine/CHN" in out and "card base-war" in out


def test_more_than_ten_rows_are_cut_unless_all_are_asked_for() -> None:
    assert "49 more: --full shows all" in call("table", "us_demand")[0]
    out, _ = call("table", "us_demand", "--full")
    assert "more: --full" not in out and "\nzirconium" in out


def test_a_project_lays_its_overlays_over(project: Callable[..., Path]) -> None:
    folder = str(project(us_demand=[{"material": "cobalt", "own_secondary_t": 1000}]))
    (row,) = json.loads(call("table", "us_demand", "--item", "cobalt", "-C", folder, "--json")[0])["rows"]
    assert row["own_secondary_t"] == 1000 and "by analyst: exercise" in row["overlay"]
    assert (
        "cobalt: overlays/us_demand.csv:2" in call("table", "us_demand", "--item", "cobalt", "-C", folder)[0]
    )
    tables = json.loads(call("data", "status", "-C", folder, "--json")[0])["tables"]
    assert {t["table"]: t["overlaid"] for t in tables}["us_demand"] == 1


def test_the_state_of_the_data() -> None:
    found = json.loads(call("data", "status", "--json")[0])
    keys = {"table", "meaning", "rows", "newest", "grades", "overlaid", "missing"}
    assert found["command"] == "data status" and all(set(t) == keys for t in found["tables"])
    assert "us_demand" in call("data", "status")[0]


def test_methods_as_json_and_for_a_person() -> None:
    found = json.loads(call("methods", "--json")[0])
    keys = "name room summary text formulas parameters references"
    assert found["command"] == "methods" and all(" ".join(m) == keys for m in found["methods"])
    out, _ = call("methods")
    assert "plan.market.price_multiple" in out and "more state no formula" in out
    assert "r**eps_s - r**(-eps_d) = x" in call("methods", "price_multiple")[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("table", "prise"), "lodestock: table = 'prise': no such table. Did you mean 'price'?"),
        (("table", "price", "--where", "tier"), "--where = 'tier': is not COLUMN=VALUE"),
        (
            ("table", "price", "--sort", "-lov"),
            "--sort = 'lov': is no column of the table. Did you mean 'low'",
        ),
        (("table", "sources", "--item", "tin"), "table sources has no items"),
        (("methods", "reserv"), "Did you mean 'reserve'"),
    ],
)
def test_wrong_use_exits_2_and_names_what_is_near(words: tuple[str, ...], message: str) -> None:
    out, error = call(*words, "--json", code=2)
    assert message in error and out == ""


@pytest.mark.alone
@pytest.mark.parametrize("words", [("table", "policy_events"), ("data", "status"), ("methods",)])
def test_looking_is_quick(words: tuple[str, ...]) -> None:
    took = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "lodestock.cli", *words, "--json"], check=True, capture_output=True
        )
        took.append(time.perf_counter() - start)
    assert min(took) < 1.5, took
