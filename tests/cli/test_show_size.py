"""Documents of SIZE as a person reads them: small documents by hand, and those of the bundled case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lodestock.cli import show_size
from tests.cli.test_commands import call
from tests.cli.test_show import FOOT, HEAD, read


def sized(**changes: Any) -> dict[str, Any]:
    lists = ("materials", "by_regime", "not_placed", "published")
    variants = [
        {"input": "import_weight", "factor": f, "requirement_usd": 0.0, "requirement_t": 0.0, "materials": []}
        for f in (0.0, None)
    ]
    base = {
        **HEAD,
        **{n: [] for n in lists},
        "assumes": "",
        "finding": "found",
        "published_note": "note",
        "variants": variants,
    }
    return {**base, **changes}


def test_a_card_that_leaves_nothing_short_shows_empty_tables(capsys: pytest.CaptureFixture[str]) -> None:
    show_size.show_size(sized())
    out = read(capsys)
    assert out[0] == "found" and out[2] == "base-war: nothing left to chance"
    assert ["all", "0.00"] in [line.split() for line in out]
    assert not any("by regime" in line for line in out) and out[-1] == FOOT


def test_what_events_take_from_nobody_shows_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"material": "tin", "class": "civil", "without": 0.0, "with": 0.0},
        {"material": "zinc", "class": "civil", "without": 0.8, "with": 0.6},
    ]
    show_size.show_size(
        sized(effect=rows, draws=20_000, seed=7, not_placed=["event [x]: no item"], files=["a.csv"])
    )
    out = read(capsys)
    words = [line.split() for line in out]
    assert out[2] == "base-war: 20,000 draws, seed 7"
    assert ["tin", "civil", "0.000", "0.000", "-"] in words and [
        "zinc",
        "civil",
        "0.800",
        "0.600",
        "-25.0%",
    ] in words
    assert "not counted: event [x]: no item" in out and "wrote a.csv" in out


def test_size_for_a_person() -> None:
    out, _ = call("size")
    for words in (
        "germanium",
        "13.81",
        "2,117.65",
        "x 0.67",
        "import weight 1.0",
        "2013 report",
        "which are not public",
    ):
        assert words in out, words


def test_a_backtest_for_a_person() -> None:
    out, _ = call("size", "--card", "october-2025", "--backtest", "--draws", "300")
    for words in (
        "cn-us-ban-2024",
        "suspended",
        "Brier score",
        "a guess that nothing changes",
        "all 15 above",
    ):
        assert words in out, words


def test_two_runs_are_compared_for_a_person(tmp_path: Path) -> None:
    folder = str(tmp_path / "p")
    call("new", folder)
    ids = [json.loads(call("size", "-C", folder, "--seed", seed, "--json")[0])["run"] for seed in "01"]
    out, _ = call("compare", *ids, "-C", folder)
    assert "seed" in out and "no plan against no plan; 0 lines differ" in out
    assert out.splitlines()[-1].startswith("card base-war, as of 2025-10-13, dataset ")


def test_ten_rows_are_shown_unless_all_are_asked_for() -> None:
    few, every = call("size")[0], call("size", "--full")[0]
    assert few.startswith(
        "25 of 59 items need stock on base-war: 32,519 t worth USD 2,118 million, most of it "
    )
    assert "42 more: --full shows all" in few and "--full shows all" not in every
    assert few.count("\n") < 100 < every.count("\n")
