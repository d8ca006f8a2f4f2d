"""Rules of the tables that controls are drawn from: what they name exists, and can be read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

from lodestock.data.country_words import check_country
from lodestock.data.group_rules import lies_before
from lodestock.data.names import item_advice, items_meant
from lodestock.data.reader import Cell, Table, is_bundled
from lodestock.records.dataset import split_words
from lodestock.records.errors import Problem, nearest
from lodestock.records.scenario import STAGES

__all__ = ["check_controls"]

_UNIONS = ("EUU",)
"""Codes of several countries that act as one."""


def check_controls(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per cell on controls that names what no table holds, or that cannot be read.

    Checks, in this order:

    1. actor, targets, items, tariffs, stages and parts of trade of a policy event can be read, each item once;
    2. a class that an event hits belongs to an event; an alias stands for items;
    3. announcers are countries, families and what follows into a basket are items;
    4. a recorded state is of an event on a day.

    Parameters
    ----------
    tables : table name -> rows by key, after all overlays
    """
    yield from _check_events(tables)
    for (event, _), (_, place) in tables["policy_targets"].items():
        yield from _unknown_event(place, str(event), tables["policy_events"])
    for cells, place in tables["material_aliases"].values():
        yield from _unknown(f"{place} column material", _words(cells["material"]), tables)
    countries = {str(key[0]) for key in tables["countries"]}
    for (block, parameter), (cells, place) in tables["scenario_generator"].items():
        name = str(parameter)
        code = re.match(r"(?:rate|items)_([A-Z]{3})", name) if block == "announcer" else None
        if code and code[1] not in countries:
            reason = "names no country of countries.csv"
            yield Problem(f"{place} column parameter", name, reason, nearest(code[1], countries))
        if block == "family_basket" and name.startswith(("family_", "follows_")):
            words = _words(cells["distribution_or_values"])
            words += [name[8:]] if name.startswith("follows_") else []
            yield from _unknown(f"{place} column distribution_or_values of {name}", words, tables)
    for (event, day), (_, place) in tables["control_backtest"].items():
        yield from _unknown_event(place, str(event), tables["policy_events"])
        if len(str(day)) != len("2025-10-13"):
            yield Problem(f"{place} column date", str(day), "is no day", "Write it as 2025-10-13")


def _unknown(place: str, words: Iterable[str], tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per word that is no item."""
    for word in words:
        if (word,) not in tables["materials"]:
            yield Problem(place, word, *item_advice(word, tables, in_list=True))


def _words(cell: Cell) -> list[str]:
    """Return the words of a cell that holds a list, empty ones too, which are then refused."""
    return [] if cell is None else str(cell).split(";")


def _unknown_event(place: str, event: str, events: Table) -> Iterator[Problem]:
    """Yield an event that no table holds; an overlay may remove an event that bundled rows name."""
    if (event,) not in events and not is_bundled(place):
        remedy = nearest(event, [str(key[0]) for key in events])
        yield Problem(f"{place} column event_id", event, "is not in policy_events.csv", remedy)


def _check_actors(cells: Mapping[str, Cell], place: str, countries: Table) -> Iterator[Problem]:
    """Yield an actor or a target of a policy event that is no country."""
    actor = str(cells["actor_country_iso3"] or "")
    where = f"{place} column actor_country_iso3"
    if not actor and cells["instrument"] not in (None, "other"):
        yield Problem(
            where, "", "is missing: nobody would take the measure", "Write the code of the country that does"
        )
    elif actor not in _UNIONS and actor:
        yield from check_country(where, actor, countries)
    for word in _words(cells["targets"]):
        if word.casefold() == "all" and word != "ALL":
            yield Problem(f"{place} column targets", word, "is not an allowed word", "Write ALL")
        elif word not in ("ALL", *_UNIONS):
            yield from check_country(f"{place} column targets", word, countries)


def _check_named_items(
    cells: Mapping[str, Cell], place: str, tables: Mapping[str, Table]
) -> Iterator[Problem]:
    """Yield words for items of a policy event that are nearly an item: they would count for nothing."""
    items = {str(key[0]) for key in tables["materials"]}
    names = items | {str(key[0]) for key in tables["material_aliases"]}
    for word in split_words(cells["materials"]):
        if word in names or is_bundled(place):
            continue
        plain = word.casefold().replace(" ", "-")
        if "," in word:
            yield Problem(f"{place} column materials", word, "holds a comma", "Separate items by ;")
        elif items_meant(word, tables):
            yield Problem(f"{place} column materials", word, *item_advice(word, tables, in_list=True))
        elif difflib.get_close_matches(plain, names, n=1, cutoff=0.8):
            yield Problem(f"{place} column materials", word, "is no item and no alias", nearest(plain, names))
    for word in split_words(cells["hits"]):
        if word not in items and word not in ("all", "none"):
            advice = item_advice(word, tables, "Or write all, or none", in_list=True)
            yield Problem(f"{place} column hits", word, *advice)


def _check_end(cells: Mapping[str, Cell], place: str) -> Iterator[Problem]:
    """Yield a policy event that is over without a day, over before it was announced, or holds back nothing."""
    end, status = cells["suspended_or_ended"], cells["status"]
    where = f"{place} column suspended_or_ended"
    if status in ("ended", "suspended") and end is None:
        remedy = f"Write the day, or the status in_force if it is not {status}"
        yield Problem(where, "", f"is missing: the status is {status}", remedy)
    if lies_before(str(end or ""), str(cells["announced"] or "")):
        reason = f"lies before the day of the announcement, {cells['announced']}"
        yield Problem(where, str(end), reason, "Exchange the two, or correct the year")
    if str(cells["instrument"]).startswith("export_") and cells["materials"] is None:
        reason = "is missing: a control of exports holds back nothing without items"
        yield Problem(f"{place} column materials", "", reason, "Write the items, separated by ;")


def _check_events(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield a problem per policy event whose actor, targets, items, stages or parts of trade cannot be read."""
    items = {str(key[0]) for key in tables["materials"]}
    for cells, place in tables["policy_events"].values():
        yield from _check_actors(cells, place, tables["countries"])
        yield from _check_named_items(cells, place, tables)
        yield from _check_end(cells, place)
        for word in _words(cells["stage"]):
            if word not in (*STAGES, "none") or (word == "none" and cells["stage"] != "none"):
                reason = "is no stage of a supply chain"
                yield Problem(
                    f"{place} column stage", word, reason, f"Write {', '.join(STAGES)}, or none alone"
                )
        seen: set[str] = set()
        for pair in split_words(cells["item_share_pct"]):
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
