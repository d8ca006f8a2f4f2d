from __future__ import annotations

import re
from pathlib import Path

from lodestock.report.render import write_chart
from lodestock.report.row_layers import end_text, row_labels, rows_axis
from lodestock.report.theme import Caption, start_spec


def test_rows_keep_their_order_and_names_of_two_lines_stand_in_the_middle_of_their_row(
    tmp_path: Path,
) -> None:
    names = ["zinc|at the smelter", "tin"]
    y = rows_axis("row", names, is_labelled=False)
    assert y["sort"] == names == y["scale"]["domain"] and y["axis"] == {"labels": False, "ticks": False}
    assert rows_axis("row", names)["axis"] == {}
    ends = [{"row": "tin", "text": "first|second"}]
    spec = {
        **start_spec(Caption("t")),
        "width": 100,
        "height": {"step": 40},
        "layer": [row_labels(names, y), end_text(ends, y, "text", 100)],
    }
    svg = write_chart(spec, tmp_path, "x")[0].read_text(encoding="utf-8")
    assert "|" not in re.sub(r'aria-label="[^"]*"', "", svg)
    places = re.findall(r'aria-label="row: ([^";|]+)[^>]*translate\((-?\d+),(\d+)\)', svg)
    middle = {(name, x): int(y) for name, x, y in places}
    assert middle["zinc", "-8"] == 20 + 4 - 7 and middle["tin", "-8"] == 60 + 4, (
        "two lines start half a line higher"
    )
    assert middle["tin", "108"] == 60 + 4 - 7
    for line in ("zinc", "at the smelter", "tin", "first", "second"):
        assert f">{line}<" in svg
