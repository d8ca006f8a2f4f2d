"""The overview."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.screens import Figure, Shelf
from lodestock.screens.overview import overview_document
from tests.screens.see import see


def test_it_shows_coverage_money_places_and_what_is_bought(shelf: Shelf) -> None:
    screen = see(shelf, "/overview")
    names = [p.name for p in screen.parts if isinstance(p, Figure)]
    assert names == ["coverage", "origins", "funds", "burn_down"] and screen.notices == ()
    kept = shelf.current("plan")
    assert kept is not None and screen.main is not None
    assert [r["material"] for r in screen.main.rows] == kept.frame("buys")["material"].to_list()
    assert screen.document == overview_document(shelf)
    origins = screen.grid("origins")
    assert origins is not None and origins.rows[0]["country"] == "JPN"
    assert len(screen.figure("origins").spec()["layer"]) > 1  # type: ignore[union-attr]


def test_after_a_second_plan_it_tells_what_changed(demo_project: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    assert CliRunner().invoke(app, ["plan", "-C", str(folder), "--budget", "3e8"]).exit_code == 0
    shelf = Shelf(folder)
    changes = see(shelf, "/overview").grid("changes")
    assert changes is not None and "million less" in changes.title
    first = next(k.id for k in shelf.runs() if k.index["command"] == "demo")
    assert see(shelf, "/overview", f"run={first}").grid("changes") is None
