from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lodestock.programme import runs
from lodestock.programme.documents import header
from lodestock.programme.placing import INDEX
from lodestock.programme.project import Case, new_project, open_case
from lodestock.programme.runs import answer_question, list_runs, run_id, run_index, runs_document
from lodestock.programme.specs import BACKTEST
from lodestock.programme.write import Answer, Output

ROWS = [{"event_id": "cn-x", "date": "2026-01-01", "p_in_force": 0.5, "state": "ended"}]


@pytest.fixture
def project(tmp_path: Path) -> Case:
    return open_case(new_project(tmp_path / "p"))


def index_of(case: Case, **options: Any) -> dict[str, Any]:
    return run_index(case, "size", options, seed=0, draws=1)


class Asked:
    """Counts how often an answer is computed."""

    def __init__(self, case: Case) -> None:
        self.case, self.times = case, 0

    def __call__(self) -> Answer:
        self.times += 1
        document = {**header("size", self.case), "number": 0.1 + 0.2, "times": self.times}
        return Answer(document, Output({"size": document}, {"backtest": BACKTEST.frame(ROWS)}, {}))


def test_an_equal_question_is_answered_from_the_run(project: Case) -> None:
    ask, index = Asked(project), index_of(project)
    first = answer_question(project, index, ask, lambda: 1.25)
    again = answer_question(project, index, ask, lambda: 9.0)
    assert first == again and ask.times == 1 and first["seconds"] == 1.25
    assert first["run"] == run_id(index) and list(first) == list(again)
    fresh = answer_question(project, index, ask, lambda: 2.0, fresh=True)
    assert (fresh["times"], ask.times) == (2, 2)
    assert answer_question(project, index, ask, lambda: 9.0) == fresh
    assert [r.id for r in list_runs(project.folder or Path())] == [run_id(index)]


def test_another_question_is_another_run(project: Case) -> None:
    ask = Asked(project)
    other = replace(project, card=replace(project.card, quarters=25))
    questions = [
        index_of(project),
        index_of(project, backtest=True),
        index_of(other),
        run_index(project, "plan", {}, seed=0, draws=1),
        run_index(project, "size", {}, seed=1, draws=1),
        run_index(project, "size", {}, seed=0, draws=2),
    ]
    assert len({q["input_hash"] for q in questions}) == len(questions)
    for q in questions[:3]:
        answer_question(project, q, ask, lambda: 1.0)
    assert ask.times == 3 and len(list_runs(project.folder or Path())) == 3


def test_a_changed_program_serves_no_old_answer(project: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Asked(project)
    answer_question(project, index_of(project), ask, lambda: 1.0)
    monkeypatch.setattr(runs, "source_hash", lambda: "another")
    answer_question(project, index_of(project), ask, lambda: 1.0)
    assert ask.times == 2


def test_outside_a_project_nothing_is_kept(case: Case, tmp_path: Path) -> None:
    ask = Asked(case)
    found = answer_question(case, index_of(case), ask, lambda: 1.0)
    assert "run" not in found and found["seconds"] is None
    answer_question(case, index_of(case), ask, lambda: 1.0, out=tmp_path / "out")
    assert ask.times == 2 and (tmp_path / "out" / INDEX).is_file()
    assert runs_document(case)["runs"] == []


def test_a_folder_gets_what_the_project_keeps(project: Case, tmp_path: Path) -> None:
    ask, index = Asked(project), index_of(project)
    answer_question(project, index, ask, lambda: 1.0)
    told = answer_question(project, index, ask, lambda: 1.0, out=tmp_path / "out")
    kept = (project.folder or Path()) / "runs" / run_id(index)
    for path in kept.rglob("*"):
        if path.is_file():
            assert (tmp_path / "out" / path.relative_to(kept)).read_bytes() == path.read_bytes()
    assert ask.times == 1
    names = [p.relative_to(kept).as_posix() for p in kept.rglob("*") if p.is_file()]
    assert told["files"] == sorted(names)
    assert "files" not in answer_question(project, index, ask, lambda: 1.0)


@pytest.mark.parametrize("lost", ["run.json", "size.json", "frames/backtest.csv"])
def test_a_run_that_is_not_whole_is_computed_again(project: Case, lost: str) -> None:
    ask, index = Asked(project), index_of(project)
    answer_question(project, index, ask, lambda: 1.0)
    kept = (project.folder or Path()) / "runs" / run_id(index)
    (kept / lost).unlink()
    assert list_runs(project.folder or Path()) == []
    answer_question(project, index, ask, lambda: 1.0)
    assert ask.times == 2 and (kept / lost).is_file()


def test_what_is_half_written_is_never_taken_for_a_run_and_goes_away(project: Case) -> None:
    ask, index = Asked(project), index_of(project)
    folder = (project.folder or Path()) / "runs"
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    left = folder / f".lodestock-{ended.stdout.strip()}-abc"
    left.mkdir(parents=True)
    (left / INDEX).write_text("{}")
    busy = folder / f".lodestock-{os.getppid()}-abc"
    busy.mkdir()
    answer_question(project, index, ask, lambda: 1.0)
    assert not left.exists() and busy.exists() and len(list_runs(project.folder or Path())) == 1


def test_the_list_says_what_each_run_is(project: Case) -> None:
    answer_question(project, index_of(project, budget_usd=2e8), Asked(project), lambda: 1.0)
    (run,) = runs_document(project)["runs"]
    assert run == {
        "id": run_id(index_of(project, budget_usd=2e8)), "command": "size", "card": project.card.name,
        "as_of": "2025-10-13", "draws": 1, "seed": 0, "budget_usd": 2e8, "created_as_of": "2025-10-13",
    }  # fmt: skip


KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.programme.test_runs import Asked, index_of
from lodestock.programme.project import open_case
from lodestock.programme.runs import answer_question
case = open_case(Path({folder!r}))
print("ready", flush=True)
for n in range(10_000):
    answer_question(case, index_of(case, n=n), Asked(case), lambda: 1.0)
"""


@pytest.mark.slow
def test_killed_at_any_instant_only_whole_runs_are_seen(project: Case) -> None:
    folder = project.folder or Path()
    script = KILLED.format(root=str(Path(__file__).parents[2]), folder=str(folder))
    before: dict[str, bytes] = {}
    for n in range(10):
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        time.sleep(0.02 + 0.037 * n)
        child.kill()
        child.wait()
        seen = {r.id: r for r in list_runs(folder)}
        assert set(before) <= set(seen)
        for name, old in before.items():
            assert (folder / "runs" / name / "size.json").read_bytes() == old
        for run in seen.values():
            document = json.loads((run.folder / "size.json").read_text(encoding="utf-8"))
            assert document["run"] == run.id and document["number"] == 0.1 + 0.2
        before = {name: (folder / "runs" / name / "size.json").read_bytes() for name in seen}
    assert before


@pytest.mark.parametrize(
    "change",
    [
        {"files": {"../../scenario.yaml": "0"}},
        {"files": {"/etc/hostname": "0"}},
        {"files": ["plan.json"]},
        {"draws": None},
        {"draws": "1"},
        {"card": "\ud800"},
        {"options": []},
    ],
)
def test_a_run_of_another_form_or_that_names_files_outside_of_it_is_none(
    demo_project: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    (run,) = list_runs(folder)
    index = run.folder / "run.json"
    index.write_text(
        json.dumps({**json.loads(index.read_text(encoding="utf-8")), **change}), encoding="utf-8"
    )
    assert list_runs(folder) == []


def test_a_link_out_of_a_run_is_not_followed_and_depth_is_no_fault(
    demo_project: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(demo_project, tmp_path / "demo"))
    (run,) = list_runs(folder)
    (run.folder / "link.txt").symlink_to(folder / "scenario.yaml")
    index = run.folder / "run.json"
    found = json.loads(index.read_text(encoding="utf-8"))
    index.write_text(json.dumps({**found, "files": {**found["files"], "link.txt": "0"}}), encoding="utf-8")
    assert list_runs(folder) == []
    index.write_text("[" * 200_000, encoding="utf-8")
    assert list_runs(folder) == []
