from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import lodestock as ls
from lodestock.records.plan import Plan
from lodestock.size import Sizing


def test_the_interface_gives_what_the_commands_give(sizing: Sizing, plan: Plan) -> None:
    dataset = ls.load()
    assert (ls.size(dataset, "base-war").requirement_t == sizing.requirement_t).all()
    again = ls.plan(dataset, budget=1e9)
    assert again.lines.equals(plan.lines) and again.certificate == plan.certificate
    assert "<table" in again._repr_html_() and "antimony" in sizing._repr_html_()


def test_a_projects_overlays_are_read(project: Callable[..., Path]) -> None:
    folder = project(us_demand=[{"material": "cobalt", "own_secondary_t": 1000}])
    row = ls.load(folder).row("us_demand", "cobalt")
    assert row is not None and row["own_secondary_t"] == 1000


def test_importing_is_light() -> None:
    code = "import lodestock, sys; print(sorted({'polars', 'numpy', 'highspy'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        == "[]\n"
    )


def test_other_names_are_no_part_of_it() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'siez'"):
        _ = ls.siez
