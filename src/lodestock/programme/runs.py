"""Runs that are kept in a project: an equal question is answered from there, with the same bytes."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from lodestock.programme.documents import header, input_hash
from lodestock.programme.folders import prepare_folder, temporary_folder_in
from lodestock.programme.placing import INDEX, place_whole
from lodestock.programme.project import Case
from lodestock.programme.write import Answer, Output, place_output, write_output
from lodestock.records.errors import InputError, refused

__all__ = [
    "Run",
    "answer_question",
    "find_run",
    "list_runs",
    "place_run",
    "run_id",
    "run_index",
    "runs_document",
    "source_hash",
]


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: its folder, and what its ``run.json`` says."""

    folder: Path
    index: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Name of its folder."""
        return self.folder.name


@lru_cache(maxsize=1)
def source_hash() -> str:
    """Return the SHA-256 (hex) of the package's own sources, so that a changed program serves no old answer."""
    found = hashlib.sha256()
    root = resources.files("lodestock")
    for path in sorted(Path(str(root)).rglob("*.py")):
        found.update(path.relative_to(str(root)).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def run_index(
    case: Case, command: str, options: Mapping[str, Any], *, seed: int, draws: int
) -> dict[str, Any]:
    """Return what a run follows from, with its `input_hash`: the content of ``run.json`` but for the files.

    Parameters
    ----------
    command : whose answer it is
    options : what was asked for beside dataset, card, seed and draws
    """
    head = header(command, case, seed=seed, draws=draws)
    del head["seconds"]
    asked = {"command": command, "source_hash": source_hash(), **options}
    return {
        **head,
        "options": dict(options),
        "source_hash": source_hash(),
        "input_hash": input_hash(head, asked),
    }


def run_id(index: Mapping[str, Any]) -> str:
    """Return the name of a run's folder.

    Parameters
    ----------
    index : see `run_index`
    """
    return f"{index['as_of']}-{str(index['input_hash'])[:8]}"


def answer_question(
    case: Case,
    index: Mapping[str, Any],
    ask: Callable[[], Answer],
    seconds: Callable[[], float],
    *,
    fresh: bool = False,
    out: Path | None = None,
    force: bool = False,
) -> dict[str, Any]:
    """Return the document of a question, from the run that answered it before where the project has one.

    In a project the answer is kept in ``runs/<as-of date>-<first 8 of the input hash>/``, written apart and renamed
    whole; outside nothing is kept. What is written to `out` is told under ``files``, and is no part of what is kept.

    Parameters
    ----------
    index : see `run_index`
    ask : computes the answer
    seconds : tells how long the command has run
    fresh : computes again, and replaces the run
    out : folder that gets all of the answer too, see `prepare_folder`
    force : lets `out` hold something already

    Raises
    ------
    InputError : `out` or the runs folder cannot be written; `out` holds a file that would be replaced and that no
        run wrote
    """
    if out is not None:
        prepare_folder(out, force=force)
    name = str(index["command"])
    runs = case.folder / "runs" if case.folder else None
    kept = runs / run_id(index) if runs else None
    if kept is not None and not fresh and find_run(kept, index) is not None:
        document = dict(json.loads((kept / f"{name}.json").read_text(encoding="utf-8")))
        (kept / INDEX).touch()  # what was asked last is what pages show
        return document if out is None else {**document, "files": _copy(kept, out)}
    found = ask()
    document, output = found.document, found.output
    if kept is not None:
        document["run"] = kept.name
    if kept is None and out is None:
        return document
    document["seconds"] = round(seconds(), 3)
    try:
        if kept is not None:
            _store(kept, output, index)
            if out is not None:
                document["files"] = _copy(kept, out)
        elif out is not None:
            document["files"] = [p.as_posix() for p in place_output(out, output, index)]
    except OSError as error:
        raise InputError(refused(error, kept or out)) from None
    return document


def _store(kept: Path, output: Output, index: Mapping[str, Any]) -> None:
    """Write a run apart and rename it to its place; one that is there already gives way."""
    kept.parent.mkdir(exist_ok=True)
    with temporary_folder_in(kept.parent) as made:
        write_output(made / "new", output, index)
        place_run(made / "new", kept, made)


def place_run(run: Path, kept: Path, made: Path) -> None:
    """Rename a whole run to its place; one that is there already gives way.

    Parameters
    ----------
    run : written apart
    kept : its place
    made : folder that is removed afterwards, on the same disk
    """
    kept.parent.mkdir(exist_ok=True)
    if kept.exists():
        kept.rename(made / "old")
    run.rename(kept)


def _copy(run: Path, out: Path) -> list[str]:
    """Copy a run into a folder; return the names of its files."""
    with temporary_folder_in(out) as made:
        shutil.copytree(run, made, dirs_exist_ok=True)
        names = sorted(p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file())
        place_whole(made, out)
    return names


def find_run(folder: Path, index: Mapping[str, Any]) -> Run | None:
    """Return the whole run in a folder that answers a question; None where there is none.

    Parameters
    ----------
    folder : of the run
    index : see `run_index`
    """
    run = _whole(folder)
    return run if run is not None and run.index["input_hash"] == index["input_hash"] else None


_FORM = {"input_hash": str, "command": str, "card": str, "as_of": str, "draws": int, "seed": int, "options": dict,
         "files": dict}  # fmt: skip
"""What the index of a run holds at least, and of which type."""


def _whole(folder: Path) -> Run | None:
    """Return the run in a folder; None where there is none, not all of one, or one that names files outside of it."""
    try:
        index, root = json.loads((folder / INDEX).read_text(encoding="utf-8")), folder.resolve()
        formed = all(type(index[key]) is kind for key, kind in _FORM.items())
        inside = formed and all(
            (folder / name).is_file() and (folder / name).resolve().is_relative_to(root)
            for name in index["files"]
        )
        if inside:
            json.dumps(index, ensure_ascii=False).encode("utf-8")  # a lone surrogate can be written nowhere
            return Run(folder, index)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        pass
    return None


def list_runs(project: Path) -> list[Run]:
    """Return the whole runs of a project, by name.

    Parameters
    ----------
    project : its folder
    """
    runs = project / "runs"
    folders = sorted(p for p in runs.iterdir() if p.is_dir()) if runs.is_dir() else []
    found = (_whole(p) for p in folders if not p.name.startswith("."))
    return [r for r in found if r is not None]


def runs_document(case: Case) -> dict[str, Any]:
    """Return the JSON object of `lodestock runs` but for `seconds`."""
    runs = list_runs(case.folder) if case.folder else []
    names = ("command", "card", "as_of", "draws", "seed")
    return {
        **header("runs", case),
        "runs": [
            {
                "id": r.id,
                **{n: r.index.get(n) for n in names},
                "budget_usd": r.index.get("options", {}).get("budget_usd"),
                "created_as_of": r.index.get("as_of"),
            }
            for r in runs
        ],
        "missing": {"runs[].budget_usd": "the programme's ceiling, or the command plans nothing"},
    }
