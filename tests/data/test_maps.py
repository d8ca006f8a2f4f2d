from __future__ import annotations

import json
from itertools import pairwise

from lodestock.data import load, read_shapes
from lodestock.records.lookups import OTHER

LACKING = {OTHER}
"""Codes of supply shares that are no country."""


def test_every_country_of_a_supply_share_has_a_shape() -> None:
    codes = {f["properties"]["iso3"] for f in read_shapes()["features"]}
    shares = {r["country_iso3"] for r in load().rows("global_supply_shares")}
    assert shares - codes == LACKING and len(shares) > 80


def test_shapes_are_rings_of_degrees_that_close_and_run_the_way_that_maps_are_drawn() -> None:
    """A ring that ran the other way would fill the rest of the globe."""
    features = read_shapes()["features"]
    assert len(features) == 240 and read_shapes() is read_shapes()
    assert [f for f in features if f["properties"]["name"] == "Antarctica"] == []
    for feature in features:
        assert feature["geometry"]["type"] == "MultiPolygon"
        for outer, *_ in feature["geometry"]["coordinates"]:
            assert outer[0] == outer[-1] and len(outer) >= 4
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in outer)
            if max(x for x, _ in outer) - min(x for x, _ in outer) > 180:
                continue  # it crosses the line of the date, where plane arithmetic does not hold
            assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(outer)) < 0


def test_the_file_takes_little_room() -> None:
    assert len(json.dumps(read_shapes(), separators=(",", ":"))) < 300_000
