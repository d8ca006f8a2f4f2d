from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lodestock.engine import Serial
from lodestock.programme.project import open_case
from lodestock.programme.size import size_case, size_document
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


def sized(folder: Path) -> dict[str, Any]:
    """Return what the card of a project leaves short; the command would draw pictures too."""
    case = open_case(folder)
    return size_document(case, size_case(case, Serial()), Serial())


def test_rows_as_an_overlay_load_again_and_change_no_figure(tmp_path: Path) -> None:
    """Tables of every kind: figures, shares by several keys, dates, texts; whole, of one item, and sorted."""
    folder = tmp_path / "p"
    call("new", str(folder))
    before = sized(folder)
    for words in (
        ("us_demand", "--item", "Co"),
        ("demand_classes", "--item", "rare earths", "--sort", "-share_pct"),
        ("global_supply_shares", "--where", "stage=mine"),
        ("price",),
        ("policy_events",),
        ("scenario_generator",),
        ("countries",),
        ("case_facts",),
    ):
        out, _ = call("table", *words, "--csv", "-C", str(folder))
        head = out.partition("\n")[0].split(",")
        assert head[-2:] == ["author", "reason"] and not {"source", "locator", "quality"} & set(head)
        (folder / "overlays" / f"{words[0]}.csv").write_text(out, encoding="utf-8")
    after = sized(folder)
    assert len(after["overlays"]) > 500 and before["dataset_hash"] != after["dataset_hash"]
    for key in ("materials", "by_regime", "variants", "requirement_usd"):
        assert after[key] == before[key], key


def test_an_overlay_is_printed_or_json_not_both() -> None:
    out, error = call("table", "price", "--csv", "--json", code=2)
    assert out == "" and "--csv: prints CSV, and --json prints JSON. Give one of the two" in error


@pytest.mark.parametrize(
    ("word", "item"), [("Sb", "antimony"), ("wolfram", "tungsten"), ("Nickel", "nickel")]
)
def test_an_item_may_go_by_any_of_its_names(word: str, item: str) -> None:
    rows = json.loads(call("table", "us_demand", "--item", word, "--json")[0])["rows"]
    assert [r["material"] for r in rows] == [item]
    listed = json.loads(call("materials", "--item", word, "--json")[0])["materials"]
    assert [m["material"] for m in listed] == [item]
    found = json.loads(call("explain", "scenario", "0", "--item", word, "--json")[0])
    assert found["item"] == item


def test_cards_as_json_as_yaml_and_for_a_person(tmp_path: Path) -> None:
    found = json.loads(call("cards", "--json")[0])
    assert found["command"] == "cards" and found["dataset_hash"] and len(found["cards"]) == 13
    assert all(set(c) == {"name", "assumes", "as_of", "drawn"} for c in found["cards"])
    text = json.loads(call("cards", "quiet", "--yaml", "--json")[0])
    out, _ = call("cards", "quiet", "--yaml")
    assert text["card"] == "quiet" and out == text["yaml"]
    path = tmp_path / "mine.yaml"
    path.write_text(out, encoding="utf-8")
    assert "left to chance: nothing" in call("cards", str(path))[0]
    assert "base-war-mild" in call("cards")[0] and "docs/reference/cards.md" in call("cards")[0]
    assert "Did you mean 'quiet'" in call("cards", "quite", code=2)[1]
    assert "--yaml: needs the name of a card" in call("cards", "--yaml", code=2)[1]


def test_events_as_json_and_for_a_person(project: Callable[..., Path]) -> None:
    found = json.loads(call("events", "--item", "holmium", "--as-of", "2025-10-13", "--json")[0])
    five = next(e for e in found["events"] if e["event_id"] == "cn-5ree-57")
    keys = {
        "event_id",
        "announced",
        "effective",
        "ended",
        "actor",
        "instrument",
        "materials",
        "status",
        "in_force",
    }
    assert keys <= set(five) and (five["status"], five["in_force"], five["ended"]) == ("pending", False, None)
    out, _ = call("events", "--item", "Ho", "--as-of", "2025-12-01")
    assert "hold back exports, known on 2025-12-01" in out and "suspended" in out and "announced later" in out
    row = {
        "event_id": "x-1",
        "announced": "2025-01-01",
        "actor_country_iso3": "PER",
        "instrument": "export_ban",
    }
    folder = str(project(policy_events=[{**row, "materials": "tin", "targets": "ALL", "status": "in_force"}]))
    mine = json.loads(call("events", "--item", "tin", "-C", folder, "--json")[0])
    assert "x-1" in {e["event_id"] for e in mine["events"]} and mine["overlays"]
    assert "Write it as 2025-10-13" in call("events", "--as-of", "soon", code=2)[1]


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("Tungsten", "tungsten: "),
        ("antimony trioxide", "is a form of it"),
        ("Rare earths", "15 items: lanthanum"),
        ("china", "What it controls"),
        ("cn-5ree-57", "holmium, erbium, thulium, europium, ytterbium"),
        ("hhi", "sum of the squared shares"),
        ("grade D", "assumed or recalled"),
        ("drc-ban", "a card that leaves to chance: nothing"),
        ("in", "also the name of: IND (country)"),
        ("price", "lodestock table price"),
    ],
)
def test_a_word_of_any_kind_is_explained(word: str, words: str) -> None:
    assert words in " ".join(call("explain", word)[0].split())


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
        (("explain", "tugsten"), "Did you mean 'tungsten'?"),
        (
            ("explain", "price/cobalt"),
            "explain = 'price/cobalt': names no cell. Write it as price/row_id.column",
        ),
        (("explain", "us_demand/cobalt"), "names a row and no column. Write it as us_demand/row_id.column"),
        (("explain", "xyzzy"), "or a word of the glossary"),
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
