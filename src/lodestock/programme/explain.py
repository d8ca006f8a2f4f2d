"""The use case EXPLAIN: what a word means, where its figures come from, and an item's waterfall."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from lodestock.data import load
from lodestock.engine import Serial
from lodestock.programme.assess import item_risks
from lodestock.programme.documents import header
from lodestock.programme.events import event_rows
from lodestock.programme.explain_names import (
    explain_card,
    explain_country,
    explain_event,
    explain_items,
    explain_table,
    explain_term,
)
from lodestock.programme.explain_risk import explain_risk
from lodestock.programme.explained import explained, find_sizing
from lodestock.programme.kept import Kept, Sized
from lodestock.programme.material_facts import material_facts
from lodestock.programme.names import find_items, find_meanings, items_of, near_miss
from lodestock.programme.project import Case
from lodestock.programme.rests_on import REQUIREMENT_TABLES, find_footing
from lodestock.programme.size import size_case, size_draws
from lodestock.programme.size_loss import loss_of
from lodestock.programme.tables import overlay_texts
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.scenario import CLASSES
from lodestock.size import (
    Shortfalls,
    build_hazard,
    build_waterfall,
    explain_draw,
    find_causes,
    read_inputs,
    read_inventory,
    read_keep_factors,
    read_worth,
)

__all__ = ["explain_document", "item_tables", "scenario_document"]

_ITEM_TABLES = (
    *REQUIREMENT_TABLES,
    "price",
    "consequence",
    "accessible_market",
    "market_impact",
    "stockpile_history",
    "bases",
)


def explain_document(
    case: Case, word: str, *, draws: int | None = None, seed: int = 0, runs: Iterable[Kept] | None = None
) -> dict[str, Any]:
    """Return the JSON object of `lodestock explain WORD` but for `seconds`.

    Parameters
    ----------
    word : an item or group of items, a country, an event, a card, a table, a parameter or a word of the glossary, by any of
        its names (see `lodestock.programme.names.find_meanings`), a cell as ``table/row_id.column``, or a score as
        ``assess/ITEM.METHOD``
    runs : what an item may be answered from, and where none of them answers, what follows from its sizing is missing;
        None: the runs of the project, and the card is sized where none of them answers

    Raises
    ------
    InputError : nothing has that name; the nearest name is given
    """
    dataset = case.dataset
    table, _, rest = word.partition("/")
    if rest and table in dataset.frames:
        return _cell(case, word)
    if rest and table == "assess":
        return explain_risk(case, rest, draws, seed, runs)
    meanings = find_meanings(dataset, word)
    if not meanings:
        reason = "is no item, country, event, card, table, parameter, cell or word of the glossary"
        raise InputError(Problem("explain", word, reason, near_miss(dataset, word)))
    first = meanings[0]
    explanations: dict[str, Callable[[], dict[str, Any]]] = {
        "item": lambda: _item(case, first.id, draws, seed, runs),
        "items": lambda: explain_items(case, first, draws, seed, runs),
        "country": lambda: explain_country(case, first.id, draws, seed, runs),
        "event": lambda: explain_event(case, first.id),
        "card": lambda: explain_card(case, first.id),
        "table": lambda: explain_table(case, first.id),
        "parameter": lambda: _cell(case, f"scenario_generator/{first.id}.value"),
        "word": lambda: explain_term(case, first.id),
    }
    others = [{"kind": m.kind, "word": m.id} for m in meanings[1:]]
    return {**explanations[first.kind](), "kind": first.kind, "note": first.note, "also": others}


def scenario_document(
    case: Case, index: int, item: str, *, draws: int | None = None, seed: int = 0
) -> dict[str, Any]:
    """Return the JSON object of `lodestock explain scenario I --item M` but for `seconds`.

    Parameters
    ----------
    draws : scenarios on which stock held is shared out to classes, see `lodestock.programme.size.size_case`

    Raises
    ------
    InputError : an index that the card does not draw, an item that it does not compute
    """
    inputs = read_inputs(case.dataset)
    if index < 0 or (index > 0 and not case.card.random):
        reason = f"card {case.card.name} leaves nothing to chance: its only scenario is 0"
        reason = reason if index > 0 else "scenarios are counted from 0"
        raise InputError(Problem("explain scenario", str(index), reason, "Give an index within it"))
    named = find_items(case.dataset, item)
    item = named[0] if len(named) == 1 else item
    if item not in inputs.materials:
        known = nearest(item, inputs.materials)
        raise InputError(Problem("--item", item, "is not an item that is computed", known))
    hazard, announced = build_hazard(case.dataset, case.card, inputs, seed)
    m = inputs.materials.index(item)
    held = np.zeros(len(CLASSES))
    if read_inventory(case.dataset, case.card).get(item, 0.0) > 0.0:
        short = size_case(case, Serial(), draws=draws, seed=seed)
        held = short.requirement_t[m] - short.net_t[m]
    keep = read_keep_factors(case.dataset, inputs)[m] if case.card.decay_by_form else 1.0
    value = read_worth(case.dataset, case.card, inputs.materials).value_usd_per_t[m]
    drawn = explain_draw(case.card, inputs, hazard, index, item, value, held, float(keep))
    return {
        **header("explain", case, seed=seed),
        "word": f"scenario {index}",
        "item": item,
        **drawn,
        "quarters": _weakest_stages(drawn),
        "controls": list(announced.events),
        "missing": {
            "quarters[].weakest_stage": "nothing is imported",
            "quarters[].weakest_availability": "as before",
        },
    }


def _weakest_stages(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the quarters of a draw with the stage whose part of usual imports that civil users get is least."""
    parts: dict[tuple[str, str], list[float]] = {}
    for f in drawn["factors"]:
        parts.setdefault((f["quarter"], f["stage"]), []).append(f["weight"] * f["availability"]["civil"])
    out = []
    for q in drawn["quarters"]:
        stages = {g: math.fsum(some) for (quarter, g), some in parts.items() if quarter == q["quarter"]}
        stage = min(stages, key=lambda g: stages[g], default=None)
        share = None if stage is None else stages[stage]
        out.append({**q, "weakest_stage": stage, "weakest_availability": share})
    return out


def _cell(case: Case, word: str) -> dict[str, Any]:
    """Explain one cell of a table, named as ``table/row_id.column``."""
    table, _, rest = word.partition("/")
    row_id, dot, name = rest.rpartition(".")
    if case.dataset.row(table, rest) is not None or not dot:
        others = ", ".join(
            c for c in case.dataset.specs[table].names if c not in case.dataset.specs[table].key
        )
        reason = "names a row and no column" if case.dataset.row(table, rest) is not None else "names no cell"
        raise InputError(
            Problem("explain", word, reason, f"Write it as {table}/row_id.column, with one of {others}")
        )
    row = case.dataset.row(table, row_id)
    if row is None:
        known = nearest(row_id, case.dataset.row_ids(table))
        raise InputError(Problem(f"explain {table}", row_id, "is no row of the table", known))
    columns = {c.name: c for c in case.dataset.specs[table].columns}
    if name not in columns:
        known = nearest(name, columns)
        raise InputError(Problem(f"explain {table}/{row_id}", name, "is no column of the table", known))
    return explained(
        case,
        f"{table}/{row_id}.{name}",
        value=row[name],
        unit=columns[name].unit or row.get("unit"),
        basis=row.get("basis"),
        grade=row.get("quality"),
        source=row.get("source"),
        locator=row.get("locator"),
        date=row.get("known_from") or row.get("year_or_period") or row.get("years_used") or row.get("as_of"),
        rule=row.get("rule") or columns[name].meaning,
        overlay=_overlay_of_cell(case, table, row_id, name),
    )


def _overlay_of_cell(case: Case, table: str, row_id: str, column: str) -> str | None:
    """Return the overlay that changed the row of a cell, and whether it left the cell itself as it was."""
    text = overlay_texts(case, table).get(row_id)
    bundled = load().row(table, row_id) if text else None
    if bundled is None or bundled[column] != (case.dataset.row(table, row_id) or {})[column]:
        return text
    return f"{text}; this cell of the row is as bundled"


def item_tables(case: Case, item: str) -> list[dict[str, Any]]:
    """Return the cells an item's requirement rests on: word and value."""
    out = []
    for table in _ITEM_TABLES:
        spec = case.dataset.specs[table]
        numbers = [c.name for c in spec.columns if c.kind == "number" and c.name not in ("low", "high")]
        rows = case.dataset.rows(table)
        for row_id, row in zip(case.dataset.row_ids(table), rows, strict=True):
            known = str(row.get("known_from") or "") <= case.card.as_of.isoformat()
            if row["material"] == item and known:
                for name in numbers[:1] if table in ("price", "market_impact") else numbers:
                    if row[name] is not None:
                        out.append({"word": f"{table}/{row_id}.{name}", "value": row[name]})
    return out


def _item(case: Case, item: str, draws: int | None, seed: int, runs: Iterable[Kept] | None) -> dict[str, Any]:
    """Explain an item: requirement, waterfall, causes and the cells behind them."""
    if case.dataset.row("us_demand", item) is None:
        reason = "has no row in us_demand, so nothing can be computed for it"
        remedy = "Add it to overlays/us_demand.csv"
        raise InputError(Problem("explain", item, reason, remedy))
    count = size_draws(case, draws)
    found = find_sizing(case, count, seed, runs)
    sized = None if found is None else _sized(case, item, found)
    of_draws = f"95th percentile over {count:,} draws of the" if count > 1 else "the"
    demand = case.dataset.row("us_demand", item) or {}
    events = [
        {k: e[k] for k in ("event_id", "announced", "status", "summary")}
        for e in event_rows(case)
        if item in items_of(case.dataset, e["materials"])
    ]
    uses = case.dataset.rows("applications")
    document = explained(
        case,
        item,
        value=sized.requirement_t if sized else None,
        unit="t",
        basis=demand.get("basis"),
        grade=demand.get("quality"),
        source=demand.get("source"),
        locator=demand.get("locator"),
        date=demand.get("years_used"),
        rule=f"requirement on card {case.card.name}: {of_draws} servable gap summed over the emergency",
        overlay=overlay_texts(case, "us_demand").get(item),
        inputs=item_tables(case, item),
        used_by=[f"size/{item}", f"plan/{item}"],
        waterfall=sized.waterfall if sized else [],
        cause=sized.cause if sized else [],
        worst_grade=sized.footing.get("worst_grade") if sized else None,
        moved_most=sized.footing.get("moved_most") if sized else None,
        applications=[
            {"application": u["application"], "role": u["role"], "sector": u["sector"]}
            for u in uses
            if u["material"] == item
        ],
        events=events,
        risks=item_risks(case, item, None if found is None else loss_of(case, found, count)),
        **material_facts(case, item),
    )
    for key in ("worst_grade", "moved_most"):
        if document[key] is None:
            document["missing"][key] = (
                "nothing is required, or nothing sizes the card, or none of its cells moves it"
            )
    if sized is None:
        document["missing"]["value"] = "no run of the project sizes its card: `lodestock size` makes one"
    return {**document, "seed": seed, "draws": count}


def _sized(case: Case, item: str, found: Kept | Shortfalls) -> Sized:
    """Return what a sizing says of an item, from a run or computed."""
    if isinstance(found, Kept):
        told = (m for m in found.document("size")["materials"] if m["material"] == item)
        gaps, steps, causes = (found.frame(n) for n in ("shortfalls", "waterfalls", "causes"))
        return Sized.of(item, gaps, steps, causes, next(told, {}))
    engine = Serial()
    steps, causes = build_waterfall(found, item, engine), find_causes(found, engine)
    return Sized.of(item, found.frame(), steps, causes, find_footing(case, found, engine).get(item, {}))
