"""The use case DEMO: the whole loop on the bundled data, left as a project that people can open."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from lodestock.programme.documents import NOT_YET, header
from lodestock.programme.folders import move_into_place, temporary_folder_in
from lodestock.programme.plan import plan_case, plan_document
from lodestock.programme.project import Case, new_project, open_case, project_folder
from lodestock.programme.run import Run, write_run
from lodestock.programme.size import size_war
from lodestock.records.errors import InputError, Problem, refused
from lodestock.records.plan import Plan
from lodestock.records.protocols import Monitor, Silent
from lodestock.size import Shortfalls

__all__ = ["Demo", "make_demo"]

_ON_TOP = ("plan.csv", "offers.csv", "facts.csv", "run.json", "size.json", "plan.json", "pictures")

Demo = tuple[Case, Shortfalls, Plan, Run, dict[str, Any]]


def make_demo(out: Path, *, force: bool = False, monitor: Monitor | None = None) -> Demo:
    """Make a project, size the base war, plan the programme of October 2025, and write a run.

    The run is written apart and moved into place when it is whole.

    Returns
    -------
    case, shortfalls, plan, run, and the JSON object of `lodestock demo` but for `seconds`

    Raises
    ------
    InputError : the folder is not empty and `force` is not given, or holds a file that demo would replace
        and did not write; it cannot be written; the project's card is one that no plan can be made for yet
    """
    monitor = monitor or Silent()
    project_folder(out, force=force)
    try:
        with temporary_folder_in(out) as made:
            new_project(made)
            monitor("reading the tables")
            case = open_case(out if (out / "scenario.yaml").exists() else made)
            monitor("sizing the base war")
            short = size_war(case)
            plan = plan_case(case, short, monitor=monitor)
            monitor("writing frames and pictures")
            run = write_run(case, short, plan, made, {"command": "demo", "seed": 0})
            _put_on_top(made, run)
            _keep_users_files(made, out)
            move_into_place(made, out)
    except OSError as error:
        raise InputError(refused(error, out)) from None
    run = replace(run, folder=out / run.folder.relative_to(made))
    return case, short, plan, run, _document(case, plan, run, out)


def _put_on_top(project: Path, run: Run) -> None:
    """Copy the documents of a run to the top of its project."""
    for name in _ON_TOP:
        source, target = run.folder / name, project / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)


def _keep_users_files(made: Path, out: Path) -> None:
    """Do not overwrite the user's own card and overlays; refuse to replace other files of the user's."""
    ours = _written(out / "run.json")
    for path in sorted(p for p in made.rglob("*") if p.is_file()):
        name = path.relative_to(made)
        there = out / name
        if name.parts[0] in ("scenario.yaml", "overlays") and there.exists():
            path.unlink()
        elif name.parts[0] != "runs" and there.exists() and not _ours(there, name.as_posix(), ours):
            reason = "was not written by demo, or was changed since"
            raise InputError(Problem(str(there), "", reason, "Move it away, or give another folder"))


def _ours(path: Path, name: str, written: dict[str, str]) -> bool:
    """Return whether a file on top of a project is as a run wrote it."""
    if name == "run.json":
        return bool(written)
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == written.get(name)


def _written(index: Path) -> dict[str, str]:
    """Return the files that the run on top of a project wrote, with their hashes."""
    try:
        found = json.loads(index.read_text(encoding="utf-8"))["files"]
        return {str(k): str(v) for k, v in found.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _document(case: Case, plan: Plan, run: Run, project: Path) -> dict[str, Any]:
    """Return the JSON object of `lodestock demo`."""
    planned_part = plan_document(case, plan)
    frames = case.dataset.frames
    grades = [q for f in frames.values() if "quality" in f.columns for q in f["quality"].to_list()]
    return {
        **header("demo", case),
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
