from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from lodestock.programme.placing import INDEX
from lodestock.programme.specs import BACKTEST, CARDS
from lodestock.programme.write import Output, write_output
from lodestock.records.errors import DataError
from lodestock.report import Caption, start_spec
from lodestock.size.results.specs import FAN

PICTURE = {**start_spec(Caption("t")), "data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {}}
ROWS = [{"event_id": "cn-x", "date": "2026-01-01", "p_in_force": 0.5, "state": "ended"}]


def output(frame: pl.DataFrame | None = None) -> Output:
    frames = {"backtest": BACKTEST.frame(ROWS) if frame is None else frame}
    return Output({"size": {"a": 1.5, "b": None}}, frames, {"dots": PICTURE})


def test_the_index_is_last_and_holds_the_hash_of_every_other_file(tmp_path: Path) -> None:
    paths = write_output(tmp_path / "deep" / "run", output(), {"seed": 3})
    assert paths[-1].name == INDEX
    index = json.loads(paths[-1].read_text(encoding="utf-8"))
    assert index["seed"] == 3
    there = {p.relative_to(tmp_path / "deep" / "run").as_posix(): p for p in paths[:-1]}
    assert index["files"] == {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in there.items()}
    assert set(there) == {
        "frames/backtest.csv", "frames/backtest.parquet", "pictures/dots.png", "pictures/dots.svg", "pictures/dots.vl.json",
        "size.json", "datapackage.json",
    }  # fmt: skip


def test_a_frame_that_breaks_its_spec_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"frame backtest: lacks \['state'\]"):
        write_output(tmp_path, output(BACKTEST.frame(ROWS).drop("state")), {})
    assert not (tmp_path / INDEX).exists()


def test_a_name_with_a_suffix_has_the_spec_of_its_first_part(tmp_path: Path) -> None:
    fan = FAN.frame(
        [{"quarter": "2026Q1", "mean": 1.0, "p05": 0.0, "p25": 0.0, "p50": 1.0, "p75": 1.5, "p95": 2.0}]
    )
    write_output(tmp_path, Output({}, {"fan-tin": fan}, {}), {})
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    assert (resource["name"], resource["path"]) == ("fan-tin", "frames/fan-tin.csv")
    assert resource["schema"]["primaryKey"] == ["quarter"] and resource["title"] == FAN.meaning


def test_missing_values_are_empty_cells(tmp_path: Path) -> None:
    row = {"material": "tin", "card": "today", "draws": 10, "gap_t": 0.0, "years": None}
    write_output(tmp_path, Output({}, {"cards": CARDS.frame([row])}, {}), {})
    assert (tmp_path / "frames" / "cards.csv").read_text(encoding="utf-8").splitlines()[
        1
    ] == "tin,today,10,0.0,"
