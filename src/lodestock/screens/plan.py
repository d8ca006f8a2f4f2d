"""Plan: which buys, out of which money, what holds it back, and what was announced beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from lodestock.programme.kept import Kept
from lodestock.programme.specs import RESULT_SPECS
from lodestock.report import Words
from lodestock.screens.figures import kept_figure, run_source
from lodestock.screens.form import MATERIAL, SOURCES, Field, Figure, Grid, Part, Screen, cut_finding, grid_of
from lodestock.screens.query import Query
from lodestock.screens.shelf import Shelf

__all__ = ["plan_parts", "plan_screen"]


def plan_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of the plan.

    Raises
    ------
    InputError : no run of the project has the name that is asked for
    """
    kept = shelf.current("plan", query.one("run"))
    notices = shelf.notices(kept, "plan")
    question = "Which buys, out of which money, what holds the plan back, and what was announced beside it?"
    if kept is None:
        nothing: dict[str, Any] = {"command": "plan", "plan": None, "missing": {"plan": notices[0]}}
        return Screen("No plan yet", question, "lodestock plan --json", nothing, (), notices)
    document = kept.document("plan")
    return Screen(
        title=cut_finding(document["finding"])[0],
        question=question,
        command="lodestock plan --json",
        document=document,
        parts=tuple(plan_parts(kept)),
        notices=notices,
    )


def plan_parts(kept: Kept) -> list[Part]:
    """Return what shows the plan of a run, from top to bottom."""
    plan, source = kept.document("plan")["plan"], run_source(kept)
    lines = grid_of(
        kept.frame("plan"),
        RESULT_SPECS["plan"],
        f"{len(plan['lines'])} orders",
        only=("material", "form", "class", "quarter", "delivery_quarter", "origin", "tonnes", "price_usd_per_t",
              "minimum_usd", "ceiling_usd", "account", "saving_usd", "break_even_probability"),
        links={**MATERIAL, "origin": "/explain/{origin}"},
        filters=("material", "class", "quarter", "origin", "account"),
        source=source,
        is_main=True,
        name="lines",
    )  # fmt: skip
    quarters = grid_of(
        kept.frame("plan"), RESULT_SPECS["plan"], "Orders by quarter", links=MATERIAL, source=source, name="spending",
        only=("quarter", "account", "material", "ceiling_usd"), folded=True,
    )  # fmt: skip
    buys = _frame(kept, "buys", "What the plan buys, the largest ceiling first", links=MATERIAL)
    frame = kept.frame("unspent").filter(pl.col("code") != "no_requirement")
    only = ("material", "bought_t", "wanted_t", "reason")
    unspent = grid_of(frame, RESULT_SPECS["unspent"], f"Why the plan buys no more of {frame.height} items", only=only,
                      links=MATERIAL, source=source)  # fmt: skip
    awards = _frame(kept, "awards", "Announced buys beside the plan", links=MATERIAL)
    control = replace(buys, name="control", folded=True)
    shown: list[Figure | None] = [
        kept_figure(kept, "requirement", _requirement(kept)),
        kept_figure(kept, "spending", quarters),
        kept_figure(kept, "awards", awards),
        kept_figure(kept, "control", control),
    ]
    rest, loss = cut_finding(kept.document("plan")["finding"])[1], plan["loss"]["implementable"]
    words = (
        f"Servable loss USD {loss['before'] / 1e6:,.0f} million before, {loss['after'] / 1e6:,.0f} after. Solver gap on "
        f"the stated assumptions {plan['gap']:.2%} of the benefit; {plan['assumed_share']:.0%} of the spending rests on "
        "an input of grade D."
    )
    return [
        Words(f"{rest} {words}"),
        *(f for f in shown[:2] if f is not None),
        buys,
        _binding(plan["binding_rules"]),
        _frame(kept, "accounts", "Accounts"),
        unspent,
        *(f for f in shown[2:] if f is not None),
        _frame(kept, "barred_offers", "What a barred offer would cost", links=MATERIAL, folded=True),
        _frame(kept, "market", "How orders move prices", links=MATERIAL, folded=True),
        _purchases(kept),
        lines,
    ]


def _requirement(kept: Kept) -> Grid:
    """Return the requirement by item and class."""
    only = (
        "material",
        "demand_class",
        "requirement_t",
        "net_requirement_t",
        "price_usd_per_t",
        "requirement_usd",
    )
    frame = kept.frame("shortfalls").filter(kept.frame("shortfalls")["requirement_t"] > 0)
    return grid_of(frame, RESULT_SPECS["shortfalls"], "Requirement by item and class", only=only, links=MATERIAL,
                   source=run_source(kept), name="requirement", folded=True)  # fmt: skip


def _frame(kept: Kept, name: str, title: str, **told: Any) -> Grid:
    """Return a frame of the run as a table."""
    return grid_of(kept.frame(name), RESULT_SPECS[name], title, source=run_source(kept), **told)


def _purchases(kept: Kept) -> Grid:
    """Return the history of purchases and sales, a reference table that the run keeps."""
    fields = (
        Field("fiscal_year", "fiscal year"),
        Field("what"),
        Field("amount_usd", "USD", is_number=True),
        Field("quality", "grade"),
        Field("source", link=SOURCES),
        Field("locator"),
    )
    rows = tuple(kept.frame("purchase_history").to_dicts())
    return Grid(
        "purchase_history", "Purchases and sales by year", fields, rows, source="Table purchase_history."
    )


def _binding(rules: list[dict[str, Any]]) -> Grid:
    """Return the rules that hold the plan back, in words."""
    fields = (Field("rule", "rule that binds"),)
    return Grid("binding", f"{len(rules)} rules hold the plan back", fields, tuple(rules))
