"""Specs as pages show them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lodestock.records.errors import InputError
from lodestock.report.live import bare_spec, live_spec, vega_script, vega_version
from lodestock.report.render import draw_png, draw_svg
from lodestock.report.theme import Caption, place_source, start_spec

BAR = {
    **start_spec(Caption("A finding of 3", ("How to read it",), "Where from")),
    "data": {"values": [{"x": 1, "y": "a"}, {"x": 3, "y": "b"}]},
    "mark": "bar",
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "nominal"}},
}


def test_bare_leaves_out_title_and_foot_of_both_forms() -> None:
    bare = bare_spec(BAR)
    assert "title" not in bare and bare["encoding"] == BAR["encoding"]
    assert bare_spec(place_source(BAR)) == bare and "title" in BAR
    svg, whole = draw_svg(bare_spec(BAR), "bar"), draw_svg(BAR, "bar")
    assert "finding" not in svg and "finding" in whole and "Where from" in whole
    assert draw_svg(place_source(BAR), "bar") == whole
    assert draw_png(BAR, "bar") == draw_png(place_source(BAR), "bar")


def test_live_zooms_where_no_word_would_be_cut() -> None:
    live = live_spec(BAR)
    assert live["config"]["mark"]["tooltip"] == {"content": "encoding"}
    assert live["params"][0]["bind"] == "scales" and "params" not in BAR
    words = {"mark": {"type": "text"}, "encoding": {"x": {"field": "x", "type": "quantitative"}}}
    layers = {**{k: v for k, v in BAR.items() if k not in ("mark", "encoding")}, "layer": [words]}
    assert "params" not in live_spec(layers)["layer"][0]
    line = {"mark": "line", "encoding": {"x": {"field": "x", "type": "temporal"}}}
    assert live_spec({**layers, "layer": [line]})["layer"][0]["params"][0]["name"] == "zoom"
    discrete = {**BAR, "encoding": {"x": {"field": "y", "type": "nominal"}}}
    assert "params" not in live_spec(discrete)


def test_addresses_are_refused_here_too() -> None:
    for draw in (draw_svg, draw_png):
        with pytest.raises(InputError, match="takes data by address"):
            draw({**BAR, "data": {"url": "https://example.org/x.csv"}}, "bar")
        with pytest.raises(InputError, match="makes rows of its own"):
            draw({**BAR, "data": {"sequence": {"start": 0, "stop": 10**9}}}, "bar")
        with pytest.raises(InputError, match="a transform other than a filter"):
            draw(
                {**BAR, "transform": [{"impute": "x", "key": "y", "keyvals": {"start": 0, "stop": 10**9}}]},
                "bar",
            )


@pytest.mark.slow
def test_pictures_of_a_run_read_back_are_those_of_the_run(demo_project: Path) -> None:
    for spec in sorted((demo_project / "pictures").glob("*.vl.json")):
        svg = spec.with_name(spec.name.replace(".vl.json", ".svg"))
        assert draw_svg(json.loads(spec.read_text(encoding="utf-8")), spec.name) == svg.read_text(
            encoding="utf-8"
        ), spec.name


def test_the_script_has_a_version() -> None:
    assert vega_version()[0].isdigit() and "vegaEmbed" in vega_script()
