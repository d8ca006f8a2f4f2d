from __future__ import annotations

import pytest

from lodestock.data.layout import find_header, read_lines, row_problem
from lodestock.records.errors import Problem

KNOWN = ("material", "stage", "x_t", "note")


def parsed(raw: bytes) -> tuple[list[str], list[list[str]], list[str]]:
    problems: list[Problem] = []
    lines = read_lines("t.csv", raw, problems)
    header = find_header("t.csv", lines, KNOWN, problems) if not problems else []
    rows = []
    for number, cells in lines if header else ():
        problem = row_problem(f"t.csv:{number}", cells, header)
        problems += [problem] if problem else []
        rows += [] if problem else [cells]
    return header, rows, [str(p) for p in problems]


@pytest.mark.parametrize(
    "raw",
    [
        b"material,x_t\ntin,1\n",
        b"\xef\xbb\xbfmaterial,x_t\r\ntin,1\r\n",
        b"material,x_t\rtin,1\r",
        b"\n,,\nmaterial,x_t\n\n , \ntin,1\n,\n",
        b"material,x_t,,,\ntin,1,,,\n",
        b"material,x_t,,\ntin,1\n",
        b"material,x_t\ntin,1,,\n",
        b'"material","x_t"\n"tin","1"',
        b" material , x_t \n tin , 1 \n",
    ],
)
def test_marks_line_ends_blank_lines_and_empty_columns_do_not_matter(raw: bytes) -> None:
    assert parsed(raw) == (["material", "x_t"], [["tin", "1"]], [])


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"material;stage;x_t\ntin;mine;1,5\n", "t.csv:1: its cells are parted by semicolons, not by commas. Save"),
        (b"material\tstage\tx_t\ntin\tmine\t1\n", "t.csv:1: its cells are parted by tabs, not by commas"),
        (b"mineral;demand\ntin;1\n", "its cells are parted by semicolons"),
        (b"material|x_t\ntin|1\n", "t.csv:1: its cells are parted by bars"),
        (b'"material";"x_t"\n"tin";"1"\n', "its cells are parted by semicolons"),
        (b'"material,x_t"\n"tin,1"\n', "the whole line stands in quotation marks"),
        (b"# survey of 2026\nmaterial,x_t\ntin,1\n", "a remark: the names of the columns stand in line 2. Delete line 1."),
        (b"sep=,\nmaterial,x_t\ntin,1\n", "is not the header: the names of the columns stand in line 2"),
        (b"Demand,\n,\nmaterial,x_t\ntin,1\n", "the names of the columns stand in line 3. Delete lines 1 to 2."),
        (b"\xff\xfem\x00a\x00", "is saved as UTF-16 ('Unicode text'). Save the table as 'CSV UTF-8'"),
        (b"\xfe\xff\x00m\x00a", "is saved as UTF-16"),
        (b"m\x00a\x00t\x00", "holds zero bytes: it is saved as UTF-16, or is no text"),
        (b"PK\x03\x04...", "is a workbook or an archive under the name of a CSV file"),
        (b"\xd0\xcf\x11\xe0...", "is an old workbook (.xls)"),
        (b"<!DOCTYPE html>", "is a web page"),
        (b'\n{"a": 1}', "is JSON"),
        (b"material,x_t\nC\xf4te,1\n", "t.csv:2: is not UTF-8 at byte 14 (in Windows-1252 that byte is \xf4)"),
        (b"", "is empty"),
        (b"\n\n,,\n", "is empty"),
        (b"material,\ntin,1\n", "column 2 has no name but holds cells"),
        (b"material,x_t,x_t\ntin,1,2\n", "= 'x_t': duplicate column"),
        (b'material,x_t\n"tin,1\n', "is not CSV"),
    ],
)  # fmt: skip
def test_another_kind_of_file_is_named_with_its_remedy(raw: bytes, words: str) -> None:
    problems = parsed(raw)[2]
    assert len(problems) == 1 and words in problems[0]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("tin,8,500", "has 3 cells where the header has 2. Quote a cell that holds a comma, and write numbers without"),
        ("tin", "has 1 cells where the header has 2. Fill up the row"),
        ("tin;1", "they are parted by semicolons. Part cells by commas"),
        ("material,x_t", "is the header line again"),
        ("# checked by hand,", "is a remark, not a row"),
        ("Source: USGS,", "is a remark, not a row"),
        ("Data from database: Worldwide Governance Indicators,,,,,", "is a remark, not a row"),
        ("Last Updated: 11/05/2024,", "is a remark, not a row"),
        ("May include crude and refined forms,", "is a remark, not a row"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_row_is_named(row: str, words: str) -> None:
    problems = parsed(f"material,x_t\ntin,1\n{row}\n".encode())[2]
    assert len(problems) == 1 and words in problems[0] and problems[0].startswith("t.csv:3")


def test_an_item_alone_in_its_row_is_no_remark() -> None:
    assert parsed(b"material,x_t\ntin,\n")[1:] == ([["tin", ""]], [])
