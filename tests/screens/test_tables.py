"""Tables down to the cell and its source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.screens import Shelf
from tests.screens.see import see


def test_every_table_is_listed_and_can_be_opened(shelf: Shelf) -> None:
    listed = see(shelf, "/data").main
    assert listed is not None and len(listed.rows) == len(shelf.case.dataset.frames)
    for row in listed.rows:
        table = see(shelf, "/data/{table}", table=row["table"]).main
        assert table is not None and len(table.rows) == row["rows"], row["table"]


def test_every_cell_leads_to_what_stands_behind_it(shelf: Shelf) -> None:
    grid = see(shelf, "/data/{table}", "item=antimony", table="price").main
    assert grid is not None
    field = next(f for f in grid.fields if f.name == "price_usd_per_t")
    place = field.address(grid.rows[0])
    assert place is not None and place.startswith("/explain/price/antimony/")
    screen = see(shelf, "/explain/{word:path}", word=place.removeprefix("/explain/"))
    assert screen.document["value"] == grid.rows[0]["price_usd_per_t"]
    rows = {r["what"]: r["said"] for r in screen.grid("word").rows}  # type: ignore[union-attr]
    assert rows["grade"] == grid.rows[0]["quality"] and rows["locator"] == grid.rows[0]["locator"]
    sources = screen.grid("sources")
    assert sources is not None and all(r["title"] != "is not in the table of sources" for r in sources.rows)


def test_a_score_tells_its_parts_and_why_it_is_missing(shelf: Shelf) -> None:
    screen = see(shelf, "/explain/{word:path}", word="assess/gallium.concentration")
    assert (
        screen.title.startswith("assess/gallium.concentration: 5.471 on a scale from 0 (")
        and ("Gallium", "/materials/gallium") in screen.crumbs
    )
    parts = {r["part"]: r["value"] for r in screen.grid("parts").rows}  # type: ignore[union-attr]
    assert parts["largest"] == "CHN" and parts["score, refine"] == "5.471"
    screen = see(shelf, "/explain/{word:path}", word="assess/ndfeb-magnets.geopolrisk")
    said = {r["what"]: r["said"] for r in screen.grid("word").rows}  # type: ignore[union-attr]
    assert "no value" in screen.title and "import_shares" in said["no score"]


def test_an_overlay_stands_at_the_cell_that_it_changed(project: Callable[..., Path]) -> None:
    shelf = Shelf(project(us_demand=[{"material": "tin", "apparent_consumption_t": 50000}]))
    screen = see(shelf, "/explain/{word:path}", word="us_demand/tin.apparent_consumption_t")
    rows = {r["what"]: r["said"] for r in screen.grid("word").rows}  # type: ignore[union-attr]
    assert rows["value"] == "50000" and "analyst" in rows["overlay"] and rows["source"] != "usgs_mcs2026_csv"


def test_a_country_lists_its_cells(shelf: Shelf) -> None:
    screen = see(shelf, "/explain/{word:path}", word="CHN")
    supplies, controls = screen.grid("supplies"), screen.grid("controls")
    assert screen.title.startswith("China makes more than half of the world's supply of ")
    assert screen.title.endswith("samarium at stage refine, 100 %") and screen.main is supplies
    assert see(shelf, "/explain/{word:path}", word="CHL").title.startswith(
        "Chile makes more than half of the world"
    )
    assert supplies is not None and controls is not None
    shares = [r["share_pct"] for r in supplies.rows]
    assert len(shares) > 50 and shares == sorted(shares, reverse=True) and screen.grid("inputs") is None
    held, behind = screen.figure("dominance"), screen.grid("dominance")
    assert held is not None and held.title.startswith("China has above 50 %") and behind is not None
    assert sorted(100 * r["share"] for r in behind.rows) == pytest.approx(sorted(shares))
    assert {r["event_id"] for r in controls.rows} >= {"cn-gage-2023", "cn-us-ban-2024"}
    field = next(f for f in controls.fields if f.name == "event_id")
    event = str(field.address(controls.rows[0])).removeprefix("/explain/")
    assert see(shelf, "/explain/{word:path}", word=event).title.endswith("grade B")
