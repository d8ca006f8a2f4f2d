"""The EU's studies of critical raw materials: the name of an item in them, what they print of it, and its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestock.records.dataset import Dataset, split_words

__all__ = ["EU_STAGES", "LATEST", "criticality", "eu_names", "list_states", "printed_rows", "printed_value"]

LATEST = 2023
"""Year of the latest study in the tables."""

EU_STAGES = {"mine": "extraction", "refine": "processing"}
"""Stage here -> stage of the EU's studies, which know no others."""

_LEAST_RISK, _LEAST_IMPORTANCE = 1.0, 2.8
"""Thresholds since the study of 2017, on values with one decimal."""

_OTHER_THING = ("titanium",)
"""Names by which the EU means another thing than lists elsewhere: its titanium is the ore and the pigment."""

_STAGES, _LISTS, _USES = "ref_eu_crm_stages", "ref_eu_crm", "eu_use_shares"


def criticality(sr: float | None, ei: float | None, *, listed: bool) -> str:
    """Return the state of a material in a study.

    ``critical = SR >= 1.0 and EI >= 2.8``, on values rounded to one decimal (EU guideline of 2017). A material may be
    on the list all the same, because the law names it as strategic: copper and nickel in 2023.

    Parameters
    ----------
    sr, ei : supply risk and economic importance as printed; None: the study prints none
    listed : whether the study or the law lists the material

    Returns
    -------
    str : `critical`, `listed by law`, `below the threshold` or `not assessed`

    >>> criticality(1.0, 2.8, listed=True), criticality(0.1, 4.0, listed=True)
    ('critical', 'listed by law')
    """
    if sr is None or ei is None:
        return "not assessed"
    if round(sr, 1) >= _LEAST_RISK and round(ei, 1) >= _LEAST_IMPORTANCE:
        return "critical"
    return "listed by law" if listed else "below the threshold"


def eu_names(dataset: Dataset) -> dict[str, str]:
    """Return the name of each item in the EU's studies; items that they do not know have none.

    Parameters
    ----------
    dataset : names are joined by those of `material_aliases` that mean the same, never by a feedstock or a group
    """
    known = {str(r["material"]) for t in (_STAGES, _LISTS, _USES) for r in dataset.rows(t)}
    same = {
        str(r["alias"]): str(r["material"])
        for r in dataset.rows("material_aliases")
        if r["relation"] == "same" and r["alias"] not in _OTHER_THING
    }
    out = {item: alias for alias, item in same.items() if alias in known}
    return out | {item: item for item in dataset.row_ids("materials") if item in known}


def list_states(dataset: Dataset, year: int = LATEST) -> dict[str, dict[str, Any]]:
    """Return what a study says of each item, as parts of a score: its state, and the figures of the list behind it.

    A member of a group that the study lists as one (platinum-group metals, heavy and light rare earths) has the
    state of the group.

    Parameters
    ----------
    dataset : the tables
    year : of the study, from 2017 on: earlier ones had other thresholds
    """
    names = eu_names(dataset)
    groups = {
        item: str(r["alias"])
        for r in dataset.rows("material_aliases")
        if r["relation"] == "group" and dataset.row(_LISTS, f"{year}/{r['alias']}") is not None
        for item in split_words(r["material"])
    }
    out: dict[str, dict[str, Any]] = {}
    for item in dataset.row_ids("materials"):
        known = [n for n in (names.get(item), groups.get(item)) if n and dataset.row(_LISTS, f"{year}/{n}")]
        found = known[0] if known else None
        row: Mapping[str, Any] = dataset.row(_LISTS, f"{year}/{found}") or {}
        sr, ei = row.get("sr"), row.get("ei")
        state = criticality(sr, ei, listed=row.get("critical") == "yes")
        out[item] = {"eu_state": state, "eu_list": {"study": year, "name": found, "sr": sr, "ei": ei}}
    return out


def printed_rows(dataset: Dataset, name: str | None, year: int = LATEST) -> dict[str, dict[str, Any]]:
    """Return what a study prints of a material by stage: id of the row -> row.

    Parameters
    ----------
    dataset : the tables
    name : as the EU calls it; None: it has no name there
    year : of the study
    """
    ids = [f"{year}/{name}/{stage}" for stage in EU_STAGES.values()]
    return {i: row for i in ids if (row := dataset.row(_STAGES, i)) is not None}


def printed_value(dataset: Dataset, name: str | None, column: str) -> float | None:
    """Return what the latest study prints of a material in a column that is the same at its stages.

    Parameters
    ----------
    dataset : the tables
    name : as the EU calls it; None: it has no name there
    column : of the table
    """
    rows = printed_rows(dataset, name).values()
    return next((r[column] for r in rows if r[column] is not None), None)
