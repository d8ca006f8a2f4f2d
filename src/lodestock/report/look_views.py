"""Views of what is only looked at: tables, the state of the data, methods."""

from __future__ import annotations

from typing import Any

from lodestock.report.plan_views import rows_view
from lodestock.report.views import Block, Document, Head, Table, Words, cut, millions, tonnes

__all__ = ["data_status_view", "materials_view", "methods_view", "report_view", "table_view"]

_WIDTH = 130
"""Characters of a row of a table; columns that do not fit are named below it."""

_LONGEST = 40
"""Characters of a cell that are shown."""

_LONGEST_ID = 60
"""Characters of a row id that are shown."""

_LAST = ("quality", "note", "notes", "rule", "source", "locator")
"""Columns that give way to others."""


def table_view(document: Document) -> list[Block]:
    """Return a table with the columns that fit, and the names of those that do not."""
    kinds = {f["name"]: f["kind"] for f in document["fields"]}
    rows, first = document["rows"], document["columns"][0]
    if not rows:
        return [Words(f"{document['table']}: {document['meaning']}"), Words("no row", "note")]
    filled = [c for c in document["columns"] if any(r[c] is not None for r in rows)]
    keys = [c for c in filled if c != first and _repeats(c, rows)]
    wanted = [c for c in filled if c != first and c not in keys and c not in _LAST]
    wanted += [c for c in _LAST if c in filled]
    shown, room = [first], _WIDTH - _width(first, kinds, rows)
    for column in wanted:
        room -= _width(column, kinds, rows)
        if room < 0:
            break
        shown.append(column)
    heads = tuple(Head(c.replace("_", " "), kinds[c] in ("number", "integer")) for c in shown)
    cells = tuple(
        tuple(_cell(r[c], kinds[c], _LONGEST_ID if c == first else _LONGEST) for c in shown) for r in rows
    )
    out: list[Block] = [Table(f"{document['table']}: {document['meaning']}", heads, cells)]
    left = [c for c in document["columns"] if c not in shown and c not in keys]
    if left:
        out.append(Words(f"not shown: {', '.join(left)}; --json gives every column", "note"))
    return [*out, *(Words(f"{r[first]}: {r['overlay']}", "note") for r in rows if r["overlay"])]


def _repeats(column: str, rows: list[dict[str, Any]]) -> bool:
    """Return whether a column says in every row what the row id says already."""
    return all(str(r[column]) in str(r["row_id"]).split("/") for r in rows)


def _cell(value: object, kind: str, longest: int = _LONGEST) -> str:
    """Write a cell: numbers as elsewhere, long text cut."""
    if value is None:
        return "-"
    if kind == "number":
        return tonnes(float(str(value)))
    return cut(str(value), longest)


def _width(column: str, kinds: dict[str, str], rows: list[dict[str, Any]]) -> int:
    """Return the characters that a column takes, with the gap after it."""
    longest = _LONGEST_ID if column == "row_id" else _LONGEST
    cells = (_cell(r[column], kinds[column], longest) for r in rows)
    return max([len(column), *(len(c) for c in cells)]) + 2


def materials_view(document: Document) -> list[Block]:
    """Return the items, and which names on the lists of others are none."""
    columns = ("material", "name", "group", "basis", "grade", "demand_t", "price_usd_per_t")
    out = rows_view("materials", *columns)(document)
    for words in document["lists"]:
        absent = ", ".join(words["absent"]) or "none"
        out.append(Words(f"of {words['names']} names on {words['list']} no item here: {absent}", "note"))
    return out


def data_status_view(document: Document) -> list[Block]:
    """Return one row a table: its rows, the newest of them, grades, and what overlays changed."""
    heads = (
        Head("table", False), Head("newest", False), Head("grades", False), Head("rows"), Head("overlaid"),
        Head("empty cells"), Head("meaning", False),
    )  # fmt: skip
    rows = tuple(
        (
            t["table"],
            _cell(t["newest"], "string"),
            " ".join(f"{g} {n}" for g, n in t["grades"].items()) or "-",
            f"{t['rows']:,}",
            f"{t['overlaid']:,}",
            f"{t['missing']:,}",
            _cell(t["meaning"], "string"),
        )
        for t in document["tables"]
    )
    return [Table("", heads, rows, cut=False)]


def methods_view(document: Document) -> list[Block]:
    """Return the methods that state a formula, one a row; or one method whole."""
    methods = document["methods"]
    if len(methods) == 1:
        return list(_whole(methods[0]))
    stated = [m for m in methods if m["formulas"]]
    rows = tuple((m["name"], m["summary"]) for m in stated)
    words = f"{len(methods) - len(stated)} more state no formula, --json lists them; with a NAME one is printed whole"
    return [
        Table("", (Head("method", False), Head("what it does", False)), rows, cut=False),
        Words(words, "note"),
    ]


def report_view(document: Document) -> list[Block]:
    """Return how a programme stands: its plan, coverage, where it buys, money, and what changed."""
    out: list[Block] = [Words(document[k], "finding") for k in ("finding", "ledger_finding") if document[k]]
    if not out:
        out.append(Words(f"{document['missing']['finding']}.", "finding"))
    out += [Words(words) for words in document["notices"]]
    coverage = tuple(
        (c["material"], tonnes(c["requirement_t"]), tonnes(c["held_t"]), tonnes(c["planned_t"]),
         millions(c["requirement_usd"]), millions(c["left_at_most_usd"]))
        for c in document["coverage"]
    )  # fmt: skip
    heads = (
        Head("item", False),
        Head("required t"),
        Head("held t"),
        Head("planned t"),
        Head("required USD m"),
        Head("left at most"),
    )
    where = tuple((o["country_name"], millions(o["ceiling_usd"]), o["items"]) for o in document["origins"])
    money = tuple(
        (a["account"], *(millions(a[f"{k}_usd"]) for k in ("appropriated", "committed", "obligated", "expended")),
         "-" if a["days_left"] is None else f"{a['days_left']:,}")
        for a in document["accounts"]
    )  # fmt: skip
    words = ("appropriated", "committed", "obligated", "paid", "days left")
    tables = (
        Table("\nRequirement, and what meets it", heads, coverage),
        Table(
            "\nWhere the plan buys, USD million",
            (Head("country", False), Head("ceilings"), Head("items", False)),
            where,
        ),
        Table(
            "\nAccounts, USD million", (Head("account", False), *(Head(w) for w in words)), money, cut=False
        ),
    )
    out += [t for t in tables if t.rows]
    changes = document["changes"]
    if changes:
        out.append(
            Words(
                f"\nagainst the run before, {changes['a']}: the requirement of {len(changes['items'])} items differs"
            )
        )
    return out


def _whole(method: dict[str, Any]) -> list[Block]:
    """Return a method: name, summary, text with its formulas, sections, references."""
    out: list[Block] = [Words(method["name"], "finding"), Words(method["summary"])]
    out += [Words(f"\n{method[key]}") for key in ("text", "parameters") if method[key]]
    return [*out, Words(f"\nReferences\n{method['references']}")] if method["references"] else out
