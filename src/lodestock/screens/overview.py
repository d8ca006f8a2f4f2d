"""Overview: are we covered, what do we buy, what changed."""

from __future__ import annotations

from typing import Any

import polars as pl

from lodestock.programme.kept import Kept
from lodestock.programme.look_titles import changes_title
from lodestock.programme.report import previous_plan, report_document
from lodestock.report import Words
from lodestock.screens.figures import burn_down_figure, coverage_figure, funds_figure, origins_figure
from lodestock.screens.form import MATERIAL, Field, Grid, Part, Screen, cut_finding
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["overview_document", "overview_screen"]

_ITEM = Field("material", "item", link=MATERIAL["material"])


def overview_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of the whole programme.

    Raises
    ------
    InputError : no run of the project has the name that is asked for
    """
    kept, ledger = shelf.current("plan", query.one("run")), shelf.ledger()
    document = overview_document(shelf, query.one("run"))
    title, rest = cut_finding(document["finding"])
    parts: list[Part] = []
    if kept is not None:
        parts += [
            Words(rest),
            coverage_figure(document, kept),
            _buys(kept),
            origins_figure(document, kept),
        ]
    if ledger is not None:
        parts += [funds_figure(document, ledger), burn_down_figure(ledger)]
    parts += _changes(document)
    return Screen(
        title=title or document["ledger_finding"] or "No plan and no ledger yet",
        question="Are we covered, what do we buy, and what changed?",
        command="lodestock report --json",
        document=document,
        parts=tuple(parts),
        notices=tuple(document["notices"]),
    )


def overview_document(shelf: Shelf, run: str | None = None) -> dict[str, Any]:
    """Return the JSON object of `lodestock report` but for `seconds`.

    Parameters
    ----------
    run : name of the run; else the one that answers for the project as it is now

    Raises
    ------
    InputError : no run of the project has that name
    """
    kept, ledger = shelf.current("plan", run), shelf.ledger()
    status = ledger.status if ledger else None
    document = report_document(shelf.case, kept, previous_plan(shelf.runs(), kept), status)
    told = ledger.notices if ledger else ("The project has no ledger: `lodestock ledger init` makes one.",)
    return {**document, "notices": [*told, *shelf.notices(kept, "plan")]}


def _buys(kept: Kept) -> Grid:
    """Return what the plan buys, by item."""
    rows = kept.frame("buys").with_columns((pl.col("ceiling_usd") / 1e6).alias("ceiling_musd")).to_dicts()
    fields = (
        _ITEM,
        Field("origins"),
        Field("tonnes", "tonnes", is_number=True),
        Field("ceiling_musd", "ceiling, USD million", is_number=True),
        Field("break_even_low", "break-even probability, least", is_number=True, is_part=True),
        Field("break_even_high", "greatest", is_number=True, is_part=True),
        Field("reason", "why no more"),
    )
    return Grid(
        "buys", "What the plan buys", fields, tuple(rows), source=f"Run {kept.id}, frame buys.", is_main=True
    )


def _changes(document: dict[str, object]) -> list[Part]:
    """Return what changed since the run before."""
    found = document["changes"]
    if not isinstance(found, dict):
        return []
    fields = (
        _ITEM,
        Field("requirement_t_a", "requirement before, t", is_number=True),
        Field("requirement_t_b", "now, t", is_number=True),
        Field("requirement_usd_a", "before, USD", is_number=True),
        Field("requirement_usd_b", "now, USD", is_number=True),
    )
    inputs = (Field("word", "input"), Field("a", "before"), Field("b", "now"))
    note = f"Run {found['b']} against {found['a']}, the run before."
    return [
        Grid("changes", changes_title(found), fields, tuple(found["items"]), note=note),
        Grid("changed_inputs", "Inputs that differ", inputs, tuple(found["inputs"]), note=note, folded=True),
    ]
