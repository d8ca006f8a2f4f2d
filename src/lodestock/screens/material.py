"""One material: who controls each stage, what would we lack, what is it for, what do we hold and plan."""

from __future__ import annotations

from typing import Any

import polars as pl

from lodestock.data.maps import read_shapes
from lodestock.programme.explain import explain_document
from lodestock.programme.kept import Kept
from lodestock.programme.look_titles import (
    gap_quarters_title,
    price_title,
    share_map_title,
    stage_shares_title,
    usage_title,
)
from lodestock.programme.size import size_draws
from lodestock.programme.size_pictures import dataset_source, item_names
from lodestock.programme.specs import RESULT_SPECS
from lodestock.programme.titles import fan_title, waterfall_title
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.plan_specs import LINES
from lodestock.report import (
    Caption,
    Words,
    fan_chart,
    footing_words,
    gap_quarters_chart,
    price_chart,
    share_map,
    stage_shares_chart,
    three_digits,
    usage_chart,
    waterfall_chart,
)
from lodestock.screens.figures import drawn, run_source
from lodestock.screens.form import SOURCES, Field, Figure, Grid, Links, Part, Screen, grid_of
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["gap_figures", "material_screen"]

_CELL = "/explain/{word}"

_CAUSES = {
    "closed": "supply closed off",
    "reliability": "deliveries less reliable",
    "damage": "war damage",
    "shipping": "routes and ships lost",
    "control": "export controls",
    "technical": "outages above the usual",
    "barred": "origins barred",
    "own ramp": "own plants ramp up",
    "surge": "defence demand rises",
    "grade": "grade that a class can use",
}
"""Words of each cause of a gap; one that is missing keeps its name."""


def material_screen(shelf: Shelf, query: Query, item: str) -> Screen:
    """Return the page of an item.

    Raises
    ------
    InputError : no item has that name, a stage that has no shares
    """
    case = shelf.case
    names = item_names(case)
    if item not in names:
        raise InputError(Problem("material", item, "is not an item", nearest(item, names)))
    name = names[item]
    if case.dataset.row("us_demand", item) is None:
        return _without_demand(shelf, item, name)
    kept = shelf.current("size")
    asked = {"draws": kept.index["draws"], "seed": kept.index["seed"]} if kept else {}
    document = explain_document(case, item, runs=shelf.runs(), **asked)
    source = dataset_source(case)
    parts: list[Part] = [
        _words(document, name),
        Links("Compare", (("with other items", f"/compare?item={item}", False),)),
    ]
    parts += _stages(document, item, name, query.one("stage"), source)
    parts.append(_risks(document, name, source))
    if kept is not None:
        parts += gap_figures(kept, item, name)
        parts.append(_causes(document))
    parts += _lines(shelf.current("plan"), item)
    parts += [*_prices(document, name, source), _events(document), *_uses(document, name, source)]
    parts += [_holdings(document), _awards(document), _inputs(document)]
    return Screen(
        title=_finding(document, name),
        question=f"{name}: who controls each stage, what would we lack, what is it for, what do we hold and plan?",
        command=" ".join(["lodestock explain", item, *_drawn_words(shelf, document), "--json"]),
        document=document,
        parts=tuple(parts),
        notices=shelf.notices(kept, "size"),
        crumbs=(("Materials", "/materials"),),
    )


def _drawn_words(shelf: Shelf, document: dict[str, Any]) -> list[str]:
    """Return the options of the command that asks for the draws and the seed of a document, where they are not usual."""
    draws, seed = document["draws"], document["seed"]
    words = [f"--draws {draws}"] if draws != size_draws(shelf.case, None) else []
    return [*words, *([f"--seed {seed}"] if seed else [])]


def _without_demand(shelf: Shelf, item: str, name: str) -> Screen:
    """Return the page of an item that is listed and not computed."""
    row = shelf.case.dataset.row("materials", item) or {}
    fields = (Field("column", "what"), Field("value", "value", link=_CELL))
    rows = tuple(
        {"column": k, "value": v, "word": f"materials/{item}.{k}"} for k, v in row.items() if v is not None
    )
    reason = f"{name} is listed and has no row in us_demand: nothing is computed for it. Add one to overlays/us_demand.csv."
    document = {"command": "explain", "word": item, "value": None, "missing": {"value": reason}}
    grid = Grid("row", "What the list of items says", fields, rows)
    return Screen(f"{name}: nothing is computed", f"What is {name}?", f"lodestock table materials --item {item} --json",
                  document, (grid,), (reason,), (("Materials", "/materials"),))  # fmt: skip


def _finding(document: dict[str, Any], name: str) -> str:
    """Return the finding of the page."""
    if document["value"] is None:
        return f"{name}: what is required on the figures of now is not known yet"
    if document["value"] <= 0:
        return f"{name}: the card {document['card']} asks for no stock"
    first = next(iter(document["cause"]), None)
    names = {s["country"]: s["country_name"] for stage in document["stages"] for s in stage["shares"]}
    where = (names.get(first["country"], first["country"]), first["stage"]) if first else ()
    said = _CAUSES.get(first["factor"], first["factor"]) if first else ""
    why = "; main cause: " + ", ".join(w for w in (said, *where) if w) if first else ""
    return f"{name}: stock should cover {three_digits(document['value'])} t on card {document['card']}{why}"


def _words(document: dict[str, Any], name: str) -> Words:
    """Return what an item is counted in, and how good its figures are."""
    basis = document["basis"] or "not stated"
    grade = document["grade"] or "not stated"
    rests = f" Its requirement {footing_words(document)}." if document["worst_grade"] else ""
    demand = f"its demand is of grade {grade}, from {document['source']}"
    return Words(f"{name} is counted in {basis}; {demand}.{rests}")


def _stages(document: dict[str, Any], item: str, name: str, chosen: str | None, source: str) -> list[Part]:
    """Return the stepper of stages with its map, and the shares of all stages."""
    stages = document["stages"]
    if not stages:
        return [Words(f"No table holds shares of {name}.")]
    known = [s["stage"] for s in stages]
    if chosen is not None and chosen not in known:
        raise InputError(
            Problem("stage", chosen, f"is no stage of {item} with shares", nearest(chosen, known))
        )
    stage = chosen or known[0]
    shown = next(s for s in stages if s["stage"] == stage)
    schema = {"country": pl.String, "country_name": pl.String, "share_pct": pl.Float64, "group": pl.String}
    frame = pl.DataFrame([{n: s[n] for n in schema} for s in shown["shares"]], schema=schema)
    long = {"stage": pl.String, **schema, "hhi": pl.Float64, "concentration": pl.String}
    rows = [
        {"stage": s["stage"], **share, "hhi": s["hhi"], "concentration": s["concentration"]}
        for s in stages
        for share in s["shares"]
    ]
    every = pl.DataFrame([{n: r[n] for n in long} for r in rows], schema=long)
    fields = (
        Field("stage"),
        Field("country", link="/explain/{country}"),
        Field("country_name", "name"),
        Field("share_pct", "share, %", is_number=True, link=_CELL),
        Field("group"),
        Field("grade"),
        Field("source", link=SOURCES),
    )
    note = (
        "HHI: sum of squared shares in per cent of named countries, 0 to 10,000. From 1,000 a market is called moderately, "
        "above 1,800 highly concentrated (US Merger Guidelines 2023, recalled)."
    )
    here = tuple(r for r in rows if r["stage"] == stage)
    one = Grid("shares", f"{name}, {stage}: shares of the world", fields, here, source=source)
    every_grid = Grid("stages", f"{name}: shares by stage", fields, tuple(rows), source=source)
    stepper = Links("Stage", tuple((s, f"/materials/{item}?stage={s}", s == stage) for s in known))
    caption = Caption(share_map_title(name, stage, frame), source=source)
    over = Caption(stage_shares_title(name, every), (note,), source)
    return [
        stepper,
        drawn(f"map-{stage}", caption, lambda c: share_map(read_shapes(), frame, c), one),
        drawn("stages", over, lambda c: stage_shares_chart(every, c), every_grid),
    ]


def _risks(document: dict[str, Any], name: str, source: str) -> Grid:
    """Return what the methods of assessment say of an item."""
    fields = (
        Field("title", "method", link=_CELL),
        Field("stage"),
        Field("score", is_number=True),
        Field("rank", is_number=True),
        Field("low", "at least", is_number=True),
        Field("high", "at most", is_number=True),
        Field("scale"),
        Field("vintage", "figures"),
        Field("why", "why there is no score"),
    )
    rows = tuple({**r, "why": " ".join(r["missing"]) or None} for r in document["risks"])
    note = (
        "Each method has its own scale; the rank counts from 1, the riskiest of all items. A method leads to what "
        "its score is made of. All items: `lodestock assess --method all`."
    )
    return Grid("risks", f"{name}: supply risk by published methods", fields, rows, note=note, source=source)


def gap_figures(kept: Kept, item: str, name: str) -> list[Figure]:
    """Return the gap of an item by quarter, and the steps from usual supply to it."""
    source, out = run_source(kept), list[Figure]()
    if kept.index["draws"] == 1 and kept.has_frame("gaps"):
        gaps = kept.frame("gaps").filter(pl.col("material") == item)
        grid = grid_of(
            gaps,
            RESULT_SPECS["gaps"],
            "Gap by quarter and class",
            name="gap-quarters",
            source=source,
            folded=True,
        )
        caption = Caption(gap_quarters_title(name, gaps), source=source)
        out.append(drawn("gap-quarters", caption, lambda c: gap_quarters_chart(gaps, c), grid))
    if kept.index["draws"] > 1 and kept.has_frame("fans"):
        fan = kept.frame("fans").filter(pl.col("material") == item)
        grid = grid_of(
            fan, RESULT_SPECS["fans"], "Gap by quarter, tonnes per quarter", name="fan", source=source
        )
        out.append(
            drawn("fan", Caption(fan_title(name, fan), source=source), lambda c: fan_chart(fan, c), grid)
        )
    if kept.has_frame("waterfalls"):
        steps = kept.frame("waterfalls").filter(pl.col("material") == item)
        grid = grid_of(
            steps,
            RESULT_SPECS["waterfalls"],
            "Steps from usual supply to the requirement",
            name="waterfall",
            source=source,
        )
        caption = Caption(
            waterfall_title(name, steps), ("From usual supply to the gap over the horizon.",), source
        )
        axis = "tonnes over the horizon"
        out.append(drawn("waterfall", caption, lambda c: waterfall_chart(steps, c, axis=axis), grid))
    return out


def _causes(document: dict[str, Any]) -> Grid:
    """Return the causes of the gap, each leading to the share that stands behind it."""
    word = document["word"]
    rows = [
        {
            **c,
            "cell": f"{word}/{c['stage']}/{c['country']}" if c["country"] and c["stage"] else None,
            "said": _CAUSES.get(c["factor"], c["factor"]),
        }
        for c in document["cause"]
    ]
    fields = (
        Field("said", "cause"),
        Field("country", link="/explain/{country}"),
        Field("stage", link="/explain/global_supply_shares/{cell}.share_pct"),
        Field("share", "part of the gap that goes without it", is_number=True, is_part=True),
    )
    note = (
        "One cause is switched off at a time; parts need not sum to 100 %, and one that eases the gap is below 0. A stage "
        "leads to the share behind it."
    )
    return Grid("causes", f"Causes of the gap of {word}", fields, tuple(rows), note=note)


def _lines(kept: Kept | None, item: str) -> list[Part]:
    """Return what the plan buys of an item, and why no more."""
    if kept is None:
        return []
    lines = kept.frame("plan").filter(pl.col("material") == item)
    unspent = kept.frame("unspent").filter(pl.col("material") == item)
    reason = unspent["reason"][0] if unspent.height else ""
    only = ("line_id", "class", "quarter", "delivery_quarter", "origin", "tonnes", "price_usd_per_t", "ceiling_usd",
            "account", "break_even_probability")  # fmt: skip
    title = (
        f"The plan orders {item} in {lines.height} lines" if lines.height else f"The plan orders no {item}"
    )
    note = f"Why no more: {reason}." if reason else ""
    return [
        grid_of(lines, LINES, title, only=only, links={"origin": "/explain/{origin}"}, note=note, name="lines",
                source=run_source(kept), folded=lines.height > 12)
    ]  # fmt: skip


def _prices(document: dict[str, Any], name: str, source: str) -> list[Part]:
    """Return the prices of an item with the events that were announced."""
    columns = ("known_from", "tier", "price_usd_per_t", "low", "high")
    schema = {n: pl.String if n in ("known_from", "tier") else pl.Float64 for n in columns}
    prices = pl.DataFrame([{n: r[n] for n in columns} for r in document["prices"]], schema=schema)
    events = pl.DataFrame(
        [{"announced": e["announced"], "label": e["event_id"]} for e in document["events"]],
        schema={"announced": pl.String, "label": pl.String},
    )
    fields = (
        Field("known_from", "known from"),
        Field("tier", "market"),
        Field("price_usd_per_t", "price, USD/t", is_number=True, link="/explain/{word}.price_usd_per_t"),
        Field("low", is_number=True),
        Field("high", is_number=True),
        Field("form"),
        Field("quality", "grade"),
        Field("source", link=SOURCES),
        Field("locator"),
    )
    grid = Grid("prices", f"Prices of {name}", fields, tuple(document["prices"]), source=source)
    caption = Caption(price_title(name, prices), source=source)
    return [drawn("prices", caption, lambda c: price_chart(prices, events, c), grid)]


def _events(document: dict[str, Any]) -> Grid:
    """Return the acts of states that name the item."""
    fields = (
        Field("announced"),
        Field("event_id", "event", link="/explain/{event_id}"),
        Field("summary"),
    )
    rows = tuple(sorted(document["events"], key=lambda e: str(e["announced"])))
    return Grid("events", f"Acts that name {document['word']}, known on {document['as_of']}", fields, rows)


def _uses(document: dict[str, Any], name: str, source: str) -> list[Part]:
    """Return what an item is for: shares of uses, and the systems that hold it."""
    schema = {"end_use": pl.String, "share_pct": pl.Float64}
    frame = pl.DataFrame([{n: r[n] for n in schema} for r in document["uses"]], schema=schema)
    fields = (
        Field("end_use", "use"),
        Field("share_pct", "share, %", is_number=True, link="/explain/{word}.share_pct"),
        Field("end_use_class", "class"),
        Field("quality", "grade"),
        Field("source", link=SOURCES),
        Field("locator"),
    )
    grid = Grid("uses", f"Uses of {name}", fields, tuple(document["uses"]), source=source)
    systems = (Field("application"), Field("sector"), Field("role"))
    sectors = len({a["sector"] for a in document["applications"]})
    title = f"{name} is in {len(document['applications'])} systems of {sectors} sectors"
    listed = Grid("applications", title, systems, tuple(document["applications"]))
    caption = Caption(usage_title(name, frame), source=source)
    return [drawn("uses", caption, lambda c: usage_chart(frame, c), grid), listed]


def _holdings(document: dict[str, Any]) -> Grid:
    """Return what is known of the stock that is or was held."""
    fields = (
        Field("table", "record"),
        Field("as_of", "date"),
        Field("ever_held", "ever held"),
        Field("last_evidence", "last evidence"),
        Field("quantity", is_number=True),
        Field("unit"),
        Field("quality", "grade"),
        Field("source", link=SOURCES),
        Field("locator"),
    )
    rows = tuple({**r, "table": r["word"].partition("/")[0]} for r in document["holdings"])
    return Grid("holdings", f"What the stockpile holds or held of {document['word']}", fields, rows)


def _awards(document: dict[str, Any]) -> Grid:
    """Return the history of announced buys."""
    fields = (
        Field("announced"),
        Field("award_id", "award", link="/explain/{word}.ceiling_musd"),
        Field("vendor"),
        Field("ceiling_musd", "ceiling, USD million", is_number=True, link="/explain/{word}.ceiling_musd"),
        Field("funded_orders_musd", "orders, USD million", is_number=True),
        Field("status"),
        Field("quality", "grade"),
        Field("source", link=SOURCES),
    )
    return Grid("purchases", f"Announced buys of {document['word']}", fields, tuple(document["awards"]))


def _inputs(document: dict[str, Any]) -> Grid:
    """Return the cells that the requirement rests on."""
    fields = (Field("word", "cell", link=_CELL), Field("value", is_number=True, link=_CELL))
    title = f"The requirement rests on {len(document['inputs'])} cells"
    return Grid("inputs", title, fields, tuple(document["inputs"]), is_main=True, folded=True)
