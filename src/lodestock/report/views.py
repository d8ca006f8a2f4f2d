"""Documents as people read them, made once for terminal, notebook and page: blocks of words and tables of text."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lodestock.records.scenario import CLASSES
from lodestock.records.text import visible

__all__ = [
    "FEW",
    "SERVED",
    "Block",
    "Document",
    "Head",
    "Table",
    "Words",
    "millions",
    "percent",
    "tonnes",
    "two_digits",
    "write_html",
]

Document = dict[str, Any]

FEW = 10
"""Rows of a table that are shown unless all are asked for."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words.

    Attributes
    ----------
    text : plain text
    style : ``finding`` for what matters most, ``note`` for what matters least, ``command`` for a line to copy, which is
        never broken
    """

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Head of a column.

    Attributes
    ----------
    text : words of the head
    is_number : set to the right
    shortens : where there is little room, words before a colon are enough
    """

    text: str
    is_number: bool = True
    shortens: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Attributes
    ----------
    title : words above it
    heads : one per column
    rows : cells in the order of the heads
    totals : rows that are always shown, below
    cut : whether the first `FEW` rows are enough unless all are asked for
    """

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...] = ()
    cut: bool = True

    def shown(self, full: bool) -> tuple[tuple[tuple[str, ...], ...], int]:
        """Return the rows to show, and how many are left out.

        Parameters
        ----------
        full : whether all are asked for
        """
        rows = self.rows if full or not self.cut else self.rows[:FEW]
        return rows, len(self.rows) - len(rows)


Block = Words | Table

SERVED = tuple(
    (k, Head(words))
    for k, words in zip(
        CLASSES, ("defence", "semi-\nconductor", "essential\ncore", "essential\nother"), strict=False
    )
)
"""Demand classes that stock may serve, with the heads of their columns."""


def cut(text: str, longest: int = 40) -> str:
    """Return a text of at most so many characters, with dots where some are left out.

    >>> cut("a mine of tin", 10), cut("tin")
    ('a mine ...', 'tin')
    """
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def tonnes(value: float | None) -> str:
    """Write tonnes: what is missing as a dash, nothing as 0."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def millions(value: float | None) -> str:
    """Write USD in millions; what is missing as a dash."""
    return "-" if value is None else f"{value / 1e6:,.2f}"


def percent(value: float | None, digits: int = 1) -> str:
    """Write a fraction in per cent; what is missing as a dash."""
    return "-" if value is None else f"{value:.{digits}%}"


def three_digits(value: float) -> str:
    """Write a number with three digits, or whole from 100 on.

    >>> three_digits(1234.5), three_digits(0.12345), three_digits(-0.0)
    ('1,234', '0.123', '0')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if value else "0"


def two_digits(value: float) -> str:
    """Write a share with two digits, or whole from 10 on.

    >>> two_digits(61.86), two_digits(0.74), two_digits(0.0)
    ('62', '0.74', '0')
    """
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def tier_words(tier: str) -> str:
    """Write the market of a price, as table price names it.

    >>> tier_words("outside_china")
    'outside China'
    """
    return tier.replace("_", " ").replace("china", "China")


def write_html(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML for a notebook: text escaped, tables cut to their first rows.

    Parameters
    ----------
    blocks : words and tables
    """
    out = []
    for block in blocks:
        if isinstance(block, Words):
            tag = {"finding": "b", "note": "small"}.get(block.style, "span")
            out.append(f"<p><{tag}>{_escaped(block.text)}</{tag}></p>")
            continue
        rows, left = block.shown(full=False)
        body = [_row(row, "td", block.heads) for row in rows]
        body += [_row(row, "th", block.heads) for row in block.totals]
        more = f"<p><small>{left} more</small></p>" if left else ""
        head = _row(tuple(h.text.replace("\n", " ") for h in block.heads), "th", block.heads)
        out.append(
            f"<p>{_escaped(block.title)}</p><table><thead>{head}</thead><tbody>{''.join(body)}</tbody></table>{more}"
        )
    return "\n".join(out)


def _escaped(text: str) -> str:
    """Return text as HTML in which no sign steers the page or turns the line."""
    return html.escape(visible(text))


def _row(cells: tuple[str, ...], tag: str, heads: tuple[Head, ...]) -> str:
    """Return a row of a table as HTML."""
    sides = ("right" if h.is_number else "left" for h in heads)
    inner = "".join(
        f'<{tag} style="text-align:{side}">{_escaped(cell)}</{tag}>'
        for side, cell in zip(sides, cells, strict=True)
    )
    return f"<tr>{inner}</tr>"
