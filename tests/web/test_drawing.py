"""Pictures in a process of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lodestock.records.errors import DataError, InputError
from lodestock.report.live import bare_spec
from lodestock.report.render import draw_png, draw_svg
from lodestock.web.drawing import Drawer, work
from tests.report.test_live import BAR


@pytest.fixture(scope="module")
def drawing() -> Drawer:
    return Drawer()


def test_it_draws_what_the_converter_draws_here(drawing: Drawer) -> None:
    assert drawing.draw(BAR, "svg") == draw_svg(BAR, "bar").encode()
    assert drawing.draw(BAR, "png") == draw_png(BAR, "bar")
    assert drawing.draw(BAR, "svg", bare=True) == draw_svg(bare_spec(BAR), "bar").encode()


def test_what_cannot_be_drawn_is_said_and_harms_nothing(drawing: Drawer) -> None:
    with pytest.raises(InputError, match="takes data by address"):
        drawing.draw({**BAR, "data": {"url": "https://example.org"}}, "svg")
    with pytest.raises(DataError, match="cannot be drawn"):
        drawing.draw({**BAR, "mark": "no such mark", "encoding": 5}, "svg")
    assert drawing.draw(BAR, "svg").startswith(b"<svg")


def test_one_that_takes_too_long_or_dies_is_started_again(drawing: Drawer) -> None:
    with pytest.raises(DataError, match="took more than 0 s"):
        drawing.draw(
            {**BAR, "data": {"values": [{"x": i, "y": str(i)} for i in range(3000)]}}, "png", patience=0
        )
    assert drawing.draw(BAR, "svg").startswith(b"<svg")
    assert drawing._process is not None
    drawing._process.kill()
    drawing._process.wait()
    assert drawing.draw(BAR, "svg").startswith(b"<svg")


def test_a_question_is_answered_with_its_length_or_with_words() -> None:
    head, body = work(json.dumps({"form": "svg", "spec": bare_spec(BAR)}).encode())
    assert head == {"error": "", "bytes": len(body)} and body.startswith(b"<svg")
    head, body = work(json.dumps({"form": "svg", "spec": {**BAR, "mark": "none", "encoding": 5}}).encode())
    assert head["error"] and (head["bytes"], body) == (0, b"")


def test_no_file_of_the_folder_is_taken_for_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert Drawer().draw(BAR, "svg").startswith(b"<svg")


def test_the_script_is_made_once(drawing: Drawer) -> None:
    script = drawing.script()
    assert b"vegaEmbed" in script and drawing.script() is script
