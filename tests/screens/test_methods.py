"""Methods and their formulas."""

from __future__ import annotations

from lodestock.screens import Prose, Shelf
from tests.screens.see import see


def test_methods_with_a_formula_stand_first(shelf: Shelf) -> None:
    grid = see(shelf, "/methods").main
    assert grid is not None
    told = [r["formulas"] is not None for r in grid.rows]
    assert told == sorted(told, reverse=True) and sum(told) > 20


def test_a_method_shows_formula_words_and_references(shelf: Shelf) -> None:
    screen = see(shelf, "/methods/{name}", name="size.draw.stock.reserve")
    titles = [p.title for p in screen.parts if isinstance(p, Prose)]
    assert titles == ["Formulas", "In words", "Parameters and results", "References"]
    assert "r_t = min(d_t, s_t)" in next(p.text for p in screen.parts if isinstance(p, Prose))
