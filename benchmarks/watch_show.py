"""Labelled and read events of a text side by side, so that errors can be studied."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from watch_score import DATES, VALUES, WEIGHED, Aliases, Event, Scored, equal, figure, is_right_quote

WIDTH, UNBROKEN = 120, "\u00a0"
SHORT = {
    "counterparties": "cps",
    "quantity": "qty",
    "announced": "ann",
    "effective": "eff",
    "direction": "dir",
}


def written(field: str, event: Event) -> str:
    """Return a value as it is shown; `-`: not told."""
    value: Any = VALUES[field](event)
    if field in ("amount", "quantity"):
        told = figure(event, field)
        if not told:
            return "-"
        size = "?" if told[0] is None else f"{told[0]:,.12g}"
        return f"{size} {told[1]} {told[2]}"
    if field in DATES:
        return "..".join(dict.fromkeys(value)) or "-"
    if isinstance(value, frozenset):
        return ",".join(sorted(value)) or "-"
    return str(value)


def one(event: Event) -> str:
    """Return an event in one line, without what it does not tell."""
    fields = [(f, written(f, event)) for f in WEIGHED]
    return joined([f"{SHORT.get(f, f)} {v}" if f != "type" else v for f, v in fields if v != "-"])


def both(gold: Event, read: Event) -> str:
    """Return a pair in one line: what agrees once, what differs as labelled!=read."""
    parts = [str(gold["type"])]
    for f in WEIGHED[1:]:
        labelled, found = written(f, gold), written(f, read)
        if not equal(f, gold, read):
            parts.append(f"[{SHORT.get(f, f)} {labelled} != {found}]")
        elif found != "-":
            parts.append(f"{SHORT.get(f, f)} {found}")
    return joined(parts)


def joined(parts: list[str]) -> str:
    """Return fields beside each other, which lines do not break inside of."""
    return "  ".join(p.replace(" ", UNBROKEN) for p in parts)


def wrapped(head: str, words: str) -> str:
    """Return words behind a head, wrapped below each other."""
    below = " " * len(head)
    lines = textwrap.fill(words, WIDTH, initial_indent=head, subsequent_indent=below, break_on_hyphens=False)
    return lines.replace(UNBROKEN, " ")


def quoted(event: Event, field: str) -> str:
    """Return the quotes of a field."""
    return " / ".join(repr(q["quote"]) for q in event.get("evidence") or () if q["field"] == field)


def show(scored: Scored, aliases: Aliases) -> Iterator[str]:
    """Yield the lines of a text: its words, pairs, missed and extra events, quotes that prove nothing."""
    item, read, pairs = scored.item, scored.read, scored.pairs
    wrong = sum(not equal(f, item.gold[g], read[p]) for g, p in pairs.items() for f in WEIGHED)
    head = (
        f"== {item.id}  {item.published}  labelled {len(item.gold)}  read {len(read)}  "
        f"missed {len(scored.missed)}  extra {len(scored.extra)}  wrong fields {wrong}"
    )
    yield head
    if item.title:
        yield wrapped("   # ", item.title)
    for block in item.text.splitlines():
        if block.strip():
            yield wrapped("   | ", block)
    for g, p in pairs.items():
        gold, found = item.gold[g], read[p]
        optional = " (optional)" if gold.get("optional") else ""
        yield wrapped(f"  {g}={p}{optional}  ", both(gold, found))
        yield from tied(gold, found)
        for q in found.get("evidence") or ():
            if is_right_quote(q, item.text, gold, aliases) is False:
                labelled = quoted(gold, q["field"]) or "none"
                yield wrapped("       ", f"quote of {q['field']} {q['quote']!r}, labelled {labelled}")
        if not equal("status", gold, found):
            yield from reasons(found)
    for g in scored.missed:
        yield wrapped(f"  {g} MISSED  ", one(item.gold[g]))
        yield wrapped("       ", f"labelled type {quoted(item.gold[g], 'type')}")
    for p in scored.extra:
        yield wrapped(f"  {p} EXTRA  ", one(read[p]))
        yield wrapped("       ", f"read type {quoted(read[p], 'type') or 'without a quote'}")
        yield from reasons(read[p])


def tied(gold: Event, read: Event) -> Iterator[str]:
    """Yield the links of a pair, as places of labelled and of read events."""
    labelled = ",".join(f"{k['relation']} {k['event']}" for k in gold.get("links") or ())
    found = ",".join(f"{k['kind']} {k['to']}" for k in read.get("links") or ())
    if labelled or found:
        yield f"       links labelled {labelled or '-'}, read {found or '-'}"


def reasons(read: Event) -> Iterator[str]:
    """Yield why an event was read as it was."""
    if read.get("why"):
        yield wrapped("       why: ", " ".join(read["why"]))
