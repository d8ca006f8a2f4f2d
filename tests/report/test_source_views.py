"""The view of sources that are not used today."""

from __future__ import annotations

from typing import Any

from lodestock.report.source_views import sources_view
from lodestock.report.views import Table, Words


def row(country: str, stage: str, off: float | None, **other: Any) -> dict[str, Any]:
    return {"country_name": country, "stage": stage, "kind": "producer", "name": None, "side": "ally", "t_per_year": 10.0,
            "requirement_t": None if off is None else 50 - off, "requirement_off_t": off, "lawful": "yes",
            "law": "not covered", "first_output": None, "assumed": [], "why": None, **other}  # fmt: skip


def test_a_row_a_source_and_the_reasons_below() -> None:
    rows = [row("Peru", "mine", 20.0, lawful="not stated", law="rules go by the origin"), row("Chad", "refine", 0.0),
            row("Mali", "mine", None, why="Nothing known.", t_per_year=None, assumed=["x"])]  # fmt: skip
    document = {"finding": "f", "name": "Tin", "sources": rows, "imports_t": 100.0, "form_stage": "refine",
                "requirement_t": 50.0, "overlay_files": ["a/x.csv", "a/y.csv", "b/x.csv"]}  # fmt: skip
    blocks = sources_view(document)
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert table.rows[0] == ("Peru, mine: producer", "ally", "10", "30", "20", "not stated", "")
    assert table.rows[2] == ("Mali, mine: producer", "ally", "-", "-", "-", "yes", "")
    words = [b.text for b in blocks if isinstance(b, Words)]
    assert words == [
        "f",
        "Each source is sized alone and as if it ran today; what several take off does not add up.",
        "Side: own, at home; ally; other, neither ally nor adversary.",
        "Not sized: Mali, mine: producer. Nothing known.",
        "Tonnes that rest on an assumed figure, told by --json: Mali (mine).",
        "Lawful: not stated, as rules go by the origin.",
        "Sources at the stage refine change nothing on their own: another stage lets less through.",
        "wrote the rows of 2 sources, a folder each: with the files of one in overlays/ of a project, "
        "`lodestock size` gives the requirement told above",
    ]
    told = sources_view({**document, "overlay_files": None, "origins_known": False})
    (table,) = (b for b in told if isinstance(b, Table))
    assert "not known to be used today" in table.title
    assert any("import_shares" in b.text for b in told if isinstance(b, Words))
    assert any("--overlay DIR" in b.text for b in told if isinstance(b, Words))


def test_an_item_without_requirement_has_no_narrow_stage() -> None:
    document = {"finding": "f", "name": "Tin", "sources": [row("Chad", "refine", 0.0)], "imports_t": 1.0,
                "form_stage": "refine", "requirement_t": 0.0}  # fmt: skip
    assert not any("another stage" in b.text for b in sources_view(document) if isinstance(b, Words))
