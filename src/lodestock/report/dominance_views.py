"""The view of what one country controls."""

from __future__ import annotations

from typing import Any

from lodestock.report.views import Block, Document, Head, Table, Words, cut, percent

__all__ = ["dominance_view"]

_NAMED = 3
"""Applications of an item that a row names."""


def dominance_view(document: Document) -> list[Block]:
    """Return the finding, and a row for each item and stage of which the country has a share.

    Parameters
    ----------
    document : the JSON object of `lodestock assess --dominance`
    """
    heads = (
        Head("item", is_number=False),
        Head("stage", is_number=False),
        Head("share"),
        Head("year", is_number=False),
        Head("above"),
        Head("earlier year", is_number=False),
        Head("applications", is_number=False),
    )
    rows = tuple(
        (
            r["name"],
            r["stage"],
            percent(r["share"]),
            r["year"],
            f"{r['above']} %" if r["above"] else "",
            _earlier_words(r),
            _applications(r["applications"]),
        )
        for r in document["dominance"]
    )
    out: list[Block] = [Words(document["finding"], "finding")]
    if rows:
        out.append(Table("Share of world output by item and stage", heads, rows))
    if any(r["earlier"] for r in document["dominance"]):
        out.append(
            Words(
                "An earlier year of the same release is a change; of another release it may be a revision as well.",
                "note",
            )
        )
    unknown = [r for r in document["dominance"] if r["share"] is None]
    out += [Words(f"{r['name']}, {r['stage']}: {document['missing'][_place(r)]}", "note") for r in unknown]
    return out


def _place(row: dict[str, Any]) -> str:
    return f"dominance[].share {row['material']} {row['stage']}"


def _earlier_words(row: dict[str, Any]) -> str:
    """Return the share of the last earlier year and what the difference is; empty where none is known."""
    if not row["earlier"]:
        return ""
    last = row["earlier"][0]
    return f"{last['year']} {last['share']:.1%} ({100 * last['difference']:+.1f} points, {last['kind']})"


def _applications(names: list[str]) -> str:
    """Return the first applications in words, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(cut(n) for n in names[:_NAMED]) + more
