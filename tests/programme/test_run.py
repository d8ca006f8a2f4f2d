"""A run folder, written once: names, hashes, and frames that agree with what they come from."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from lodestock.programme.documents import dumps, input_hash
from lodestock.programme.plan import plan_document
from lodestock.programme.project import Case
from lodestock.programme.run import Run, write_run
from lodestock.records.plan import Plan
from lodestock.size import Shortfalls

pytestmark = pytest.mark.slow
OPTIONS = {"command": "demo", "seed": 3}


@pytest.fixture(scope="module")
def run(
    case: Case, short: Shortfalls, plan: Plan, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Run]:
    project = tmp_path_factory.mktemp("run")
    return project, write_run(case, short, plan, project, OPTIONS)


def test_the_folder_is_named_by_day_and_hash(case: Case, plan: Plan, run: tuple[Path, Run]) -> None:
    project, found = run
    key = input_hash(plan_document(case, plan, seed=3), OPTIONS)
    assert found.folder == project / "runs" / f"2025-10-13-{key[:8]}"
    index = json.loads((found.folder / "run.json").read_text(encoding="utf-8"))
    assert index["input_hash"] == key and index["seed"] == 3 and index["options"] == OPTIONS
    assert index["account"] == "programme-2025" and index["overlays"] == []


def test_the_index_holds_the_hash_of_every_file_but_itself(run: tuple[Path, Run]) -> None:
    project, found = run
    index = json.loads((found.folder / "run.json").read_text(encoding="utf-8"))["files"]
    there = {p.relative_to(found.folder).as_posix(): p for p in found.folder.rglob("*") if p.is_file()}
    assert set(there) - {"run.json"} == set(index) and len(index) > 40
    for name, digest in index.items():
        assert hashlib.sha256(there[name].read_bytes()).hexdigest() == digest, name
    assert set(found.files) == {p.relative_to(project).as_posix() for p in there.values()}
    assert found.lacking_facts == ()


def test_each_table_is_the_same_as_csv_and_as_parquet(run: tuple[Path, Run]) -> None:
    tables = sorted(run[1].folder.rglob("*.parquet"))
    assert len(tables) == 16
    for path in tables:
        frame = pl.read_parquet(path)
        again = pl.read_csv(path.with_suffix(".csv"), schema=frame.schema)
        assert again.equals(frame) and not frame.is_empty(), path.name


def test_the_tables_are_those_of_the_plan(
    case: Case, short: Shortfalls, plan: Plan, run: tuple[Path, Run]
) -> None:
    folder = run[1].folder
    assert pl.read_parquet(folder / "plan.parquet").equals(plan.lines)
    assert pl.read_parquet(folder / "offers.parquet").equals(plan.offers)
    assert pl.read_parquet(folder / "frames" / "shortfalls.parquet").equals(short.frame())
    unspent = pl.read_parquet(folder / "frames" / "unspent.parquet")
    assert dict(unspent.iter_rows()) == dict(plan.unspent_reason)
    accounts = pl.read_parquet(folder / "frames" / "accounts.parquet")
    assert accounts["used_usd"].to_list() == [a.used_usd for a in plan.accounts]
    assert accounts["limit_usd"].to_list() == [a.limit_usd for a in plan.accounts]
    text = (folder / "plan.json").read_text(encoding="utf-8")
    assert text == dumps(plan_document(case, plan, seed=3), indent=1) + "\n"


def test_pictures_are_written_in_both_forms(run: tuple[Path, Run]) -> None:
    names = sorted(p.name for p in (run[1].folder / "pictures").iterdir())
    pictures = ("awards", "control", "requirement", "spending", "waterfall")
    assert names == sorted(f"{n}.{form}" for n in pictures for form in ("png", "svg"))
