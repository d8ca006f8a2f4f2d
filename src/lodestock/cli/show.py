"""Documents as a person reads them on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

__all__ = [
    "show_check",
    "show_demo",
    "show_explain",
    "show_new",
    "show_plan",
    "show_rows",
    "show_scenario",
    "show_size",
]

Document = dict[str, Any]
_CLASSES = ("defence", "semiconductor", "essential-core", "essential-other")
_HEADS = ("defence", "semi-\nconductor", "essential\ncore", "essential\nother")
_NARROW = 110
"""Width of a terminal below which tables stand closer and reasons are cut to their first words."""


def _console() -> Console:
    width = None if Console().is_terminal else 140
    return Console(width=width, highlight=False, markup=False, emoji=False)


def _titled(console: Console, title: str, table: Table) -> None:
    """Print a title on a line of its own, however narrow the table is."""
    console.print(title, style="bold")
    console.print(table)


def _table(*columns: str, left: int = 1) -> Table:
    """Return a table whose first columns are words and the rest numbers; the first is never broken."""
    gap = 1 if _console().width < _NARROW else 2
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, gap, 0, 0))
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i < left else "right", overflow="fold", no_wrap=i == 0)
    return table


def _t(value: float | None) -> str:
    """Write tonnes: what is missing as a dash, nothing as 0."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _usd(value: float | None) -> str:
    """Write USD in millions."""
    return "-" if value is None else f"{value / 1e6:,.2f}"


def _foot(console: Console, document: Document) -> None:
    """Print what the result follows from."""
    console.print(
        f"card {document['card']}, as of {document['as_of']}, dataset {document['dataset_hash'][:12]}, "
        f"scenario {document['scenario_hash'][:12]}, lodestock {document['version']}, {document['seconds']} s",
        style="dim",
    )
    for change in document["overlays"]:
        who = change["author"] or "no author given"
        console.print(
            f"overlay {change['file']}:{change['line']} {change['action']} {change['row']} ({who})",
            style="dim",
        )


def _gap(material: Document) -> float:
    """Return the mean gap of all classes."""
    return float(sum(c["expected_t"] for c in material["classes"]))


def show_size(document: Document) -> None:
    """Show what a card leaves short: by item, by class, by regime, and what drives it."""
    console = _console()
    draws = f"{document['draws']:,} draws, seed {document['seed']}"
    chance = draws if document["draws"] > 1 else "nothing left to chance"
    console.print(f"{document['card']}: {chance}", style="bold")
    if document["assumes"]:
        console.print(document["assumes"] + "\n")
    short = [m for m in document["materials"] if m["requirement_t"] > 0 or _gap(m) > 0.001 * m["demand_t"]]
    short.sort(key=lambda m: (-(m["requirement_usd"] or 0.0), -m["requirement_t"], m["material"]))
    _show_gaps(console, document, short)
    _show_requirement(console, document, [m for m in short if m["requirement_t"] > 0])
    _show_regimes(console, document)
    _show_variants(console, document)
    if document["draws"] == 1:
        _show_published(console, document)
    if "effect" in document:
        _show_effect(console, document)
    for words in document["not_placed"]:
        console.print(f"not counted: {words}", style="dim")
    for name in document.get("files", []):
        console.print(f"wrote {name}", style="dim")
    _foot(console, document)


def _show_gaps(console: Console, document: Document, short: list[Document]) -> None:
    """Show by item the chance and size of its gap, what stock should cover, and the largest cause."""
    names = ("chance of a gap", "mean gap", "of a year's demand", "required t", "USD m", "driven by")
    table = _table("item", *names)
    table.columns[6].justify = "left"
    for m in short:
        gap = _gap(m)
        first = max(m["cause"], key=lambda c: c["share"], default=None)
        where = " ".join(w for w in (first["country"], first["factor"]) if w) if first else "-"
        numbers = (_t(gap), f"{gap / m['demand_t']:.1%}", _t(m["requirement_t"]))
        table.add_row(m["material"], f"{m['p_short']:.1%}", *numbers, _usd(m["requirement_usd"]), where)
    total = sum(m["requirement_usd"] or 0.0 for m in short)
    table.add_row("all", *("",) * 4, _usd(total), "", style="bold")
    _titled(console, "Gaps over the horizon of all classes, and what stock should cover, tonnes", table)
    percentile = "95th percentile of the gap" if document["draws"] > 1 else "gap"
    console.print(
        f"requirement: {percentile} that stock may serve in an emergency; "
        f"chance of a gap: above 1 % of a year's demand; {len(document['materials']) - len(short)} other items "
        "are short of less than a thousandth of it\n"
    )


def _show_requirement(console: Console, document: Document, short: list[Document]) -> None:
    """Show the requirement by class, and what is left of it after inventory."""
    table = _table("item", *_HEADS, "all", "net of inventory")
    for m in short:
        by_class = {c["class"]: c["requirement_t"] for c in m["classes"]}
        marks = "" if m["inventory_known"] else "*"
        cells = (_t(by_class[k]) for k in _CLASSES)
        table.add_row(m["material"], *cells, _t(m["requirement_t"]), _t(m["net_requirement_t"]) + marks)
    _titled(console, "Requirement by class, tonnes", table)
    console.print("* inventory unknown: the gross requirement stands\n")


def _show_effect(console: Console, document: Document) -> None:
    """Show what events take from whom."""
    table = _table("item", "class", "without", "with", "change", left=2)
    for r in document["effect"]:
        change = f"{r['with'] / r['without'] - 1:.1%}" if r["without"] else "-"
        table.add_row(r["material"], r["class"], f"{r['without']:.3f}", f"{r['with']:.3f}", change)
    _titled(console, "What the events take: mean part of usual imports that a class may use", table)
    console.print()


def _show_regimes(console: Console, document: Document) -> None:
    """Show mean gaps by regime, a year spent in it: rates of regimes are inputs, never forecasts."""
    regimes = {r["regime"]: r["quarters"] for r in document["by_regime"]}
    if len(regimes) < 2:
        return
    gaps: dict[str, dict[str, float]] = {}
    for r in document["by_regime"]:
        mine = gaps.setdefault(r["material"], dict.fromkeys(regimes, 0.0))
        mine[r["regime"]] += r["expected_t"] / r["quarters"] * 4
    demand = {m["material"]: m["demand_t"] for m in document["materials"]}
    table = _table("item", *(f"{word} ({quarters:.1f} q)" for word, quarters in regimes.items()))
    worst = sorted(gaps, key=lambda m: (-max(gaps[m].values()) / demand[m], m))
    for m in worst[:20]:
        table.add_row(m, *(f"{gap / demand[m]:.1%}" for gap in gaps[m].values()))
    _titled(
        console, "Mean gap by regime, of demand, the twenty worst (quarters spent in it of a draw)", table
    )
    console.print()


def _show_variants(console: Console, document: Document) -> None:
    """Show the requirement with one input changed, by item and in total, USD million."""
    words = {"import_weight": "import weight", "class_share": "class shares x"}
    given = {None: "as given"}
    names = [f"{words[v['input']]} {given.get(v['factor'], v['factor'])}" for v in document["variants"]]
    table = _table("item", *names)
    by = [{m["material"]: m["requirement_usd"] for m in v["materials"]} for v in document["variants"]]
    for m in sorted({m for some in by for m in some}, key=lambda m: (-(by[1].get(m) or 0.0), m)):
        table.add_row(m, *(_usd(some.get(m, 0.0)) for some in by))
    table.add_row("all items", *(_usd(v["requirement_usd"]) for v in document["variants"]), style="bold")
    table.add_row("all items, t", *(_t(v["requirement_t"]) for v in document["variants"]), style="bold")
    _titled(console, "The same in USD million with one input changed", table)
    console.print()


def _show_published(console: Console, document: Document) -> None:
    """Show the published 2013 shortfalls beside ours."""
    table = _table("item", "case", "published t", "published USD m", "ours t", left=2)
    for p in document["published"]:
        musd = "-" if p["published_musd"] is None else f"{p['published_musd']:,.2f}"
        table.add_row(
            p["material"], p["case"].replace("_", " "), _t(p["published_t"]), musd, _t(p["requirement_t"])
        )
    _titled(console, "Beside the shortfalls of the 2013 report", table)
    console.print(document["published_note"] + "\n")


def show_backtest(document: Document) -> None:
    """Show the chance that each control was given to be in force on later days, and what happened."""
    console = _console()
    days = sorted({r["date"] for r in document["backtest"]})
    table = _table("control", *(f"{day} {what}" for day in days for what in ("given", "state")))
    for event in dict.fromkeys(r["event_id"] for r in document["backtest"]):
        by = {r["date"]: r for r in document["backtest"] if r["event_id"] == event}
        cells = [
            (f"{by[d]['p_in_force']:.0%}", by[d]["state"].replace("_", " ")) if d in by else ("-", "-")
            for d in days
        ]
        table.add_row(event, *(word for pair in cells for word in pair))
    _titled(console, "Chance of being in force that the card gave, and what happened", table)
    unchanged = document["brier_unchanged"]
    beside = "" if unchanged is None else f"; {unchanged:.3f} for a guess that nothing changes"
    score = (
        "no state is known"
        if document["brier"] is None
        else f"{document['brier']:.3f} (0 is best, 0.25 says nothing)"
    )
    console.print(f"\nBrier score {score}{beside}\n")
    joint = _table("together", "events", "given", "were they independent", left=2)
    for j in document["joint"]:
        some = ", ".join(j["events"]) if len(j["events"]) < 6 else f"all {len(j['events'])} above"
        happened = "" if j["happened"] else ", did not happen"
        joint.add_row(
            f"{j['what']} on {j['date']}{happened}", some, f"{j['p']:.1%}", f"{j['p_if_independent']:.2%}"
        )
    console.print(joint)
    _foot(console, document)


def show_compare(document: Document) -> None:
    """Show what differs between two, and the items whose requirement it changes."""
    console = _console()
    inputs = _table("input", document["a"], document["b"], left=3)
    for row in document["inputs"]:
        inputs.add_row(row["word"], *("-" if row[k] is None else str(row[k]) for k in ("a", "b")))
    _titled(console, "What differs", inputs)
    items = _table("item", *(f"{document[k]} {unit}" for unit in ("t", "USD m") for k in ("a", "b")))
    for row in document["items"]:
        numbers = [row[f"requirement_usd_{k}"] for k in ("a", "b")]
        tonnes = [_t(row[f"requirement_t_{k}"]) for k in ("a", "b")]
        items.add_row(row["material"], *tonnes, *("-" if u is None else _usd(u) for u in numbers))
    _titled(console, "\nRequirement where it differs", items)
    spend = [document["plan"][f"spend_usd_{k}"] for k in ("a", "b")]
    words = ("no plan" if u is None else f"USD {_usd(u)} million" for u in spend)
    console.print(f"\nplans: {' against '.join(words)}; {len(document['plan']['lines'])} lines differ")
    _foot(console, document)


def show_plan(document: Document) -> None:
    """Show what is bought, why no more, the accounts and the certificate."""
    console, plan = _console(), document["plan"]
    _show_plan(console, plan)
    _foot(console, document)


def _show_plan(console: Console, plan: Document) -> None:
    """Show a plan object."""
    bought: dict[str, list[Document]] = {}
    for line in plan["lines"]:
        bought.setdefault(line["material"], []).append(line)
    table = _table("item", "origins", "t", "ceiling USD m", "saves USD m", "break-even p", "why no more")
    table.columns[6].justify = table.columns[1].justify = "left"
    order = sorted(bought, key=lambda m: (-sum(x["ceiling_usd"] for x in bought[m]), m))
    for m in order:
        lines = bought[m]
        reason = plan["unspent_reason"][m]
        odds = [x["break_even_probability"] for x in lines if x["break_even_probability"] is not None]
        low_high = f"{min(odds):.2%} to {max(odds):.2%}" if odds else "-"
        table.add_row(
            m,
            " ".join(sorted({x["origin"] for x in lines})),
            _t(sum(x["tonnes"] for x in lines)),
            _usd(sum(x["ceiling_usd"] for x in lines)),
            _usd(sum(x["saving_usd"] for x in lines)),
            low_high,
            reason if console.width >= _NARROW else reason.partition(":")[0],
        )
    words = f"Plan, mode {plan['mode']}: USD {_usd(plan['spend_usd'])} million in {len(plan['lines'])} lines"
    _titled(console, words, table)
    console.print()
    for m, reason in plan["unspent_reason"].items():
        if m not in bought and not reason.startswith("no requirement"):
            console.print(f"not bought: {m}: {reason}")
    accounts = _table("account", "limit", "used", "next dollar saves", "")
    accounts.columns[4].justify = "left"
    for a in plan["accounts"]:
        saves = "-" if a["next_dollar"] is None else f"{a['next_dollar']:.3g}"
        accounts.add_row(a["account"], _usd(a["limit_usd"]), _usd(a["used_usd"]), saves, a["reason"])
    _titled(console, "\nAccounts, USD million", accounts)
    loss = plan["loss"]["implementable"]
    console.print(
        f"\nservable loss USD {loss['before'] / 1e9:.3f} bn before, {loss['after'] / 1e9:.3f} bn after; solver gap on "
        f"stated assumptions {plan['gap']:.2%} of the benefit; {plan['assumed_share']:.0%} of the spending rests on an "
        "input of grade D"
    )
    extra = sum(row["private_extra_usd"] for row in plan["market"])
    console.print(f"by raising prices the orders cost private buyers at home USD {_usd(extra)} million more")
    for words in plan["binding"]:
        console.print(f"binding: {words}")


def show_demo(document: Document) -> None:
    """Show the plan and where the project lies."""
    console = _console()
    _show_plan(console, document["plan"])
    data = document["dataset"]
    console.print(
        f"\n{data['materials']} items, {data['rows']} rows, {data['assumed_share']:.0%} of them of grade D. "
        f"The project is in {document['project']}: open pictures/, plan.csv, facts.csv; "
        "all frames are in runs/."
    )
    for place in document["facts_missing"]:
        console.print(f"fact not found: {place}", style="bold")
    _foot(console, document)


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
        console, rows = _console(), document[key]
        numbers = [c for c in columns if any(isinstance(r[c], (int, float)) for r in rows)]
        words = [c for c in columns if c not in numbers]
        table = _table(*(c.replace("_", " ") for c in (*words, *numbers)), left=len(words))
        for r in rows:
            table.add_row(*(str(r[c] or "-") for c in words), *(_t(r[c]) for c in numbers))
        console.print(table)
        _foot(console, document)

    return show


def show_explain(document: Document) -> None:
    """Show a word's value and source, and for an item its waterfall and causes."""
    console = _console()
    unit = f" {document['unit']}" if document["unit"] else ""
    value = document["value"]
    shown = _t(value) if isinstance(value, (int, float)) else str(value)
    console.print(f"{document['word']}: {shown}{unit}", style="bold")
    for key in ("rule", "basis", "grade", "source", "locator", "date", "overlay"):
        if document[key]:
            console.print(f"  {key}: {document[key]}")
    if document.get("waterfall"):
        table = _table("step", "t")
        for step in document["waterfall"]:
            if step["kind"] not in ("start", "total") and not step["tonnes"]:
                continue
            sign = "+" if step["kind"] == "gain" else ""
            table.add_row(step["step"], f"{sign}{_t(step['tonnes'])}")
        _titled(console, "\nFrom usual supply to the gap, tonnes over the horizon", table)
    if document.get("cause"):
        table = _table("cause", "where", "share", left=2)
        for cause in document["cause"]:
            where = " ".join(w for w in (cause["country"], cause["stage"]) if w)
            table.add_row(cause["factor"], where, f"{cause['share']:.1%}")
        _titled(console, "\nShare of the gap that goes when one cause is switched off", table)
    if document["inputs"]:
        table = _table("word", "value")
        for entry in document["inputs"]:
            table.add_row(entry["word"], _t(entry["value"]))
        _titled(console, "\nRests on (each can be explained)", table)
    _foot(console, document)


def show_scenario(document: Document) -> None:
    """Show one scenario of one item: gaps by quarter and class, and the least available stage behind them."""
    console = _console()
    reach: dict[tuple[str, str], float] = {}
    for f in document["factors"]:
        key = (f["quarter"], f["stage"])
        reach[key] = reach.get(key, 0.0) + f["weight"] * f["availability"]["civil"]
    table = _table(
        "quarter",
        "weakest stage",
        "available",
        "own t",
        "supply t",
        *(f"{k}\ngap t" for k in _HEADS),
        left=2,
    )
    for q in document["quarters"]:
        stages = {g: v for (quarter, g), v in reach.items() if quarter == q["quarter"]}
        stage = min(stages, key=lambda g: stages[g], default="-")
        gaps = {c["class"]: c["gap_t"] for c in document["cells"] if c["quarter"] == q["quarter"]}
        share = f"{stages[stage]:.1%}" if stages else "-"
        cells = (_t(q["dom_t"]), _t(q["supply_t"]), *(_t(gaps[k]) for k in _CLASSES))
        table.add_row(q["quarter"], stage, share, *cells)
    _titled(
        console,
        f"{document['word']}, {document['item']}: imports {_t(document['import_t'])} t per year",
        table,
    )
    console.print(f"servable loss without purchases USD {_usd(document['loss_usd'])} million")
    console.print("--json gives every factor by quarter, stage and country")
    _foot(console, document)


def show_check(document: Document) -> None:
    """Show each check."""
    console = _console()
    for row in document["checks"]:
        console.print(f"{'ok  ' if row['ok'] else 'FAIL'} {row['check']}: {row['seen']}")
    if document["card"] is not None:
        _foot(console, document)
