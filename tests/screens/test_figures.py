"""Figures: the finding of each stands in its picture, and its table holds what is drawn."""

from __future__ import annotations

import json

import polars as pl

from lodestock.report import Caption
from lodestock.screens.figures import awards_figure, drawn, kept_figure, run_source, title_of
from lodestock.screens.form import Field, Grid
from lodestock.screens.shelf import Shelf

GRID = Grid("g", "t", (Field("a"),), ())


def test_a_picture_of_a_run_is_the_spec_that_lies_there(shelf: Shelf) -> None:
    kept = shelf.current("plan")
    assert kept is not None
    figure = kept_figure(kept, "spending", GRID)
    text = (kept.run.folder / "pictures" / "spending.vl.json").read_text(encoding="utf-8")
    assert figure is not None and figure.spec() == json.loads(text)
    assert (
        figure.title == title_of(figure.spec())
        and "are planned" in figure.title
        and "obligate" in figure.notes
    )
    assert kept_figure(kept, "nothing", GRID) is None
    assert kept.id in run_source(kept) and "base-war" in run_source(kept)


def test_a_figure_is_drawn_once_and_only_when_asked() -> None:
    calls: list[Caption] = []

    def make(caption: Caption) -> dict[str, object]:
        calls.append(caption)
        return {"title": {"text": [caption.title], "subtitle": ["how", "to read"]}}

    figure = drawn("f", Caption("Three"), make, GRID)
    assert calls == [] and figure.title == "Three"
    assert figure.notes == "how to read" and figure.spec() is figure.spec() and len(calls) == 1
    assert title_of({}) == "" and title_of({"title": {"text": "one"}}) == "one"


def test_awards_hold_four_numbers_apart(shelf: Shelf) -> None:
    ledger = shelf.ledger()
    assert ledger is not None
    figure = awards_figure(ledger)
    rows = {r["award_id"]: r for r in figure.grid.rows}
    assert (rows["dla-sb-uamy"]["ceiling_usd"], rows["dla-sb-uamy"]["obligated_usd"]) == (245e6, 9.9e6)
    assert rows["dla-sb-uamy"]["outlay_usd"] == 0 and rows["dla-sb-uamy"]["minimum_usd"] is None
    assert isinstance(ledger.frames["ledger_awards"], pl.DataFrame) and "245" in json.dumps(figure.spec())
