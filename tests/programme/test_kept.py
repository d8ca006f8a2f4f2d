"""What a project keeps is read instead of computed, and only where it answers the same question."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.programme.explain import explain_document
from lodestock.programme.kept import Kept, kept_sizing, newest_runs
from lodestock.programme.project import open_case
from lodestock.records.errors import DataError, InputError


@pytest.mark.slow
def test_an_item_is_explained_alike_from_a_run_and_computed(
    demo_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = {m: explain_document(open_case(), m) for m in ("antimony", "ndfeb-magnets", "tin")}
    monkeypatch.setattr("lodestock.programme.explain.size_case", None)  # nothing is computed
    case = open_case(demo_project)
    for item, found in computed.items():
        assert explain_document(case, item) == found and found["waterfall"], item
    assert computed["antimony"]["value"] > 0 and computed["antimony"]["cause"]


@pytest.mark.slow
def test_a_run_answers_only_the_same_question(demo_project: Path, project: Callable[..., Path]) -> None:
    case = open_case(demo_project)
    assert kept_sizing(case, newest_runs(case), draws=1, seed=0) is not None
    assert (
        kept_sizing(case, newest_runs(case), draws=1, seed=1) is None
        and kept_sizing(case, newest_runs(case), draws=2, seed=0) is None
    )
    assert (
        kept_sizing(
            open_case(demo_project, "base-war-mild"),
            newest_runs(open_case(demo_project, "base-war-mild")),
            draws=1,
            seed=0,
        )
        is None
    )
    assert (
        kept_sizing(
            open_case(demo_project, None, "2026-01-01"),
            newest_runs(open_case(demo_project, None, "2026-01-01")),
            draws=1,
            seed=0,
        )
        is None
    )
    empty = open_case(project())
    assert kept_sizing(empty, newest_runs(empty), draws=1, seed=0) is None and newest_runs(open_case()) == []
    found = explain_document(empty, "tin", runs=[])
    assert (
        found["value"] is None and "lodestock size" in found["missing"]["value"] and found["waterfall"] == []
    )


@pytest.mark.slow
def test_what_a_run_lacks_is_named(demo_project: Path) -> None:
    kept = newest_runs(open_case(demo_project))[0]
    assert kept.document("plan")["run"] == kept.id and kept.frame("plan").height > 100
    assert kept.document("plan")["plan"] == json.loads((kept.run.folder / "plan.json").read_text())["plan"]
    for ask in (lambda: kept.document("plann"), lambda: kept.frame("cards")):
        with pytest.raises(InputError, match=f"run {kept.id}"):
            ask()
    assert kept.has_frame("fans") and not kept.has_frame("cards")


@pytest.mark.slow
def test_the_run_written_last_comes_first(demo_project: Path, tmp_path: Path) -> None:
    case = open_case(Path(shutil.copytree(demo_project, tmp_path / "demo")))
    first = newest_runs(case)[0]
    first.run.folder.rename(first.run.folder.with_name("2020-01-01-00000000"))
    assert [r.id for r in newest_runs(case)] == ["2020-01-01-00000000"]


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"PAR1", b"", b"[" * 100_000])
def test_a_damaged_file_of_a_run_is_named(demo_project: Path, tmp_path: Path, damage: bytes) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    kept = newest_runs(open_case(folder))[0]
    for name in ("plan.parquet", "plan.json", "frames/buys.parquet"):
        (kept.run.folder / name).write_bytes(damage)
    for ask in (lambda: kept.frame("plan"), lambda: kept.document("plan"), lambda: kept.frame("buys")):
        with pytest.raises(DataError, match="cannot be read"):
            ask()


@pytest.mark.slow
def test_a_frame_of_another_form_is_refused(demo_project: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    kept = newest_runs(open_case(folder))[0]
    kept.frame("buys").drop("tonnes").write_parquet(kept.run.folder / "frames" / "buys.parquet")
    with pytest.raises(DataError, match=r"buys\.parquet"):
        Kept(kept.run).frame("buys")
