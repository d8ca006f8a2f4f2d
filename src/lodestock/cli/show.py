"""Documents as a person reads them on a terminal, but for those of SIZE."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console

from lodestock.cli.tables import (
    CLASSES,
    HEADS,
    NARROW,
    Document,
    first_rows,
    make_table,
    millions,
    open_console,
    print_foot,
    print_more,
    print_titled,
    tonnes,
)

__all__ = ["show_check", "show_demo", "show_explain", "show_new", "show_plan", "show_rows", "show_scenario"]


def show_plan(document: Document, *, full: bool = False) -> None:
    """Show the finding of a plan, then what is bought, why no more, the accounts and the certificate."""
    console, plan = open_console(), document["plan"]
    console.print(document["finding"] + "\n", style="bold")
    _show_plan(console, plan, full)
    print_foot(console, document)


def _show_plan(console: Console, plan: Document, full: bool) -> None:
    """Show a plan object."""
    bought: dict[str, list[Document]] = {}
    for line in plan["lines"]:
        bought.setdefault(line["material"], []).append(line)
    table = make_table("item", "origins", "t", "ceiling USD m", "saves USD m", "break-even p", "why no more")
    table.columns[6].justify = table.columns[1].justify = "left"
    order = sorted(bought, key=lambda m: (-sum(x["ceiling_usd"] for x in bought[m]), m))
    for m in first_rows(order, full):
        lines = bought[m]
        reason = plan["unspent_reason"][m]
        odds = [x["break_even_probability"] for x in lines if x["break_even_probability"] is not None]
        low_high = f"{min(odds):.2%} to {max(odds):.2%}" if odds else "-"
        table.add_row(
            m,
            " ".join(sorted({x["origin"] for x in lines})),
            tonnes(sum(x["tonnes"] for x in lines)),
            millions(sum(x["ceiling_usd"] for x in lines)),
            millions(sum(x["saving_usd"] for x in lines)),
            low_high,
            reason if console.width >= NARROW else reason.partition(":")[0],
        )
    words = (
        f"Plan, mode {plan['mode']}: USD {millions(plan['spend_usd'])} million in {len(plan['lines'])} lines"
    )
    print_titled(console, words, table)
    print_more(console, order, full)
    console.print()
    left = [
        (m, r)
        for m, r in plan["unspent_reason"].items()
        if m not in bought and not r.startswith("no requirement")
    ]
    for m, reason in first_rows(left, full):
        console.print(f"not bought: {m}: {reason}")
    print_more(console, left, full)
    accounts = make_table("account", "limit", "used", "next dollar saves", "")
    accounts.columns[4].justify = "left"
    for a in plan["accounts"]:
        saves = "-" if a["next_dollar"] is None else f"{a['next_dollar']:.3g}"
        accounts.add_row(a["account"], millions(a["limit_usd"]), millions(a["used_usd"]), saves, a["reason"])
    print_titled(console, "\nAccounts, USD million", accounts)
    loss = plan["loss"]["implementable"]
    console.print(
        f"\nservable loss USD {loss['before'] / 1e9:.3f} bn before, {loss['after'] / 1e9:.3f} bn after; solver gap on "
        f"stated assumptions {plan['gap']:.2%} of the benefit; {plan['assumed_share']:.0%} of the spending rests on an "
        "input of grade D"
    )
    extra = sum(row["private_extra_usd"] for row in plan["market"])
    console.print(
        f"by raising prices the orders cost private buyers at home USD {millions(extra)} million more"
    )
    for words in plan["binding"]:
        console.print(f"binding: {words}")


def show_demo(document: Document) -> None:
    """Show the finding, the plan and where the project lies."""
    console = open_console()
    console.print(document["finding"] + "\n", style="bold")
    _show_plan(console, document["plan"], full=False)
    data = document["dataset"]
    console.print(
        f"\n{data['materials']} items, {data['rows']} rows, {data['assumed_share']:.0%} of them of grade D. "
        f"The project is in {document['project']}: open pictures/, plan.csv, facts.csv; "
        "all frames are in runs/."
    )
    for place in document["facts_missing"]:
        console.print(f"fact not found: {place}", style="bold")
    print_foot(console, document)


def show_new(document: Document) -> None:
    """Say where the project lies and what to do in it."""
    words = "Edit scenario.yaml, put figures of your own into overlays/, then `lodestock -h`."
    print(f"Made {document['project']}. {words}")


def show_rows(key: str, *columns: str) -> Callable[[Document], None]:
    """Return what shows one list of a document as a table, for a command that needs no more.

    Parameters
    ----------
    key : of the list in the document
    columns : keys of its rows that are shown, in this order; numbers are set to the right
    """

    def show(document: Document) -> None:
        console, rows = open_console(), document[key]
        numbers = [c for c in columns if any(isinstance(r[c], (int, float)) for r in rows)]
        words = [c for c in columns if c not in numbers]
        table = make_table(*(c.replace("_", " ") for c in (*words, *numbers)), left=len(words))
        for r in rows:
            table.add_row(*(str(r[c] or "-") for c in words), *(tonnes(r[c]) for c in numbers))
        console.print(table)
        print_foot(console, document)

    return show


def show_explain(document: Document) -> None:
    """Show a word's value and source, and for an item its waterfall and causes."""
    console = open_console()
    unit = f" {document['unit']}" if document["unit"] else ""
    value = document["value"]
    shown = tonnes(value) if isinstance(value, (int, float)) else str(value)
    console.print(f"{document['word']}: {shown}{unit}", style="bold")
    for key in ("rule", "basis", "grade", "source", "locator", "date", "overlay"):
        if document[key]:
            console.print(f"  {key}: {document[key]}")
    if document.get("waterfall"):
        table = make_table("step", "t")
        for step in document["waterfall"]:
            if step["kind"] not in ("start", "total") and not step["tonnes"]:
                continue
            sign = "+" if step["kind"] == "gain" else ""
            table.add_row(step["step"], f"{sign}{tonnes(step['tonnes'])}")
        print_titled(console, "\nFrom usual supply to the gap, tonnes over the horizon", table)
    if document.get("cause"):
        table = make_table("cause", "where", "share", left=2)
        for cause in document["cause"]:
            where = " ".join(w for w in (cause["country"], cause["stage"]) if w)
            table.add_row(cause["factor"], where, f"{cause['share']:.1%}")
        print_titled(console, "\nShare of the gap that goes when one cause is switched off", table)
    if document["inputs"]:
        table = make_table("word", "value")
        for entry in document["inputs"]:
            table.add_row(entry["word"], tonnes(entry["value"]))
        print_titled(console, "\nRests on (each can be explained)", table)
    print_foot(console, document)


def show_scenario(document: Document) -> None:
    """Show one scenario of one item: gaps by quarter and class, and the least available stage behind them."""
    console = open_console()
    reach: dict[tuple[str, str], float] = {}
    for f in document["factors"]:
        key = (f["quarter"], f["stage"])
        reach[key] = reach.get(key, 0.0) + f["weight"] * f["availability"]["civil"]
    table = make_table(
        "quarter",
        "weakest stage",
        "available",
        "own t",
        "supply t",
        *(f"{k}\ngap t" for k in HEADS),
        left=2,
    )
    for q in document["quarters"]:
        stages = {g: v for (quarter, g), v in reach.items() if quarter == q["quarter"]}
        stage = min(stages, key=lambda g: stages[g], default="-")
        gaps = {c["class"]: c["gap_t"] for c in document["cells"] if c["quarter"] == q["quarter"]}
        share = f"{stages[stage]:.1%}" if stages else "-"
        cells = (tonnes(q["dom_t"]), tonnes(q["supply_t"]), *(tonnes(gaps[k]) for k in CLASSES))
        table.add_row(q["quarter"], stage, share, *cells)
    print_titled(
        console,
        f"{document['word']}, {document['item']}: imports {tonnes(document['import_t'])} t per year",
        table,
    )
    console.print(f"servable loss without purchases USD {millions(document['loss_usd'])} million")
    console.print("--json gives every factor by quarter, stage and country")
    print_foot(console, document)


def show_check(document: Document) -> None:
    """Show each check."""
    console = open_console()
    for row in document["checks"]:
        console.print(f"{'ok  ' if row['ok'] else 'FAIL'} {row['check']}: {row['seen']}")
    if document["card"] is not None:
        print_foot(console, document)
