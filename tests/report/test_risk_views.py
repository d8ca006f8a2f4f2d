"""The ranking of supply risk on a terminal."""

from __future__ import annotations

from lodestock.report.risk_views import assess_view
from lodestock.report.views import Table, Words


def test_the_view_ranks_what_has_a_score_and_says_why_others_have_none() -> None:
    row = {"material": "tin", "method": "m", "stage": "mine", "score": 1.234, "rank": 1, "low": 1.0, "high": None,
           "parts": {"hhi": 0.5, "largest": "CHN"}, "coverage": 1.0, "vintage": "2025", "missing": []}  # fmt: skip
    none = {**row, "material": "zinc", "score": None, "missing": ["Nothing is known."]}
    method = {
        "name": "m",
        "title": "Method",
        "meaning": "What it says",
        "scale": "0 to 1",
        "shown": ["hhi", "largest"],
    }
    blocks = assess_view({"finding": "Tin is first", "methods": [method], "materials": [row, none]})
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert table.rows == (("1", "tin", "mine", "1.23", "1", "-", "0.5", "CHN", "100%", "2025"),)
    assert any(isinstance(b, Words) and b.text == "zinc has no score: Nothing is known." for b in blocks)
