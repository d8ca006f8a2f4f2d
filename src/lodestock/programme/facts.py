"""The facts of the worked case, each read from the place in the tables where it stands."""

from __future__ import annotations

import polars as pl

from lodestock.programme.specs import FACTS
from lodestock.records.dataset import Dataset, cell_text

__all__ = ["fact_table"]


def fact_table(dataset: Dataset) -> tuple[pl.DataFrame, list[str]]:
    """Return where each fact stands and what stands there, and the facts that are not found.

    Returns
    -------
    frame : in the form of `FACTS`
    lacking : ``table/row_id.column`` of facts without a value
    """
    rows, lacking = [], []
    for fact in dataset.rows("case_facts"):
        table = str(fact["table"])
        row = dataset.row(table, str(fact["row_id"])) if table in dataset.frames else None
        value = cell_text(row.get(str(fact["column"]))) if row else ""
        if not value:
            lacking.append(f"{table}/{fact['row_id']}.{fact['column']}")
        rows.append(
            {
                **{k: fact[k] for k in ("fact_no", "statement", "table", "key_columns", "row_id", "column")},
                "value": value or None,
                "unit": fact["unit"],
                **{k: (row or {}).get(k) for k in ("source", "locator", "quality")},
            }
        )
    return FACTS.frame(rows).sort("fact_no", "table", "row_id", "column"), lacking
