from __future__ import annotations

import polars as pl
import pytest

from lodestock.report.charts import Spec
from lodestock.report.draw_charts import classes_chart, fan_chart, heat_chart
from lodestock.report.theme import Caption


def sentence(spec: Spec) -> str:
    """Return the one sentence of an empty chart."""
    (value,) = spec["data"]["values"]
    return str(value["text"])


def quantiles(mean: float, p95: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "quarter": ["2026Q1"],
            "mean": [mean],
            "p05": [0.0],
            "p25": [0.0],
            "p50": [0.0],
            "p75": [0.0],
            "p95": [p95],
        }
    )


@pytest.mark.parametrize(("mean", "p95"), [(0.0, 2.0), (1.0, 2.0)])
def test_a_fan_has_bands_a_median_and_a_mean(mean: float, p95: float) -> None:
    spec = fan_chart(quantiles(mean, p95), Caption("t"))
    drawn = [layer["encoding"]["y"]["field"] for layer in spec["layer"]]
    assert drawn == ["p05", "p25", "p50", "mean"]
    assert [layer["encoding"].get("y2", {}).get("field") for layer in spec["layer"]] == [
        "p95",
        "p75",
        None,
        None,
    ]


def test_a_fan_whose_draws_are_all_alike_is_one_line_without_a_legend() -> None:
    spec = fan_chart(quantiles(0.1, 0.0), Caption("t"))
    assert "layer" not in spec and spec["encoding"]["y"]["field"] == "mean"
    assert "color" not in spec["encoding"] and spec["data"]["values"][0]["mean"] == 0.1


def test_charts_without_a_gap_say_so() -> None:
    empty = pl.DataFrame()
    assert sentence(fan_chart(quantiles(0.0, 0.0), Caption("t"))) == "No draw leaves a gap."
    assert sentence(fan_chart(empty, Caption("t"))) == "No draw leaves a gap."
    assert sentence(heat_chart(empty, Caption("t"))) == "No card leaves a gap."
    none = pl.DataFrame({"material_name": ["Tin"], "demand_class": ["civil"], "value": [0.0]})
    assert sentence(classes_chart(none, Caption("t"), axis="t")) == "Nothing is lacking."


def test_a_heat_map_orders_items_by_their_largest_gap_and_keeps_the_order_of_cards() -> None:
    gaps = pl.DataFrame(
        {
            "material_name": ["Tin", "Zinc", "Tin", "Zinc", "Lead"],
            "card": ["war", "war", "peace", "peace", "war"],
            "years": [2.0, 0.5, 0.004, 3.04, 2.0],
        }
    )
    spec = heat_chart(gaps, Caption("t"))
    encoding = spec["layer"][0]["encoding"]
    assert encoding["y"]["sort"] == ["Zinc", "Lead", "Tin"] and encoding["x"]["sort"] == ["war", "peace"]
    assert encoding["color"]["scale"]["domain"] == [0, 3.04]
    values = spec["data"]["values"]
    assert [v["label"] for v in values] == ["2.0", "0.50", "", "3.0", "2.0"]
    assert [v["dark"] for v in values] == [True, False, False, True, True]


def test_bars_of_classes_come_largest_first_and_at_most_25() -> None:
    rows = [(f"Item {i:02}", kind, float(i)) for i in range(30) for kind in ("civil", "defence")]
    classes = pl.DataFrame(rows, schema=["material_name", "demand_class", "value"], orient="row")
    spec = classes_chart(classes, Caption("t"), axis="tonnes")
    assert spec["encoding"]["y"]["sort"] == [f"Item {i:02}" for i in range(29, 4, -1)]
    assert len(spec["data"]["values"]) == 50
    assert {v["demand_class"]: v["place"] for v in spec["data"]["values"]} == {"civil": 4, "defence": 0}
    assert spec["encoding"]["color"]["scale"]["domain"] == ["defence", "civil"]
