"""Figures of overlays that are so far from the bundled ones that a slip is likely: told, but not refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lodestock.data.reader import Cell, Table
from lodestock.data.tables import SHARES, SPECS
from lodestock.records.dataset import OverlayChange
from lodestock.records.errors import Problem

__all__ = ["find_doubts"]

_MOVED = 10.0
"""Points of a list of shares that an overlay may move from some rows to others before it is in doubt.

Between two yearly issues of a world table few points move; one digit of a footnote glued to a figure moves 15 or more.
"""

_TIMES = 5.0
"""Factor by which a figure may differ from the bundled one: wrong units differ by far more, a glued digit by 5 to 20."""

_CHECK = "Check the source: a digit of a footnote glued to a figure, or another unit, does this"


def find_doubts(
    bundled: Mapping[str, Table], tables: Mapping[str, Table], changes: Iterable[OverlayChange]
) -> list[Problem]:
    """Return what a person should look at again.

    Lists of shares are compared as a whole: half the sum of the absolute differences of the shares is the part of the
    whole that the overlay gives to other rows. Other figures are compared with the figure that they take the place of;
    a new price with the latest price of its item.

    Parameters
    ----------
    bundled : table name -> rows by key, before any overlay
    tables : table name -> rows by key, after all overlays
    changes : what the overlays changed
    """
    overlaid: dict[str, str] = {}
    for change in changes:
        overlaid.setdefault(change.table, change.file)
    out: list[Problem] = []
    for name, file in overlaid.items():
        if name in SHARES:
            out += _moved_shares(name, file, bundled[name], tables[name])
        else:
            out += _far_figures(name, bundled[name], tables[name])
    return out


def _moved_shares(name: str, file: str, bundled: Table, table: Table) -> Iterator[Problem]:
    """Yield the lists of shares of which an overlay gives a large part to other rows."""
    width = len(SHARES[name][0])
    old, new = _lists(bundled, width), _lists(table, width)
    for group in sorted(set(old) & set(new), key=str):
        words = sorted({*old[group], *new[group]}, key=str)
        moves = [(word, old[group].get(word, 0.0), new[group].get(word, 0.0)) for word in words]
        moved = sum(abs(after - before) for _, before, after in moves) / 2
        if moved <= _MOVED:
            continue
        largest = sorted(moves, key=lambda m: (-abs(m[2] - m[1]), str(m[0])))[:3]
        told = ", ".join(f"{word} from {before:.3g} to {after:.3g} %" for word, before, after in largest)
        reason = f"{moved:.0f} points of the whole go to other rows than in the bundled list: {told}"
        yield Problem(f"{file} {'/'.join(map(str, group))} column share_pct", "", reason, _CHECK)


def _far_figures(name: str, bundled: Table, table: Table) -> Iterator[Problem]:
    """Yield figures that are many times, or a small part of, the bundled figure."""
    columns = [c for c in SPECS[name].columns if c.kind == "number"]
    for key, (cells, place) in table.items():
        before = None if place.startswith("reference/") else _compared(name, key, bundled)
        for column in columns if before is not None else ():
            was, now = before[column.name], cells[column.name]  # type: ignore[index]
            if not was or not now:
                continue
            times = float(now) / float(was)
            if not 1 / _TIMES < times < _TIMES:
                reason = f"is {times:.3g} times the bundled figure, {float(was):g}"
                yield Problem(f"{place} column {column.name}", f"{float(now):g}", reason, _CHECK)


def _compared(name: str, key: tuple[Cell, ...], bundled: Table) -> dict[str, Cell] | None:
    """Return the bundled row that a row is compared with: its own, or for a new price the latest of its item."""
    if key in bundled:
        return bundled[key][0]
    prices = [k for k in bundled if k[0] == key[0]] if name == "price" else []
    return bundled[max(prices, key=lambda k: str(k[2]))][0] if prices else None


def _lists(table: Table, width: int) -> dict[tuple[Cell, ...], dict[Cell, float]]:
    """Return group -> last word of the key -> share in per cent."""
    out: dict[tuple[Cell, ...], dict[Cell, float]] = {}
    for key, (cells, _) in table.items():
        out.setdefault(key[:width], {})[key[-1]] = float(cells["share_pct"] or 0.0)
    return out
