"""Words of the ledger that the tables know: items, countries, authorities to release."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lodestock.data import load
from lodestock.ledger.rules import refusal
from lodestock.programme.desk import Place
from lodestock.programme.project import overlays_of
from lodestock.records.errors import InputError, Problem, nearest

__all__ = ["find_authority", "find_material", "find_origins"]


def find_material(place: Place, name: str) -> str:
    """Return an item of the tables.

    Raises
    ------
    InputError : there is none of that name
    """
    known = {str(r["material"]) for r in load(_overlays(place)).rows("materials")}
    if name not in known:
        raise InputError(Problem("--material", name, "is no item", nearest(name, known)))
    return name


def find_authority(place: Place, name: str) -> str:
    """Return an authority to release stock, of the tables.

    Raises
    ------
    InputError : there is none of that name
    RuleError : the law lets nobody release on it
    """
    rows = {str(r["release_id"]): r for r in load(_overlays(place)).rows("release_authority")}
    if name not in rows:
        raise InputError(Problem("--authority", name, "is no authority to release", nearest(name, rows)))
    row = rows[name]
    if row["who"] == "nobody":
        why = f"lets nobody release: {row['conditions']}"
        raise refusal("authority", "authority", name, why, f"See {row['statute']}")
    return name


def find_origins(place: Place, texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return stages and countries of an origin, from texts ``STAGE=ISO3``.

    Raises
    ------
    InputError : one is not of that form, or the tables know no such country
    """
    pairs = [text.partition("=") for text in texts]
    if not pairs:
        return ()
    known = {str(r["iso3"]) for r in load(_overlays(place)).rows("countries")}
    for stage, sign, code in pairs:
        text = f"{stage}{sign}{code}"
        if not sign:
            raise InputError(Problem("--origin", text, "is not STAGE=ISO3", "Write it as refined=CAN"))
        if code not in known:
            raise InputError(Problem("--origin", text, "names no country's ISO3 code", nearest(code, known)))
    return tuple((stage, code) for stage, _, code in pairs)


def _overlays(place: Place) -> Path | None:
    """Return the overlays of a project."""
    folder = place.folder or Path.cwd()
    return overlays_of(folder) if (folder / "scenario.yaml").is_file() else None
