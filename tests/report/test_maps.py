from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lodestock.data import read_shapes
from lodestock.report.charts import Spec
from lodestock.report.maps import buy_map, share_map
from lodestock.report.render import write_chart
from lodestock.report.theme import Caption

CAPTION = Caption("t", source="hash")


def shares(*rows: tuple[str, float | None, str]) -> pl.DataFrame:
    found = [(code, f"name of {code}", share, group) for code, share, group in rows]
    schema = {"country": pl.String, "country_name": pl.String, "share_pct": pl.Float64, "group": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row")


TANTALUM = shares(
    ("COD", 52.0, "other"),
    ("RWA", 16.0, "other"),
    ("NGA", 15.0, "other"),
    ("CHN", 4.4, "adversary"),
    ("BRA", 0.0, "other"),
    ("ETH", None, "other"),
    ("OTHER", 7.3, "unattributed"),
)


def classes(spec: Spec) -> dict[str, str]:
    """Return the class of each country on a map, by its name on the map."""
    return {f["name"]: f["class"] for f in spec["layer"][0]["data"]["values"]}


def labels(spec: Spec) -> list[dict[str, Any]]:
    """Return the labels of a map."""
    values: list[dict[str, Any]] = spec["layer"][-1]["data"]["values"]
    return values


def test_a_country_has_the_class_of_its_share_and_no_figure_where_none_is_stated() -> None:
    found = classes(share_map(read_shapes(), TANTALUM, CAPTION))
    assert found["name of COD"] == "from 50 %" and found["name of NGA"] == "15 to 30 %"
    assert found["name of CHN"] == "under 5 %" == found["name of BRA"], "a share of nothing is a figure"
    assert found["Ethiopia"] == "no figure" == found["Norway"], "a missing share is none"


def test_notes_say_what_is_not_stated_what_is_not_drawn_and_whose_boundaries_they_are() -> None:
    notes = " ".join(share_map(read_shapes(), TANTALUM, CAPTION)["title"]["subtitle"])
    assert "Share not stated: name of ETH." in notes
    assert "Not on the map: name of OTHER 7.3 %." in notes
    assert "Outlined in red: adversaries." in notes
    assert notes.endswith("Boundaries are Natural Earth's; no position is taken on them.")
    calm = share_map(read_shapes(), shares(("NOR", 1.0, "ally")), CAPTION)
    assert calm["title"]["subtitle"] == ["Boundaries are Natural Earth's; no position is taken on them."]


@pytest.mark.parametrize(
    "codes",
    [("COD", "RWA", "NGA"), ("CHN", "RUS", "TJK"), ("BEL", "NLD", "DEU"), ("FJI", "NZL", "TON"), ("USA",)],
)
def test_labels_do_not_touch_and_stand_on_the_map(codes: tuple[str, ...]) -> None:
    frame = shares(*((code, 60.0 - n, "other") for n, code in enumerate(codes)))
    found = labels(share_map(read_shapes(), frame, CAPTION))
    assert [v["text"].split()[0] for v in found] == list(codes)
    for n, label in enumerate(found):
        assert abs(label["at_x"]) + label["half"] <= 180
        for other in found[:n]:
            aside = abs(label["at_x"] - other["at_x"]) >= label["half"] + other["half"] - 0.02
            assert aside or abs(label["at_y"] - other["at_y"]) > 8.9


def test_only_the_three_largest_are_labelled_and_russia_in_the_middle_of_it() -> None:
    frame = shares(*((c, s, "other") for c, s in (("RUS", 40.0), ("USA", 30.0), ("AUS", 9.96), ("CAN", 1.0))))
    found = labels(share_map(read_shapes(), frame, CAPTION))
    assert [v["text"] for v in found] == ["RUS 40 %", "USA 30 %", "AUS 10 %"]
    assert 80 < found[0]["x"] < 110 and 55 < found[0]["y"] < 66


def test_every_shape_stays_on_the_map_with_its_turn_and_the_spec_fits_a_page() -> None:
    spec = share_map(read_shapes(), TANTALUM, CAPTION)
    features = spec["layer"][0]["data"]["values"]
    assert len(features) == len(read_shapes()["features"])
    for drawn, shape in zip(features, read_shapes()["features"], strict=True):
        for slim, full in zip(
            drawn["geometry"]["coordinates"], shape["geometry"]["coordinates"], strict=True
        ):
            assert len(slim[0]) >= 4 and slim[0][0] == slim[0][-1]
            turns = [sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) for ring in (slim[0], full[0])]
            assert turns[0] * turns[1] > 0
    assert len(json.dumps(spec)) < 350_000 and spec["width"] <= 640


def test_buys_are_classed_by_money_and_an_unknown_ceiling_is_named(tmp_path: Path) -> None:
    rows = [("USA", 310.4e6, "tungsten"), ("NOR", 0.7e6, "cobalt"), ("JPN", None, "gallium")]
    frame = pl.DataFrame(
        [(c, f"name of {c}", usd, items) for c, usd, items in rows],
        schema={
            "country": pl.String,
            "country_name": pl.String,
            "ceiling_usd": pl.Float64,
            "items": pl.String,
        },
        orient="row",
    )
    spec = buy_map(read_shapes(), frame, CAPTION)
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["under 20", "20 to 50", "50 to 100", "100 to 200", "from 200", "no figure"]
    assert len(set(scale["range"])) == 6
    found = classes(spec)
    assert found["name of USA"] == "from 200" and found["name of NOR"] == "under 20"
    assert found["Japan"] == "no figure"
    assert "Ceiling not known: name of JPN." in " ".join(spec["title"]["subtitle"])
    assert [v["text"] for v in labels(spec)] == ["USA 310", "NOR 0.7"]
    assert (
        write_chart(spec, tmp_path, "map")[0].read_bytes() == write_chart(spec, tmp_path, "b")[0].read_bytes()
    )


def test_a_map_of_nothing_has_no_label() -> None:
    spec = buy_map(
        read_shapes(),
        pl.DataFrame(
            schema={
                "country": pl.String,
                "country_name": pl.String,
                "ceiling_usd": pl.Float64,
                "items": pl.String,
            }
        ),
        CAPTION,
    )
    assert set(classes(spec).values()) == {"no figure"} and len(spec["layer"]) == 1


def test_the_spot_of_a_bent_country_is_inside_it() -> None:
    """The centroid of Viet Nam is in Laos."""
    (label,) = labels(share_map(read_shapes(), shares(("VNM", 4.0, "other")), CAPTION))
    assert 105 < label["x"] < 109 and label["moved"]


def test_classes_get_darker_in_grey_too() -> None:
    fills = share_map(read_shapes(), TANTALUM, CAPTION)["layer"][0]["encoding"]["color"]["scale"]["range"]
    parts = [[int(fill[i : i + 2], 16) for i in (1, 3, 5)] for fill in (fills[-1], *fills[:-1])]
    lumas = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in parts]
    assert all(paler - darker > 15 for paler, darker in pairwise(lumas))
