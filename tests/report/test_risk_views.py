"""The ranking of supply risk on a terminal."""

from __future__ import annotations

from lodestock.report.risk_views import assess_view
from lodestock.report.views import Table, Words


def test_the_view_ranks_what_has_a_score_and_says_why_others_have_none() -> None:
    row = {"material": "tin", "method": "m", "stage": "mine", "score": 1.234, "rank": 1, "low": 1.0, "high": None,
           "parts": {"hhi": 0.5, "largest": "CHN"}, "coverage": 1.0, "vintage": "2025",
           "missing": [], "spread": None}  # fmt: skip
    none = {**row, "material": "zinc", "score": None, "missing": ["Nothing is known."]}
    method = {
        "name": "m",
        "title": "Method",
        "meaning": "What it says",
        "scale": "0 to 1",
        "shown": ["hhi", "largest"],
    }
    plain = {"finding": "Tin is first", "methods": [method], "agreement": [], "uncertainty": {"trials": 0}}
    blocks = assess_view({**plain, "materials": [row, none]})
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert table.rows == (("1", "tin", "mine", "1.23", "1", "-", "0.5", "CHN", "100%", "2025"),)
    assert any(isinstance(b, Words) and b.text == "zinc has no score: Nothing is known." for b in blocks)


def test_the_view_tells_trials_and_agreement() -> None:
    row = {"material": "tin", "method": "m", "stage": None, "score": 1.0, "rank": 1, "low": None, "high": None, "parts": {},
           "coverage": 1.0, "vintage": None, "missing": [], "spread": {"p05": 0.5, "p95": 2.0, "p_top": 0.25}}  # fmt: skip
    method = {"name": "m", "title": "Method", "meaning": "What it says", "scale": "0 to 1", "shown": []}
    pair = {"a": "m", "b": "n", "items": 9, "spearman": 0.25}
    told = {"trials": 5, "assumed": "Errors are assumed."}
    blocks = assess_view(
        {"finding": "x", "methods": [method], "materials": [row], "agreement": [pair], "uncertainty": told}
    )
    first, second = (b for b in blocks if isinstance(b, Table))
    assert first.rows[0][3:7] == ("1", "0.5", "2", "25%")
    assert second.rows == (("m", "n", "9", "0.25"),)
    assert any(isinstance(b, Words) and b.text == "Errors are assumed." for b in blocks)
