"""Explanations of what has a name and is no single figure: countries, groups of items, events, cards, tables, words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lodestock.data import load_card, read_glossary
from lodestock.engine import Serial
from lodestock.programme.cards import drawn_words
from lodestock.programme.events import UNKNOWN, event_rows
from lodestock.programme.explained import explained, find_sizing
from lodestock.programme.kept import Kept
from lodestock.programme.names import Meaning
from lodestock.programme.project import Case
from lodestock.programme.size import size_draws
from lodestock.programme.tables import overlay_texts
from lodestock.records.errors import InputError, Problem
from lodestock.records.lookups import OWN, suppliers
from lodestock.records.scenario import Control
from lodestock.size import size_card

__all__ = [
    "explain_card",
    "explain_country",
    "explain_event",
    "explain_items",
    "explain_table",
    "explain_term",
]

_USES = 3
"""Applications of an item that are named."""

_NOT_SIZED = "no run of the project sizes its card: `lodestock size` makes one"


def explain_country(
    case: Case, code: str, draws: int | None, seed: int, runs: Iterable[Kept] | None
) -> dict[str, Any]:
    """Explain a country: its groups, what it controls and what hangs on that, and its controls in force.

    Parameters
    ----------
    case : gives the tables, the card and the as-of date
    code : ISO3
    draws, seed : of the sizing that gaps are taken from
    runs : see `lodestock.programme.explained.find_sizing`
    """
    row = case.dataset.row("countries", code) or {}
    day = case.card.as_of.isoformat()
    groups = sorted(
        str(g["group"])
        for g in case.dataset.rows("country_groups")
        if g["country_iso3"] == code
        and (g["valid_from"] or "") <= day
        and (not g["valid_to"] or day < g["valid_to"])
    )
    shares = [r for r in case.dataset.rows("global_supply_shares") if r["country_iso3"] == code]
    required = _required(case, draws, seed, runs)
    stopped = _gaps_if_stopped(case, code) if code in suppliers(case.dataset) else None
    uses: dict[str, list[str]] = {}
    for u in case.dataset.rows("applications"):
        uses.setdefault(str(u["material"]), []).append(str(u["application"]))
    supplies = [
        {
            "material": s["material"],
            "stage": s["stage"],
            "share_pct": s["share_pct"],
            "grade": s["quality"],
            "word": f"global_supply_shares/{s['material']}/{s['stage']}/{code}.share_pct",
            "requirement_t": None if required is None else required.get(s["material"], 0.0),
            "gap_if_stopped_t": None if stopped is None else stopped[s["material"]][0],
            "gap_if_stopped_share": None if stopped is None else stopped[s["material"]][1],
            "applications": list(dict.fromkeys(uses.get(s["material"], [])))[:_USES],
        }
        for s in sorted(shares, key=lambda s: (-s["share_pct"], s["material"], s["stage"]))
    ]
    controls = [
        {k: e[k] for k in ("event_id", "announced", "instrument", "materials", "targets", "summary")}
        for e in event_rows(case)
        if e["actor"] == code and e["in_force"]
    ]
    document = explained(
        case,
        code,
        value=row.get("name"),
        grade=row.get("quality"),
        source=row.get("source"),
        locator=row.get("locator"),
        date=day,
        rule=f"groups on {day}: {', '.join(groups) or 'none'}",
        overlay=overlay_texts(case, "countries").get(code),
        inputs=[{"word": s["word"], "value": s["share_pct"]} for s in supplies],
        groups=groups,
        supplies=supplies,
        controls=controls,
    )
    if required is None:
        document["missing"]["supplies[].requirement_t"] = _NOT_SIZED
    if stopped is None:
        why = "it is the planning country" if code == OWN else "it is no single country that delivers"
        document["missing"] |= {f"supplies[].gap_if_stopped_{k}": why for k in ("t", "share")}
    return {**document, "seed": seed, "draws": size_draws(case, draws)}


def explain_items(
    case: Case, meaning: Meaning, draws: int | None, seed: int, runs: Iterable[Kept] | None
) -> dict[str, Any]:
    """Explain a name that stands for several items.

    Parameters
    ----------
    case : gives the tables and the card
    meaning : the name and its items
    draws, seed : of the sizing that requirements are taken from
    runs : see `lodestock.programme.explained.find_sizing`
    """
    row = case.dataset.row("material_aliases", meaning.id) or {}
    required = _required(case, draws, seed, runs)
    members = [
        {
            "material": m,
            "name": (case.dataset.row("materials", m) or {}).get("name"),
            "demand_t": (case.dataset.row("us_demand", m) or {}).get("apparent_consumption_t"),
            "requirement_t": None if required is None else required.get(m),
        }
        for m in meaning.items
    ]
    document = explained(
        case,
        meaning.id,
        value=f"{len(members)} items: {', '.join(meaning.items)}",
        grade=row.get("quality"),
        source=row.get("source"),
        locator=row.get("locator"),
        rule=row.get("note") or "a name for several items",
        overlay=overlay_texts(case, "material_aliases").get(meaning.id),
        members=members,
    )
    document["missing"]["members[].requirement_t"] = (
        _NOT_SIZED if required is None else "the item is not computed"
    )
    document["missing"]["members[].demand_t"] = "no row in us_demand"
    return {**document, "seed": seed, "draws": size_draws(case, draws)}


def explain_event(case: Case, event_id: str) -> dict[str, Any]:
    """Explain an event of `policy_events` as it stood on the as-of date.

    Parameters
    ----------
    case : gives the tables and the as-of date
    event_id : of the event

    Raises
    ------
    InputError : it was announced later
    """
    day, row = case.card.as_of.isoformat(), case.dataset.row("policy_events", event_id) or {}
    event = next((e for e in event_rows(case) if e["event_id"] == event_id), None)
    if event is None:
        remedy = f"Ask as of then: --as-of {row['announced']}"
        raise InputError(Problem("explain", event_id, f"was announced after the as-of date {day}", remedy))
    return explained(
        case,
        event_id,
        value=f"unknown: {UNKNOWN}" if event["in_force"] is None else event["status"].replace("_", " "),
        grade=row["quality"],
        source=row["source"],
        locator=row["locator"],
        date=event["announced"],
        rule=" ".join(filter(None, (row["legal_ref"] and f"{row['legal_ref']}:", row["summary"]))),
        overlay=overlay_texts(case, "policy_events").get(event_id),
        event={k: v for k, v in event.items() if k not in ("items", "summary")},
    )


def explain_card(case: Case, name: str) -> dict[str, Any]:
    """Explain a bundled card.

    Parameters
    ----------
    case : on which it is asked
    name : of the card
    """
    card = load_card(name)
    drawn = ", ".join(drawn_words(card)) or "nothing"
    return explained(
        case,
        name,
        value=card.assumes,
        date=card.as_of.isoformat(),
        rule=f"a card that leaves to chance: {drawn}; `lodestock size --card {name}` computes it, "
        f"`lodestock cards {name} --yaml` prints it",
    )


def explain_term(case: Case, word: str) -> dict[str, Any]:
    """Explain a word of the glossary.

    Parameters
    ----------
    case : on which it is asked
    word : as the glossary has it
    """
    term = next(t for t in read_glossary() if t.word == word)
    return explained(case, word, value=term.meaning, locator="docs/reference/glossary.md")


def explain_table(case: Case, name: str) -> dict[str, Any]:
    """Explain a reference table.

    Parameters
    ----------
    case : gives the tables
    name : of the table
    """
    spec, rows = case.dataset.specs[name], len(case.dataset.rows(name))
    return explained(
        case,
        name,
        value=f"{spec.meaning}, {rows:,} rows",
        rule=f"a table with the key {'/'.join(spec.key)}; `lodestock table {name}` shows it",
        locator="docs/reference/data.md",
    )


def _required(
    case: Case, draws: int | None, seed: int, runs: Iterable[Kept] | None
) -> dict[str, float] | None:
    """Return the requirement by item, tonnes; None where nothing sizes the case."""
    found = find_sizing(case, size_draws(case, draws), seed, runs)
    if found is None:
        return None
    short = found.frame("shortfalls") if isinstance(found, Kept) else found.frame()
    required: dict[str, list[float]] = {}
    for material, tonnes in short.select("material", "requirement_t").iter_rows():
        required.setdefault(material, []).append(tonnes)
    return {m: math.fsum(some) for m, some in required.items()}


def _gaps_if_stopped(case: Case, code: str) -> dict[str, tuple[float, float | None]]:
    """Return, by item, the gap of all classes and its share of a year's demand if a country ships nothing for a year.

    On the card `quiet`, so that nothing else happens; without a share where no demand is known.
    """
    quiet = replace(load_card("quiet"), as_of=case.card.as_of)
    halt = Control((code,), (), (), 1.0, 0, 4)
    short = size_card(case.dataset, replace(quiet, controls=(halt,)), Serial(), draws=1, seed=0)
    out: dict[str, tuple[float, float | None]] = dict.fromkeys(case.dataset.row_ids("materials"), (0.0, None))
    for i, item in enumerate(short.inputs.materials):
        gap, demand = float(short.expected_t[i, -1]), float(short.inputs.demand_t[i])
        out[item] = (gap, gap / demand if demand > 0 else None)
    return out
