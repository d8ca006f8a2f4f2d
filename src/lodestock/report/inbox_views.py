"""Views of the inbox: what the news proposes, what was decided, and what an event moves."""

from __future__ import annotations

from typing import Any

from lodestock.report.views import Block, Document, Head, Table, Words, cut, millions, percent, tonnes
from lodestock.report.watch_views import event_line, other_telling

__all__ = ["decided_view", "effect_view", "inbox_view"]

_TERMS = ("stage", "item_share_pct", "purpose")
"""What people set beside the event: no line of the event tells it."""


def inbox_view(document: Document) -> list[Block]:
    """Return the proposals, each with its texts, the words behind it, and where texts contradict each other."""
    counts = ", ".join(f"{n} {state}" for state, n in document["counts"].items() if n)
    out: list[Block] = [
        Words(f"Inbox: {counts or 'nothing yet; `lodestock watch read FILE` fills it'}", "finding")
    ]
    for p in document["proposals"]:
        into = f" into {p['merged_into']}" if p["merged_into"] else ""
        out += [Words(""), Words(f"{p['id']}  {p['state']}{into}  {event_line(p['event'])}")]
        out += [Words(f"    {words}", "note") for words in _beside(p)]
    return out


def _beside(p: dict[str, Any]) -> list[str]:
    """Return what stands below a proposal."""
    out = []
    for d in p["documents"]:
        day = f", published {d['published']}" if d["published"] else ""
        quotes = dict.fromkeys(" ".join(e["quote"].split()) for e in d["evidence"])
        shown = "; ".join(f'"{cut(q, 80)}"' for q in quotes)
        out.append(f"told by {d['id']}{day}{': ' if shown else ''}{shown}")
    out += [
        f"against {other_telling(p, c)} in {c['field']}: {_value(c['value'])} here, {_value(c['other'])} there"
        for c in p["conflicts"]
    ]
    out += [f"{link['kind'].replace('_', ' ')} {link['to']}" for link in p["links"]]
    if p["changed"]:
        own = {n: f"{n} {p['event'][n]}" for n in p["changed"] if p["event"].get(n) and n in _TERMS}
        out.append(f"set by hand: {', '.join(own.get(n, n) for n in p['changed'])}")
    if p["state"] == "awaiting second":
        out.append(f"accepted by {p['decided_by']}: another person must accept it too")
    if p["decided_by"]:
        note = f": {p['note']}" if p["note"] else ""
        out.append(f"decided by {p['decided_by']} on {p['decided_on']}{note}")
    if p["moved_share"] is not None:
        out.append(f"moves {percent(p['moved_share'], 2)} of the plan's value")
    return out


def _value(value: Any) -> str:
    """Write a value of a field in few words."""
    if isinstance(value, dict):
        unit = value.get("currency") or value.get("unit")
        figure = "no figure" if value["value"] is None else f"{value['value']:,}"
        return f"{value['qualifier'].replace('_', ' ')} {figure} {unit}"
    return " to ".join(value) if isinstance(value, list) else str(value)


def decided_view(document: Document) -> list[Block]:
    """Return how a proposal stands after a decision, and what it changes."""
    out: list[Block] = [Words(f"{document['id']} is {document['state']}", "finding")]
    out += [Words(f"counts in {r['table']}: {r['row_id']}") for r in document["rows"]]
    out += [Words(words) for words in document.get("said", ())]
    moved = document.get("moved_share")
    if moved is not None:
        out.append(Words(f"It moves {percent(moved, 2)} of the plan's value."))
    if document.get("needs_second"):
        out.append(
            Words(f"Another person must accept it too: `lodestock watch accept {document['id']} --by PERSON`")
        )
    if document.get("draft"):
        out.append(Words("\nTo record it in the ledger; what no text tells stands in angle brackets:"))
        out += [Words(f"  {line}", "command") for line in document["draft"]]
    return out


def effect_view(document: Document) -> list[Block]:
    """Return what an event moves: items, duties and the plan, without it and with it."""
    plan, items = document["plan"], document["items"]
    moved = plan["moved_share"]
    share = "no plan can be made" if moved is None else f"the plan moves by {percent(moved, 2)} of its value"
    count = f"{len(items)} item{'' if len(items) == 1 else 's'}"
    out: list[Block] = [Words(f"{document['id']} changes {count}; {share}", "finding")]
    out += [Words(words) for words in document["said"]]
    if items:
        out.append(_items(items))
    if document["duties"]:
        out.append(_duties(document["duties"]))
    if plan["a"] is not None:
        out.append(_plans(plan))
    if plan["buys"]:
        rows = tuple((b["material"], tonnes(b["tonnes_a"]), tonnes(b["tonnes_b"])) for b in plan["buys"])
        out.append(
            Table("\nBuys that differ", (Head("item", False), Head("t without"), Head("t with")), rows)
        )
    return out


def _items(items: list[dict[str, Any]]) -> Table:
    heads = (
        Head("item", False), Head("available\nwithout"), Head("available\nwith"), Head("gap t\nwithout"),
        Head("gap t\nwith"), Head("required t\nwithout"), Head("required t\nwith"),
    )  # fmt: skip
    rows = tuple(
        (
            r["material"],
            *(percent(r[f"availability_{s}"]) for s in "ab"),
            *(tonnes(r[f"gap_t_{s}"]) for s in "ab"),
            *(tonnes(r[f"requirement_t_{s}"]) for s in "ab"),
        )
        for r in items
    )
    return Table("\nItems that change: part of usual imports available, and mean gap", heads, rows)


def _duties(duties: list[dict[str, Any]]) -> Table:
    heads = (
        Head("item", False),
        Head("from", False),
        Head("duty %\nwithout"),
        Head("duty %\nwith"),
        Head("may be bought", False),
    )
    rows = tuple(
        (
            d["material"],
            d["origin"],
            f"{d['rate_percent_a']:g}",
            f"{d['rate_percent_b']:g}",
            "yes" if d["is_offered"] else "no: barred",
        )
        for d in duties
    )
    return Table("\nDuties that change", heads, rows)


def _plans(plan: dict[str, Any]) -> Table:
    """Return what the two plans come to."""
    words = {
        "spend_usd": "spent, USD million",
        "objective": "expected loss left, USD million",
        "no_plan": "expected loss without a plan, USD million",
        "next_dollar": "loss saved by one more dollar, USD",
    }
    rows = tuple(
        (
            text,
            *(f"{plan[s][key] or 0.0:.3g}" if key == "next_dollar" else millions(plan[s][key]) for s in "ab"),
        )
        for key, text in words.items()
    )
    return Table("\nThe plan", (Head("", False), Head("without"), Head("with")), rows)
