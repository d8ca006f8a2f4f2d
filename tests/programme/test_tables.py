"""A table as a document, beside a plain reading of the file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.programme.documents import dumps
from lodestock.programme.explain import explain_document
from lodestock.programme.project import Case
from lodestock.programme.tables import (
    ROW_ID,
    column_names,
    overlay_csv,
    overlay_texts,
    read_where,
    table_document,
)
from lodestock.records.dataset import cell_text
from lodestock.records.errors import InputError

REFERENCE = Path(__file__).parent.parent.parent / "src" / "lodestock" / "data" / "reference"


def lines(table: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(found: dict[str, list[dict[str, object]]]) -> list[object]:
    return [r[ROW_ID] for r in found["rows"]]


def test_every_table_is_shown_whole(case: Case) -> None:
    for name, spec in case.dataset.specs.items():
        found = table_document(case, name)
        names = column_names(spec)
        assert found["columns"] == [ROW_ID, *names.values()] == [f["name"] for f in found["fields"]]
        assert len(set(found["columns"])) == len(found["columns"]) and found["meaning"] == spec.meaning
        assert all([*r] == [*found["columns"], "overlay"] and r["overlay"] is None for r in found["rows"])
        written = [tuple(r[c] for c in spec.names) for r in lines(name)]
        shown = [tuple(cell_text(r[names[c]]) for c in spec.names) for r in found["rows"]]
        assert sorted(written) == sorted(shown), name
        assert ids(found) == case.dataset.row_ids(name)
        dumps(found)


def test_a_column_named_row_id_keeps_its_cells_beside_the_id(case: Case) -> None:
    found = table_document(case, "case_facts")
    row = found["rows"][0]
    assert row[ROW_ID] == "1/appropriations/programme-2025/amount_usd"
    assert row["case_facts.row_id"] == "programme-2025"


def test_nulls_say_why_and_nothing_else_does(case: Case) -> None:
    for name in ("price", "nds_inventory", "offers", "consequence"):
        found = table_document(case, name)
        null = {f"rows[].{c}" for r in found["rows"] for c, value in r.items() if value is None}
        null |= {"fields[].unit" for f in found["fields"] if f["unit"] is None}
        assert set(found["missing"]) == null
    assert "rows[].low" in table_document(case, "price")["missing"]
    kinds = {
        f["name"]: (f["kind"], f["unit"], f["required"]) for f in table_document(case, "price")["fields"]
    }
    assert kinds["price_usd_per_t"] == ("number", "USD/t", True) and kinds["basis"] == ("string", None, False)


def test_the_rows_of_an_item(case: Case) -> None:
    prices = table_document(case, "price", item="cobalt")
    assert len(prices["rows"]) == sum(r["material"] == "cobalt" for r in lines("price")) > 0
    events = {r["event_id"] for r in lines("policy_events") if "gallium" in r["materials"].split(";")}
    assert set(ids(table_document(case, "policy_events", item="gallium"))) == events and len(events) > 5
    assert ids(table_document(case, "policy_events", item="rare-earths"))  # named there, no item of the list
    names = {r["alias"] for r in lines("material_aliases") if "neodymium" in r["material"].split(";")}
    assert set(ids(table_document(case, "material_aliases", item="neodymium"))) == names and len(names) > 1
    assert table_document(case, "embodied", item="yttrium")["rows"] == []


@pytest.mark.parametrize(
    ("table", "options", "words"),
    [
        ("prices", {}, "table = 'prices': no such table. Did you mean 'price'"),
        ("price", {"item": "cobolt"}, "--item = 'cobolt': is no item. Did you mean 'cobalt'"),
        ("countries", {"item": "cobalt"}, "table countries has no items"),
        (
            "price",
            {"where": (("tire", "x"),)},
            "--where = 'tire': is no column of the table. Did you mean 'tier'",
        ),
        ("price", {"sort": "-lov"}, "--sort = 'lov': is no column of the table. Did you mean 'low'"),
    ],
)
def test_what_is_not_known_is_answered_with_the_nearest(
    case: Case, table: str, options: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        table_document(case, table, **options)  # type: ignore[arg-type]


def test_conditions_compare_the_text_of_a_cell(case: Case) -> None:
    shares = lines("global_supply_shares")
    both = (("stage", "refine"), ("country_iso3", "CHN"))
    found = table_document(case, "global_supply_shares", where=both)
    assert (
        len(found["rows"]) == sum(r["stage"] == "refine" and r["country_iso3"] == "CHN" for r in shares) > 0
    )
    full = [r for r in shares if r["share_pct"] == "100"]
    assert len(table_document(case, "global_supply_shares", where=(("share_pct", "100"),))["rows"]) == len(
        full
    )
    assert table_document(case, "global_supply_shares", where=(("share_pct", "100.0"),))["rows"] == []
    lacking = table_document(case, "price", where=(("low", ""),))["rows"]
    assert len(lacking) == sum(r["low"] == "" for r in lines("price")) and all(
        r["low"] is None for r in lacking
    )
    assert ids(table_document(case, "us_demand", where=((ROW_ID, "cobalt"),))) == ["cobalt"]


def test_numbers_sort_as_numbers_and_what_is_missing_comes_last(case: Case) -> None:
    for sort, down in (("low", False), ("-low", True)):
        rows = table_document(case, "price", sort=sort)["rows"]
        known = [r["low"] for r in rows if r["low"] is not None]
        assert known == sorted(known, reverse=down) and len(known) > 3
        assert [r["low"] for r in rows[len(known) :]] == [None] * (len(rows) - len(known))
    up = [r["share_pct"] for r in table_document(case, "import_shares", sort="share_pct")["rows"]]
    assert up == sorted(up) and up != sorted(up, key=str)


def test_rows_that_are_equal_keep_their_order_both_ways(case: Case) -> None:
    for sort in ("stage", "-stage"):
        rows = table_document(case, "global_supply_shares", sort=sort)["rows"]
        order = {row_id: i for i, row_id in enumerate(case.dataset.row_ids("global_supply_shares"))}
        for stage in ("mine", "refine"):
            places = [order[r[ROW_ID]] for r in rows if r["stage"] == stage]
            assert places == sorted(places) and len(places) > 10


def test_overlays_are_laid_over_and_told(case_with: Callable[..., Case]) -> None:
    case = case_with(
        us_demand=[{"material": "cobalt", "own_secondary_t": 1000}],
        embodied=[{"material": "yttrium", "embodied_t": 5}],
    )
    found = table_document(case, "us_demand")
    row = next(r for r in found["rows"] if r["material"] == "cobalt")
    assert row["own_secondary_t"] == 1000
    assert row["overlay"] == "overlays/us_demand.csv:2 overridden by analyst: exercise"
    assert [r["material"] for r in found["rows"] if r["overlay"]] == ["cobalt"]
    assert overlay_texts(case, "us_demand")["cobalt"] == row["overlay"]
    assert explain_document(case, "us_demand/cobalt.own_secondary_t")["overlay"] == row["overlay"]
    assert overlay_texts(case, "price") == {}
    (added,) = table_document(case, "embodied", item="yttrium")["rows"]
    assert added["overlay"].startswith("overlays/embodied.csv:2 added by analyst")
    assert "rows[].overlay" not in table_document(case, "embodied", item="yttrium")["missing"]


def test_a_condition_is_read_up_to_its_first_equals_sign() -> None:
    assert read_where(["a=b=c", "low="]) == (("a", "b=c"), ("low", ""))
    for text in ("stage", "=refine", ""):
        with pytest.raises(InputError, match="is not COLUMN=VALUE"):
            read_where([text])


@pytest.mark.parametrize("table", ["demand_classes", "import_shares", "us_demand"])
def test_rows_of_a_list_of_shares_can_be_made_to_replace_the_list(case: Case, table: str) -> None:
    head, first, *_ = overlay_csv(case, table_document(case, table, item="cobalt")).splitlines()
    assert ("replace" in head.split(",")) is (table != "us_demand")
    assert head.endswith("author,reason") and first.count(",") >= head.count(",")


def test_no_column_is_written_twice_as_an_overlay(case: Case) -> None:
    for table in case.dataset.specs:
        head = overlay_csv(case, table_document(case, table)).partition("\n")[0].split(",")
        assert len(head) == len(set(head)), table
