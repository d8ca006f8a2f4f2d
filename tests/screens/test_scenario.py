"""Cards side by side."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.data import card_names
from lodestock.screens import Shelf
from tests.screens.see import see


def test_all_cards_stand_there_and_one_is_sized(shelf: Shelf) -> None:
    screen = see(shelf, "/scenario")
    cards = screen.grid("cards")
    assert cards is not None and [r["name"] for r in cards.rows] == list(card_names())
    assert [r["name"] for r in cards.rows if r["run"]] == ["base-war"]
    assert f"lodestock size -C {shelf.folder}" in screen.notices[0] and screen.figure("cards") is None


def test_the_sensitivity_is_that_of_the_document(shelf: Shelf) -> None:
    screen = see(shelf, "/scenario")
    figure = screen.figure("sensitivity")
    assert figure is not None and list(figure.grid.rows) == list(screen.document["variants"])
    highest = max(v["requirement_usd"] for v in screen.document["variants"]) / 1e6
    assert f"{highest:,.0f} million" in figure.title


def test_a_card_without_a_run_gets_the_command_that_makes_it(shelf: Shelf) -> None:
    screen = see(shelf, "/scenario", "card=drc-ban")
    assert (
        "lodestock size --card drc-ban" in screen.notices[0]
        and screen.command == "lodestock size --card drc-ban --json"
    )
    assert screen.document["materials"] == [] and "drc-ban" in screen.title


@pytest.mark.slow
def test_a_sizing_brings_the_heat_map_and_fans(demo_project: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    words = ["size", "-C", str(folder), "--card", "october-2025", "--draws", "40"]
    assert CliRunner().invoke(app, words).exit_code == 0
    shelf = Shelf(folder)
    screen = see(shelf, "/scenario", "card=october-2025")
    assert screen.figure("cards") is not None and screen.figure("shortfall") is not None
    assert (
        screen.document["card"] == "october-2025" and screen.document["draws"] == 40 and screen.notices == ()
    )
    base = see(shelf, "/scenario")
    assert base.document["card"] == "base-war" and base.figure("cards") is not None
    shelf_of_card = [r["run"] for r in base.grid("cards").rows if r["run"]]  # type: ignore[union-attr]
    assert len(shelf_of_card) == 2
