"""The weights of the ranker are those that the sentences in the repository give."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.soak
def test_training_gives_the_weights_that_are_bundled(tmp_path: Path) -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "train_ranker.py"))
    tool["main"](tmp_path / "weights.csv")
    assert (tmp_path / "weights.csv").read_bytes() == tool["WEIGHTS"].read_bytes()
