"""The page and the notebook for Python users run, as they stand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import lodestock as ls

START = Path(__file__).parents[1] / "docs" / "start"


def test_the_page_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (START / "python.md").read_text(encoding="utf-8"), re.S)
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    assert len(blocks) >= 5 and repr(names["plan"]).startswith("<plan of base-war: The plan spends USD ")


def test_the_notebook_runs_and_every_cell_shows_something() -> None:
    book = json.loads((START / "first-plan.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    shown = []
    for cell in (c for c in book["cells"] if c["cell_type"] == "code"):
        assert cell["outputs"] == []
        *first, last = "".join(cell["source"]).split("\n")
        exec("\n".join(first), names)
        found = eval(last, names)
        html = (
            found._repr_html_()
            if hasattr(found, "_repr_html_")
            else found._repr_mimebundle_()["image/svg+xml"]
        )
        shown.append(html)
    assert len(shown) == 7 and all(len(html) > 500 for html in shown)


def test_the_page_names_only_what_is_there() -> None:
    text = (START / "python.md").read_text(encoding="utf-8")
    assert {n for n in re.findall(r"ls\.(\w+)", text) if n not in dir(ls)} == set()
