"""Views of the ledger."""

from __future__ import annotations

from lodestock.report.views import Block, Document, Head, Table, Words

__all__ = ["answer_view", "file_view", "head_view", "history_view", "status_view", "verify_view"]


def answer_view(document: Document) -> list[Block]:
    """Return what a command did."""
    made = document.get("events") or [document]
    words = [f"entry {e['seq']}: {e['event'].replace('_', ' ')} {e['id']}" for e in made]
    if "file" in document:
        words.append(f"wrote {document['file']}")
    return [*(Words(w) for w in words), Words(f"head {document['hash']}", "note")]


def file_view(document: Document) -> list[Block]:
    """Return what was written to a file, or read from it."""
    act = "wrote" if document["command"] == "ledger backup" else "restored from"
    return [Words(f"{act} {document['file']}: {document['events']} entries, head {document['head']}")]


def head_view(document: Document) -> list[Block]:
    """Return the end of the journal."""
    if "file" in document:
        return answer_view(document)
    return [Words(f"{document['events']} entries, head {document['head']}")]


def verify_view(document: Document) -> list[Block]:
    """Return what an audit found."""
    bad = document["first_bad"]
    if bad is not None:
        where = f"entry {bad['seq']}" if bad["seq"] else "the database"
        return [Words(f"NOT as it was written: {where}: {bad['reason']}", "finding")]
    against = (
        ""
        if document["against_head"] is None
        else f", and holds the head signed at entry {document['against_head']}"
    )
    return [
        Words(f"{document['events']} entries are as they were written{against}", "finding"),
        Words(f"head {document['head']}", "note"),
    ]


def status_view(document: Document) -> list[Block]:
    """Return accounts, awards, certificates with money left, solicitations, lots and releases that wait."""
    count = f"{document['events']} entries"
    if document["events_counted"] < document["events"]:
        count = f"{document['events_counted']} of {count} count"
    tables = (_accounts, _awards, _certificates, _solicitations, _lots, _releases)
    return [
        Words(document["finding"] + "\n", "finding"),
        *(table for make in tables if (table := make(document)).rows),
        Words(f"\n{count} on {document['as_of']}, head {document['head']}", "note"),
    ]


def _words(*heads: str) -> tuple[Head, ...]:
    return tuple(Head(h, False) for h in heads)


def _certificates(document: Document) -> Table:
    rows = tuple(
        (c["certificate_id"], c["for"], c["account"], c["certified_by"], _millions(c["left_usd"]))
        for c in document["certificates"]
        if c["state"] == "open" and c["left_usd"]
    )
    heads = (*_words("certificate", "for", "account", "signed by"), Head("left"))
    return Table("\nCertificates with money left, USD million", heads, rows, cut=False)


def _solicitations(document: Document) -> Table:
    rows = tuple(
        (
            s["solicitation_id"],
            s["material"],
            s["state"],
            _millions(s["ceiling_usd"]),
            "-" if s["tonnes"] is None else f"{s['tonnes']:,.0f}",
        )
        for s in document["solicitations"]
    )
    heads = (*_words("solicitation", "item", "state"), Head("ceiling"), Head("t"))
    return Table("\nSolicitations, USD million", heads, rows, cut=False)


def _lots(document: Document) -> Table:
    rows = tuple(
        (
            x["lot_id"],
            x["material"],
            x["state"],
            *(_kg(x[k]) for k in ("gross_kg", "contained_kg", "on_hand_kg")),
        )
        for x in document["lots"]
    )
    heads = (*_words("lot", "item", "state"), Head("gross kg"), Head("contained kg"), Head("on hand kg"))
    return Table("\nLots", heads, rows)


def _releases(document: Document) -> Table:
    rows = tuple(
        (r["lot_id"], r["purpose"], r["authority"], r["asked_by"], r["hash"], _kg(r["kg"]))
        for r in document["releases"]
        if r["state"] == "awaiting approval"
    )
    heads = (*_words("lot", "purpose", "authority", "asked by", "hash to approve"), Head("kg"))
    return Table("\nReleases that wait for approval", heads, rows, cut=False)


def _kg(value: float | None) -> str:
    return "-" if value is None else f"{value:,.3f}"


def _accounts(document: Document) -> Table:
    """Return the accounts; one that is a ceiling inside another stands under it, indented."""
    amounts = ("appropriated", "apportioned", "allotted", "committed", "obligated", "expended")
    heads = (
        Head("account", False), *(Head(a) for a in amounts), Head("not\ncommitted"), Head("state", False),
        Head("until", False),
    )  # fmt: skip
    inside: dict[str | None, list[Document]] = {}
    for a in document["accounts"]:
        inside.setdefault(a["within"], []).append(a)

    def lines(around: str | None, depth: int) -> list[tuple[str, ...]]:
        out = []
        for a in inside.get(around, []):
            name = "  " * depth + ("within: " if depth else "") + a["account"]
            money = (_millions(a[f"{k}_usd"]) for k in amounts)
            out.append((name, *money, _millions(a["left_usd"]), a["state"], a["last"] or "spent"))
            out += lines(a["account"], depth + 1)
        return out

    return Table(
        "Accounts, USD million: each amount holds the next, and none is added to another",
        heads,
        tuple(lines(None, 0)),
        cut=False,
    )


def _awards(document: Document) -> Table:
    """Return the awards with their four amounts."""
    heads = (
        Head("award", False), Head("item", False), Head("vendors", False), Head("ceiling"), Head("minimum"),
        Head("obligated"), Head("outlay"), Head("account", False),
    )  # fmt: skip
    rows = tuple(
        (
            a["award_id"],
            a["material"],
            "; ".join(a["vendors"]),
            *(_millions(a[f"{k}_usd"]) for k in ("ceiling", "minimum", "obligated", "outlay")),
            a["account"],
        )
        for a in document["awards"]
    )
    return Table(
        "\nAwards, USD million: four amounts that are never added to each other", heads, rows, cut=False
    )


def history_view(document: Document) -> list[Block]:
    """Return the entries of the journal."""
    heads = (
        Head("entry"), Head("day", False), Head("who", False), Head("what", False), Head("of", False),
        Head("version"), Head("data", False), Head("note", False),
    )  # fmt: skip
    rows = tuple(
        (
            str(h["seq"]),
            h["on"],
            h["by"],
            h["event"].replace("_", " ") + (f" (undone by {h['undone_by']})" if h["undone_by"] else ""),
            h["id"],
            str(h["stream_version"]),
            _data(h["data"]),
            h["note"] or "",
        )
        for h in document["history"]
    )
    return [Table("", heads, rows, cut=False)]


def _data(data: Document) -> str:
    """Write what an event holds: cents as USD, grams as kilograms, lists as words."""
    out = []
    for key, value in data.items():
        if value in (None, [], {}, 0):
            continue
        if isinstance(value, dict):
            out.append(
                f"{key} {' '.join(f'{k} {v}' for k, v in value.items())}" if key == "origin" else _data(value)
            )
        elif isinstance(value, list):
            out.append(f"{key} {', '.join(map(str, value))}")
        elif key.endswith("cents"):
            out.append(f"{key.removesuffix('cents').replace('_', ' ')}USD {value / 100:,.2f}".lstrip())
        elif key.endswith("grams"):
            out.append(f"{key.removesuffix('grams').replace('_', ' ')}{value / 1000:,.3f} kg")
        else:
            out.append(f"{key} {value}")
    return "; ".join(out)


def _millions(value: float | None) -> str:
    """Write USD in millions to the cent, without zeros behind the second decimal; what is missing as a dash."""
    if value is None:
        return "-"
    whole, _, rest = f"{round(value * 100) / 1e8:,.8f}".partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"
