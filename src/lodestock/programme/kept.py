"""What a project keeps already: runs whose documents and frames are read instead of computed again."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.programme.project import Case
from lodestock.programme.runs import Run, list_runs, source_hash
from lodestock.programme.specs import RESULT_SPECS
from lodestock.records.errors import DataError, InputError, Problem, nearest

__all__ = ["Kept", "Sized", "as_now", "current_run", "kept_sizing", "newest_runs"]

_LARGEST = 50_000_000
"""Bytes of a document of a run, at most."""

_SIZED = ("size.json", "frames/shortfalls.parquet", "frames/waterfalls.parquet", "frames/causes.parquet")


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A run that is read: documents and frames, each read once.

    Attributes
    ----------
    run : the whole run
    """

    run: Run
    _read: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Name of the run."""
        return self.run.id

    @property
    def index(self) -> Mapping[str, Any]:
        """What the run follows from."""
        return self.run.index

    def has(self, file: str) -> bool:
        """Say whether the run holds a file."""
        return file in self.run.index["files"]

    def has_frame(self, name: str) -> bool:
        """Say whether the run holds a frame."""
        return self._frame_file(name) is not None

    def document(self, name: str) -> dict[str, Any]:
        """Return a JSON object of the run, with the run's name in it.

        Raises
        ------
        InputError : the run holds no document of that name
        DataError : see `json`
        """
        file = f"{name}.json"
        if not self.has(file):
            known = [f.removesuffix(".json") for f in self.run.index["files"] if f.endswith(".json")]
            raise InputError(
                Problem(f"run {self.id}", file, "is no document of the run", nearest(name, known))
            )
        return {**self.json(file), "run": self.id}

    def json(self, file: str) -> dict[str, Any]:
        """Return the JSON object of a file of the run.

        Raises
        ------
        DataError : it cannot be read, is larger than a run writes, or holds no object
        """
        if file not in self._read:
            path = self.run.folder / file
            try:
                if path.stat().st_size > _LARGEST:
                    raise ValueError(f"it is larger than {_LARGEST:,} bytes")
                found = json.loads(path.read_text(encoding="utf-8"))
                if not isinstance(found, dict):
                    raise ValueError("it holds no object")
            except (OSError, ValueError, RecursionError) as error:
                raise _unreadable(path, error) from None
            self._read[file] = found
        return dict(self._read[file])

    def frame(self, name: str) -> pl.DataFrame:
        """Return a frame of the run.

        Raises
        ------
        InputError : the run holds no frame of that name
        DataError : its file cannot be read, or has another form
        """
        file = self._frame_file(name)
        if file is None:
            reason = "is no frame of the run"
            raise InputError(
                Problem(f"run {self.id}", name, reason, f"The run answers {self.index['command']}")
            )
        if file not in self._read:
            path, spec = self.run.folder / file, RESULT_SPECS.get(name)
            try:
                read = pl.read_parquet(path.read_bytes())  # polars opens no name that is not UTF-8
                self._read[file] = read if spec is None else spec.check(read)
            except (OSError, pl.exceptions.PolarsError, DataError) as error:
                raise _unreadable(path, error) from None
        found: pl.DataFrame = self._read[file]
        return found

    def _frame_file(self, name: str) -> str | None:
        """Return where a frame lies in the run; None where it holds none of that name."""
        places = (f"{name}.parquet", f"frames/{name}.parquet")
        return next((p for p in places if self.has(p)), None)


def _unreadable(path: Path, error: Exception) -> DataError:
    """Return the error of a file of a run that cannot be read."""
    return DataError(Problem(str(path), "", f"cannot be read: {error}", "Make the run again with --fresh"))


@dataclass(frozen=True, slots=True)
class Sized:
    """What a sizing says of one item.

    Attributes
    ----------
    requirement_t : requirement of all classes, tonnes
    waterfall : rows of the steps from usual supply to the gap
    cause : rows of the causes of its gap
    footing : `worst_grade` and `moved_most` of its requirement, see `lodestock.programme.rests_on.find_footing`
    """

    requirement_t: float
    waterfall: list[dict[str, Any]]
    cause: list[dict[str, Any]]
    footing: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        item: str,
        shortfalls: pl.DataFrame,
        waterfall: pl.DataFrame,
        causes: pl.DataFrame,
        footing: Mapping[str, Any],
    ) -> Sized:
        """Return what the frames of a sizing, and its document, say of one item."""
        mine = shortfalls.filter(pl.col("material") == item)
        steps = waterfall.filter(pl.col("material") == item) if "material" in waterfall.columns else waterfall
        return cls(
            math.fsum(mine["requirement_t"]),
            steps.drop("material", strict=False).to_dicts(),
            causes.filter(pl.col("material") == item).to_dicts(),
            footing,
        )


def newest_runs(case: Case) -> list[Kept]:
    """Return the whole runs of a case's project, the one that was written last first; none without a project."""
    runs = list_runs(case.folder) if case.folder else []
    runs.sort(key=lambda r: ((r.folder / "run.json").stat().st_mtime_ns, r.id), reverse=True)
    return [Kept(r) for r in runs]


def kept_sizing(
    case: Case, runs: Iterable[Kept], *, draws: int, seed: int, any_program: bool = False
) -> Kept | None:
    """Return a run of the project that sizes a case as it is now; None where there is none.

    A plan of a card that draws its war sizes it with the war given, and is no answer.

    Parameters
    ----------
    runs : of the project, the one that was written last first
    draws, seed : of the sizing
    any_program : takes the run of a program whose sources were others, too
    """
    asked = {"draws": draws, "seed": seed, **({} if any_program else {"source_hash": source_hash()})}
    for kept in runs:
        same = as_now(case, kept.index) and all(kept.index.get(k) == v for k, v in asked.items())
        given = case.card.war_drawn and kept.index["command"] != "size"
        if same and not given and all(kept.has(f) for f in _SIZED):
            return kept
    return None


def current_run(case: Case, runs: Iterable[Kept], kind: str, run: str | None = None) -> Kept | None:
    """Return the run that answers for a case: of those as it is now, else of its card, else of all, the newest.

    Parameters
    ----------
    runs : of the project, the one that was written last first
    kind : document that the run holds, ``plan`` or ``size``
    run : name of the run, where it is chosen

    Raises
    ------
    InputError : no run of the project has that name, or it holds no such document
    """
    holding = [k for k in runs if k.has(f"{kind}.json")]
    if run is None:
        return min(holding, key=lambda k: _distance(case, k.index), default=None)
    found = next((k for k in holding if k.id == run), None)
    if found is None:
        known = nearest(run, [k.id for k in holding]) if holding else f"Make one with `lodestock {kind}`"
        raise InputError(Problem("run", run, f"is no run of the project that holds a {kind}", known))
    return found


def _distance(case: Case, index: Mapping[str, Any]) -> int:
    """Return how far a run is from what a case asks now: the same, the same card on other figures, another card."""
    if as_now(case, index):
        return 0
    if index.get("scenario_hash") == case.card.hash:
        return 1
    return 2 if index.get("card") == case.card.name else 3


def as_now(case: Case, index: Mapping[str, Any]) -> bool:
    """Say whether a run rests on the figures, the card and the date that the case has now."""
    asked = {
        "dataset_hash": case.dataset.hash,
        "scenario_hash": case.card.hash,
        "as_of": case.card.as_of.isoformat(),
    }
    return all(index.get(k) == v for k, v in asked.items())
