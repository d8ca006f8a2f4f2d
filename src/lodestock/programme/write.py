"""One writer of results: a folder with documents, frames, pictures, run.json and a Data Package."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from lodestock.programme.documents import dumps
from lodestock.programme.folders import temporary_folder_in, write_frame
from lodestock.programme.placing import INDEX, file_hash, place_whole
from lodestock.programme.specs import RESULT_SPECS
from lodestock.records.frames import FrameSpec, table_schema
from lodestock.report import Spec, write_chart

__all__ = ["Answer", "Lazy", "Output", "joined", "place_output", "same", "write_output"]

_ON_TOP = ("plan", "offers", "facts")
"""Frames that people open first; the others lie in ``frames/``."""


T = TypeVar("T")


class Lazy(Mapping[str, T]):
    """A mapping whose values are made when they are first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        self._makers, self._made = dict(makers), dict[str, T]()

    def __getitem__(self, name: str) -> T:
        """Return a value, made now if it was not asked for before."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self._makers)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._makers)


def joined(one: Mapping[str, T], other: Mapping[str, T]) -> Lazy[T]:
    """Return two mappings as one, whose values are still made when they are first asked for."""
    return Lazy({name: partial(m.__getitem__, name) for m in (one, other) for name in m})


def same(value: T) -> T:
    """Return a value: the maker of what is there already."""
    return value


@dataclass(frozen=True, slots=True)
class Output:
    """What a command leaves in a folder.

    Attributes
    ----------
    documents : file name without ending -> JSON object
    frames : name of the spec, or name and suffix joined by ``-`` -> frame
    pictures : file name without ending -> Vega-Lite spec
    specs : specs of frames that are no results, such as reference tables
    """

    documents: Mapping[str, Mapping[str, Any]]
    frames: Mapping[str, pl.DataFrame]
    pictures: Mapping[str, Spec]
    specs: Mapping[str, FrameSpec] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a question.

    Attributes
    ----------
    document : the JSON object
    output : all that it leaves in a folder
    value : what both were made from, such as `lodestock.size.Shortfalls` or `lodestock.records.plan.Plan`
    """

    document: dict[str, Any]
    output: Output
    value: Any = None


def write_output(folder: Path, output: Output, index: Mapping[str, Any]) -> list[Path]:
    """Write what a command leaves, each frame checked against its spec; return the files.

    Parameters
    ----------
    folder : is made
    output : what is written
    index : what the results follow from, for ``run.json``; the SHA-256 of every file joins it

    Raises
    ------
    DataError : a frame that breaks its spec
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    resources = []
    for name, frame in output.frames.items():
        spec = _spec_of(name, output.specs)
        place = folder if name in _ON_TOP else folder / "frames"
        paths = write_frame(place, name, spec.check(frame))
        resources.append(_resource(name, spec, paths[0].relative_to(folder).as_posix()))
        written += paths
    for name, chart in output.pictures.items():
        written += write_chart(chart, folder / "pictures", name)
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "lodestock-run",
        "resources": resources,
    }
    for name, document in {**output.documents, "datapackage": package}.items():
        path = folder / f"{name}.json"
        path.write_text(dumps(document, indent=1) + "\n", encoding="utf-8")
        written.append(path)
    files = {p.relative_to(folder).as_posix(): file_hash(p) for p in sorted(written)}
    (folder / INDEX).write_text(dumps({**index, "files": files}, indent=1) + "\n", encoding="utf-8")
    return [*sorted(written), folder / INDEX]


def place_output(folder: Path, output: Output, index: Mapping[str, Any]) -> list[Path]:
    """Write what a command leaves into a folder that is there, in place of what an earlier run left.

    Parameters
    ----------
    folder, output, index : see `write_output`

    Returns
    -------
    the files, relative to the folder

    Raises
    ------
    DataError : a frame that breaks its spec
    InputError : see `place_whole`
    """
    with temporary_folder_in(folder) as made:
        names = [p.relative_to(made) for p in write_output(made, output, index)]
        place_whole(made, folder)
    return names


def _spec_of(name: str, others: Mapping[str, FrameSpec]) -> FrameSpec:
    """Return the spec of a frame by its name, or by the part of it before a suffix."""
    known = {**RESULT_SPECS, **others}
    return known[name] if name in known else known[name.partition("-")[0]]


def _resource(name: str, spec: FrameSpec, path: str) -> dict[str, Any]:
    """Return a frame as a resource of a Data Package."""
    return {
        "name": name.replace("_", "-"),
        "type": "table",
        "path": path,
        "title": spec.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table_schema(spec),
    }
