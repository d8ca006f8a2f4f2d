"""The use case DEMO: the whole loop on the bundled data, left as a project that people can open."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.plan import PURCHASE_ACCOUNT
from lodestock.programme.desk import Desk
from lodestock.programme.documents import NOT_YET, header
from lodestock.programme.facts import fact_table
from lodestock.programme.folders import DATABASE, temporary_folder_in
from lodestock.programme.ledger import status_of
from lodestock.programme.ledger_output import ledger_frames, ledger_pictures
from lodestock.programme.left import Left, find_left
from lodestock.programme.placing import INDEX, place_whole, written_files
from lodestock.programme.plan import plan_case, plan_document
from lodestock.programme.plan_output import plan_output
from lodestock.programme.project import Case, new_project, open_case, project_folder
from lodestock.programme.runs import find_run, place_run, run_id, run_index
from lodestock.programme.sample_ledger import write_sample
from lodestock.programme.size import size_for_plan
from lodestock.programme.write import Output, joined, write_output
from lodestock.records.errors import InputError, refused
from lodestock.records.protocols import Monitor, Silent
from lodestock.store.journal import Journal

__all__ = ["make_demo"]

_ON_TOP = ("plan.csv", "offers.csv", "facts.csv", "run.json", "size.json", "plan.json", "pictures")
_USERS = ("scenario.yaml", "overlays", "ledger.key")


def make_demo(
    out: Path,
    *,
    force: bool = False,
    fresh: bool = False,
    seconds: Callable[[], float] = lambda: 0.0,
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Make a project, record the programme of October 2025, size the base war, plan, and put the run on top.

    The run is written apart and moved into place when it is whole; one that answers already is taken from there.

    Parameters
    ----------
    fresh : computes again, and replaces the run
    seconds : tells how long the command has run

    Returns
    -------
    the JSON object of `lodestock demo`

    Raises
    ------
    InputError : the folder is not empty and `force` is not given, or holds a file that demo would replace
        and did not write; it cannot be written; the project's card is one that no plan can be made for yet
    """
    monitor = monitor or Silent()
    project_folder(out, force=force)
    try:
        with temporary_folder_in(out) as made:
            project = new_project(made / "project")
            monitor("reading the tables")
            case = open_case(out if (out / "scenario.yaml").exists() else project)
            monitor("writing the ledger")
            ledger = out / DATABASE
            if not ledger.exists():
                write_sample(project, case.dataset, case.card.as_of.isoformat())
                ledger = project / DATABASE
            left = find_left(case, ledger)
            options = {"ledger": left.document} if left else {}
            index = {**run_index(case, "demo", options, seed=0, draws=1), "account": PURCHASE_ACCOUNT}
            kept = out / "runs" / run_id(index)
            found = None if fresh else find_run(kept, index)
            run = found.folder if found else made / "run"
            if found is None:
                write_output(run, _ask(case, left, ledger, seconds, monitor), index)
            _put_on_top(project, run)
            _keep_users_files(project, out)
            place_whole(project, out)
            if found is None:
                place_run(run, kept, made)
    except OSError as error:
        raise InputError(refused(error, out)) from None
    document = dict(json.loads((kept / "demo.json").read_text(encoding="utf-8")))
    files = [*_ON_TOP[:-1], DATABASE, *(f"runs/{kept.name}/{p}" for p in sorted(written_files(kept)))]
    return {**document, "project": str(out), "files": [*files, f"runs/{kept.name}/{INDEX}"]}


def _ask(
    case: Case, left: Left | None, ledger: Path, seconds: Callable[[], float], monitor: Monitor
) -> Output:
    """Compute what a demo leaves in its run."""
    monitor("sizing the base war")
    short = size_for_plan(case)
    plan = plan_case(case, short, left=left, monitor=monitor)
    monitor("writing frames and pictures")
    planned = plan_document(case, plan, left=left)
    status, frames = _ledger(ledger, case.card.as_of.isoformat())
    document = _document(case, planned, status)
    document["seconds"] = round(seconds(), 3)
    output = plan_output(case, short, plan, {"plan": planned, "demo": document})
    pictures = ledger_pictures(frames, status["as_of"], status["head"])
    return replace(output, frames=joined(output.frames, frames), pictures=joined(output.pictures, pictures))


def _ledger(file: Path, day: str) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
    """Return what the ledger says on the as-of date, and its frames."""
    journal = Journal(file)
    try:
        desk = Desk(journal)
        status = status_of(desk, day)
        return status, ledger_frames(status, desk.entries(), day)
    finally:
        journal.close()


def _put_on_top(project: Path, run: Path) -> None:
    """Copy the documents of a run to the top of its project."""
    for name in _ON_TOP:
        source, target = run / name, project / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)


def _keep_users_files(made: Path, out: Path) -> None:
    """Leave the card, the overlays and the key that a project has already."""
    for path in sorted(p for p in made.rglob("*") if p.is_file()):
        name = path.relative_to(made)
        if name.parts[0] in _USERS and (out / name).exists():
            path.unlink()


def _document(case: Case, planned: dict[str, Any], status: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON object of `lodestock demo`, but for what follows from the folder."""
    _, lacking = fact_table(case.dataset)
    nulls = {f"ledger.{k}": why for k, why in status["missing"].items()}
    told = {k: v for k, v in status.items() if k not in ("command", "version", "seconds", "missing")}
    frames = case.dataset.frames
    grades = [q for f in frames.values() if "quality" in f.columns for q in f["quality"].to_list()]
    return {
        **header("demo", case),
        "dataset": {
            "materials": len(frames["materials"]),
            "rows": sum(len(f) for f in frames.values()),
            "assumed_share": sum(q in (None, "D") for q in grades) / len(grades),
        },
        "finding": planned["finding"],
        "plan": planned["plan"],
        "baselines": None,
        "ledger": {**told, **({"note": planned["ledger"]["note"]} if planned["ledger"] else {})},
        "facts_missing": lacking,
        "missing": {**planned["missing"], "baselines": NOT_YET, **nulls},
    }
