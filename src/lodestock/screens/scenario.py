"""Scenario: what would each card leave us short of, what moves it most, and how do the cards compare."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl

from lodestock.data import card_names, load_card
from lodestock.programme.kept import Kept, as_now
from lodestock.programme.look_titles import tornado_title
from lodestock.programme.specs import RESULT_SPECS
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.scenario import Card
from lodestock.report import Caption, Words, tornado_chart
from lodestock.screens.figures import drawn, kept_figure, run_source
from lodestock.screens.form import MATERIAL, Field, Grid, Part, Screen, counted, grid_of
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["scenario_parts", "scenario_screen"]


def scenario_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of a card and of all cards side by side.

    Raises
    ------
    InputError : no card, or no run of the project, has the name that is asked for
    """
    card, run = query.one("card"), query.one("run")
    if card and run:
        raise InputError(
            Problem("card", card, "cannot stand beside a run, which has a card of its own", "Give one")
        )
    if card is not None and card not in card_names():
        raise InputError(Problem("card", card, "is no bundled card", nearest(card, card_names())))
    kept = _of_card(shelf, card) if card else shelf.current("size", run)
    heat = next((k for k in shelf.runs() if k.has("pictures/cards.vl.json")), None)
    where = f" -C {shelf.folder}" if shelf.folder else ""
    notices = (
        shelf.notices(kept, f"size --card {card}" if card else "size") if not card or kept is None else ()
    )
    parts: list[Part] = [_cards(shelf)]
    if heat is not None:
        grid = grid_of(heat.frame("cards"), RESULT_SPECS["cards"], "Mean gap by item and card", links=MATERIAL,
                       source=run_source(heat), name="heat", folded=True)  # fmt: skip
        parts += [f for f in [kept_figure(heat, "cards", grid)] if f is not None]
    else:
        notices = (
            *notices,
            f"No run compares the cards item by item yet: `lodestock size{where}` draws the heat map of all cards.",
        )
    if kept is not None:
        parts += scenario_parts(kept)
    else:
        document: dict[str, Any] = {
            "command": "size",
            "card": card,
            "materials": [],
            "missing": {"materials": notices[0]},
        }
    return Screen(
        title=kept.document("size")["finding"] if kept else f"No run sizes {card or 'the project'} yet",
        question="What would a card leave us short of, what moves it most, and how do the cards compare?",
        command=" ".join(["lodestock size", *([f"--card {card}"] if card else []), "--json"]),
        document=kept.document("size") if kept else document,
        parts=tuple(parts),
        notices=notices,
    )


@cache
def _bundled(name: str) -> Card:
    """Return a bundled card, which does not change while the program runs."""
    return load_card(name)


def _of_card(shelf: Shelf, name: str) -> Kept | None:
    """Return the newest run that sizes a bundled card on the figures of now.

    A plan of a card that draws its war sizes it with the war given, and is none.
    """
    case = replace(shelf.case, card=_bundled(name))
    drawn_war = case.card.war_drawn
    return next(
        (
            k
            for k in shelf.runs()
            if k.has("size.json")
            and as_now(case, k.index)
            and not (drawn_war and k.index["command"] != "size")
        ),
        None,
    )


def _cards(shelf: Shelf) -> Grid:
    """Return the cards side by side, and the run that sizes each."""
    rows = []
    for name in card_names():
        card, kept = _bundled(name), _of_card(shelf, name)
        found = kept.document("size") if kept else {}
        rows.append(
            {
                "name": name,
                "assumes": card.assumes,
                "as_of": card.as_of.isoformat(),
                "drawn": "drawn" if card.random else "one scenario",
                "requirement_usd": found.get("requirement_usd"),
                "short": sum(m["is_short"] for m in found["materials"]) if found else None,
                "run": kept.id if kept else None,
            }
        )
    fields = (
        Field("name", "card", link="/scenario?card={name}"),
        Field("short", "items with a gap", is_number=True),
        Field("requirement_usd", "requirement, USD", is_number=True),
        Field("drawn", "chance"),
        Field("as_of", "as of"),
        Field("assumes", "what it assumes"),
        Field("run", "run", link="/runs/{run}"),
    )
    sized = sum(1 for r in rows if r["run"])
    title = f"{len(rows)} cards, {sized} of them sized in this project"
    return Grid("cards", title, fields, tuple(rows), note="A card is an assumption, never a forecast.")


def scenario_parts(kept: Kept) -> list[Part]:
    """Return what shows the sizing of a run, from top to bottom."""
    document, source = kept.document("size"), run_source(kept)
    out: list[Part] = [
        Words(f"Card {document['card']}: {document['assumes'] or 'says nothing of what it assumes.'}")
    ]
    order = ["requirement_usd", "gap_t", "material"]
    frame = kept.frame("shortfalls").sort(order, descending=[True, True, False], nulls_last=True)
    drawn_only = ("p50_t", "p95_t", "p_any") if kept.index["draws"] > 1 else ()
    only = (
        "material",
        "demand_class",
        "demand_t",
        "gap_t",
        *drawn_only,
        "servable_t",
        "requirement_t",
        "net_requirement_t",
        "requirement_usd",
    )
    heads = {
        "demand_t": "demand, t a year",
        "gap_t": "gap over the horizon, t",
        "p50_t": "median, t",
        "p95_t": "95th percentile, t",
        "p_any": "chance of any gap",
        "servable_t": "that stock may serve, t",
        "net_requirement_t": "less what is held, t",
    }
    gaps = frame.filter(frame["gap_t"] > 0)
    told: dict[str, Any] = {
        "only": only,
        "links": MATERIAL,
        "heads": heads,
        "source": source,
        "is_main": True,
    }
    title, filters = "Gaps by item and class", ("material", "demand_class")
    shortfalls = grid_of(gaps, RESULT_SPECS["shortfalls"], title, filters=filters, **told)
    own = ("shortfall", "requirement") if kept.index["command"] == "size" else ()
    few = ("material", "demand_class", "gap_t", "demand_t", "requirement_usd")
    for name in own:
        grid = grid_of(
            frame, RESULT_SPECS["shortfalls"], "Gap and requirement", name=name, only=few, source=source
        )
        out += [f for f in [kept_figure(kept, name, replace(grid, folded=True))] if f is not None]
    out += [*_sensitivity(document, source), shortfalls, *_regimes(kept, source)]
    causes = kept.frame("causes")
    out.append(
        grid_of(causes, RESULT_SPECS["causes"], "Causes by item", links=MATERIAL, source=source, folded=True)
    )
    return out


def _sensitivity(document: dict[str, Any], source: str) -> list[Part]:
    """Return how the requirement moves with each input."""
    variants = document["variants"]
    words = {"import_weight": "weight of imports", "class_share": "split by class"}
    given = next((v for v in variants if v["factor"] is None), document)  # of the same draws as the others
    by: dict[str, list[dict[str, Any]]] = {}
    for v in variants:
        if v["factor"] is not None:
            by.setdefault(v["input"], []).append(v)
    rows = []
    for name, some in by.items():
        low, *_, high = sorted(some, key=lambda v: float(v["factor"]))
        rows.append(
            {
                "input": words.get(name, name),
                "low_usd": low["requirement_usd"],
                "base_usd": given["requirement_usd"],
                "high_usd": high["requirement_usd"],
                "low_label": _factor(low),
                "high_label": _factor(high),
            }
        )
    if not rows:
        return []
    schema = {"input": pl.String, **dict.fromkeys(("low_usd", "base_usd", "high_usd"), pl.Float64),
              "low_label": pl.String, "high_label": pl.String}  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema)
    fields = (
        Field("input"),
        Field("factor", "factor", is_number=True),
        Field("requirement_t", "requirement, t", is_number=True),
        Field("requirement_usd", "requirement, USD", is_number=True),
    )
    note = (
        f"Over {counted(document['subsample'], 'draw')}. A factor that is missing takes the input as given."
    )
    grid = Grid(
        "sensitivity",
        "The requirement with one input changed",
        fields,
        tuple(variants),
        source=source,
        note=note,
    )
    caption = Caption(tornado_title(frame), source=source)
    return [drawn("sensitivity", caption, lambda c: tornado_chart(frame, c), grid)]


def _factor(variant: dict[str, Any]) -> str:
    """Return how an input is changed: a weight is set, other inputs are multiplied."""
    return f"{variant['factor']:g}" if variant["input"] == "import_weight" else f"x {variant['factor']:g}"


def _regimes(kept: Kept, source: str) -> list[Part]:
    """Return mean gaps by regime."""
    if not kept.has_frame("regimes"):
        return []
    frame = kept.frame("regimes")
    return [
        grid_of(frame, RESULT_SPECS["regimes"], "Gaps by regime", links=MATERIAL, source=source, folded=True)
    ]
