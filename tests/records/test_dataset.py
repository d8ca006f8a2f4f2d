from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from lodestock.records.dataset import Dataset, OverlayChange, cell_text, split_words
from lodestock.records.errors import InputError
from lodestock.records.frames import Column, FrameSpec

SPEC = FrameSpec(
    "stock", "test", ("item", "year"), (Column("item", "string", "item"), Column("year", "number", "year"))
)


@pytest.fixture
def dataset() -> Dataset:
    frame = pl.DataFrame({"item": ["tin", "tin", "zinc"], "year": [2024.0, 2025.5, None]})
    return Dataset({"stock": frame}, {"stock": SPEC}, "00")


def test_a_row_is_found_by_its_key_joined_with_slashes(dataset: Dataset) -> None:
    assert dataset.row_ids("stock") == ["tin/2024", "tin/2025.5", "zinc/"]
    assert dataset.row("stock", "tin/2025.5") == {"item": "tin", "year": 2025.5}
    assert dataset.row("stock", "zinc/") == {"item": "zinc", "year": None}
    assert dataset.row("stock", "lead/2024") is None
    assert dataset.row_at("stock/tin/2025.5") == dataset.row("stock", "tin/2025.5")


def test_rows_are_built_once(dataset: Dataset) -> None:
    assert dataset.rows("stock") is dataset.rows("stock") and len(dataset.rows("stock")) == 3


@pytest.mark.parametrize("ask", ["frame", "rows", "row_ids"])
def test_an_unknown_table_is_answered_with_the_nearest(dataset: Dataset, ask: str) -> None:
    with pytest.raises(InputError, match=r"table = 'stocks': no such table\. Did you mean 'stock'"):
        getattr(dataset, ask)("stocks")


def test_cells_are_written_as_the_reference_files_write_them() -> None:
    values = (None, 0.0, 1e9, 99.01, 2025, "tin")
    assert [cell_text(value) for value in values] == ["", "0", "1000000000", "99.01", "2025", "tin"]


@pytest.mark.parametrize(
    ("cell", "words"), [("tin; zinc;", ["tin", "zinc"]), ("", []), (None, []), (5.0, ["5"])]
)
def test_words_of_a_cell_are_those_between_semicolons(cell: object, words: list[str]) -> None:
    assert split_words(cell) == words


def test_a_change_tells_its_file_and_line_or_the_place_that_stands_for_them() -> None:
    change = OverlayChange("overlays/price.csv", 7, "price", "tin/single", "added", "ann", None)
    assert change.place == "overlays/price.csv:7"
    assert replace(change, file="watch/w1", line=None).place == "watch/w1"


def test_rows_are_laid_over_those_of_the_same_key_and_leave_the_facts_as_they_are() -> None:
    columns = (
        Column("item", "string", "item"),
        Column("share", "number", "share"),
        Column("note", "string", "note"),
    )
    spec = FrameSpec("shares", "test", ("item",), columns)
    frame = pl.DataFrame({"item": ["b", "c"], "share": [1.0, 2.0], "note": ["x", "y"]})
    facts = Dataset({"shares": frame}, {"shares": spec}, "00")
    assert facts.rows("shares")[0]["share"] == 1.0
    laid = facts.with_rows({"shares": [{"item": "b", "share": 0.5}, {"item": "a", "share": 3.0}]})
    assert laid.rows("shares") == [
        {"item": "a", "share": 3.0, "note": None},
        {"item": "b", "share": 0.5, "note": "x"},
        {"item": "c", "share": 2.0, "note": "y"},
    ]
    assert laid.frame("shares").schema == frame.schema and laid.hash == "00"
    assert facts.rows("shares")[0]["share"] == 1.0 and len(facts.rows("shares")) == 2
