"""The state of the data, beside a plain count of the files."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lodestock.programme.data_status import DATED, data_status_document
from lodestock.programme.project import Case

REFERENCE = Path(__file__).parent.parent.parent / "src" / "lodestock" / "data" / "reference"


def test_every_table_is_counted_as_it_is_written(case: Case) -> None:
    found = data_status_document(case)
    assert found["command"] == "data status" and found["assumed"] is None
    assert found["missing"]["assumed"] == "not yet"
    assert [t["table"] for t in found["tables"]] == list(case.dataset.specs)
    for t in found["tables"]:
        with (REFERENCE / f"{t['table']}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        spec = case.dataset.specs[t["table"]]
        optional = [c.name for c in spec.columns if not c.required]
        assert t["rows"] == len(rows) and t["overlaid"] == 0 and t["meaning"] == spec.meaning
        assert t["grades"] == dict(sorted(Counter(r["quality"] for r in rows if r.get("quality")).items()))
        assert t["missing"] == sum(not r[c] for r in rows for c in optional), t["table"]
        dated = any(c in DATED for c in spec.names) and rows
        assert (t["newest"] is None) <= (f"tables[].newest {t['table']}" in found["missing"])
        assert t["newest"] is None or dated


def test_the_newest_is_a_date_of_the_figures_not_a_deadline(case: Case) -> None:
    newest = {t["table"]: t["newest"] for t in data_status_document(case)["tables"]}
    assert newest["price"] == "2026-07-31" and newest["nds_inventory"] == "2026-03"
    assert newest["nds_shortfalls"] == "2013"  # an integer, shown as text
    assert newest["appropriations"] is None and newest["materials"] is None and newest["offers"] is None


def test_rows_that_overlays_change_are_counted(case_with: Callable[..., Case]) -> None:
    case = case_with(
        us_demand=[
            {"material": "cobalt", "own_secondary_t": 1000},
            {"material": "copper", "own_secondary_t": 10},
        ]
    )
    overlaid = {t["table"]: t["overlaid"] for t in data_status_document(case)["tables"]}
    assert overlaid == {**dict.fromkeys(overlaid, 0), "us_demand": 2}
