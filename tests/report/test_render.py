from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from lodestock.records.errors import InputError
from lodestock.report.render import write_chart

BAR: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "width": 100,
    "height": 50,
    "padding": 5,
    "view": {"stroke": None},
    "data": {"values": [{"x": 1}, {"x": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "x", "type": "quantitative", "axis": None}},
}


def test_a_spec_becomes_three_files_and_the_png_has_twice_the_size(tmp_path: Path) -> None:
    """100 by 50 and a padding of 5 on each side are 110 by 60, at two pixels per unit."""
    svg, png, source = write_chart(BAR, tmp_path / "new" / "folder", "bar")
    assert (svg, png) == tuple(tmp_path / "new" / "folder" / f"bar.{kind}" for kind in ("svg", "png"))
    assert 'width="110" height="60"' in svg.read_text(encoding="utf-8")
    assert struct.unpack(">II", png.read_bytes()[16:24]) == (220, 120)
    assert (source.name, json.loads(source.read_text(encoding="utf-8"))) == ("bar.vl.json", BAR)


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"url": "https://example.org/x.csv"}},
        {"layer": [{"mark": "bar"}, {"data": {"url": "https://example.org/x.csv"}}]},
        {"encoding": {"y": {"url": "https://example.org/x.csv"}}},
    ],
)
def test_an_address_anywhere_in_a_spec_is_refused_before_a_file_is_written(
    tmp_path: Path, part: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match=r"chart bar = 'https://example\.org/x\.csv': takes data by address"):
        write_chart({**BAR, **part}, tmp_path, "bar")
    assert list(tmp_path.iterdir()) == []
