"""The rows that add new sources, as files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lodestock.assess.sources import find_candidates, lay_source
from lodestock.programme.project import Case
from lodestock.programme.source_overlays import write_overlays
from lodestock.records.errors import InputError


def test_a_file_holds_the_rows_of_its_source_to_the_last_digit(case: Case, tmp_path: Path) -> None:
    laid = {}
    for source in find_candidates(case.dataset, "antimony", case.card.as_of.isoformat()):
        for table, rows in lay_source(case.dataset, source)[0].items():
            laid[f"{source.label}/{table}.csv"] = rows
    assert write_overlays(case, "antimony", tmp_path) == list(laid)
    for name, rows in laid.items():
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            for found, row in zip(csv.DictReader(file), rows, strict=True):
                assert all(
                    float(found[k]) == x if isinstance(x, float) else found[k] == x for k, x in row.items()
                )
                assert found["author"] and found["reason"].startswith("what if: ")
                assert found.get("replace") == ("y" if "share_pct" in row else None)


def test_a_folder_in_use_is_refused(case: Case, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(InputError, match="is not empty"):
        write_overlays(case, "tin", tmp_path)
    assert write_overlays(case, "tin", tmp_path, force=True)
