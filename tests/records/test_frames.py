from __future__ import annotations

import math
import random

import polars as pl
import pytest

from lodestock.records.errors import DataError
from lodestock.records.frames import Column, FrameSpec, number_text, totals

SPEC = FrameSpec(
    "x", "test", ("a",), (Column("a", "string", "key"), Column("b", "number", "value", required=True))
)


def test_totals_are_exact_and_do_not_hang_on_the_order_of_rows() -> None:
    rows = [("k", 1e16), ("k", 1.0), ("k", -1e16), ("j", 0.1), ("j", 0.2)]
    seen = set()
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        frame = pl.DataFrame(rows, schema=["g", "v"], orient="row")
        seen.add(tuple(totals(frame, ["g"], ["v"]).rows()))
    assert seen == {(("j", math.fsum((0.1, 0.2))), ("k", 1.0))}


def test_totals_of_nothing_are_nothing() -> None:
    frame = pl.DataFrame(schema={"g": pl.String, "v": pl.Float64})
    assert totals(frame, ["g"], ["v"]).is_empty()


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pl.DataFrame({"a": ["x"]}), r"lacks \['b'\]"),
        (pl.DataFrame({"a": ["x", "x"], "b": [1.0, 2.0]}), "is not unique"),
        (pl.DataFrame({"a": ["x"], "b": [None]}), "holds a missing value"),
        (pl.DataFrame({"a": ["x"], "b": [1]}), r"frame x\.b: is of type Int64, not number"),
    ],
)
def test_a_frame_that_breaks_its_spec_is_refused(frame: pl.DataFrame, words: str) -> None:
    with pytest.raises(DataError, match=words):
        SPEC.check(frame)


def test_rows_become_a_frame_of_the_spec() -> None:
    assert SPEC.frame([{"b": 1.5, "a": "x"}]).rows() == [("x", 1.5)]
    assert SPEC.frame([]).schema == {"a": pl.String, "b": pl.Float64}
    with pytest.raises(DataError, match=r"frame x: has no \['c'\]"):
        SPEC.frame([{"a": "x", "b": 1.0, "c": 2}])
    with pytest.raises(DataError, match=r"b: holds a missing value"):
        SPEC.frame([{"a": "x"}])
    with pytest.raises(DataError, match="a value has another type"):
        SPEC.frame([{"a": 1, "b": "one"}])


def test_columns_come_in_the_order_of_the_spec() -> None:
    assert SPEC.check(pl.DataFrame({"c": [0], "b": [1.0], "a": ["x"]})).columns == ["a", "b"]


@pytest.mark.parametrize("value", [0.1, 1e300, 123456789.125, -7.0, 1e15, 3.0])
def test_numbers_read_back(value: float) -> None:
    assert float(number_text(value)) == value


def test_a_total_with_an_unknown_part_is_unknown() -> None:
    frame = pl.DataFrame({"g": ["a", "a", "b"], "v": [1.0, None, 2.0]})
    assert totals(frame, ["g"], ["v"])["v"].to_list() == [None, 2.0]
