from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from lodestock.size.build.factors import USES
from lodestock.size.build.hazard import without_factor
from lodestock.size.results.tally import tally_batch
from tests.size.conftest import Drawn

ROOT = Path(__file__).parents[3]


def _module(name: str) -> ModuleType:
    """Return a script of benchmarks/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


reference = _module("reference_numpy")


@pytest.mark.parametrize(
    "card",
    [
        "base-war",
        "mixture",
        "october-2025",
        "today",
        "strait-closure",
        "coercion-only",
        "two-blocs",
        "truce-ends",
        "normal-only",
    ],
)
def test_the_kernel_gives_the_numbers_of_plain_numpy(drawn: Callable[..., Drawn], card: str) -> None:
    hazard, indices = drawn(card, seed=3).hazard._replace(plain=0), range(70, 180)
    ours = tally_batch(hazard, True, indices)
    for mine, theirs in zip(
        (ours.gap_values, ours.required_values), reference.shortfalls(hazard, indices), strict=True
    ):
        assert (np.abs(mine - theirs) / (1 + np.abs(theirs))).max() < 1e-9


def test_the_record_of_controls_lies_in_what_is_drawn() -> None:
    """Counts, sizes, members, lengths and joint ends, each for as many as the record has, with 90 %."""
    history = _module("history")
    found, drawn, recorded = history.compare(600)
    assert len(found) == 18 and all(c.inside for c in found), [c for c in found if not c.inside]
    assert len(recorded) == 7 and len(drawn) > 500
    specs = (history.counts_picture(found), history.sizes_picture(drawn, recorded))
    assert [len(s["layer"]) for s in specs] == [3, 2]


@pytest.mark.parametrize("factor", USES)
def test_each_factor_is_switched_off_alike(drawn: Callable[..., Drawn], factor: str) -> None:
    hazard, indices = without_factor(drawn("mixture").hazard, factor), range(60)
    theirs, _ = reference.shortfalls(hazard, indices)
    assert np.abs(tally_batch(hazard, True, indices).gap_values - theirs).max() < 1e-9
