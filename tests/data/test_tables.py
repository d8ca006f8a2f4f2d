from __future__ import annotations

import csv
import shutil
from importlib import resources
from pathlib import Path

import pytest

from lodestock.data import SPECS, check_bundled
from lodestock.programme.project import Case

REFERENCE = Path(str(resources.files("lodestock.data"))) / "reference"


@pytest.mark.parametrize("name", sorted(SPECS))
def test_a_spec_says_what_each_column_is(name: str) -> None:
    spec = SPECS[name]
    assert len(set(spec.names)) == len(spec.names) and set(spec.key) <= set(spec.names)
    for column in spec.columns:
        assert column.meaning and "\n" not in column.meaning, column.name
        if column.name in spec.key:
            assert column.required, column.name
        texts = {"funded_orders_musd", "item_share_pct"}  # a range; item=percent
        if column.name not in texts and column.name.endswith(
            ("_t", "_pct", "_percent", "_usd", "_musd", "_usd_per_t")
        ):
            assert column.kind == "number" and column.unit, column.name


def test_a_new_item_needs_few_cells_and_no_citation() -> None:
    must = {c.name for c in SPECS["us_demand"].columns if c.required}
    assert must == {"material", "apparent_consumption_t", "own_primary_t", "own_secondary_t"}
    for spec in SPECS.values():
        assert not {c.name for c in spec.columns if c.required} & {"source", "locator", "quality"}


@pytest.mark.parametrize("name", sorted(SPECS))
def test_files_have_the_columns_of_their_spec_and_rows_by_key(name: str) -> None:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        keys = [tuple(row[k] for k in SPECS[name].key) for row in reader]
    assert tuple(reader.fieldnames or ()) == SPECS[name].names
    assert keys == sorted(set(keys))


def test_every_fact_of_the_worked_case_stands_where_it_says(case: Case) -> None:
    for fact in case.dataset.frame("case_facts").iter_rows(named=True):
        assert fact["key_columns"] == ";".join(SPECS[fact["table"]].key)
        row = case.dataset.row(fact["table"], fact["row_id"])
        assert row is not None, fact["row_id"]
        stands, said = row[fact["column"]], fact["value"]
        assert stands == (float(said) if isinstance(stands, float) else said), fact["row_id"]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand a copy of the bundled tables in their place."""
    shutil.copytree(REFERENCE, tmp_path / "reference")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    assert check_bundled() == []
    return tmp_path / "reference"


def test_a_key_given_twice_in_the_bundle_is_found(installed: Path) -> None:
    path = installed / "own_capacity.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    (problem,) = check_bundled()
    assert (problem.place, problem.reason) == ("reference/own_capacity.csv:61", "duplicate key")


def test_a_lost_column_or_file_of_the_bundle_is_named(installed: Path) -> None:
    path = installed / "grade_share.csv"
    path.write_text("material,demand_class\ncobalt,defence\n", encoding="utf-8")
    assert "lacks usable_pct" in str(check_bundled()[0])
    path.unlink()
    assert str(check_bundled()[0]).startswith("reference/grade_share.csv: cannot be read")
