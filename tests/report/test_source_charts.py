"""The picture of what new sources take off a requirement."""

from __future__ import annotations

from typing import Any

from lodestock.report.source_charts import source_chart, source_words
from lodestock.report.theme import Caption


def row(country: str, off: float | None, **other: Any) -> dict[str, Any]:
    return {"country_name": country, "stage": "mine", "kind": "producer", "name": None, "side": "ally",
            "requirement_off_t": off, "t_per_year": 100.0, "lawful": "yes", **other}  # fmt: skip


def test_a_bar_for_each_source_that_changes_something() -> None:
    rows = [
        row("Peru", 50.0, lawful="not stated"),
        row("Chad", 0.0),
        row("Togo", -5.0, first_output="2029Q4"),
        row("Mali", None),
    ]
    spec = source_chart(rows, Caption("t"))
    bars = spec["data"]["values"]
    assert [b["off"] for b in bars] == [50.0, -5.0]
    assert (
        bars[0]["label"] == "50 t off, 100 t a year, lawful: not stated" and "lawful" not in bars[1]["label"]
    )
    assert bars[1]["label"].endswith("100 t a year from 2029Q4")
    assert "Not drawn: 1 that change nothing, 1 that cannot be sized." in spec["title"]["subtitle"]
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low == -5.0 and high > 50.0


def test_where_none_changes_anything_it_says_so() -> None:
    assert "changes" in source_chart([row("Chad", 0.0)], Caption("t"))["data"]["values"][0]["text"]


def test_a_project_is_named() -> None:
    assert source_words(row("Peru", 1.0)) == "Peru, mine: producer"
    assert source_words(row("Peru", 1.0, name="New mine")) == "Peru, mine: project New mine"
