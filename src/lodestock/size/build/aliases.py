"""Other names of items and names of groups of items -> items."""

from __future__ import annotations

from lodestock.records.dataset import Dataset

__all__ = ["items_by_alias"]


def items_by_alias(dataset: Dataset) -> dict[str, tuple[tuple[str, ...], str]]:
    """Return the items that each name of ``material_aliases`` stands for, and its relation to them.

    Parameters
    ----------
    dataset : facts, with overlays
    """
    rows = dataset.rows("material_aliases")
    return {
        str(r["alias"]): (tuple(filter(None, str(r["material"]).split(";"))), str(r["relation"]))
        for r in rows
    }
