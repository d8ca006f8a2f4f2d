from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lodestock.report.charts import Spec
from lodestock.report.material_charts import gap_quarters_chart, price_chart, stage_shares_chart, usage_chart
from lodestock.report.render import write_chart
from lodestock.report.theme import Caption

CAPTION = Caption("t", source="hash")

SHARES = pl.DataFrame(
    [
        ("mine", "AUS", 20.0, "ally", 1300.0, "moderate"),
        ("mine", "CHN", 30.0, "adversary", 1300.0, "moderate"),
        ("mine", "PER", None, "other", 1300.0, "moderate"),
        ("refine", "CHN", 99.8, "adversary", None, None),
        ("refine", "USA", 0.0, "own", None, None),
    ],
    schema=["stage", "country", "share_pct", "group", "hhi", "concentration"],
    orient="row",
)

PRICES = pl.DataFrame(
    [
        ("2025-01-31", "single", 22575.3, None, None),
        ("2025-06", "single", 60250.0, None, None),
        ("2026-02-06", "outside_china", 55115.5, 12103.4, 61729.4),
        ("2026-02-06", "single", None, None, None),
    ],
    schema=["known_from", "tier", "price_usd_per_t", "low", "high"],
    orient="row",
)

EVENTS = pl.DataFrame(
    [("2025-11-09", "suspended"), ("2024", "listed"), ("2025-11-01", "said")],
    schema=["announced", "label"],
    orient="row",
)

GAPS = pl.DataFrame(
    [
        ("2027Q2", "civil", 4.0, 0.0),
        ("2027Q2", "defence", 6.0, 6.0),
        ("2027Q1", "defence", 0.0, 0.0),
        ("2027Q3", "defence", None, None),
    ],
    schema=["quarter", "demand_class", "gap_t", "servable_t"],
    orient="row",
)


def notes(spec: Spec) -> str:
    return " ".join(spec["title"]["subtitle"])


def values(spec: Spec, layer: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = spec["layer"][layer]["data"]["values"]
    return found


def test_a_bar_of_a_stage_ends_at_100_and_what_lacks_is_not_stated() -> None:
    spec = stage_shares_chart(SHARES, CAPTION)
    mine = [p for p in values(spec, 0) if p["stage"] == "mine"]
    assert [(p["country"], p["from"], p["to"]) for p in mine] == [
        ("CHN", 0.0, 30.0),
        ("AUS", 30.0, 50.0),
        ("not stated", 50.0, 100.0),
    ]
    assert [p["text"] for p in values(spec, 1)] == ["CHN 30", "AUS 20", "not stated", "CHN 100"]
    assert "Share not stated: PER (mine)." in notes(spec)
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == [
        "adversary",
        "ally",
        "own",
        "not stated",
    ]


def test_the_concentration_stands_beside_its_stage_in_words_where_it_is_known() -> None:
    ends = values(stage_shares_chart(SHARES, CAPTION), 2)
    assert [e["text"] for e in ends] == ["HHI 1,300, moderate", "HHI not known"]


def test_a_part_is_called_by_its_name_where_there_is_one() -> None:
    named = SHARES.with_columns(
        pl.col("country").replace_strict({"CHN": "China"}, default=None).alias("country_name")
    )
    assert [p["country"] for p in values(stage_shares_chart(named, CAPTION), 0)][:2] == ["China", "AUS"]


def test_prices_have_an_axis_from_zero_and_tiers_a_colour_and_a_sign() -> None:
    spec = price_chart(PRICES, EVENTS, CAPTION)
    points = next(x for x in spec["layer"] if x["mark"]["type"] == "point")
    assert len(points["data"]["values"]) == 3, "a missing price is no point"
    assert (
        points["encoding"]["y"]["scale"]["domain"][0]
        == 0
        < 61729.4
        < points["encoding"]["y"]["scale"]["domain"][1]
    )
    assert points["encoding"]["shape"]["scale"]["domain"] == ["outside China", "single"]
    (bar,) = (x for x in spec["layer"] if x["mark"].get("strokeWidth") == 6)
    assert [(v["low"], v["high"]) for v in bar["data"]["values"]] == [(12103.4, 61729.4)]


def test_events_are_numbered_in_time_keyed_in_the_notes_and_apart_from_each_other() -> None:
    spec = price_chart(PRICES, EVENTS, CAPTION)
    assert notes(spec).endswith("1: 2024, listed 2: 2025-11-01, said 3: 2025-11-09, suspended")
    marks = values(spec, 0)
    assert [m["day"] for m in marks] == ["2024-01-01", "2025-11-01", "2025-11-09"]
    assert marks[0]["top"] == marks[1]["top"] < marks[2]["top"], "days apart need a row of their own"


def test_one_price_without_range_has_neither_bar_nor_legend_and_months_around_it(tmp_path: Path) -> None:
    spec = price_chart(PRICES.head(1), EVENTS.head(0), CAPTION)
    assert len(spec["layer"]) == 3 and spec["layer"][1]["encoding"]["color"]["legend"] is None
    first, last = spec["layer"][1]["encoding"]["x"]["scale"]["domain"]
    assert first < "2024-10" and last > "2025-05"
    assert all(p.is_file() for p in write_chart(price_chart(PRICES, EVENTS, CAPTION), tmp_path, "x"))


def test_gaps_are_stacked_by_class_and_a_quarter_that_is_not_known_is_named() -> None:
    spec = gap_quarters_chart(GAPS, CAPTION)
    assert [(v["quarter"], v["demand_class"], v["gap_t"]) for v in values(spec, 0)] == [
        ("2027Q2", "civil", 4.0),
        ("2027Q2", "defence", 6.0),
    ]
    assert [(v["quarter"], v["servable_t"]) for v in values(spec, 3)] == [("2027Q1", 0.0), ("2027Q2", 6.0)]
    assert spec["layer"][0]["encoding"]["x"]["sort"] == ["2027Q1", "2027Q2", "2027Q3"]
    assert "Not known: 2027Q3 defence." in notes(spec)


def test_uses_come_largest_first_and_the_unknown_ones_are_named() -> None:
    uses = pl.DataFrame(
        {"end_use": ["a" * 20 + " " + "b" * 30, "glass", "doping"], "share_pct": [1.0, 9.5, None]}
    )
    spec = usage_chart(uses, CAPTION)
    assert [v["label"] for v in spec["data"]["values"]] == ["9.5 %", "1 %"]
    assert spec["data"]["values"][1]["use"].count("|") == 1
    assert notes(spec) == "Share not stated: doping."
    none = usage_chart(uses.tail(1), CAPTION)
    assert none["data"]["values"] == [{"text": "No share of a use is stated."}] and "doping" in notes(none)


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (stage_shares_chart(SHARES.head(0), CAPTION), "No share of a country is stated."),
        (price_chart(PRICES.tail(1), EVENTS, CAPTION), "No price is known."),
        (gap_quarters_chart(GAPS.tail(2), CAPTION), "No quarter leaves a gap."),
        (gap_quarters_chart(GAPS.head(0), CAPTION), "No quarter leaves a gap."),
    ],
)
def test_charts_of_nothing_say_so(spec: Spec, sentence: str) -> None:
    assert spec["data"]["values"] == [{"text": sentence}]
