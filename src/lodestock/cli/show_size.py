"""Documents of SIZE as a person reads them on a terminal."""

from __future__ import annotations

from rich.console import Console

from lodestock.cli.tables import (
    CLASSES,
    HEADS,
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

__all__ = ["show_backtest", "show_compare", "show_size"]


def _gap(material: Document) -> float:
    """Return the mean gap of all classes."""
    return float(sum(c["expected_t"] for c in material["classes"]))


def show_size(document: Document, *, full: bool = False) -> None:
    """Show the finding of a card, then what is short: by item, by class, by regime, and what drives it."""
    console = open_console()
    console.print(document["finding"] + "\n", style="bold")
    draws = f"{document['draws']:,} draws, seed {document['seed']}"
    chance = draws if document["draws"] > 1 else "nothing left to chance"
    console.print(f"{document['card']}: {chance}")
    if document["assumes"]:
        console.print(document["assumes"] + "\n")
    short = [m for m in document["materials"] if m["requirement_t"] > 0 or _gap(m) > 0.001 * m["demand_t"]]
    short.sort(key=lambda m: (-(m["requirement_usd"] or 0.0), -m["requirement_t"], m["material"]))
    _show_gaps(console, document, short, full)
    _show_requirement(console, [m for m in short if m["requirement_t"] > 0], full)
    _show_regimes(console, document, full)
    _show_variants(console, document, full)
    if document["draws"] == 1:
        _show_published(console, document, full)
    if "effect" in document:
        _show_effect(console, document)
    for words in document["not_placed"]:
        console.print(f"not counted: {words}", style="dim")
    print_foot(console, document)


def _show_gaps(console: Console, document: Document, short: list[Document], full: bool) -> None:
    """Show by item the chance and size of its gap, what stock should cover, and the largest cause."""
    names = ("chance of a gap", "mean gap", "of a year's demand", "required t", "USD m", "driven by")
    table = make_table("item", *names)
    table.columns[6].justify = "left"
    for m in first_rows(short, full):
        gap = _gap(m)
        first = max(m["cause"], key=lambda c: c["share"], default=None)
        where = " ".join(w for w in (first["country"], first["factor"]) if w) if first else "-"
        numbers = (tonnes(gap), f"{gap / m['demand_t']:.1%}", tonnes(m["requirement_t"]))
        table.add_row(m["material"], f"{m['p_short']:.1%}", *numbers, millions(m["requirement_usd"]), where)
    total = sum(m["requirement_usd"] or 0.0 for m in short)
    table.add_row("all", *("",) * 4, millions(total), "", style="bold")
    print_titled(console, "Gaps over the horizon of all classes, and what stock should cover, tonnes", table)
    print_more(console, short, full)
    percentile = "95th percentile of the gap" if document["draws"] > 1 else "gap"
    console.print(
        f"requirement: {percentile} that stock may serve in an emergency; "
        f"chance of a gap: above 1 % of a year's demand; {len(document['materials']) - len(short)} other items "
        "are short of less than a thousandth of it\n"
    )


def _show_requirement(console: Console, short: list[Document], full: bool) -> None:
    """Show the requirement by class, and what is left of it after inventory."""
    table = make_table("item", *HEADS, "all", "net of inventory")
    for m in first_rows(short, full):
        by_class = {c["class"]: c["requirement_t"] for c in m["classes"]}
        marks = "" if m["inventory_known"] else "*"
        cells = (tonnes(by_class[k]) for k in CLASSES)
        table.add_row(
            m["material"], *cells, tonnes(m["requirement_t"]), tonnes(m["net_requirement_t"]) + marks
        )
    print_titled(console, "Requirement by class, tonnes", table)
    print_more(console, short, full)
    console.print("* inventory unknown: the gross requirement stands\n")


def _show_effect(console: Console, document: Document) -> None:
    """Show what events take from whom."""
    table = make_table("item", "class", "without", "with", "change", left=2)
    for r in document["effect"]:
        change = f"{r['with'] / r['without'] - 1:.1%}" if r["without"] else "-"
        table.add_row(r["material"], r["class"], f"{r['without']:.3f}", f"{r['with']:.3f}", change)
    print_titled(console, "What the events take: mean part of usual imports that a class may use", table)
    console.print()


def _show_regimes(console: Console, document: Document, full: bool) -> None:
    """Show mean gaps by regime, a year spent in it: rates of regimes are inputs, never forecasts."""
    regimes = {r["regime"]: r["quarters"] for r in document["by_regime"]}
    if len(regimes) < 2:
        return
    gaps: dict[str, dict[str, float]] = {}
    for r in document["by_regime"]:
        mine = gaps.setdefault(r["material"], dict.fromkeys(regimes, 0.0))
        mine[r["regime"]] += r["expected_t"] / r["quarters"] * 4
    demand = {m["material"]: m["demand_t"] for m in document["materials"]}
    table = make_table("item", *(f"{word} ({quarters:.1f} q)" for word, quarters in regimes.items()))
    worst = sorted(gaps, key=lambda m: (-max(gaps[m].values()) / demand[m], m))
    for m in first_rows(worst, full):
        table.add_row(m, *(f"{gap / demand[m]:.1%}" for gap in gaps[m].values()))
    print_titled(
        console, "Mean gap by regime, of demand, the worst first (quarters spent in it of a draw)", table
    )
    print_more(console, worst, full)
    console.print()


def _show_variants(console: Console, document: Document, full: bool) -> None:
    """Show the requirement with one input changed, by item and in total, USD million."""
    words = {"import_weight": "import weight", "class_share": "class shares x"}
    given = {None: "as given"}
    names = [f"{words[v['input']]} {given.get(v['factor'], v['factor'])}" for v in document["variants"]]
    table = make_table("item", *names)
    by = [{m["material"]: m["requirement_usd"] for m in v["materials"]} for v in document["variants"]]
    order = sorted({m for some in by for m in some}, key=lambda m: (-(by[1].get(m) or 0.0), m))
    for m in first_rows(order, full):
        table.add_row(m, *(millions(some.get(m, 0.0)) for some in by))
    table.add_row("all items", *(millions(v["requirement_usd"]) for v in document["variants"]), style="bold")
    table.add_row("all items, t", *(tonnes(v["requirement_t"]) for v in document["variants"]), style="bold")
    print_titled(console, "The same in USD million with one input changed", table)
    print_more(console, order, full)
    console.print()


def _show_published(console: Console, document: Document, full: bool) -> None:
    """Show the published 2013 shortfalls beside ours."""
    table = make_table("item", "case", "published t", "published USD m", "ours t", left=2)
    for p in first_rows(document["published"], full):
        musd = "-" if p["published_musd"] is None else f"{p['published_musd']:,.2f}"
        table.add_row(
            p["material"],
            p["case"].replace("_", " "),
            tonnes(p["published_t"]),
            musd,
            tonnes(p["requirement_t"]),
        )
    print_titled(console, "Beside the shortfalls of the 2013 report", table)
    print_more(console, document["published"], full)
    console.print(document["published_note"] + "\n")


def show_backtest(document: Document) -> None:
    """Show the chance that each control was given to be in force on later days, and what happened."""
    console = open_console()
    days = sorted({r["date"] for r in document["backtest"]})
    table = make_table("control", *(f"{day} {what}" for day in days for what in ("given", "state")))
    for event in dict.fromkeys(r["event_id"] for r in document["backtest"]):
        by = {r["date"]: r for r in document["backtest"] if r["event_id"] == event}
        cells = [
            (f"{by[d]['p_in_force']:.0%}", by[d]["state"].replace("_", " ")) if d in by else ("-", "-")
            for d in days
        ]
        table.add_row(event, *(word for pair in cells for word in pair))
    print_titled(console, "Chance of being in force that the card gave, and what happened", table)
    unchanged = document["brier_unchanged"]
    beside = "" if unchanged is None else f"; {unchanged:.3f} for a guess that nothing changes"
    score = (
        "no state is known"
        if document["brier"] is None
        else f"{document['brier']:.3f} (0 is best, 0.25 says nothing)"
    )
    console.print(f"\nBrier score {score}{beside}\n")
    joint = make_table("together", "events", "given", "were they independent", left=2)
    for j in document["joint"]:
        some = ", ".join(j["events"]) if len(j["events"]) < 6 else f"all {len(j['events'])} above"
        happened = "" if j["happened"] else ", did not happen"
        joint.add_row(
            f"{j['what']} on {j['date']}{happened}", some, f"{j['p']:.1%}", f"{j['p_if_independent']:.2%}"
        )
    console.print(joint)
    print_foot(console, document)


def show_compare(document: Document) -> None:
    """Show what differs between two, and the items whose requirement it changes."""
    console = open_console()
    inputs = make_table("input", document["a"], document["b"], left=3)
    for row in document["inputs"]:
        inputs.add_row(row["word"], *("-" if row[k] is None else str(row[k]) for k in ("a", "b")))
    print_titled(console, "What differs", inputs)
    items = make_table("item", *(f"{document[k]} {unit}" for unit in ("t", "USD m") for k in ("a", "b")))
    for row in document["items"]:
        amounts = [tonnes(row[f"requirement_t_{k}"]) for k in ("a", "b")]
        items.add_row(row["material"], *amounts, *(millions(row[f"requirement_usd_{k}"]) for k in ("a", "b")))
    print_titled(console, "\nRequirement where it differs", items)
    spend = [document["plan"][f"spend_usd_{k}"] for k in ("a", "b")]
    words = ("no plan" if u is None else f"USD {millions(u)} million" for u in spend)
    console.print(f"\nplans: {' against '.join(words)}; {len(document['plan']['lines'])} lines differ")
    print_foot(console, document)
