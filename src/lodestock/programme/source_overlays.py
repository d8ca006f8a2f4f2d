"""The rows that add new sources of an item, written as overlays that a project takes."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from lodestock.assess.sources import Candidate, find_candidates, lay_source
from lodestock.programme.folders import prepare_folder, write_whole
from lodestock.programme.project import Case
from lodestock.records.text import defused

__all__ = ["write_overlays"]

_AUTHOR = "lodestock assess --sources"


def write_overlays(case: Case, item: str, folder: Path, *, force: bool = False) -> list[str]:
    """Write the rows that add each source of an item, a folder a source and a file a table; return the names.

    The files of one of the folders go into ``overlays/`` of a project; where that has a file of the name, their rows go
    into it. Numbers are written with all their digits, so that sizing gives the same requirement.

    Parameters
    ----------
    case : gives the tables and the as-of date
    item : id
    folder : is made
    force : lets the folder hold something already

    Raises
    ------
    InputError : see `prepare_folder`
    """
    prepare_folder(folder, force=force)
    out = []
    for candidate in find_candidates(case.dataset, item, case.card.as_of.isoformat()):
        for table, rows in lay_source(case.dataset, candidate)[0].items():
            prepare_folder(folder / candidate.label, force=True)
            write_whole(folder / candidate.label / f"{table}.csv", _overlay_text(candidate, rows))
            out.append(f"{candidate.label}/{table}.csv")
    return out


def _overlay_text(candidate: Candidate, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as an overlay file; shares take the place of the whole list of their stage."""
    tonnes = f"{candidate.t_per_year:,.6g} t a year"
    reason = f"what if: {candidate.kind} {candidate.name or candidate.country} at the stage {candidate.stage}, {tonnes}"
    signed = {"author": _AUTHOR, "reason": defused(reason)} | (
        {"replace": "y"} if "share_pct" in rows[0] else {}
    )
    text = StringIO()
    writer = csv.DictWriter(text, [*rows[0], *signed], lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {**{n: repr(x) if isinstance(x, float) else x for n, x in r.items()}, **signed} for r in rows
    )
    return text.getvalue()
