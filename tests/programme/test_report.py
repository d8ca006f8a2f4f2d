"""The headline of a programme."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from lodestock.cli.commands import app
from lodestock.programme.kept import Kept, current_run, newest_runs
from lodestock.programme.project import open_case
from lodestock.programme.report import coverage_rows, funds_rows, origin_rows, previous_plan, report_document
from lodestock.screens import Shelf


@pytest.mark.slow
def test_coverage_is_what_the_plan_serves_of_each_class(shelf: Shelf) -> None:
    kept, ledger = shelf.current("plan"), shelf.ledger()
    assert kept is not None and ledger is not None
    rows = coverage_rows(shelf.case, kept, ledger.status)
    by = {r["material"]: r for r in rows}
    assert math.isclose(
        math.fsum(r["requirement_usd"] or 0 for r in rows), kept.document("size")["requirement_usd"]
    )
    lines = kept.frame("plan").filter(pl.col("material") == "antimony")
    assert by["antimony"]["planned_t"] == pytest.approx(lines["tonnes"].sum(), rel=1e-9)
    assert by["antimony"]["left_at_most_usd"] == pytest.approx(
        0, abs=1e-3 * by["antimony"]["requirement_usd"]
    )
    known = {m["material"] for m in kept.document("size")["materials"] if m["inventory_known"]}
    assert any(r["material"] in known for r in rows) and any(r["material"] not in known for r in rows)
    for r in rows:
        assert r["planned_t"] <= r["requirement_t"] * (1 + 1e-9), r["material"]
        assert (r["held_t"] is not None) == (r["material"] in known), r["material"]
    orders = [r["requirement_usd"] or 0 for r in rows]
    assert orders == sorted(orders, reverse=True) and by["antimony"]["ordered_t"] is None


@pytest.mark.slow
def test_origins_add_up_to_the_plan(shelf: Shelf) -> None:
    kept = shelf.current("plan")
    assert kept is not None
    rows = origin_rows(shelf.case, kept.frame("plan"))
    total = kept.document("plan")["plan"]["spend_usd"]
    assert math.isclose(math.fsum(r["ceiling_usd"] for r in rows), total, rel_tol=1e-9)
    assert rows[0]["country"] == "JPN" and rows[0]["items"].startswith("ndfeb-magnets")


@pytest.mark.slow
def test_days_left_are_counted_from_the_day_of_the_ledger(shelf: Shelf) -> None:
    ledger = shelf.ledger()
    assert ledger is not None
    by = {a["account"]: a for a in funds_rows(ledger.status)}
    assert by["programme-2025"]["days_left"] == (date(2029, 9, 30) - date(2025, 10, 13)).days


def test_a_project_without_runs_says_so(project: Callable[..., Path]) -> None:
    case = open_case(project())
    document = report_document(case, None, None, None)
    assert document["run"] is None and "lodestock plan" in document["missing"]["finding"]
    assert document["coverage"] == [] and document["missing"]["ledger_finding"]
    assert previous_plan([], None) is None and current_run(case, [], "plan") is None


@pytest.mark.slow
def test_changes_since_the_run_before(demo_project: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    result = CliRunner().invoke(app, ["plan", "-C", str(folder), "--budget", "4e8", "--json"])
    assert result.exit_code == 0, result.output
    case = open_case(folder)
    runs = newest_runs(case)
    kept = current_run(case, runs, "plan")
    assert kept is not None and kept.id == runs[0].id
    before = previous_plan(runs, kept)
    assert before is not None and before.index["command"] == "demo"
    found = report_document(case, kept, before, None)["changes"]
    assert (found["a"], found["b"]) == (before.id, kept.id) and found["items"] == []
    assert found["plan"]["spend_usd_b"] <= 4e8 < found["plan"]["spend_usd_a"] and found["plan"]["lines"]
    assert isinstance(kept, Kept)
