"""The use case DEMO: the whole loop on the bundled data, left as a project that people can open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lodestock.programme.documents import header
from lodestock.programme.plan import NOT_YET, plan_document, planned
from lodestock.programme.project import Case, new_project, open_case
from lodestock.programme.run import Run, write_run
from lodestock.records.plan import Plan
from lodestock.size import Sizing, size_card

__all__ = ["Demo", "demo"]

_ON_TOP = ("plan.csv", "offers.csv", "facts.csv", "run.json", "size.json", "plan.json", "pictures")

Demo = tuple[Case, Sizing, Plan, Run, dict[str, Any]]


def demo(
    out: Path, *, force: bool = False, seed: int = 0, tell: Callable[[str], None] = lambda _: None
) -> Demo:
    """Make a project, size the base war, plan the programme of October 2025, and write a run.

    Returns
    -------
    case, sizing, plan, run, and the JSON object of `lodestock demo` but for `seconds`

    Raises
    ------
    InputError : the folder is not empty and `force` is not given
    """
    project = new_project(out, force=force)
    tell("reading the tables")
    case = open_case(project)
    tell("sizing the base war")
    sizing = size_card(case.dataset, case.card)
    plan = planned(case, sizing, tell=tell)
    tell("writing frames and pictures")
    run = write_run(case, sizing, plan, project, {"command": "demo", "seed": seed})
    _put_on_top(project, run)
    return case, sizing, plan, run, _document(case, plan, run, project, seed)


def _put_on_top(project: Path, run: Run) -> None:
    """Copy the latest documents to the top of the project."""
    for name in _ON_TOP:
        source, target = run.folder / name, project / name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)


def _document(case: Case, plan: Plan, run: Run, project: Path, seed: int) -> dict[str, Any]:
    """Return the JSON object of `lodestock demo`."""
    planned_part = plan_document(case, plan, seed=seed)
    frames = case.dataset.frames
    grades = [q for f in frames.values() if "quality" in f.columns for q in f["quality"].to_list()]
    return {
        **header("demo", case, seed=seed),
        "project": str(project),
        "dataset": {
            "materials": len(frames["materials"]),
            "rows": sum(len(f) for f in frames.values()),
            "assumed_share": sum(q in (None, "D") for q in grades) / len(grades),
        },
        "plan": planned_part["plan"],
        "baselines": None,
        "files": [*_ON_TOP[:-1], *run.files],
        "facts_missing": list(run.lacking_facts),
        "missing": {**planned_part["missing"], "baselines": NOT_YET},
    }
