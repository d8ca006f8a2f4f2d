"""Ledger: what is promised, paid and received, and does the chain hold."""

from __future__ import annotations

from typing import Any

from lodestock.ledger.specs import LOTS, SOLICITATIONS, TRIAL_BALANCE
from lodestock.programme.report import funds_rows
from lodestock.records.errors import InputError, Problem
from lodestock.report import Words
from lodestock.screens.figures import awards_figure, burn_down_figure, funds_figure
from lodestock.screens.form import MATERIAL, Field, Grid, Part, Screen, grid_of
from lodestock.screens.query import Query
from lodestock.screens.shelf import LedgerView, Shelf

__all__ = ["history_screen", "ledger_screen"]

_ENTRY = (
    Field("seq", "entry", is_number=True),
    Field("event", "event", is_filter=True),
    Field("id", "of", link="/ledger/history/{id}"),
    Field("counts_from", "counts from"),
    Field("by", "person", is_filter=True),
    Field("said", "what it says"),
    Field("note", "note"),
    Field("undone_by", "undone by", is_number=True),
    Field("hash", "hash"),
)


def ledger_screen(shelf: Shelf, query: Query) -> Screen:
    """Return the page of the ledger."""
    ledger = shelf.ledger()
    question = "What have we promised, paid and received, and does the chain hold?"
    if ledger is None:
        why = "The project has no ledger: `lodestock ledger init` makes one."
        document = {"command": "ledger status", "accounts": [], "awards": [], "missing": {"accounts": why}}
        return Screen("No ledger yet", question, "lodestock ledger status --json", document, (), (why,))
    lots = {n: f"/ledger/history/{{{n}}}" for n in ("award_id", "lot_id")} | MATERIAL
    tenders = {"solicitation_id": "/ledger/history/{solicitation_id}"} | MATERIAL
    frames = ledger.frames
    parts: list[Part] = [
        Words(ledger.chain),
        funds_figure({"accounts": funds_rows(ledger.status)}, ledger),
        awards_figure(ledger),
        grid_of(
            frames[SOLICITATIONS.name], SOLICITATIONS, "Solicitations", links=tenders, name="solicitations"
        ),
        burn_down_figure(ledger),
        grid_of(
            frames[LOTS.name],
            LOTS,
            "Lots" if frames[LOTS.name].height else "No lot is delivered yet",
            links=lots,
            name="lots",
        ),
        grid_of(
            frames[TRIAL_BALANCE.name], TRIAL_BALANCE, "Trial balance: debits equal credits", folded=True
        ),
        Grid(
            "journal",
            f"{ledger.status['events']} entries of the journal",
            _ENTRY,
            _entries(ledger),
            is_main=True,
        ),
    ]
    return Screen(
        title=ledger.status["finding"],
        question=question,
        command="lodestock ledger status --json",
        document=ledger.status,
        parts=tuple(parts),
        notices=ledger.notices,
    )


def history_screen(shelf: Shelf, query: Query, thing: str) -> Screen:
    """Return the page of what happened to one thing.

    Raises
    ------
    InputError : nothing in the journal has that id
    """
    ledger = shelf.ledger()
    if ledger is None:
        raise InputError(
            Problem(
                "history",
                thing,
                "is not in a journal: the project has no ledger",
                "Make one with `lodestock ledger init`",
            )
        )
    document = shelf.history(thing)
    seqs = {r["seq"] for r in document["history"]}
    rows = tuple(r for r in _entries(ledger) if r["seq"] in seqs)
    award = next((a for a in ledger.status["awards"] if a["award_id"] == thing), None)
    parts: list[Part] = [Words(_award_words(award))] if award else []
    parts.append(Grid("journal", f"{len(rows)} entries name {thing}", _ENTRY, rows, is_main=True))
    return Screen(
        title=f"{thing}: {len(rows)} entries",
        question=f"What happened to {thing}?",
        command=f"lodestock ledger history {thing} --json",
        document=document,
        parts=tuple(parts),
        crumbs=(("Ledger", "/ledger"),),
    )


def _entries(ledger: LedgerView) -> tuple[dict[str, Any], ...]:
    """Return the entries of the journal with what each says on one line."""
    return tuple({**r, "said": _said(r["data"])} for r in ledger.history["history"])


def _said(data: dict[str, Any]) -> str:
    """Return the fields of an event as words; amounts in cents become USD."""
    words = []
    for key, value in data.items():
        if value in (None, "", [], {}):
            continue
        if key.endswith("cents") and isinstance(value, int):
            words.append(
                f"USD {value / 100:,.2f}"
                if key == "cents"
                else f"{key.removesuffix('_cents')} USD {value / 100:,.2f}"
            )
        elif key.endswith("grams") and isinstance(value, int):
            words.append(f"{key.removesuffix('grams').replace('_', ' ')} {value / 1000:,.3f} kg".strip())
        elif isinstance(value, (list, tuple)):
            words.append(f"{key} {', '.join(str(v) for v in value)}")
        else:
            words.append(f"{key} {value}")
    return "; ".join(words)


def _award_words(award: dict[str, Any]) -> str:
    """Return the four numbers of an award, which nothing adds together."""
    minimum = "not stated" if award["minimum_usd"] is None else f"USD {award['minimum_usd']:,.2f}"
    return (
        f"Award of {award['material']} to {'; '.join(award['vendors'])}: ceiling USD {award['ceiling_usd']:,.2f}, "
        f"guaranteed minimum {minimum}, obligated USD {award['obligated_usd']:,.2f}, paid USD {award['outlay_usd']:,.2f}."
    )
