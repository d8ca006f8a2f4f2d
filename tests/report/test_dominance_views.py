"""The view of what one country controls."""

from __future__ import annotations

from lodestock.report.dominance_views import dominance_view
from lodestock.report.views import Table, Words


def test_a_row_tells_share_band_earlier_year_and_applications() -> None:
    earlier = [{"year": "2024", "share": 0.5, "difference": 0.1, "kind": "change"}]
    known = {"material": "tin", "name": "Tin", "stage": "mine", "share": 0.6, "year": "2025", "above": 50,
             "applications": ["a", "b", "c", "d"], "earlier": earlier}  # fmt: skip
    unknown = {**known, "stage": "refine", "share": None, "above": None, "earlier": [], "applications": []}
    missing = {"dominance[].share tin refine": "The share of CHN: withheld, by the source."}
    blocks = dominance_view({"finding": "f", "dominance": [known, unknown], "missing": missing})
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert table.rows == (
        ("Tin", "mine", "60.0%", "2025", "50 %", "2024 50.0% (+10.0 points, change)", "a, b, c and 1 more"),
        ("Tin", "refine", "-", "2025", "", "", ""),
    )
    words = [b.text for b in blocks if isinstance(b, Words)]
    assert words[0] == "f" and words[-1] == "Tin, refine: The share of CHN: withheld, by the source."


def test_no_share_leaves_the_finding_alone() -> None:
    assert dominance_view({"finding": "f", "dominance": [], "missing": {}}) == [Words("f", "finding")]
