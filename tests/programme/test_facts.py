from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.programme.facts import fact_table
from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset, cell_text

REFERENCE = Path(__file__).parent.parent.parent / "src" / "lodestock" / "data" / "reference"


def read_back(dataset: Dataset) -> None:
    """Read each fact from the place that the table of facts names, and fail where it does not stand there."""
    frame, lacking = fact_table(dataset)
    assert lacking == []
    assert set(frame["fact_no"].to_list()) == set(range(1, 13))
    stated = {
        (r["table"], r["row_id"], r["column"]): r["value"]
        for r in dataset.frame("case_facts").iter_rows(named=True)
    }
    for r in frame.iter_rows(named=True):
        with (REFERENCE / f"{r['table']}.csv").open(encoding="utf-8", newline="") as file:
            rows = {"/".join(x[k] for k in r["key_columns"].split(";")): x for x in csv.DictReader(file)}
        assert rows[r["row_id"]][r["column"]] == r["value"]
        wanted = stated[r["table"], r["row_id"], r["column"]]
        assert r["value"] == wanted or float(r["value"]) == float(wanted), r


def test_each_fact_reads_back_from_its_place(case: Case) -> None:
    read_back(case.dataset)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("appropriations", {"account_id": "nds-stockpile-2025"}),
        ("global_supply_shares", {"material": "ndfeb-magnets", "stage": "magnet", "country_iso3": "CHN"}),
        ("policy_events", {"event_id": "us-100pct"}),
        ("awards", {"award_id": "dla-ta-gam"}),
    ],
)
def test_a_fact_whose_row_is_removed_is_missed(project: Callable[..., Path], table: str, key: dict) -> None:
    from lodestock.data import load

    rows: list[dict[str, object]] = [{**key, "remove": "y"}]
    if table == "global_supply_shares":
        rest = {"material": "ndfeb-magnets", "stage": "magnet", "country_iso3": "JPN", "share_pct": 97}
        rows.append(rest)
    if table == "appropriations":  # what names a removed account is refused, so its parts go too
        parts = load(None).rows(table)
        rows += [
            {"account_id": r["account_id"], "remove": "y"}
            for r in parts
            if r["parent_account_id"] == key["account_id"]
        ]
    dataset = load(project(**{table: rows}) / "overlays")
    assert dataset.row(table, "/".join(str(v) for v in key.values())) is None
    with pytest.raises(AssertionError):
        read_back(dataset)


def test_a_fact_is_written_as_the_table_writes_it() -> None:
    assert (cell_text(1e9), cell_text(99.01), cell_text(None)) == ("1000000000", "99.01", "")
