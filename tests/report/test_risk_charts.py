"""The picture of supply risk."""

from __future__ import annotations

from lodestock.report import write_chart
from lodestock.report.risk_charts import agreement_chart, risk_chart
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


def test_the_lines_span_the_trials_where_there_are_some() -> None:
    row = {
        "name": "Tin",
        "stage": None,
        "score": 2.0,
        "low": 1.0,
        "high": 9.0,
        "spread": {"p05": 1.5, "p95": 2.5},
    }
    (value,) = risk_chart([row], Caption("Tin"))["data"]["values"]
    assert (value["low"], value["high"]) == (1.5, 2.5)


def test_the_matrix_holds_both_halves_and_tells_what_is_missing() -> None:
    pairs = [
        {"a": "x", "b": "y", "items": 9, "spearman": 0.5},
        {"a": "x", "b": "z", "items": 2, "spearman": None},
    ]
    values = agreement_chart(pairs, Caption("Agreement"))["data"]["values"]
    assert {(v["a"], v["b"], v["text"]) for v in values} == {
        ("x", "y", "0.50"), ("y", "x", "0.50"), ("x", "z", "-"), ("z", "x", "-"),
    }  # fmt: skip


def test_many_items_without_a_score_are_named_in_part_and_counted() -> None:
    rows = [{"name": f"n{k}", "stage": None, "score": None, "low": None, "high": None} for k in range(8)]
    notes = risk_chart(rows, Caption("x"))["title"]["subtitle"]
    assert "Without a score: n0, n1, n2, n3, n4, n5 and 2 more." in notes
