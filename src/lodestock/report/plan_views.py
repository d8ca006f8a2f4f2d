"""Views of plans, and of the small documents beside them."""

from __future__ import annotations

from collections.abc import Callable

from lodestock.report.ledger_views import status_view
from lodestock.report.views import SERVED, Block, Document, Head, Table, Words, millions, percent, tonnes

__all__ = [
    "check_view",
    "compare_view",
    "demo_view",
    "new_view",
    "plan_headline",
    "plan_view",
    "rows_view",
    "scenario_view",
]


def plan_headline(document: Document) -> list[Block]:
    """Return the finding of a plan, and what it buys."""
    plan = document["plan"]
    heads = (
        Head("item", False), Head("origins", False), Head("t"), Head("ceiling USD m"), Head("saves USD m"),
        Head("break-even p"), Head("why no more", False, shortens=True),
    )  # fmt: skip
    rows = tuple(
        (
            b["material"],
            b["origins"],
            tonnes(b["tonnes"]),
            millions(b["ceiling_usd"]),
            millions(b["saving_usd"]),
            "-" if b["break_even_low"] is None else f"{_odds(b['break_even_low'])} to {_odds(b['break_even_high'])}",
            b["reason"],
        )
        for b in plan["buys"]
    )  # fmt: skip
    title = (
        f"Plan, mode {plan['mode']}: USD {millions(plan['spend_usd'])} million in {len(plan['lines'])} lines"
    )
    return [Words(document["finding"] + "\n", "finding"), Table(title, heads, rows)]


def plan_view(document: Document) -> list[Block]:
    """Return the finding of a plan, what it buys, why no more, the accounts and the certificate."""
    plan = document["plan"]
    bought = {b["material"] for b in plan["buys"]}
    left = tuple(
        (u["material"], u["reason"])
        for u in plan["unspent"]
        if u["material"] not in bought and u["code"] != "no_requirement"
    )
    accounts = tuple(
        (
            a["account"],
            millions(a["limit_usd"]),
            millions(a["used_usd"]),
            "-" if a["next_dollar"] is None else f"{a['next_dollar']:.3g}",
            a["reason"],
        )
        for a in plan["accounts"]
    )
    money = (
        Head("account", False),
        Head("limit"),
        Head("used"),
        Head("next dollar saves"),
        Head("", False),
    )
    loss = plan["loss"]["implementable"]
    why = (Head("item", False), Head("why no more", False, shortens=True))
    return [
        *plan_headline(document),
        *([Table("\nNot bought, though required", why, left)] if left else []),
        Table("\nAccounts, USD million", money, accounts, cut=False),
        Words(
            f"\nservable loss USD {millions(loss['before'])} million before, {millions(loss['after'])} after; solver gap "
            f"on stated assumptions {percent(plan['gap'], 2)} of the benefit; {percent(plan['assumed_share'], 0)} of the "
            "spending rests on an input of grade D"
        ),
        Words(
            "by raising prices the orders cost private buyers at home "
            f"USD {millions(plan['private_extra_usd'])} million more"
        ),
        *_of_ledger(document.get("ledger")),
        *_of_draws(plan),
        *(Words(f"binding: {words}") for words in plan["binding"]),
        *(Words(f"offer left out: {o['offer_id']}: {o['reason']}") for o in plan["offers_left_out"]),
        *_fresh(plan["fresh"]),
    ]


def _of_ledger(ledger: Document | None) -> list[Block]:
    """Return what the plan takes from the project's ledger."""
    return [Words(ledger["note"])] if ledger and ledger.get("note") else []


def _of_draws(plan: Document) -> list[Block]:
    """Return on how many draws requirement and losses rest, where these are not the same."""
    few, all_ = plan["requirement_draws"], plan["draws"]
    words = f"losses are means of {all_:,} draws; requirements, which purchases may not exceed, are of the first {few:,}"
    return [Words(words)] if few < all_ else []


def _fresh(fresh: Document | None) -> list[Block]:
    """Return what a plan saves on draws that did not choose it."""
    if fresh is None:
        return []
    low, high = millions(fresh["low_usd"]), millions(fresh["high_usd"])
    return [
        Words(
            f"on {fresh['draws']:,} other draws it saves USD {millions(fresh['saved_usd'])} million "
            f"(90 % interval {low} to {high})"
        )
    ]


def _odds(probability: float) -> str:
    """Write a break-even probability; one above 1 is never reached."""
    return "never" if probability > 1 else percent(probability, 2)


def demo_view(document: Document) -> list[Block]:
    """Return the finding, the plan, the ledger, and where the project lies."""
    data = document["dataset"]
    where = (
        f"\n{data['materials']} items, {data['rows']} rows, {percent(data['assumed_share'], 0)} of them of grade D. "
        f"The project is in {document['project']}: see it in a browser with `lodestock web -C {document['project']}`, or "
        f"open pictures/, plan.csv, facts.csv; all frames are in runs/; `lodestock ledger -h` runs the programme."
    )
    lacking = (Words(f"fact not found: {place}", "finding") for place in document["facts_missing"])
    ledger = [Words("\nThe ledger", "finding"), *status_view(document["ledger"])]
    return [*plan_view(document), *ledger, Words(where), *lacking]


def new_view(document: Document) -> list[Block]:
    """Return where a project lies and what to do in it."""
    words = "Edit scenario.yaml, put figures of your own into overlays/, name people of the ledger, then `lodestock -h`."
    return [Words(f"Made {document['project']}. {words}")]


def rows_view(key: str, *columns: str) -> Callable[[Document], list[Block]]:
    """Return what shows one list of a document as a table, for a command that needs no more.

    Parameters
    ----------
    key : of the list in the document
    columns : keys of its rows that are shown, in this order; numbers are set to the right
    """

    def view(document: Document) -> list[Block]:
        listed = document[key]
        numbers = [c for c in columns if any(isinstance(r[c], (int, float)) for r in listed)]
        words = [c for c in columns if c not in numbers]
        heads = tuple(Head(c.replace("_", " "), c in numbers) for c in (*words, *numbers))
        rows = tuple((*(str(r[c] or "-") for c in words), *(tonnes(r[c]) for c in numbers)) for r in listed)
        return [Table("", heads, rows, cut=False)]

    return view


def scenario_view(document: Document) -> list[Block]:
    """Return one scenario of one item: gaps by quarter and class, and the least available stage behind them."""
    heads = (
        Head("quarter", False), Head("weakest stage", False), Head("available"), Head("own t"), Head("supply t"),
        *(Head(f"{head.text}\ngap t") for _, head in SERVED),
    )  # fmt: skip
    rows = []
    for q in document["quarters"]:
        gaps = {c["class"]: c["gap_t"] for c in document["cells"] if c["quarter"] == q["quarter"]}
        cells = (tonnes(q["dom_t"]), tonnes(q["supply_t"]), *(tonnes(gaps[k]) for k, _ in SERVED))
        rows.append((q["quarter"], q["weakest_stage"] or "-", percent(q["weakest_availability"]), *cells))
    title = f"{document['word']}, {document['item']}: imports {tonnes(document['import_t'])} t per year"
    return [
        Table(title, heads, tuple(rows), cut=False),
        Words(f"servable loss without purchases USD {millions(document['loss_usd'])} million"),
        Words("--json gives every factor by quarter, stage and country"),
    ]


def check_view(document: Document) -> list[Block]:
    """Return each check."""
    return [
        Words(f"{'ok  ' if row['ok'] else 'FAIL'} {row['check']}: {row['seen']}")
        for row in document["checks"]
    ]


def compare_view(document: Document) -> list[Block]:
    """Return what differs between two, and the items whose requirement it changes."""
    sides = ("a", "b")
    inputs = tuple((row["word"], *(_input(row[k]) for k in sides)) for row in document["inputs"])
    items = tuple(
        (
            row["material"],
            *(tonnes(row[f"requirement_t_{k}"]) for k in sides),
            *(millions(row[f"requirement_usd_{k}"]) for k in sides),
        )
        for row in document["items"]
    )
    gaps = tuple((g["material"], *(tonnes(g[f"gap_t_{k}"]) for k in sides)) for g in document["gaps"])
    names = tuple(Head(f"{document[k]} {unit}") for unit in ("t", "USD m") for k in sides)
    spend = [document["plan"][f"spend_usd_{k}"] for k in sides]
    words = ("no plan" if u is None else f"USD {millions(u)} million" for u in spend)
    changed = len(document["plan"]["lines"])
    return [
        Table("What differs", tuple(Head(w, False) for w in ("input", *(document[k] for k in sides))), inputs, cut=False),
        Table("\nRequirement where it differs", (Head("item", False), *names), items, cut=False)
        if items
        else Table("\nNo requirement differs; mean gap where it does", (Head("item", False), *names[:2]), gaps),
        Words(f"\nplans: {' against '.join(words)}; {changed} lines differ"),
    ]  # fmt: skip


def _input(value: object) -> str:
    """Write an input as a person would: what is missing as a dash, the parts of a list between commas."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None else str(value)
