"""The use case EXPLAIN: what a word means, where its figures come from, and an item's waterfall."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from lodestock.engine import Serial
from lodestock.programme.documents import header
from lodestock.programme.kept import Kept, Sized, kept_sizing, newest_runs
from lodestock.programme.material_facts import material_facts
from lodestock.programme.project import Case
from lodestock.programme.size import size_case, size_draws
from lodestock.programme.tables import overlay_texts
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.scenario import CLASSES
from lodestock.size import (
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
    "us_demand",
    "demand_classes",
    "import_shares",
    "global_supply_shares",
    "own_capacity",
    "grade_share",
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
    word : an item, a country (ISO3), a scenario parameter, or a cell as ``table/row_id.column``
    runs : what an item may be answered from, and where none of them answers, what follows from its sizing is missing;
        None: the runs of the project, and the card is sized where none of them answers

    Raises
    ------
    InputError : nothing has that name; the nearest name is given
    """
    dataset = case.dataset
    if word in (r["material"] for r in dataset.rows("materials")):
        return _item(case, word, draws, seed, runs)
    if dataset.row("countries", word) is not None:
        return _country(case, word)
    for row_id in dataset.row_ids("scenario_generator"):
        if word in (row_id, row_id.partition("/")[2]):
            return _cell(case, "scenario_generator", row_id, "value")
    table, _, rest = word.partition("/")
    row_id, _, name = rest.rpartition(".")
    if table in dataset.frames:
        return _cell(case, table, row_id, name)
    parameters = [r.partition("/")[2] for r in dataset.row_ids("scenario_generator")]
    known = [*(r["material"] for r in dataset.rows("materials")), *dataset.row_ids("countries"), *parameters]
    raise InputError(Problem("explain", word, "is no item, country, parameter or cell", nearest(word, known)))


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


def _document(case: Case, word: str, **found: Any) -> dict[str, Any]:
    """Return the keys that every explanation has."""
    names = ("value", "unit", "basis", "grade", "source", "locator", "date", "rule", "overlay")
    return {
        **header("explain", case),
        "word": word,
        **{n: found.get(n) for n in names},
        "inputs": found.get("inputs", []),
        "used_by": found.get("used_by", []),
        **{k: v for k, v in found.items() if k not in (*names, "inputs", "used_by")},
        "missing": {n: "not stated by the table" for n in names if found.get(n) is None and n != "overlay"},
    }


def _cell(case: Case, table: str, row_id: str, name: str) -> dict[str, Any]:
    """Explain one cell of a table."""
    row = case.dataset.row(table, row_id)
    if row is None:
        known = nearest(row_id, case.dataset.row_ids(table))
        raise InputError(Problem(f"explain {table}", row_id, "is no row of the table", known))
    columns = {c.name: c for c in case.dataset.specs[table].columns}
    if name not in columns:
        known = nearest(name, columns)
        raise InputError(Problem(f"explain {table}/{row_id}", name, "is no column of the table", known))
    return _document(
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
        overlay=overlay_texts(case, table).get(row_id),
    )


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
    sized = _sized(case, item, count, seed, runs)
    of_draws = f"95th percentile over {count:,} draws of the" if count > 1 else "the"
    demand = case.dataset.row("us_demand", item) or {}
    events = [
        {"event_id": e["event_id"], "announced": e["announced"], "summary": e["summary"]}
        for e in case.dataset.rows("policy_events")
        if item in str(e["materials"] or "").split(";") and str(e["announced"]) <= case.card.as_of.isoformat()
    ]
    uses = case.dataset.rows("applications")
    document = _document(
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
        applications=[
            {"application": u["application"], "role": u["role"], "sector": u["sector"]}
            for u in uses
            if u["material"] == item
        ],
        events=events,
        **material_facts(case, item),
    )
    if sized is None:
        document["missing"]["value"] = "no run of the project sizes its card: `lodestock size` makes one"
    return {**document, "seed": seed, "draws": count}


def _sized(case: Case, item: str, draws: int, seed: int, runs: Iterable[Kept] | None) -> Sized | None:
    """Return what the sizing of a case says of an item: from a run where there is one, else computed or nothing."""
    of_project = runs is None
    among = newest_runs(case) if runs is None else runs
    kept = kept_sizing(case, among, draws=draws, seed=seed, any_program=not of_project)
    if kept is not None:
        return Sized.of(item, *(kept.frame(n) for n in ("shortfalls", "waterfalls", "causes")))
    if not of_project:
        return None
    short = size_case(case, Serial(), draws=draws, seed=seed)
    return Sized.of(item, short.frame(), build_waterfall(short, item, Serial()), find_causes(short, Serial()))


def _country(case: Case, code: str) -> dict[str, Any]:
    """Explain a country: its groups on the as-of date and what it supplies."""
    row = case.dataset.row("countries", code) or {}
    day = case.card.as_of.isoformat()
    groups = sorted(
        str(g["group"])
        for g in case.dataset.rows("country_groups")
        if g["country_iso3"] == code
        and (g["valid_from"] or "") <= day
        and (not g["valid_to"] or day < g["valid_to"])
    )
    shares = case.dataset.rows("global_supply_shares")
    supplied = [
        {
            "word": f"global_supply_shares/{s['material']}/{s['stage']}/{code}.share_pct",
            "value": s["share_pct"],
        }
        for s in shares
        if s["country_iso3"] == code
    ]
    return _document(
        case,
        code,
        value=row.get("name"),
        grade=row.get("quality"),
        source=row.get("source"),
        locator=row.get("locator"),
        date=day,
        rule=f"groups on {day}: {', '.join(groups) or 'none'}",
        overlay=overlay_texts(case, "countries").get(code),
        inputs=supplied,
        groups=groups,
    )
