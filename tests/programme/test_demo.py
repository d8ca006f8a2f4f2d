from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lodestock.programme.demo import make_demo
from lodestock.programme.desk import Desk
from lodestock.records.errors import InputError
from lodestock.store.journal import Journal

LINE = [
    *(
        "line_id",
        "material",
        "form",
        "class",
        "quarter",
        "delivery_quarter",
        "offer_id",
        "supplier",
        "origin",
    ),
    *(
        "tonnes",
        "price_usd_per_t",
        "minimum_usd",
        "ceiling_usd",
        "account",
        "saving_usd",
        "break_even_probability",
    ),
]
START = ["command", "version", "as_of", "dataset_hash", "scenario_hash", "card", "seed", "draws", "seconds"]


def run(out: Path, hash_seed: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "lodestock.cli", "demo", "--out", out.name, "--json"],
        cwd=out.parent,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, dict]]:
    out = []
    for seed in ("1", "42"):
        folder = tmp_path_factory.mktemp(f"seed{seed}") / "demo"
        out.append((folder, run(folder, seed)))
    return out


@pytest.mark.slow
def test_two_demos_give_the_same_bytes(twice: list[tuple[Path, dict]]) -> None:
    (one, first), (two, second) = twice
    assert {**first, "seconds": 0} == {**second, "seconds": 0}
    files = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(two) for p in two.rglob("*") if p.is_file())
    assert len(files) > 60
    journals = [[e.body for e in Desk(Journal(folder / "ledger.db")).entries()] for folder in (one, two)]
    assert journals[0] == journals[1] and len(journals[0]) == 23
    files.remove(Path("ledger.db"))  # the database's own pages are not compared
    for name in files:
        if name.name == "run.json":  # holds the hash of demo.json
            found = [json.loads((folder / name).read_text()) for folder in (one, two)]
            assert all(f["files"].pop("demo.json") for f in found) and found[0] == found[1]
        elif name.name == "demo.json":
            found = [json.loads((folder / name).read_text()) for folder in (one, two)]
            assert {**found[0], "seconds": 0} == {**found[1], "seconds": 0}
        else:
            assert (one / name).read_bytes() == (two / name).read_bytes(), name


@pytest.mark.slow
def test_the_document_is_as_scripts_expect(twice: list[tuple[Path, dict]]) -> None:
    folder, found = twice[0]
    assert list(found)[:9] == START and found["seconds"] > 0
    assert found["dataset"]["materials"] == 59 and 0 < found["dataset"]["assumed_share"] < 1
    assert found["baselines"] is None and found["missing"]["baselines"] == "not yet"
    assert all((folder / f).is_file() for f in found["files"])
    plan = found["plan"]
    assert plan["spend_usd"] <= 1e9 and len(plan["unspent_reason"]) == 59
    assert all(list(line)[:16] == LINE for line in plan["lines"])
    assert round(100 * plan["spend_usd"]) == sum(round(100 * line["ceiling_usd"]) for line in plan["lines"])


@pytest.mark.slow
def test_the_tables_agree_with_the_document(twice: list[tuple[Path, dict]]) -> None:
    import polars as pl

    folder, found = twice[0]
    table = pl.read_csv(folder / "plan.csv")
    assert table.columns[:16] == LINE and table["ceiling_usd"].to_list() == [
        x["ceiling_usd"] for x in found["plan"]["lines"]
    ]
    offers = pl.read_csv(folder / "offers.csv")
    assert offers.columns[:16] == LINE and set(table["offer_id"]) <= set(offers["offer_id"])
    (runs,) = (folder / "runs").iterdir()
    assert runs.name.startswith("2025-10-13-") and len(runs.name) == 19
    assert pl.read_parquet(runs / "plan.parquet").equals(
        pl.read_csv(runs / "plan.csv", schema=pl.read_parquet(runs / "plan.parquet").schema)
    )
    index = json.loads((runs / "run.json").read_text())
    assert index["dataset_hash"] == found["dataset_hash"] and len(index["files"]) > 40


def _content(folder: Path) -> dict[Path, bytes]:
    """Return the files of a project but for those that SQLite keeps beside a database that is open somewhere."""
    files = (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("ledger.db-"))
    return {p: p.read_bytes() for p in files}


@pytest.mark.slow
def test_a_demo_asked_again_is_answered_from_its_run(
    twice: list[tuple[Path, dict]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(twice[0][0], folder)
    before = _content(folder)
    monkeypatch.setattr("lodestock.programme.demo.size_for_plan", None)  # nothing is computed
    found = make_demo(folder, force=True, seconds=lambda: 99.0)
    assert {**found, "project": "demo"} == twice[0][1]
    assert _content(folder) == before
    with pytest.raises(TypeError):
        make_demo(folder, force=True, fresh=True)


@pytest.mark.slow
def test_frictionless_accepts_the_run_of_a_demo(twice: list[tuple[Path, dict]]) -> None:
    frictionless = pytest.importorskip("frictionless")
    (run_folder,) = (twice[0][0] / "runs").iterdir()
    report = frictionless.validate(str(run_folder / "datapackage.json"))
    assert report.valid and len(report.tasks) == 26


def test_a_folder_in_use_is_refused_without_force(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"is not empty.*--force"):
        make_demo(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.slow
def test_a_demo_over_another_spares_what_demo_did_not_write(
    twice: list[tuple[Path, dict]], tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(twice[0][0], folder)
    (folder / "pictures" / "mine.png").write_text("a week of work")
    (folder / "scenario.yaml").write_text("extends: base-war\n# my notes\n")
    make_demo(folder, force=True)
    assert (folder / "pictures" / "mine.png").read_text() == "a week of work"
    assert "my notes" in (folder / "scenario.yaml").read_text()
    (folder / "plan.csv").write_text("my own plan")
    before = _content(folder)
    with pytest.raises(InputError, match=r"plan\.csv: was not written by lodestock"):
        make_demo(folder, force=True)
    assert _content(folder) == before


def test_an_interrupted_demo_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lodestock.programme.demo._put_on_top", interrupted)
    monkeypatch.setattr("lodestock.programme.plan_output.plan_pictures", lambda *_: {})
    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path / "demo")
    assert list((tmp_path / "demo").iterdir()) == []


def nulls(value: object, path: str = "") -> set[str]:
    """Return where a document holds null."""
    if isinstance(value, dict):
        return {p for k, v in value.items() for p in nulls(v, f"{path}.{k}".lstrip("."))}
    if isinstance(value, list):
        return {p for v in value for p in nulls(v, f"{path}[]")}
    return {path} if value is None else set()


@pytest.mark.slow
def test_whatever_is_null_says_why(twice: list[tuple[Path, dict]]) -> None:
    folder, found = twice[0]
    for document in (
        found,
        json.loads((folder / "size.json").read_text()),
        json.loads((folder / "plan.json").read_text()),
    ):
        known = {key.split(" ")[0] for key in document["missing"]}
        assert nulls(document) - {"seconds"} <= known
