"""Views of explanations, events and cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lodestock.records.events import CONTROLS
from lodestock.report.views import Block, Document, Head, Table, Words, cut, percent, tonnes, two_digits

__all__ = [
    "cards_view",
    "event_cell",
    "events_view",
    "explain_view",
    "footing_words",
    "risk_facts",
    "risk_parts",
]

_ENOUGH = 40
"""Characters of the first sentences of a card that say something."""


def explain_view(document: Document) -> list[Block]:
    """Return a word's value and source, and for an item its waterfall and causes."""
    unit = f" {document['unit']}" if document["unit"] else ""
    value = document["value"]
    shown = f"{tonnes(value)}{unit}" if isinstance(value, (int, float)) else str(value)
    out: list[Block] = [Words(f"{document['word']}: {'not known' if value is None else shown}", "finding")]
    if document.get("note"):
        out.append(Words(f"  {document['note']}"))
    for key in ("rule", "basis", "grade", "source", "locator", "date", "overlay"):
        if document[key]:
            out.append(Words(f"  {key}: {document[key]}"))
    risk = document.get("risk")
    if risk:
        out += [Words(f"  {word}: {text}") for word, text in risk_facts(risk)]
    if document.get("worst_grade"):
        out.append(Words(f"  its requirement {footing_words(document)}"))
    steps = tuple(
        (s["step"], ("+" if s["kind"] == "gain" else "") + tonnes(s["tonnes"]))
        for s in document.get("waterfall") or ()
        if s["kind"] in ("start", "total") or s["tonnes"]
    )
    causes = tuple(
        (c["factor"], " ".join(w for w in (c["country"], c["stage"]) if w), percent(c["share"]))
        for c in document.get("cause") or ()
    )
    inputs = tuple((e["word"], tonnes(e["value"])) for e in document["inputs"])
    step, cause, where, word = (Head(w, False) for w in ("step", "cause", "where", "word"))
    tables: tuple[Table, ...] = (
        Table("\nFrom usual supply to the gap, tonnes over the horizon", (step, Head("t")), steps, cut=False),
        Table("\nShare of the gap that goes when one cause is switched off", (cause, where, Head("share")),
              causes, cut=False),
        _parts(risk),
        Table("\nRests on (each can be explained)", (word, Head("value")), inputs, cut=False),
        _risks(document.get("risks") or ()),
    )  # fmt: skip
    if "supplies" in document:
        tables = _of_country(document)
    elif "members" in document:
        tables = (_of_items(document),)
    elif "event" in document:
        out += [Words(f"  {k}: {event_cell(document['event'][k])}") for k in _EVENT if document["event"][k]]
    others = [f"{a['word']} ({a['kind']})" for a in document.get("also", ())]
    return [
        *out,
        *(t for t in tables if t.rows),
        *([Words(f"  also the name of: {', '.join(others)}", "note")] if others else []),
    ]


def _risks(risks: Sequence[Document]) -> Table:
    """Return what the methods of assessment say of an item."""
    heads = (
        Head("method", False),
        Head("stage", False),
        Head("score"),
        Head("rank"),
        Head("scale", False),
        Head("word", False),
    )
    rows = tuple(
        (
            r["title"],
            r["stage"] or "-",
            tonnes(r["score"]),
            "-" if r["rank"] is None else str(r["rank"]),
            r["scale"],
            r["word"],
        )
        for r in risks
    )
    return Table("\nSupply risk (each can be explained)", heads, rows, cut=False)


def risk_facts(risk: Document) -> list[tuple[str, str]]:
    """Return what is said of a score beside its value: its rank, its bounds, why there is none, and what is assumed.

    Parameters
    ----------
    risk : row of `materials` in the JSON object of `lodestock assess`
    """
    rank = risk["rank"] and f"{risk['rank']}, where 1 is the riskiest of the items with a score"
    told: list[tuple[str, str | None]] = [("stage", risk["stage"]), ("rank", rank)]
    low, high = tonnes(risk["low"]), tonnes(risk["high"])
    if low != high:
        told.append(("between", f"{low} and {high}, by what is not known of the inputs"))
    told.append(("known", f"{percent(risk['coverage'], 0)} of what the method needs"))
    told += [("no score", text) for text in risk["missing"]]
    told += [(word, text) for key, word in _LISTS for text in risk["parts"].get(key) or ()]
    return [(word, text) for word, text in told if text]


_LISTS = (("told", "note"), ("notes", "note"), ("assumed", "assumed"))
"""Parts of a score that hold sentences, and the word before each."""

_ELSEWHERE = frozenset({"low", "high", "known", "coverage"})
"""Parts of a score that are told in words, or that repeat them."""


def risk_parts(risk: Document) -> list[tuple[str, str]]:
    """Return what a score is made of: its parts that are one figure or word each, then those of each stage or regime.

    Parameters
    ----------
    risk : see `risk_facts`
    """
    parts = {n: v for n, v in risk["parts"].items() if n not in _ELSEWHERE}
    for name, key in (("stages", "score"), ("regimes", "servable_t"), ("regimes", "servable_musd")):
        told = parts.get(name)
        if isinstance(told, dict):
            parts |= {f"{key}, {where}": found.get(key) for where, found in told.items()}
    return [
        (name, tonnes(value) if isinstance(value, (int, float)) else value)
        for name, value in parts.items()
        if isinstance(value, (int, float, str)) and not name.endswith(("_low", "_high"))
    ]


def _parts(risk: Document | None) -> Table:
    """Return the table of what a score is made of."""
    heads = (Head("part", False), Head("value"))
    rows = tuple(risk_parts(risk)) if risk else ()
    return Table("\nMade of (docs/method/assess.md tells each)", heads, rows, cut=False)


def footing_words(document: Document) -> str:
    """Return the worst grade that a requirement rests on, and the cell that moves it most.

    Parameters
    ----------
    document : holds `worst_grade` and `moved_most`
    """
    words, most = f"rests at worst on grade {document['worst_grade']}", document["moved_most"]
    if most is None:
        return words
    grade = f", grade {most['grade']}" if most["grade"] else ""
    return f"{words}; {most['word']}{grade}, moves it most: a tenth more of it, {100 * most['change']:+.1f} %"


_EVENT = ("announced", "effective", "ended", "actor", "instrument", "materials", "targets")


def event_cell(value: Any) -> str:
    """Write a cell of an event: words without underscores, lists with commas, what is missing as a dash.

    >>> event_cell("export_ban"), event_cell(["tin", "zinc"]), event_cell(None)
    ('export ban', 'tin, zinc', '-')
    """
    if isinstance(value, list):
        return ", ".join(str(v) for v in value) or "-"
    return "-" if value is None else str(value).replace("_", " ")


def _of_country(document: Document) -> tuple[Table, ...]:
    """Return what a country controls, the largest shares first, and its controls in force."""
    supplies = tuple(
        (
            s["material"],
            s["stage"],
            two_digits(s["share_pct"]),
            tonnes(s["gap_if_stopped_t"]),
            percent(s["gap_if_stopped_share"], 0),
            tonnes(s["requirement_t"]),
            ", ".join(s["applications"]) or "-",
        )
        for s in document["supplies"]
    )
    heads = (
        Head("item", False), Head("stage", False), Head("share %"), Head("short t"), Head("of a year"),
        Head(f"required on {document['card']}, t"), Head("used for", False),
    )  # fmt: skip
    controls = tuple(
        (e["event_id"], e["announced"], event_cell(e["instrument"]), event_cell(e["targets"]), e["summary"])
        for e in document["controls"]
    )
    title = "\nWhat it controls: share of the world's output, and what we would lack if it shipped nothing for a year"
    words = (Head(w, False) for w in ("event", "announced", "instrument", "aimed at", "what it says"))
    return (
        Table(title, heads, supplies),
        Table(f"\nIts controls in force on {document['as_of']}", tuple(words), controls, cut=False),
    )


def _of_items(document: Document) -> Table:
    """Return the items that a name stands for."""
    rows = tuple(
        (m["material"], m["name"], tonnes(m["demand_t"]), tonnes(m["requirement_t"]))
        for m in document["members"]
    )
    heads = (Head("item", False), Head("name", False), Head("demand t"), Head("required t"))
    return Table(f"\nItems, with the requirement on card {document['card']}", heads, rows, cut=False)


def events_view(document: Document) -> list[Block]:
    """Return one row an event, the newest first: controls, which hold back supply, before all other policy."""
    controls = [e for e in document["events"] if e["instrument"] in CONTROLS]
    others = [e for e in document["events"] if e["instrument"] not in CONTROLS]
    day = document["as_of"]
    out: list[Block] = [
        _events(f"{len(controls)} controls, which hold back exports, known on {day}", controls),
        _events(f"\n{len(others)} other acts, such as tariffs and purchases, known on {day}", others),
    ]
    if document["announced_later"]:
        words = f"{document['announced_later']} events of the tables were announced later: --as-of takes a later day"
        out.append(Words(f"{words}, or today", "note"))
    return [*out, Words("`lodestock explain EVENT` tells one whole", "note")]


def _events(title: str, events: list[Document]) -> Table:
    """Return a table of events under a title that counts those in force."""
    names = (
        "event_id", "announced", "effective", "ended", "actor", "targets", "instrument", "status", "materials",
    )  # fmt: skip
    words = {"event_id": "event", "targets": "aimed at"}
    rows = tuple(tuple(cut(event_cell(e[n])) for n in names) for e in events)
    in_force = sum(e["in_force"] is True for e in events)
    heads = tuple(Head(words.get(n, n), False) for n in names)
    return Table(f"{title}, {in_force} of them in force", heads, rows, cut=False)


def cards_view(document: Document) -> list[Block]:
    """Return one row a card, or what one card assumes and leaves to chance."""
    cards = document["cards"]
    if "yaml" not in document:
        heads = (
            Head("card", False),
            Head("as of", False),
            Head("leaves to chance", False),
            Head("assumes", False),
        )
        rows = tuple(
            (
                c["name"],
                c["as_of"],
                ", ".join(c["drawn"]) or "nothing",
                _first_words(c["assumes"]),
            )
            for c in cards
        )
        words = "`lodestock cards NAME` tells all that one assumes, with --yaml as it is written; docs/reference/cards.md "
        return [Table("", heads, rows, cut=False), Words(f"{words}tells how to write your own", "note")]
    (card,) = cards
    return [
        Words(f"{card['name']}, as of {card['as_of']}", "finding"),
        Words(card["assumes"]),
        Words(f"left to chance: {', '.join(card['drawn']) or 'nothing'}"),
    ]


def _first_words(text: str) -> str:
    """Return the first sentences of a text, as many as it takes to say something.

    >>> _first_words("No war. A ban of four quarters, then a quota. Others deliver as usual.")
    'No war. A ban of four quarters, then a quota.'
    """
    out: list[str] = []
    for sentence in text.split(". "):
        out.append(sentence.rstrip("."))
        if sum(map(len, out)) >= _ENOUGH:
            break
    return ". ".join(out) + "."
