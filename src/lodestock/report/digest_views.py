"""The digest of the news for people: one telling of it, as blocks for a terminal and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lodestock.records.text import visible
from lodestock.report.views import Block, Document, Head, Table, Words
from lodestock.report.watch_views import counted, event_line, other_telling

__all__ = ["Quote", "Told", "digest_finding", "digest_markdown", "digest_title", "digest_view", "told_days"]

_NO_ITEM = "no item named"
_COLUMNS = ("proposed", "accepted", "rejected")
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~&!@]|(?<=:)//|(?<=www)\.")
"""Signs that Markdown or HTML could take for something else than words; of an address, those that make it a link."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Fields, and the words of a text that they were read from."""

    fields: str
    words: tuple[str, ...]

    @property
    def line(self) -> str:
        """The quotes, with quotation marks."""
        return ", ".join(f"“{w}”" for w in self.words)


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal on a day.

    Attributes
    ----------
    id, state : of the proposal, as it stands now
    line : the event in one line
    acts : what happened to it on that day
    sources : each text that tells it, with its words
    beside : where texts contradict each other
    """

    id: str
    state: str
    line: str
    acts: tuple[str, ...]
    sources: tuple[tuple[str, tuple[Quote, ...]], ...]
    beside: tuple[str, ...]


def digest_title(document: Document) -> str:
    """Return what the digest is of."""
    return f"News since {document['since']}" if document["since"] else "All news so far"


def digest_finding(document: Document) -> str:
    """Return what happened in one sentence."""
    counts, proposals = document["counts"], document["proposals"]
    if not proposals:
        return "Nothing was proposed or decided."
    texts = {d["file"] for p in proposals for d in p["documents"]}
    new = "" if counts["proposed"] == len(proposals) else f" ({counts['proposed']} of them new)"
    said = [f"{counts[word]} {word}" for word in ("accepted", "rejected", "merged") if counts[word]]
    said.append(f"{counts['open']} wait{'s' if counts['open'] == 1 else ''} for a decision")
    return f"{counted(len(proposals), 'event')}{new} from {counted(len(texts), 'text')}: {', '.join(said)}."


def told_days(document: Document) -> Iterator[tuple[str, list[Told]]]:
    """Yield each day with the proposals to which something happened on it, in the order in which it did.

    Parameters
    ----------
    document : of `lodestock watch digest`
    """
    proposals = {p["id"]: p for p in document["proposals"]}
    for day in document["days"]:
        acts: dict[str, list[str]] = {}
        for entry in day["entries"]:
            acts.setdefault(entry["id"], []).append(_act(entry))
        yield day["day"], [_told(proposals[id], done) for id, done in acts.items()]


def _act(entry: dict[str, Any]) -> str:
    """Return what happened, who did it, and what he said."""
    source = f" by {entry['document']}" if entry["act"] == "told again" else ""
    by = f" by {entry['by']}" if entry["by"] and not source else ""
    what = f" ({'with ' if entry['act'] == 'merged' else ''}{entry['what']})" if entry["what"] else ""
    return f"{entry['act']}{what}{source}{by}{': ' if entry['note'] else ''}{entry['note'] or ''}"


def _told(proposal: dict[str, Any], acts: list[str]) -> Told:
    sources = []
    for text in proposal["documents"]:
        fields: dict[str, list[str]] = {}
        for e in sorted(text["evidence"], key=lambda e: (e["start"], e["end"])):
            names = fields.setdefault(" ".join(e["quote"].split()), [])
            hand = " (since set by hand)" if e["field"] in proposal["changed"] else ""
            if (name := f"{e['field'].replace('_', ' ')}{hand}") not in names:
                names.append(name)
        title = f", {text['title']}" if text["title"] else ""
        day = f", published {text['published']}" if text["published"] else ""
        quotes: dict[str, list[str]] = {}
        for words, names in fields.items():
            quotes.setdefault(", ".join(names), []).append(words)
        sources.append(
            (
                f"{text['id']}{title}{day} ({text['file']})",
                tuple(Quote(f, tuple(q)) for f, q in quotes.items()),
            )
        )
    beside = tuple(
        f"{other_telling(proposal, c)} says otherwise of {c['field'].replace('_', ' ')}"
        for c in proposal["conflicts"]
    )
    return Told(
        proposal["id"], proposal["state"], event_line(proposal["event"]), tuple(acts), tuple(sources), beside
    )


def digest_view(document: Document) -> list[Block]:
    """Return the digest for a terminal."""
    out: list[Block] = [Words(digest_title(document), "finding"), Words(digest_finding(document))]
    if document["items"]:
        heads = tuple(Head(h, False) for h in ("item", *_COLUMNS))
        rows = tuple(
            (row["material"] or _NO_ITEM, *(", ".join(row[c]) or "-" for c in _COLUMNS))
            for row in document["items"]
        )
        out.append(Table("\nBy item", heads, rows, cut=False))
    for day, told in told_days(document):
        out.append(Words(f"\n{day}", "finding"))
        for t in told:
            out.append(Words(f"  {t.id}  {t.state}  {t.line}"))
            out += [Words(f"      {words}") for words in (*t.acts, *t.beside)]
            for source, quotes in t.sources:
                out.append(Words(f"      told by {source}", "note"))
                out += [Words(f"        {q.fields}: {q.line}", "note") for q in quotes]
    out += [Words(f"wrote {file}", "note") for file in document["files"]]
    return out


def digest_markdown(document: Document) -> str:
    """Return the digest as Markdown; no word of a text is taken for a link, a tag or a mark.

    Parameters
    ----------
    document : of `lodestock watch digest`
    """
    out = [f"# {digest_title(document)}", digest_finding(document)]
    if document["items"]:
        rows = [
            f"| {_plain(row['material'] or _NO_ITEM)} | {' | '.join(', '.join(row[c]) or '-' for c in _COLUMNS)} |"
            for row in document["items"]
        ]
        out += ["## By item", "\n".join([f"| item | {' | '.join(_COLUMNS)} |", "|---|---|---|---|", *rows])]
    for day, told in told_days(document):
        out.append(f"## {day}")
        for t in told:
            out.append(f"### {t.id}, {t.state}: {_plain(t.line)}")
            out.append("\n".join(f"- {_plain(words)}" for words in (*t.acts, *t.beside)))
            for source, quotes in t.sources:
                lines = [f"> {q.fields}: {_plain(q.line)}" for q in quotes]
                out.append("\n>\n".join([*lines, f"> {_plain(source)}"]))
    return "\n\n".join(out) + "\n"


def _plain(words: str) -> str:
    r"""Return words as Markdown that shows them as they are.

    >>> _plain("a*b <i> [x](https://y) www.z.org")
    'a\\*b \\<i\\> \\[x\\](https:\\/\\/y) www\\.z.org'
    """
    return _MARKS.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), visible(words, keep=""))
