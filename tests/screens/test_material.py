"""The page of one item."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.report import Words
from lodestock.screens import Figure, Links, Shelf
from lodestock.screens.material import gap_figures
from tests.screens.see import see


def test_each_stage_has_its_map(shelf: Shelf) -> None:
    first, second = (
        see(shelf, "/materials/{item}", f"stage={s}", item="antimony") for s in ("mine", "refine")
    )
    for screen, stage in ((first, "mine"), (second, "refine")):
        grid = screen.grid("shares")
        assert screen.figure(f"map-{stage}") is not None and grid is not None
        assert {r["stage"] for r in grid.rows} == {stage}
        steps = next(p for p in screen.parts if isinstance(p, Links) and p.title == "Stage")
        assert [w for w, _, here in steps.links if here] == [stage]
    assert first.grid("stages") == second.grid("stages")


def test_magnets_have_a_stage_of_their_own(shelf: Shelf) -> None:
    screen = see(shelf, "/materials/{item}", item="ndfeb-magnets")
    assert "magnet" in {r["stage"] for r in screen.grid("stages").rows}  # type: ignore[union-attr]
    assert screen.title.startswith("NdFeB magnets: stock should cover")


def test_figures_are_those_of_the_run(shelf: Shelf) -> None:
    kept = shelf.current("plan")
    assert kept is not None
    screen = see(shelf, "/materials/{item}", item="cobalt")
    steps = kept.frame("waterfalls").filter(pl.col("material") == "cobalt")
    assert [r["tonnes"] for r in screen.grid("waterfall").rows] == steps["tonnes"].to_list()  # type: ignore[union-attr]
    lines = kept.frame("plan").filter(pl.col("material") == "cobalt")
    assert len(screen.grid("lines").rows) == lines.height > 0  # type: ignore[union-attr]
    assert [f.name for f in gap_figures(kept, "cobalt", "Cobalt")] == ["gap-quarters", "waterfall"]
    assert all(f.spec()["$schema"] for f in screen.parts if isinstance(f, Figure))


def test_a_later_sizing_takes_no_order_from_the_page(demo_project: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    assert CliRunner().invoke(app, ["size", "-C", str(folder), "--seed", "3"]).exit_code == 0
    shelf = Shelf(folder)
    screen = see(shelf, "/materials/{item}", item="cobalt")
    sized, planned = shelf.current("size"), shelf.current("plan")
    assert sized is not None and planned is not None and sized.id != planned.id
    assert screen.document["seed"] == 3 and screen.document["value"] > 0
    assert len(screen.grid("lines").rows) > 3 and sized.id in screen.grid("waterfall").source  # type: ignore[union-attr]


def test_a_cause_leads_to_the_share_behind_it(shelf: Shelf) -> None:
    grid = see(shelf, "/materials/{item}", item="antimony").grid("causes")
    assert grid is not None
    stage = next(f for f in grid.fields if f.name == "stage")
    row = next(r for r in grid.rows if r["country"])
    assert (
        stage.address(row)
        == f"/explain/global_supply_shares/antimony/{row['stage']}/{row['country']}.share_pct"
    )
    assert stage.address({**row, "cell": None}) is None


def test_prices_after_the_as_of_date_are_not_known(shelf: Shelf) -> None:
    day = shelf.case.card.as_of.isoformat()
    rows = see(shelf, "/materials/{item}", item="antimony").grid("prices").rows  # type: ignore[union-attr]
    assert rows and all(r["known_from"] <= day for r in rows)
    every = [r for r in shelf.case.dataset.rows("price") if r["material"] == "antimony"]
    assert len(every) > len(rows)


def test_an_item_without_demand_is_listed_and_not_computed(project: Callable[..., Path]) -> None:
    shelf = Shelf(project(materials=[{"material": "adamantium", "name": "Adamantium"}]))
    screen = see(shelf, "/materials/{item}", item="adamantium")
    assert "overlays/us_demand.csv" in screen.notices[0] and screen.document["value"] is None


def test_the_grade_of_demand_stands_beside_the_worst_that_the_requirement_rests_on(shelf: Shelf) -> None:
    screen = see(shelf, "/materials/{item}", item="antimony")
    words = " ".join(p.text for p in screen.parts if isinstance(p, Words))
    assert (
        "its demand is of grade A" in words
        and "Its requirement rests at worst on grade D; demand_classes/antimony/" in words
    )
    kept = shelf.current("size")
    assert kept is not None
    told = next(m for m in kept.document("size")["materials"] if m["material"] == "antimony")
    assert screen.document["moved_most"] == told["moved_most"] and screen.document["worst_grade"] == "D"
