"""The ranking of supply risk on a terminal."""

from __future__ import annotations

from typing import Any

from lodestock.report.risk_views import assess_view
from lodestock.report.views import Table, Words

ROW = {"material": "tin", "method": "m", "stage": "mine", "score": 1.0, "rank": 1, "low": None, "high": None, "parts": {},
       "coverage": 1.0, "vintage": None, "missing": [], "spread": None}  # fmt: skip
METHOD = {"name": "m", "title": "Method", "meaning": "What it says", "scale": "0 to 1", "shown": []}


def view(*rows: dict[str, Any], **told: Any) -> tuple[list[Table], list[str]]:
    """Return the tables and the words of a document with these rows."""
    plain = {
        "finding": "x",
        "methods": [METHOD],
        "agreement": [],
        "against": None,
        "uncertainty": {"trials": 0},
    }
    blocks = assess_view({**plain, "materials": rows, **told})
    return [b for b in blocks if isinstance(b, Table)], [b.text for b in blocks if isinstance(b, Words)]


def test_the_view_ranks_what_has_a_score_and_says_why_others_have_none() -> None:
    parts = {"hhi": 0.5, "largest": "CHN"}
    row = {**ROW, "score": 1.234, "low": 1.0, "parts": parts, "vintage": "2025"}
    none = {**row, "material": "zinc", "score": None, "missing": ["Nothing is known."]}
    (table,), words = view(row, none, methods=[{**METHOD, "shown": list(parts)}])
    assert table.rows == (("1", "tin", "mine", "1.23", "1", "-", "0.5", "CHN", "100%", "2025"),)
    assert words == ["x", "What it says.", "zinc has no score: Nothing is known."]


def test_reasons_beyond_the_first_are_counted() -> None:
    none = [{**ROW, "material": f"m{n}", "score": None, "missing": ["No."]} for n in range(7)]
    _, words = view(*none)
    assert words[2:] == [
        *(f"m{n} has no score: No." for n in range(5)),
        "2 more have none: --json gives every reason",
    ]


def test_the_view_tells_trials_and_agreement() -> None:
    row = {**ROW, "spread": {"p05": 0.5, "p95": 2.0, "p_top": 0.25}}
    pair = {"a": "m", "b": "n", "items": 9, "spearman": 0.25}
    told = {"trials": 5, "assumed": "Errors are assumed."}
    (first, second), words = view(row, agreement=[pair], uncertainty=told)
    assert first.rows[0][3:7] == ("1", "0.5", "2", "25%")
    assert second.rows == (("m", "n", "9", "0.25"),) and words[-1] == "Errors are assumed."


def test_the_view_sets_another_year_beside() -> None:
    rows = [
        {**ROW, "earlier": {"score": 0.9, "difference": 0.1, "kind": "change"}},
        {**ROW, "material": "zinc", "earlier": {"score": None, "difference": None, "kind": None}},
        {**ROW, "material": "lead", "earlier": {"score": 3.0, "difference": -2.0, "kind": "revision or change"}},
    ]  # fmt: skip
    (_, table), _ = view(*rows, year=2025, against=2023)
    assert table.rows == (
        ("lead", "mine", "3", "1", "-2", "revision or change"),
        ("tin", "mine", "0.9", "1", "0.1", "change"),
    )
