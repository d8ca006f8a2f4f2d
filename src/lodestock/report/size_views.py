"""Views of sizings and back-tests."""

from __future__ import annotations

from lodestock.report.views import SERVED, Block, Document, Head, Table, Words, millions, percent, tonnes

__all__ = ["backtest_view", "size_headline", "size_view", "unrequired_words"]

_ITEM = Head("item", False)

_NAMED = 5
"""Items that a sentence names before it counts the others."""


def size_headline(document: Document) -> list[Block]:
    """Return the finding of a card and the table of gaps and what stock should cover."""
    short = [m for m in document["materials"] if m["is_short"]]
    short.sort(key=_weight)
    heads = (
        _ITEM, Head("chance of a gap"), Head("mean gap"), Head("of a year's demand"), Head("required t"),
        Head("USD m"), Head("driven by", False),
    )  # fmt: skip
    rows = tuple(
        (
            m["material"],
            percent(m["p_short"]),
            tonnes(m["gap_t"]),
            percent(m["gap_share"]),
            tonnes(m["requirement_t"]),
            millions(m["requirement_usd"]),
            _first_cause(m),
        )
        for m in short
    )
    total = ("all", "", "", "", tonnes(document["requirement_t"]), millions(document["requirement_usd"]), "")
    others = len(document["materials"]) - len(short)
    percentile = "95th percentile of the gap" if document["draws"] > 1 else "gap"
    return [
        Words(document["finding"] + "\n", "finding"),
        Table(
            "Gaps over the horizon of all classes, and what stock should cover, tonnes", heads, rows, (total,)
        ),
        Words(
            f"requirement: {percentile} that stock may serve in an emergency; chance of a gap: above 1 % of a year's "
            f"demand; {others} other items are short of less than a thousandth of it; driven by: of all gaps that go when "
            f"one cause is switched off, the largest{_on_first(document, document['subsample'])}\n"
        ),
    ]


def _weight(material: Document) -> tuple[float, float, float, str]:
    """Return what items are sorted by: required USD, required tonnes, the gap as a part of a year's demand, the name."""
    usd, gap = material["requirement_usd"] or 0.0, material["gap_share"] or 0.0
    return -usd, -material["requirement_t"], -gap, material["material"]


def _on_first(document: Document, draws: int) -> str:
    """Return on how many draws a part of an answer rests, where that is not all of them."""
    return f", on the first {draws:,} of the {document['draws']:,} draws" if draws < document["draws"] else ""


def _first_cause(material: Document) -> str:
    """Return the cause of the largest share of an item's gap in words."""
    first = max(material["cause"], key=lambda c: c["share"], default=None)
    return " ".join(w for w in (first["country"], first["factor"]) if w) if first else "-"


def size_view(document: Document) -> list[Block]:
    """Return the finding of a card, then what is short: by item, by class, by regime, and what drives it."""
    finding, gaps, percentile = size_headline(document)
    draws = f"{document['draws']:,} draws, seed {document['seed']}"
    chance = draws if document["draws"] > 1 else "nothing left to chance"
    out = [finding, Words(f"{document['card']}: {chance}")]
    if document["assumes"]:
        out.append(Words(document["assumes"] + "\n"))
    out += [
        gaps,
        percentile,
        *_requirement(document),
        *_footing(document),
        *_regimes(document),
        *_variants(document),
    ]
    if document["draws"] == 1:
        out += _published(document)
    if "effect" in document:
        out += _effect(document)
    return [*out, *(Words(f"not counted: {words}", "note") for words in document["not_placed"])]


def _requirement(document: Document) -> list[Block]:
    """Return the requirement by class, and what is left of it after inventory."""
    required = [m for m in document["materials"] if m["requirement_t"] > 0]
    required.sort(key=_weight)
    rows = []
    for m in required:
        by_class = {c["class"]: c["requirement_t"] for c in m["classes"]}
        mark = "" if m["inventory_known"] else "*"
        cells = (tonnes(by_class[k]) for k, _ in SERVED)
        rows.append(
            (m["material"], *cells, tonnes(m["requirement_t"]), tonnes(m["net_requirement_t"]) + mark)
        )
    heads = (_ITEM, *(head for _, head in SERVED), Head("all"), Head("net of inventory"))
    return [
        *([Table("Requirement by class, tonnes", heads, tuple(rows))] if rows else []),
        *([Words("* inventory unknown: the gross requirement stands")] if rows else []),
        *(Words(words) for words in unrequired_words(document["unrequired"])),
        Words(""),
    ]


def unrequired_words(rows: list[Document]) -> list[str]:
    """Return sentences that say which classes bear gaps of which nothing is required, and why; like ones together.

    Parameters
    ----------
    rows : `unrequired` of the JSON object of `lodestock size`
    """
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for row in rows:
        alike.setdefault(tuple((c["class"], c["reason"]) for c in row["classes"]), []).append(row["material"])
    out = []
    for borne, items in alike.items():
        falls: dict[str, list[str]] = {}
        for name, reason in borne:
            falls.setdefault(reason, []).append(name)
        on = "; and on ".join(
            f"the {'class' if len(names) == 1 else 'classes'} {' and '.join(names)}, {reason}"
            for reason, names in falls.items()
        )
        more = f" and {len(items) - _NAMED} other items" if len(items) > _NAMED else ""
        out.append(f"Nothing of the gap of {', '.join(items[:_NAMED])}{more} is required: it falls on {on}.")
    return out


def _footing(document: Document) -> list[Block]:
    """Return the worst grade that each requirement rests on, and the cell that moves it most."""
    required = [m for m in document["materials"] if m["requirement_t"] > 0]
    required.sort(key=_weight)
    rows = []
    for m in required:
        most = m["moved_most"]
        cells = (
            (most["word"], most["grade"] or "-", f"{100 * most['change']:+.1f} %")
            if most
            else ("-", "-", "-")
        )
        rows.append((m["material"], m["worst_grade"], *cells))
    heads = (
        _ITEM, Head("worst grade", False), Head("the cell that moves it most", False), Head("its grade", False),
        Head("a tenth more of it"),
    )  # fmt: skip
    draws = max((m["moved_most"]["draws"] for m in required if m["moved_most"]), default=document["draws"])
    title = f"What each requirement rests on{_on_first(document, draws)}"
    return [Table(title, heads, tuple(rows)), Words("")] if rows else []


def _effect(document: Document) -> list[Block]:
    """Return what events take from whom, and which of them change nothing."""
    idle = [
        Words(f"{e['event_id']} changes nothing, because {e['reason']}") for e in document["without_effect"]
    ]
    rows = tuple(
        (r["material"], r["class"], f"{r['without']:.3f}", f"{r['with']:.3f}", percent(r["change"]))
        for r in document["effect"]
    )
    heads = (_ITEM, Head("class", False), Head("without"), Head("with"), Head("change"))
    title = "What the events take: mean part of usual imports that a class may use"
    return [*([Table(title, heads, rows, cut=False)] if rows else []), *idle, Words("")]


def _regimes(document: Document) -> list[Block]:
    """Return mean gaps by regime, a year spent in it: rates of regimes are inputs, never forecasts."""
    quarters = {r["regime"]: r["quarters"] for r in document["by_regime"]}
    if len(quarters) < 2:
        return []
    shares: dict[str, dict[str, float]] = {}
    for r in document["regime_gaps"]:
        shares.setdefault(r["material"], {})[r["regime"]] = r["gap_share"]
    worst = sorted(shares, key=lambda m: (-max(shares[m].values()), m))
    rows = tuple((m, *(percent(shares[m].get(word, 0.0)) for word in quarters)) for m in worst)
    heads = (_ITEM, *(Head(f"{word} ({spent:.1f} q)") for word, spent in quarters.items()))
    title = "Mean gap by regime, of demand, the worst first (quarters spent in it of a draw)"
    return [Table(title, heads, rows), Words("")]


def _variants(document: Document) -> list[Block]:
    """Return the requirement with one input changed, by item and in total, USD million."""
    words = {"import_weight": "import weight", "class_share": "class shares x"}
    variants = document["variants"]
    names = (f"{words[v['input']]} {'as given' if v['factor'] is None else v['factor']}" for v in variants)
    by = [{m["material"]: m["requirement_usd"] for m in v["materials"]} for v in variants]
    order = sorted({m for some in by for m in some}, key=lambda m: (-(by[1].get(m) or 0.0), m))
    rows = tuple((m, *(millions(some.get(m, 0.0)) for some in by)) for m in order)
    totals = (
        ("all items", *(millions(v["requirement_usd"]) for v in variants)),
        ("all items, t", *(tonnes(v["requirement_t"]) for v in variants)),
    )
    heads = (_ITEM, *(Head(n) for n in names))
    title = f"The same in USD million with one input changed{_on_first(document, document['subsample'])}"
    return [Table(title, heads, rows, totals), Words("")]


def _published(document: Document) -> list[Block]:
    """Return the published 2013 shortfalls beside ours."""
    rows = tuple(
        (
            p["material"],
            p["case"].replace("_", " "),
            tonnes(p["published_t"]),
            "-" if p["published_musd"] is None else f"{p['published_musd']:,.2f}",
            tonnes(p["requirement_t"]),
        )
        for p in document["published"]
    )
    heads = (_ITEM, Head("case", False), Head("published t"), Head("published USD m"), Head("ours t"))
    return [
        Table("Beside the shortfalls of the 2013 report", heads, rows),
        Words(document["published_note"] + "\n"),
    ]


def backtest_view(document: Document) -> list[Block]:
    """Return the chance that each control was given to be in force on later days, and what happened."""
    days = sorted({r["date"] for r in document["backtest"]})
    rows = []
    for event in dict.fromkeys(r["event_id"] for r in document["backtest"]):
        by = {r["date"]: r for r in document["backtest"] if r["event_id"] == event}
        cells = [
            (percent(by[d]["p_in_force"], 0), by[d]["state"].replace("_", " ")) if d in by else ("-", "-")
            for d in days
        ]
        rows.append((event, *(word for pair in cells for word in pair)))
    heads = (Head("control", False), *(Head(f"{day} {what}") for day in days for what in ("given", "state")))
    unchanged, brier = document["brier_unchanged"], document["brier"]
    beside = "" if unchanged is None else f"; {unchanged:.3f} for a guess that nothing changes"
    score = "no state is known" if brier is None else f"{brier:.3f} (0 is best, 0.25 says nothing)"
    joint = tuple(
        (
            f"{j['what']} on {j['date']}{'' if j['happened'] else ', did not happen'}",
            ", ".join(j["events"]) if len(j["events"]) < 6 else f"all {len(j['events'])} above",
            percent(j["p"]),
            percent(j["p_if_independent"], 2),
        )
        for j in document["joint"]
    )
    together = (
        Head("together", False), Head("events", False), Head("given"), Head("were they independent"),
    )  # fmt: skip
    return [
        Words(document["finding"] + "\n", "finding"),
        Table(
            "Chance of being in force that the card gave, and what happened", heads, tuple(rows), cut=False
        ),
        Words(f"\nBrier score {score}{beside}\n"),
        Table("", together, joint, cut=False),
    ]
