"""The picture of supply risk."""

from __future__ import annotations

from lodestock.report import write_chart
from lodestock.report.risk_charts import risk_chart
from lodestock.report.theme import Caption


def test_the_picture_holds_scores_with_bounds_and_names_what_has_none(tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = [
        {"name": "Gallium", "stage": "refine", "score": 5.0, "low": 4.0, "high": None},
        {"name": "Tin", "stage": None, "score": None, "low": 1.0, "high": 2.0},
    ]
    spec = risk_chart(rows, Caption("Gallium is first"))
    (value,) = spec["data"]["values"]
    assert (value["low"], value["score"], value["high"], value["text"]) == (4.0, 5.0, 5.0, "5")
    assert "Without a score: Tin." in spec["title"]["subtitle"]
    assert all(p.stat().st_size > 500 for p in write_chart(spec, tmp_path, "risk"))
