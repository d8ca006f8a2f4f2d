"""Results in Python: shown, drawn, given to pandas, saved."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import lodestock as ls
from lodestock.programme.result import Result
from lodestock.records.errors import InputError


@pytest.fixture(scope="module")
def sized() -> Result:
    return ls.size()


def test_a_result_shows_its_finding_and_headline_table(sized: Result) -> None:
    html = sized._repr_html_()
    assert sized.document["finding"] in html and "ndfeb-magnets" in html and html.count("<table>") == 1
    assert repr(sized).startswith("<size of base-war: 25 of 59 items need stock") and len(repr(sized)) <= 200
    assert repr(ls.explain("cobalt")) == "<explain of base-war: cobalt>"


def test_a_long_finding_is_cut(sized: Result) -> None:
    planned = ls.plan(budget=2e7)
    assert (
        len(planned.document["finding"]) > 200
        and len(repr(planned)) == 200
        and repr(planned).endswith("...>")
    )
    assert "why no more" in planned._repr_html_()


def test_a_picture_is_vega_lite_with_svg_beside_it(sized: Result, tmp_path: Path) -> None:
    assert sized.pictures[:2] == ["requirement", "shortfall"]
    chart = sized.plot("requirement")
    bundle = chart._repr_mimebundle_()
    assert bundle["application/vnd.vegalite.v5+json"]["vconcat"] and bundle["image/svg+xml"].startswith(
        "<svg"
    )
    assert repr(chart) == f"<picture requirement: {' '.join(chart.spec['title']['text'])}>"
    assert [p.name for p in chart.save(tmp_path / "new")] == [
        "requirement.svg",
        "requirement.png",
        "requirement.vl.json",
    ]
    with pytest.raises(InputError, match=r"plot = 'requirment': is no picture.*'requirement'"):
        sized.plot("requirment")
    with pytest.raises(InputError, match="This result has no picture"):
        ls.explain("cobalt").plot("requirement")


def test_a_frame_becomes_one_of_pandas(sized: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = sized.frames["shortfalls"]
    theirs = sized.to_pandas("shortfalls")
    assert list(theirs.columns) == frame.columns and theirs["gap_t"].tolist() == frame["gap_t"].to_list()
    with pytest.raises(InputError, match=r"'shortfall': is no frame.*'shortfalls'"):
        sized.to_pandas("shortfall")
    with pytest.raises(InputError, match="This result has no frame"):
        ls.explain("cobalt").to_pandas("x")
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match=r"needs pandas, which is not installed.*pip install pandas"):
        sized.to_pandas("shortfalls")


def test_a_result_is_saved_as_the_command_writes_it(tmp_path: Path) -> None:
    found = ls.backtest(draws=300)
    written = found.save(tmp_path / "out")
    assert {p.name for p in written} >= {"size.json", "backtest.csv", "backtest.png", "run.json"}
    assert all(p.is_file() for p in written)
    index = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert index["options"] == {"backtest": True} and index["draws"] == 300
    with pytest.raises(InputError, match="is not empty"):
        found.save(tmp_path / "out")
    assert found.save(str(tmp_path / "out"), force=True) == written
