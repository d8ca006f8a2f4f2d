"""The benchmark of GeoPolRisk, on a small table: its generator gives a table that is read, and its loop the same scores."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_panel_and_the_plain_loop_agree(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("benchmark_assess", ROOT / "benchmarks" / "assess.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_assess"] = module
    spec.loader.exec_module(module)
    path = tmp_path / "trade.csv"
    module.make_trade(path, 8000, materials=2)
    scores, _, _ = module.panel(path)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 8001
    assert len(scores) == 2 * len(module.countries()) * 7 and scores["score"].null_count() == 0
    assert module.compare(path, scores, 10)[1] < 1e-9
