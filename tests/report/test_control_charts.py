from __future__ import annotations

import polars as pl

from lodestock.report import Caption, backtest_chart


def test_a_bar_says_the_chance_and_its_colour_what_happened() -> None:
    rows = pl.DataFrame(
        {
            "event_id": ["low", "high", "low"],
            "date": ["2026-01-01", "2026-01-01", "2027-01-01"],
            "p_in_force": [0.1, 0.9, 0.2],
            "state": ["ended", "in_force", "unknown"],
        }
    )
    spec = backtest_chart(rows, Caption("t"))
    assert [v["outcome"] for v in spec["data"]["values"]] == ["not in force", "in force", "not known"]
    assert [v["p"] for v in spec["data"]["values"]] == ["10%", "90%", "20%"]
    assert spec["spec"]["layer"][0]["encoding"]["y"]["sort"] == ["high", "low"]
