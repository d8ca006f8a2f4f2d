"""Runs: which answers does the project keep, and what does each follow from."""

from __future__ import annotations

from lodestock.programme.runs import runs_document
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.screens.form import Field, Grid, Screen, counted
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["run_screen", "runs_screen"]


def runs_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of all runs."""
    document = runs_document(shelf.case)
    kinds = {k.id: k for k in shelf.runs()}
    rows = tuple(
        {
            **r,
            "plan": "open" if r["id"] in kinds and kinds[r["id"]].has("plan.json") else None,
            "size": "open" if r["id"] in kinds and kinds[r["id"]].has("size.json") else None,
        }
        for r in document["runs"]
    )
    fields = (
        Field("id", "run", link="/runs/{id}"),
        Field("command", is_filter=True),
        Field("card", is_filter=True),
        Field("as_of", "as of"),
        Field("draws", is_number=True),
        Field("seed", is_number=True),
        Field("budget_usd", "budget, USD", is_number=True),
        Field("plan", link="/plan?run={id}"),
        Field("size", "scenario", link="/scenario?run={id}"),
    )
    grid = Grid("runs", "Runs, by name", fields, rows, is_main=True)
    where = f" -C {shelf.folder}" if shelf.folder else ""
    notices = () if rows else (f"No run yet: `lodestock plan{where}` makes one.",)
    title, question = f"{counted(len(rows), 'run')} kept", "Which answers does the project keep?"
    return Screen(title, question, "lodestock runs --json", document, (grid,), notices)


def run_screen(shelf: Shelf, query: Query, run: str) -> Screen:
    """Return the page of one run: what it follows from, and its files.

    Raises
    ------
    InputError : no run of the project has that name
    """
    kept = shelf.run(run)
    if kept is None:
        known = [k.id for k in shelf.runs()]
        remedy = nearest(run, known) if known else "Make one with `lodestock plan`"
        raise InputError(Problem("run", run, "is no run of the project", remedy))
    index = {k: v for k, v in kept.index.items() if k != "files"}
    words = tuple({"word": k, "value": str(v)} for k, v in index.items() if not isinstance(v, (dict, list)))
    files = tuple({"run": run, "file": f, "sha256": h} for f, h in kept.index["files"].items())
    parts = (
        Grid("index", "What the run follows from", (Field("word", "what"), Field("value")), words),
        Grid("files", f"{len(files)} files in runs/{run}", (Field("file", link="/runs/{run}/files/{file}"),
             Field("sha256", "SHA-256")), files, is_main=True),
    )  # fmt: skip
    return Screen(f"Run {run} of lodestock {index['command']}", "What does this run follow from, and what did it leave?",
                  f"cat runs/{run}/run.json", dict(kept.index), parts, crumbs=(("Runs", "/runs"),))  # fmt: skip
