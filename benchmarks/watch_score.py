"""How events that were read from a text agree with those that a person labelled: matching, fields, quotes, counts.

Events are dicts, as `Event.as_json` gives them and as corpora hold them. Counts are one Counter, so that those of texts
add up to those of batches and of a corpus.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Event = Mapping[str, Any]
Counts = Counter[tuple[str, ...]]
Aliases = Mapping[str, Sequence[str]]
"""Id of a material or actor -> the words for it."""

DATES = ("announced", "effective", "until")
FIGURES = {"amount": "currency", "quantity": "unit"}


@dataclass(frozen=True)
class Item:
    """A text of a corpus with its labelled events; `gold` is never handed to what reads the text."""

    id: str
    published: str
    title: str
    text: str
    gold: Sequence[Event]


@dataclass(frozen=True)
class Scored:
    """A text with what was read from it: pairs are places of labelled and read events that belong together."""

    item: Item
    read: Sequence[Event]
    pairs: Mapping[int, int]
    counts: Counts

    @property
    def missed(self) -> list[int]:
        """Places of labelled events that count and were not read."""
        return [g for g, e in enumerate(self.item.gold) if g not in self.pairs and not e.get("optional")]

    @property
    def extra(self) -> list[int]:
        """Places of read events that belong to no labelled one."""
        return [p for p in range(len(self.read)) if p not in self.pairs.values()]


def names(word: str | None) -> frozenset[str]:
    """Return the actors of a cell in which two of one deal are joined with `;`."""
    return frozenset(n for n in (word or "").split(";") if n)


def number(value: float | None) -> float | None:
    """Return a figure without the last digits of its floating point."""
    return None if value is None else float(f"{value:.9g}")


def figure(event: Event, name: str) -> tuple[Any, ...]:
    """Return value, currency or unit, and qualifier of a figure; nothing where none is told."""
    told = event.get(name)
    return (number(told["value"]), told[FIGURES[name]], told["qualifier"]) if told else ()


def figure_value(event: Event, name: str) -> tuple[Any, ...]:
    """Return the value of a figure alone."""
    return figure(event, name)[:1]


def days(event: Event, name: str) -> tuple[str, ...]:
    """Return the first and last day that a date allows."""
    told = (event.get("dates") or {}).get(name)
    if not told:
        return ()
    return (told, told) if isinstance(told, str) else tuple(told)


VALUES: dict[str, Callable[[Event], Any]] = {
    "type": lambda e: e["type"],
    "status": lambda e: e["status"],
    "actor": lambda e: names(e.get("actor")),
    "counterparties": lambda e: frozenset(e.get("counterparties") or ()),
    "materials": lambda e: frozenset(e.get("materials") or ()),
    "amount": lambda e: figure(e, "amount"),
    "amount value": lambda e: figure_value(e, "amount"),
    "quantity": lambda e: figure(e, "quantity"),
    "quantity value": lambda e: figure_value(e, "quantity"),
    "announced": lambda e: days(e, "announced"),
    "effective": lambda e: days(e, "effective"),
    "until": lambda e: days(e, "until"),
    "direction": lambda e: e.get("direction") or "none",
}
"""What is compared of a field; empty: not told."""
WEIGHED = tuple(f for f in VALUES if not f.endswith(" value"))
SETS = ("counterparties", "materials", "links")
FIELDS = (*VALUES, "links")


def equal(field: str, gold: Event, read: Event) -> bool:
    """Whether a field was read right; of two actors of a deal one is enough, and a name that is neither is wrong."""
    labelled, found = VALUES[field](gold), VALUES[field](read)
    if field == "actor" and labelled and found:
        return bool(found <= labelled)
    return bool(labelled == found)


def can_match(gold: Event, read: Event) -> bool:
    """Whether two events may be the same: one type, and an actor, a material or a value in common."""
    if gold["type"] != read["type"]:
        return False
    if VALUES["actor"](gold) & VALUES["actor"](read):
        return True
    materials = VALUES["materials"](gold), VALUES["materials"](read)
    if materials[0] & materials[1] or not (materials[0] or materials[1]):
        return True
    return any(
        figure_value(gold, f) == figure_value(read, f) not in ((), (None,)) for f in ("amount", "quantity")
    )


def assign(weights: Sequence[Sequence[float]]) -> dict[int, int]:
    """Return row -> column of the assignment with the largest sum of weights; pairs of weight 0 are left out.

    The Hungarian method with potentials, on costs that are the weights with the sign turned.
    """
    rows, columns = len(weights), len(weights[0]) if weights else 0
    if rows > columns:
        turned = [[weights[r][c] for r in range(rows)] for c in range(columns)]
        return {r: c for c, r in sorted(assign(turned).items(), key=lambda pair: pair[1])}
    up, down = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0], column = row, 0
        least, before, seen = [math.inf] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while row_of[column]:
            seen[column] = True
            here, step, following = row_of[column], math.inf, 0
            for c in range(1, columns + 1):
                if seen[c]:
                    continue
                cost = -weights[here - 1][c - 1] - up[here] - down[c]
                if cost < least[c]:
                    least[c], before[c] = cost, column
                if least[c] < step:
                    step, following = least[c], c
            for c in range(columns + 1):
                if seen[c]:
                    up[row_of[c]] += step
                    down[c] -= step
                else:
                    least[c] -= step
            column = following
        while column:
            row_of[column] = row_of[before[column]]
            column = before[column]
    found = {row_of[c] - 1: c - 1 for c in range(1, columns + 1) if row_of[c]}
    return {r: c for r, c in sorted(found.items()) if weights[r][c] > 0}


def match(gold: Sequence[Event], read: Sequence[Event]) -> dict[int, int]:
    """Return place of a labelled event -> place of the read one that agrees with it in most fields, over all together.

    Of two that agree alike, one that counts goes before an optional one, and one of the same place before others.
    """

    def weight(g: int, p: int) -> float:
        if not can_match(gold[g], read[p]):
            return 0.0
        agree = sum(equal(f, gold[g], read[p]) for f in WEIGHED)
        return agree + (0.0 if gold[g].get("optional") else 0.1) - 1e-4 * min(abs(g - p), 100)

    return assign([[weight(g, p) for p in range(len(read))] for g in range(len(gold))])


def links(events: Sequence[Event], place: int, to: Callable[[int], Any]) -> frozenset[tuple[str, Any]]:
    """Return the links of an event as kind and what `to` makes of the place they lead to; None: left out."""
    out = set()
    for link in events[place].get("links") or ():
        kind, target = (link["kind"], link["to"]) if "kind" in link else (link["relation"], link["event"])
        where = to(target)
        if where is not None:
            out.add((kind, where))
    return frozenset(out)


def score_text(item: Item, read: Sequence[Event], aliases: Aliases) -> Scored:
    """Return a text with its pairs and counts."""
    gold, pairs, counts = item.gold, match(item.gold, read), Counter[tuple[str, ...]]()
    optional = {g for g, e in enumerate(gold) if e.get("optional")}
    back = {p: g for g, p in pairs.items()}

    def gold_links(g: int) -> frozenset[tuple[str, Any]]:
        return links(gold, g, lambda t: None if t in optional else t)

    def read_links(p: int) -> frozenset[tuple[str, Any]]:
        # A link to an event that nobody labelled leads nowhere: its place is told apart by its sign.
        return links(read, p, lambda t: None if back.get(t) in optional else back.get(t, -1 - t))

    counted = [g for g in range(len(gold)) if g not in optional]
    shown = [p for p in range(len(read)) if back.get(p) not in optional]
    counts["texts",] += 1
    counts["empty",] += not gold
    counts["alarms",] += not gold and bool(read)
    for side, events, places, tied in (
        ("gold", gold, counted, gold_links),
        ("read", read, shown, read_links),
    ):
        for i in places:
            counts[side,] += 1
            counts["by type", side, events[i]["type"]] += 1
            for field in FIELDS:
                value = tied(i) if field == "links" else VALUES[field](events[i])
                counts["told", side, field] += bool(value)
                if field in SETS:
                    counts["members", side, field] += len(value)
    for g, p in pairs.items():
        if g in optional:
            continue
        counts["matched",] += 1
        counts["by type", "matched", gold[g]["type"]] += 1
        for field in FIELDS:
            tied = field == "links"
            values = (
                (gold_links(g), read_links(p)) if tied else (VALUES[field](gold[g]), VALUES[field](read[p]))
            )
            right = values[0] == values[1] if tied else equal(field, gold[g], read[p])
            counts["equal", field] += right
            counts["told", "pair", field] += bool(values[0] or values[1])
            counts["told", "equal", field] += right and bool(values[0])
            if field in SETS:
                counts["members", "both", field] += len(values[0] & values[1])
        for quote in read[p].get("evidence") or ():
            verdict = is_right_quote(quote, item.text, gold[g], aliases)
            counts["quotes", "judged", quote["field"]] += verdict is not None
            counts["quotes", "right", quote["field"]] += verdict is True
    for event in read:
        quoted = {q["field"] for q in event.get("evidence") or ()}
        for quote in event.get("evidence") or ():
            counts["quotes", "all"] += 1
            counts["quotes", "equal"] += item.text[quote["start"] : quote["end"]] == quote["quote"]
        counts["quotes", "wanting"] += sum(
            bool(VALUES[f](event)) and f not in quoted for f in WEIGHED if f != "direction"
        )
    return Scored(item, read, pairs, counts)


# Quotes

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SCALES = (1.0, 1e3, 1e5, 1e6, 1e7, 1e9, 1e12)


def numbers(words: str) -> list[float]:
    """Return the numbers that are printed in digits."""
    return [float(n.replace(",", "")) for n in NUMBER.findall(words)]


def holds_value(field: str, gold: Event, words: str) -> bool:
    """Whether words hold the number of a labelled figure, or a day, month or year of a labelled date in digits."""
    printed = numbers(words)
    if field in FIGURES:
        told = gold.get(field) or {}
        values = [float(told[k]) for k in ("value", "low", "high") if told.get(k) is not None]
        return any(math.isclose(n * s, v, rel_tol=1e-9) for n in printed for s in SCALES for v in values)
    if field in DATES:
        parts = {float(part) for day in days(gold, field) for part in day.split("-")}
        return any(n in parts for n in printed)
    return False


def holds_name(field: str, gold: Event, words: str, aliases: Aliases) -> bool:
    """Whether words hold a name of a labelled material or party."""
    if field not in ("actor", "counterparties", "materials"):
        return False
    known = [fold(a) for name in VALUES[field](gold) for a in (name, *aliases.get(name, ()))]
    return any(f" {name} " in f" {fold(words)} " for name in known)


def fold(words: str) -> str:
    """Return words in small letters with single spaces between runs of letters and digits."""
    return " ".join(re.findall(r"\w+", words.casefold()))


def is_right_quote(quote: Event, text: str, gold: Event, aliases: Aliases) -> bool | None:
    """Whether a quote proves its field; None for a field whose quotes nobody labelled.

    It equals the text at its offsets, is no longer than 80 characters or twice the labelled quote, and holds the number
    of the value, a name of the material or party, or half of the labelled quote, or lies inside it.
    """
    field, start, end = quote["field"], quote["start"], quote["end"]
    if field not in WEIGHED or field == "direction":
        return None
    labelled = [q for q in gold.get("evidence") or () if q["field"] == field]
    if field == "counterparties" and not labelled and not VALUES[field](gold) - {"undisclosed"}:
        return None
    longest = max((q["end"] - q["start"] for q in labelled), default=0)
    if text[start:end] != quote["quote"] or not 0 < end - start <= max(80, 2 * longest):
        return False
    if holds_value(field, gold, quote["quote"]) or holds_name(field, gold, quote["quote"], aliases):
        return True
    for q in labelled:
        common = min(end, q["end"]) - max(start, q["start"])
        if 2 * common >= q["end"] - q["start"] or (q["start"] <= start and end <= q["end"]):
            return True
    return False


# Ratios of counts


def share(part: float, whole: float) -> float | None:
    """Return a ratio; None where there is nothing to count."""
    return part / whole if whole else None


def event_scores(counts: Counts) -> dict[str, Any]:
    """Return what is counted by event: precision, recall, F1, alarms."""
    gold, read, matched = counts["gold",], counts["read",], counts["matched",]
    return {
        "texts": counts["texts",],
        "gold": gold,
        "read": read,
        "matched": matched,
        "precision": share(matched, read),
        "recall": share(matched, gold),
        "f1": share(2 * matched, gold + read),
        "alarms": counts["alarms",],
        "empty": counts["empty",],
    }


def field_scores(counts: Counts) -> dict[str, dict[str, float | None]]:
    """Return for every field how often it is right.

    matched : share of matched events
    all : the same as F1, so that missed and extra events count
    told, told_all : both, of the events in which the field is labelled or read
    members : F1 over the members of sets, missed and extra events counted
    """
    out: dict[str, dict[str, float | None]] = {}
    for field in FIELDS:
        right, told = counts["equal", field], counts["told", "equal", field]
        out[field] = {
            "matched": share(right, counts["matched",]),
            "all": share(2 * right, counts["gold",] + counts["read",]),
            "told": share(told, counts["told", "pair", field]),
            "told_all": share(2 * told, counts["told", "gold", field] + counts["told", "read", field]),
        }
        if field in SETS:
            both = counts["members", "both", field]
            sides = counts["members", "gold", field] + counts["members", "read", field]
            out[field]["members"] = share(2 * both, sides)
    return out


def quote_scores(counts: Counts) -> dict[str, Any]:
    """Return how many quotes there are, how many equal the text, how many prove their field, by field too."""
    judged = {k[2]: n for k, n in counts.items() if k[:2] == ("quotes", "judged") and n}
    right = {field: counts["quotes", "right", field] for field in judged}
    return {
        "quotes": counts["quotes", "all"],
        "equal": share(counts["quotes", "equal"], counts["quotes", "all"]),
        "judged": sum(judged.values()),
        "right": share(sum(right.values()), sum(judged.values())),
        "right_by_field": {f: share(right[f], judged[f]) for f in WEIGHED if f in judged},
        "values_without_quote": counts["quotes", "wanting"],
    }


def type_scores(counts: Counts) -> dict[str, dict[str, int]]:
    """Return for every type how many events are labelled, read and matched."""
    types = sorted({k[2] for k in counts if k[0] == "by type"})
    return {t: {side: counts["by type", side, t] for side in ("gold", "read", "matched")} for t in types}
