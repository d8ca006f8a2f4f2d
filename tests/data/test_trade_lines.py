"""Texts of a large file, and the lines of the file they stand on."""

from __future__ import annotations

import pytest

from lodestock.data.trade_lines import TradeFile, read_texts
from lodestock.records.errors import InputError


def test_rows_are_numbered_by_record_and_lines_by_what_is_in_the_file() -> None:
    file = TradeFile("t.csv", b'a,b,c\r\n"1\r\n1",2,x\r\n\r\n ,3,\r\n')
    frame = read_texts(file, ("a", "b"), (("a",), ("b",)))
    assert frame.rows() == [(0, "1\r\n1", "2"), (2, None, "3")]
    assert [file.line(r) for r in frame["row"]] == [3, 5]
    assert file.place(2, "b") == "t.csv:5 column b"


def test_what_the_fast_reader_may_misread_is_read_slowly() -> None:
    raw = b'a,b\n1,2\n  \n,\n"3",\n' + b"x" * 9 + b',y"z"\n'
    frame = read_texts(TradeFile("t.csv", raw), ("a", "b"), (("a",), ("b",)))
    assert frame.rows() == [(0, "1", "2"), (3, "3", None), (4, "xxxxxxxxx", 'y"z"')]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"a,b\n1,2\n" + b"9" * 140_000 + b",4\n", "t.csv:3: is not CSV: field larger"),
        (b"a,b\n1,\xe9\n", "is not UTF-8"),
    ],
)
def test_a_line_that_cannot_be_parted_into_cells_is_told(raw: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        TradeFile("t.csv", raw).line(1)
