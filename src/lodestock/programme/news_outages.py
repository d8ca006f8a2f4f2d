"""An accepted outage -> its row: where, at which stage, and how much of the country's supply is lost."""

from __future__ import annotations

from typing import Any

from lodestock.programme.news_parts import Read
from lodestock.records.dataset import Dataset
from lodestock.records.errors import InputError, Problem
from lodestock.records.lookups import share_table
from lodestock.records.scenario import STAGES

__all__ = ["outage_rows"]

_YEARLY = {
    "t_per_year": 1.0,
    "t_per_month": 12.0,
    "t_per_day": 365.0,
    "kg_per_year": 1e-3,
    "lb_per_year": 0.45359237e-3,
    "troy_oz_per_year": 31.1034768e-6,
}
"""Unit of lost output -> tonnes a year."""


def outage_rows(dataset: Dataset, read: Read, row: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the row of an outage, and what was assumed.

    Its stage is the one that a person set, else the first at which the country supplies an item. Its part of the country's
    supply is the one that a person set, else the lost output of a year over the country's output.

    Parameters
    ----------
    dataset : facts, with overlays
    read : the event
    row : of ``policy_events``, without stage and part

    Raises
    ------
    InputError : no country, no item, or no part
    """
    edit = f"Set it with `lodestock watch edit {read.id}"
    if not read.countries:
        reason = "is no country, and an outage needs the one in which it is"
        raise InputError(Problem(f"{read.id} actor", read.event.actor, reason, f"{edit} actor=gov-COD`"))
    if not read.items:
        reason = "is missing: an outage without an item takes nothing"
        raise InputError(Problem(f"{read.id} materials", "", reason, f"{edit} materials=cobalt`"))
    country, shares = read.countries[0], share_table(dataset, "global_supply_shares")
    stage = read.terms.get("stage")
    said = []
    if stage is None:
        found = [g for g in STAGES for m in read.items if country in shares.get((m, g), {})]
        stage = found[0] if found else STAGES[0]
        said.append(
            f"Taken to be at stage {stage}: `lodestock watch edit {read.id} stage=...` says otherwise."
        )
    parts = dict[str, str]()
    for item in read.items:
        part = read.terms.get("item_share_pct")
        if part is None:
            part = _part(dataset, read, item, country, stage, shares)
        if part is None:
            reason = f"is not told: how much of the {item} of {country} at stage {stage} is lost, in per cent"
            remedy = f"{edit} item_share_pct=60`"
            if read.terms.get("stage") is None:
                remedy += f", and stage=... beside it if it is not at stage {stage}, which nobody set"
            raise InputError(Problem(f"{read.id} item_share_pct", "", reason, remedy))
        parts[item] = f"{part:g}"
    cells = {**row["cells"], "stage": stage, "item_share_pct": ";".join(f"{i}={p}" for i, p in parts.items())}
    taken = ", ".join(f"{part} per cent of the {item}" for item, part in parts.items())
    said.append(f"It takes {taken} that {country} supplies at stage {stage}.")
    return [{"table": row["table"], "cells": cells}], said


def _part(
    dataset: Dataset,
    read: Read,
    item: str,
    country: str,
    stage: str,
    shares: dict[tuple[str, str], dict[str, float]],
) -> float | None:
    """Return the lost output of a year over that of the country, in per cent; None where one is not known."""
    lost = read.event.quantity
    share = shares.get((item, stage), {}).get(country)
    years = [
        r
        for r in dataset.rows("world_tonnage")
        if (r["material"], r["stage"]) == (item, stage) and r["quantity_t"]
    ]
    if lost is None or lost.value is None or lost.unit not in _YEARLY or not share or not years:
        return None
    world = float(max(years, key=lambda r: str(r["year"]))["quantity_t"])
    return min(100.0, round(100.0 * lost.value * _YEARLY[lost.unit] / (world * share / 100.0), 1))
