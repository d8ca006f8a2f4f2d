"""Rules of the tables that controls are drawn from: what they name exists, and can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lodestock.data.reader import Table
from lodestock.records.errors import Problem, nearest
from lodestock.records.scenario import STAGES

__all__ = ["check_controls"]


def check_controls(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per cell on controls that names what no table holds, or that cannot be read.

    Checks, in this order:

    1. stages and parts of trade of a policy event can be read, each item once;
    2. an alias stands for items;
    3. announcers are countries, families and what follows into a basket are items;
    4. a recorded state is of an event on a day.

    Parameters
    ----------
    tables : table name -> rows by key, after all overlays
    """
    yield from _check_events(tables)
    items = {str(key[0]) for key in tables["materials"]}
    for cells, place in tables["material_aliases"].values():
        words = str(cells["material"]).split(";")
        yield from _unknown(f"{place} column material", words, items)
    countries = {str(key[0]) for key in tables["countries"]}
    for (block, parameter), (cells, place) in tables["scenario_generator"].items():
        name, text = str(parameter), str(cells["distribution_or_values"] or "")
        code = re.match(r"(?:rate|items)_([A-Z]{3})", name) if block == "announcer" else None
        if code and code[1] not in countries:
            reason = "names no country of countries.csv"
            yield Problem(f"{place} column parameter", name, reason, nearest(code[1], countries))
        if block == "family_basket" and name.startswith(("family_", "follows_")):
            words = [*text.split(";"), *([name[8:]] if name.startswith("follows_") else [])]
            yield from _unknown(f"{place} column distribution_or_values of {name}", words, items)
    for (event, day), (_, place) in tables["control_backtest"].items():
        removed = place.startswith("reference/")  # an overlay may remove an event that the record has
        if (event,) not in tables["policy_events"] and not removed:
            known = [str(key[0]) for key in tables["policy_events"]]
            yield Problem(
                f"{place} column event_id",
                str(event),
                "is not in policy_events.csv",
                nearest(str(event), known),
            )
        if len(str(day)) != len("2025-10-13"):
            yield Problem(f"{place} column date", str(day), "is no day", "Write it as 2025-10-13")


def _unknown(place: str, words: Iterable[str], items: set[str]) -> Iterator[Problem]:
    """Yield a problem per word that is no item."""
    for word in words:
        if word not in items:
            yield Problem(place, word, "is not in materials.csv", nearest(word, items) or "Name an item")


def _check_events(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per policy event whose stages or parts of trade cannot be read."""
    items = {str(key[0]) for key in tables["materials"]}
    for cells, place in tables["policy_events"].values():
        for word in str(cells["stage"] or "").split(";") if cells["stage"] else ():
            if word not in (*STAGES, "none") or (word == "none" and cells["stage"] != "none"):
                reason = "is no stage of a supply chain"
                yield Problem(
                    f"{place} column stage", word, reason, f"Write {', '.join(STAGES)}, or none alone"
                )
        seen: set[str] = set()
        for pair in filter(None, str(cells["item_share_pct"] or "").split(";")):
            item, _, text = pair.partition("=")
            if item in seen:
                reason, remedy = "names an item again", "Keep one of the two"
            elif item not in items:
                reason, remedy = "names no item", nearest(item, items)
            elif not _is_percent(text):
                reason, remedy = "is no percentage from 0 to 100", f"Write it as {item}=60"
            else:
                seen.add(item)
                continue
            yield Problem(f"{place} column item_share_pct", pair, reason, remedy)


def _is_percent(text: str) -> bool:
    try:
        return "_" not in text and 0.0 <= float(text) <= 100.0
    except ValueError:
        return False
