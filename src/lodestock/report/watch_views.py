"""Views of what the news tells."""

from __future__ import annotations

from typing import Any

from lodestock.report.views import Block, Document, Words

__all__ = ["counted", "event_line", "event_words", "other_telling", "watch_read_view"]

_QUALIFIERS = {
    "exact": "",
    "up_to": "up to ",
    "at_least": "at least ",
    "about": "about ",
    "combined": "together ",
    "range": "",
    "unknown": "",
}
_DATES = ("announced", "effective", "until")


def watch_read_view(document: Document) -> list[Block]:
    """Return each text with its events: what happens, the words behind it, and why it is taken for that."""
    out: list[Block] = []
    read = [d for d in document["documents"] if d["error"] is None]
    for text in read:
        day = f", published {text['published']}" if text["published"] else ""
        out.append(Words(f"{text['id']}{day}{': ' if text['title'] else ''}{text['title'] or ''}", "finding"))
        if not text["events"]:
            out.append(Words("  no event found"))
        elif not text["published"]:
            out.append(
                Words("  no day of publication is known, so weekdays name no date: give --published", "note")
            )
        for number, event in enumerate(text["events"], 1):
            held = f"{text['proposals'][number - 1]}: " if text.get("proposals") else ""
            out.append(Words(f"  {number}. {held}{event_line(event)}"))
            out += [Words(f"     {words}", "note") for words in event_words(event)]
        out.append(Words(""))
    count = sum(len(d["events"]) for d in read)
    total = f"{counted(count, 'event')} in {counted(len(read), 'text')}"
    left = len(document["documents"]) - len(read)
    out.append(Words(f"{total}{f'; {left} could not be read' if left else ''}", "note"))
    if any(text.get("proposals") for text in read):
        out.append(
            Words(
                "They are in the inbox, each once: `lodestock watch inbox` says what waits for a decision.",
                "note",
            )
        )
    return out


def event_line(event: dict[str, Any]) -> str:
    """Return an event in one line: type, status, who to whom, of what, how much and when.

    Parameters
    ----------
    event : as programs read it
    """
    who = event["actor"] or "nobody named"
    to = f" -> {', '.join(event['counterparties'])}" if event["counterparties"] else ""
    parts = [f"{event['type'].replace('_', ' ')}, {event['status'].replace('_', ' ')}: {who}{to}"]
    parts += [", ".join(event["materials"]) or "no material named"]
    parts += [
        _figure(event[name], unit)
        for name, unit in (("amount", "currency"), ("quantity", "unit"))
        if event[name]
    ]
    parts += [f"{n} {_period(event['dates'][n])}" for n in _DATES if event["dates"][n]]
    return "; ".join(parts)


def event_words(event: dict[str, Any]) -> list[str]:
    """Return the words behind an event with their places in the text, its ties, and why it is taken for what it is.

    Parameters
    ----------
    event : as programs read it
    """
    places: dict[tuple[int, int, str], list[str]] = {}
    for e in event["evidence"]:
        places.setdefault((e["start"], e["end"], e["quote"]), []).append(e["field"].replace("_", " "))
    out = [
        f'"{" ".join(quote.split())}" ({start}-{end}): {", ".join(fields)}'
        for (start, end, quote), fields in sorted(places.items())
    ]
    out += [f"{link['kind'].replace('_', ' ')} event {link['to'] + 1}" for link in event["links"]]
    return [*out, f"confidence {event['confidence']:.2f}{''.join(f'; {w}' for w in event['why'])}"]


def other_telling(proposal: dict[str, Any], conflict: dict[str, Any]) -> str:
    """Return what says otherwise than a proposal: another proposal, or a further text of this one.

    Parameters
    ----------
    proposal, conflict : as programs read them
    """
    if conflict["id"] == proposal["id"]:
        return f"its text {conflict['document']}"
    return f"{conflict['id']} ({conflict['document']})"


def _figure(figure: dict[str, Any], unit: str) -> str:
    """Write a sum or a mass with what the text says of it."""
    name = str(figure[unit]).replace("_", " ")
    if figure["value"] is None:
        return f"{name}, how much is not told"
    span = figure["low"] is not None and figure["high"] is not None
    value = f"{_number(figure['low'])} to {_number(figure['high'])}" if span else _number(figure["value"])
    least = f", at least {_number(figure['low'])}" if figure["low"] is not None and not span else ""
    return f"{_QUALIFIERS.get(figure['qualifier'], '')}{value} {name}{least}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def _period(period: str | list[str]) -> str:
    return period if isinstance(period, str) else " to ".join(period)


def counted(number: int, word: str) -> str:
    """Return a number of things in words.

    Parameters
    ----------
    number, word : how many, and of what

    >>> counted(1, "text"), counted(0, "event")
    ('1 text', '0 events')
    """
    return f"{number} {word}{'' if number == 1 else 's'}"
