from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert

from lodestock.records.errors import InputError
from lodestock.records.text import visible
from lodestock.report import render
from lodestock.report.render import draw_png, draw_svg, write_chart
from lodestock.report.theme import Caption, start_spec

BAR: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "width": 100,
    "height": 50,
    "padding": 5,
    "view": {"stroke": None},
    "data": {"values": [{"x": 1}, {"x": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "x", "type": "quantitative", "axis": None}},
}


def test_a_spec_becomes_three_files_and_the_png_has_twice_the_size(tmp_path: Path) -> None:
    """100 by 50 and a padding of 5 on each side are 110 by 60, at two pixels per unit."""
    svg, png, source = write_chart(BAR, tmp_path / "new" / "folder", "bar")
    assert (svg, png) == tuple(tmp_path / "new" / "folder" / f"bar.{kind}" for kind in ("svg", "png"))
    assert 'width="110" height="60"' in svg.read_text(encoding="utf-8")
    assert struct.unpack(">II", png.read_bytes()[16:24]) == (220, 120)
    assert (source.name, json.loads(source.read_text(encoding="utf-8"))) == ("bar.vl.json", BAR)


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"url": "https://example.org/x.csv"}},
        {"layer": [{"mark": "bar"}, {"data": {"url": "https://example.org/x.csv"}}]},
        {"encoding": {"y": {"url": "https://example.org/x.csv"}}},
    ],
)
def test_an_address_anywhere_in_a_spec_is_refused_before_a_file_is_written(
    tmp_path: Path, part: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match=r"chart bar = 'https://example\.org/x\.csv': takes data by address"):
        write_chart({**BAR, **part}, tmp_path, "bar")
    assert list(tmp_path.iterdir()) == []


def titled(words: str) -> dict[str, Any]:
    """Return a spec with a title and a source, as every picture of ours has."""
    return {**start_spec(Caption(words, (), "hash 1234")), **{k: v for k, v in BAR.items() if k != "$schema"}}


@pytest.mark.parametrize("words", ["a\x1b]0;x\x07", "a\u202eb", "a\ud800", "a\x9b31m", "a\0b"])
def test_a_picture_holds_no_sign_that_steers_or_breaks_it(words: str, tmp_path: Path) -> None:
    svg, _, source = write_chart(titled(words), tmp_path, "bar")
    for text in (svg.read_text(encoding="utf-8"), source.read_text(encoding="utf-8")):
        assert (
            visible(text, keep="\n") == text
            and ElementTree.fromstring(svg.read_text(encoding="utf-8")) is not None
        )
    assert json.loads(source.read_text(encoding="utf-8"))["title"]["text"] == [visible(words)]


@pytest.mark.parametrize("words", ["[/x] <b>&amp;", "Ødegård – “x” → 5 µm", "кобальт"])
def test_letters_stay_in_a_picture(words: str) -> None:
    svg = ElementTree.fromstring(draw_svg(titled(words), "bar"))
    assert words in "".join(svg.itertext())


def test_a_png_says_which_signs_no_font_has(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[dict[str, Any]] = []
    lacking = {ord(c): render._NO_SIGN for c in map(chr, range(0x4E00, 0x9FFF))}
    monkeypatch.setattr(vl_convert, "vegalite_to_png", lambda spec, scale: drawn.append(spec))
    monkeypatch.setattr(render, "_draw_words", lambda text: text.translate(lacking))
    for words in ("кобальт", "a调b查c", "一丁七万丈三上下不"):
        draw_png(titled(words), "bar")
    feet = [" ".join(spec["vconcat"][0]["title"]["text"]) for spec in drawn]
    said = "hash 1234 Boxes stand for signs that no font has where this was drawn: "
    assert feet[:2] == ["hash 1234", f"{said}U+67E5, U+8C03."]
    assert feet[2].startswith(f"{said}U+4E00, U+4E01") and feet[2].endswith("U+4E0B and others.")


def test_fonts_are_asked_by_drawing() -> None:
    assert render._draw_words("я") != render._draw_words(render._NO_SIGN)
    assert render._draw_words("\U0010fffe") == render._draw_words(render._NO_SIGN)
