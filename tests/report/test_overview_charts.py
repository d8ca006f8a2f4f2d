from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lodestock.report.charts import Spec
from lodestock.report.overview_charts import award_chart, coverage_chart, funds_chart, tornado_chart
from lodestock.report.render import write_chart
from lodestock.report.theme import Caption

CAPTION = Caption("t", source="hash")


def frame(columns: str, *rows: tuple[Any, ...]) -> pl.DataFrame:
    """Return a frame whose columns in USD and of days are numbers and whose others are text."""
    names = columns.split()
    kinds = {
        n: pl.Float64 if n.endswith("_usd") else pl.Int64 if n == "days_left" else pl.String for n in names
    }
    return pl.DataFrame(list(rows), schema=kinds, orient="row")


ITEM = "material_name requirement_usd held_usd planned_usd"
ITEMS = frame(
    ITEM,
    ("Tin", 10e6, 1e6, 4e6),
    ("Zinc", 40e6, None, 10e6),
    ("Lead", 0.0, 1e6, 0.0),
    ("Iron", None, 1e6, 0.0),
)
ACCOUNT = "account appropriated_usd committed_usd obligated_usd expended_usd days_left within"
ACCOUNTS = frame(
    ACCOUNT,
    ("part", 1e9, 4e8, 3e8, 0.0, 1, "whole"),
    ("receipts", None, 5e6, 0.0, 0.0, None, None),
    ("whole", 2e9, 4e8, 3e8, 1e6, 1447, None),
    ("credit", 5e8, None, None, None, -2, None),
)
AWARD = "award_id material vendors outlay_usd obligated_usd ceiling_usd"
AWARDS = frame(
    AWARD,
    ("a", "tin", "Vendor " * 9, 1e6, 2e6, 5e6),
    ("b", "zinc", None, 0.0, 9e6, None),
    ("c", None, None, None, None, 1e6),
)
VARIANT = "input low_usd base_usd high_usd low_label high_label"
VARIANTS = frame(
    VARIANT,
    ("small", 95e6, 100e6, 101e6, "l", "h"),
    ("large", 150e6, 100e6, 40e6, "short", "long"),
    ("aside", 110e6, 100e6, 120e6, "half", "twice"),
    ("one end", None, 100e6, 101e6, "?", "h"),
    ("none", None, 100e6, None, "?", "?"),
)


def notes(spec: Spec) -> str:
    return " ".join(spec["title"]["subtitle"])


def layer_of(spec: Spec, field: str) -> list[dict[str, Any]]:
    """Return the values of all layers whose rows have a field."""
    return [v for part in spec["layer"] for v in part["data"]["values"] if field in v]


def test_coverage_draws_held_before_planned_and_says_where_held_is_not_known() -> None:
    spec = coverage_chart(ITEMS, CAPTION)
    bars = {(b["item"], b["kind"]): (b["from"], b["to"]) for b in layer_of(spec, "kind")}
    assert bars == {
        ("Tin", "requirement"): (0, 10),
        ("Tin", "held"): (0, 1),
        ("Tin", "planned"): (1, 5),
        ("Zinc", "requirement"): (0, 40),
        ("Zinc", "planned"): (0, 10),
    }
    assert spec["layer"][-1]["data"]["values"] == [
        {"item": "Zinc", "text": "25 %, held not known"},
        {"item": "Tin", "text": "50 %"},
    ]
    assert "Requirement not known: Iron." in notes(spec)


def test_coverage_shows_twenty_items_and_adds_up_the_rest() -> None:
    rows = [(f"item {n:02}", 1e6 * n, 0.25e6 * n, 0.0) for n in range(1, 24)]
    spec = coverage_chart(frame(ITEM, *rows), CAPTION)
    assert len(spec["layer"][-1]["data"]["values"]) == 20
    assert (
        "Not shown: 3 more items need USD 6 million, of which USD 1.5 million are held or planned."
        in notes(spec)
    )
    rows[0] = ("item 01", 1e6, None, 0.0)
    assert "; of 1 the held part is not known" in notes(coverage_chart(frame(ITEM, *rows), CAPTION))


def test_funds_nest_each_amount_and_place_a_part_below_its_whole() -> None:
    spec = funds_chart(ACCOUNTS, CAPTION)
    ends = spec["layer"][-2]["data"]["values"]
    assert [(e["row"], e["text"]) for e in ends] == [
        ("receipts", "USD 0 million obligated|of an amount not known, no last day"),
        ("whole", "USD 300 of 2,000 million obligated|1,447 days left"),
        ("part|in whole", "USD 300 of 1,000 million obligated|1 day left"),
        ("credit", "obligated not known,|of USD 500 million, ended 2 days ago"),
    ]
    heights = [part["mark"]["height"] for part in spec["layer"][:4]]
    assert heights == sorted(heights, reverse=True) and len(set(heights)) == 4
    amounts = {b["kind"]: b["usd"] for b in layer_of(spec, "kind") if b["row"] == "whole"}
    assert amounts == {"appropriated": 2000, "committed": 400, "obligated": 300, "expended": 1}
    (dashed,) = [part for part in spec["layer"] if "strokeDash" in part["mark"]]
    assert dashed["data"]["values"] == [{"row": "receipts", "from": 5.0, "to": 405.0}]
    assert "not known; the line has no end" in notes(spec)


def test_an_order_without_a_known_ceiling_has_a_dashed_open_end() -> None:
    spec = award_chart(AWARDS, CAPTION)
    ends = [e["text"] for e in spec["layer"][-2]["data"]["values"]]
    assert ends == [
        "USD 9 million obligated,|ceiling not known",
        "USD 2 of 5 million|obligated",
        "obligated not known,|ceiling USD 1 million",
    ]
    (dashed,) = [part for part in spec["layer"] if "strokeDash" in part["mark"]]
    assert [v["row"] for v in dashed["data"]["values"]] == ["b|zinc"] and dashed["data"]["values"][0][
        "from"
    ] == 9
    assert "Dashed: a ceiling that is not known" in notes(spec)
    rows = [v["row"] for v in spec["layer"][-1]["data"]["values"]]
    assert rows[2] == "c" and max(len(line) for row in rows for line in row.split("|")) <= 36


def test_orders_beyond_twenty_are_added_up() -> None:
    rows = [(f"{n:02}", "tin", "v", 0.0, 0.0, 1e6 * n) for n in range(1, 23)] + [
        ("x", "tin", "v", 0.0, 0.0, None)
    ]
    said = notes(award_chart(frame(AWARD, *rows), CAPTION))
    assert "Not shown: 3 more orders with ceilings of USD 3 million; of 1 the ceiling is not known." in said


def test_a_tornado_is_sorted_by_span_and_labels_stand_at_both_ends() -> None:
    spec = tornado_chart(VARIANTS, CAPTION)
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["large", "aside", "small", "one end"]
    bars = {(b["row"], b["kind"]): (b["from"], b["to"]) for b in spec["layer"][0]["data"]["values"]}
    assert bars["large", "low input"] == (100, 150) and bars["large", "high input"] == (40, 100)
    assert ("one end", "low input") not in bars
    right, left = ({v["row"]: v["text"] for v in spec["layer"][n]["data"]["values"]} for n in (2, 3))
    assert right == {"large": "short: 150", "aside": "twice: 120", "small": "h: 101", "one end": "h: 101"}
    assert left == {"large": "long: 40", "aside": "half: 110", "small": "l: 95"}
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < 40 and high > 150
    assert "One end not computed: one end." in notes(spec)


def test_both_ends_on_one_side_draw_the_longer_below_the_shorter() -> None:
    bars = [
        b["kind"]
        for b in tornado_chart(VARIANTS, CAPTION)["layer"][0]["data"]["values"]
        if b["row"] == "aside"
    ]
    assert bars == ["high input", "low input"]


@pytest.mark.parametrize(
    "spec",
    [
        coverage_chart(ITEMS, CAPTION),
        funds_chart(ACCOUNTS, CAPTION),
        award_chart(AWARDS, CAPTION),
        tornado_chart(VARIANTS, CAPTION),
    ],
)
def test_charts_are_drawn_with_the_same_bytes_and_fit_a_page(tmp_path: Path, spec: Spec) -> None:
    first, second = (write_chart(spec, tmp_path, name)[0].read_bytes() for name in ("a", "b"))
    assert first == second and spec["width"] <= 640


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (coverage_chart(ITEMS.tail(2), CAPTION), "No item has a requirement."),
        (funds_chart(ACCOUNTS.head(0), CAPTION), "No account is open."),
        (award_chart(AWARDS.head(0), CAPTION), "No order is placed."),
        (tornado_chart(VARIANTS.tail(1), CAPTION), "No input was varied."),
    ],
)
def test_charts_of_nothing_say_so(spec: Spec, sentence: str) -> None:
    assert spec["data"]["values"] == [{"text": sentence}]
