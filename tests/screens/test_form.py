"""Tables of screens: links, CSV, and no formula in it."""

from __future__ import annotations

import csv
import io

import pytest

from lodestock.programme.specs import RESULT_SPECS
from lodestock.screens.form import Field, Grid, fields_of, grid_of
from lodestock.screens.shelf import Shelf


def test_an_address_is_filled_from_the_row_and_quoted() -> None:
    field = Field("a", link="/explain/{table}/{row}.a")
    assert field.address({"a": 1, "table": "x", "row": 'b"<c>/d e'}) == "/explain/x/b%22%3Cc%3E/d%20e.a"
    assert (
        field.address({"a": 1, "table": "x", "row": None}) is None
        and field.address({"a": 1, "table": "x"}) is None
    )
    assert Field("a").address({"a": 1}) is None and field.address({"a": None, "table": "x", "row": 1}) is None


def test_a_cell_with_several_values_leads_to_each() -> None:
    field = Field("source", link="/s?key={each}")
    assert field.pieces({"source": "a; b c"}) == [("a", "/s?key=a"), ("b c", "/s?key=b%20c")]
    assert field.pieces({"source": None}) == [(None, None)]
    assert Field("n", link="/n/{n}").pieces({"n": 3.5}) == [(3.5, "/n/3.5")]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_text_of_a_csv_runs_as_a_formula(text: str) -> None:
    grid = Grid("g", "t", (Field("a"), Field("n", is_number=True)), ({"a": text, "n": -1.5},))
    rows = list(csv.reader(io.StringIO(grid.csv(), newline="")))
    assert rows == [["a", "n"], [f"'{text}", "-1.5"]]


def test_what_is_missing_is_empty_and_numbers_are_whole() -> None:
    fields = (Field("a"), Field("b"), Field("c"))
    grid = Grid("g", "t", fields, ({"a": None, "b": 0.1 + 0.2, "c": ["x", "y"]}, {"b": True}))
    assert grid.csv() == "a,b,c\r\n,0.30000000000000004,x; y\r\n,true,\r\n"
    assert grid.values()[1] == {"a": None, "b": True, "c": None}


def test_a_frame_brings_units_and_meanings(shelf: Shelf) -> None:
    fields = fields_of(
        RESULT_SPECS["buys"], only=("tonnes", "material"), links={"material": "/materials/{material}"}
    )
    assert [f.name for f in fields] == ["tonnes", "material"]
    assert fields[0].words == "tonnes" and fields[0].is_number and fields[0].meaning == "tonnes ordered"
    (rate,) = fields_of(RESULT_SPECS["barred_offers"], only=("rate_percent",))
    (price,) = fields_of(RESULT_SPECS["plan"], only=("price_usd_per_t",), heads={"price_usd_per_t": "price"})
    assert (rate.words, price.words) == ("rate, %", "price")
    kept = shelf.current("plan")
    assert kept is not None
    grid = grid_of(kept.frame("buys"), RESULT_SPECS["buys"])
    assert grid.title == RESULT_SPECS["buys"].meaning and len(grid.rows) == kept.frame("buys").height
