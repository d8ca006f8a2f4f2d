"""One writer of results: a folder with documents, frames, pictures, run.json and a Data Package."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from lodestock.programme.documents import dumps
from lodestock.programme.folders import write_frame
from lodestock.programme.specs import RESULT_SPECS
from lodestock.records.frames import FrameSpec, table_schema
from lodestock.report import Spec, write_chart

__all__ = ["INDEX", "Answer", "Output", "write_output"]

INDEX = "run.json"
"""Written last: a folder without it is not whole."""

_ON_TOP = ("plan", "offers", "facts")
"""Frames that people open first; the others lie in ``frames/``."""


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


Answer = tuple[dict[str, Any], Callable[[], Output]]
"""The JSON object of a command, and what makes all that it leaves in a folder."""


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
    files = {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(written)
    }
    (folder / INDEX).write_text(dumps({**index, "files": files}, indent=1) + "\n", encoding="utf-8")
    return [*sorted(written), folder / INDEX]


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
