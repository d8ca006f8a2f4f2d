"""Figures of overlays that are so far from the bundled ones that a slip is likely: told, but not refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lodestock.data.reader import Cell, Table, is_bundled
from lodestock.data.tables import SHARES, SPECS
from lodestock.records.dataset import OverlayChange
from lodestock.records.errors import Problem

__all__ = ["find_doubts"]

_MOVED = 10.0
"""Points of a list of shares that an overlay may move from some rows to others before it is in doubt.

Between two yearly issues of a world table few points move; one digit of a footnote glued to a figure moves 15 or more.
"""

_MARKET = ("global_supply_shares", "world_tonnage", "accessible_market", "country_groups")
"""Tables that say how much the market outside the covered countries is."""

_TIMES = 5.0
"""Factor by which a figure may differ from the bundled one: wrong units differ by far more, a glued digit by 5 to 20."""

_APART = 0.05
"""Part by which the accessible market may come to differ from what world output and shares imply."""

_CHECK = "Check the source: a digit of a footnote glued to a figure, or another unit, does this"


def find_doubts(
    bundled: Mapping[str, Table], tables: Mapping[str, Table], changes: Iterable[OverlayChange]
) -> list[Problem]:
    """Return what a person should look at again.

    Lists of shares are compared as a whole: half the sum of the absolute differences of the shares is the part of the
    whole that the overlay gives to other rows. Other figures are compared with the figure that they take the place of;
    a new price with the latest price of its item. The accessible market is compared with the printed world output less
    the shares of the covered countries, where an overlay changes one of the three.

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
    if overlaid.keys() & set(_MARKET):
        files = ", ".join(overlaid[name] for name in _MARKET if name in overlaid)
        out += _markets_apart(files, bundled, tables)
    return out


def _moved_shares(name: str, file: str, bundled: Table, table: Table) -> Iterator[Problem]:
    """Yield the lists of shares of which an overlay gives a large part to other rows."""
    width = len(SHARES[name][0])
    old, new = _lists(bundled, width), _lists(table, width)
    for group in sorted(set(old) - set(new), key=str):
        reason = f"all {len(old[group])} rows of the bundled list are removed, so no country can hold back anything there"
        remedy = "Give the shares of another source, unless that is meant"
        yield Problem(f"{file} {'/'.join(map(str, group))} column share_pct", "", reason, remedy)
    for group in sorted(set(old) & set(new), key=str):
        words = sorted({*old[group], *new[group]}, key=str)
        moves = [(word, old[group].get(word, 0.0), new[group].get(word, 0.0)) for word in words]
        moved = sum(abs(after - before) for _, before, after in moves) / 2
        if moved <= _MOVED:
            continue
        changed = sorted((m for m in moves if m[1] != m[2]), key=lambda m: (-abs(m[2] - m[1]), str(m[0])))
        told = ", ".join(f"{word} from {before:.3g} to {after:.3g} %" for word, before, after in changed)
        reason = f"{moved:.0f} points of the whole go to other rows than in the bundled list: {told}"
        yield Problem(f"{file} {'/'.join(map(str, group))} column share_pct", "", reason, _CHECK)


def _far_figures(name: str, bundled: Table, table: Table) -> Iterator[Problem]:
    """Yield figures that are many times, or a small part of, the bundled figure."""
    columns = [c for c in SPECS[name].columns if c.kind == "number"]
    for key, (cells, place) in table.items():
        before = {} if is_bundled(place) else _compared(name, key, bundled)
        for column in columns:
            was, now = before.get(column.name), cells[column.name]
            if not was or not now:
                continue
            times = float(now) / float(was)
            if not 1 / _TIMES < times < _TIMES:
                reason = f"is {times:.3g} times the bundled figure, {float(was):g}"
                yield Problem(f"{place} column {column.name}", f"{float(now):g}", reason, _CHECK)


def _compared(name: str, key: tuple[Cell, ...], bundled: Table) -> Mapping[str, Cell]:
    """Return the bundled row that a row is compared with: its own, or for a new price the latest of its item, or none."""
    if key in bundled:
        return bundled[key][0]
    prices = [k for k in bundled if k[0] == key[0]] if name == "price" else []
    return bundled[max(prices, key=lambda k: str(k[2]))][0] if prices else {}


def _markets_apart(
    files: str, bundled: Mapping[str, Table], tables: Mapping[str, Table]
) -> Iterator[Problem]:
    """Yield accessible markets that follow less well from world output and shares than they did before."""
    before = _market_ratios(bundled)
    for item, (ratio, market, implied) in _market_ratios(tables).items():
        if item in before and abs(ratio / before[item][0] - 1.0) > _APART:
            reason = f"is {market:.4g} t a year, but world output and shares now imply {implied:.4g} t, where they implied "
            reason += f"{before[item][2]:.4g} t of {before[item][1]:.4g} t before"
            remedy = "Check the shares and the world total, or give the market in overlays/accessible_market.csv too"
            yield Problem(f"{files} accessible_market {item} column q_t_per_year", "", reason, remedy)


def _market_ratios(tables: Mapping[str, Table]) -> dict[Cell, tuple[float, float, float]]:
    """Return item -> accessible market over what world output less covered countries gives, and both, in tonnes."""
    covered = {country for group, country in tables["country_groups"] if group == "covered"}
    held: dict[tuple[Cell, Cell], float] = {}
    for (item, stage, country), (cells, _) in tables["global_supply_shares"].items():
        share = float(cells["share_pct"] or 0.0) if country in covered else 0.0
        held[item, stage] = held.get((item, stage), 0.0) + share
    world: dict[tuple[Cell, Cell], float] = {}
    for key in sorted(tables["world_tonnage"], key=lambda k: str(k[2])):  # the latest year stands last
        cells = tables["world_tonnage"][key][0]
        factor = 1.0 if cells["factor_to_demand_basis"] is None else float(cells["factor_to_demand_basis"])
        world[key[0], key[1]] = float(cells["quantity_t"] or 0.0) * factor
    out: dict[Cell, tuple[float, float, float]] = {}
    for (item,), (cells, _) in tables["accessible_market"].items():
        place, market = (item, cells["stage"]), float(cells["q_t_per_year"] or 0.0)
        implied = world.get(place, 0.0) * (1.0 - held.get(place, 100.0) / 100.0)
        if market > 0 and implied > 0:
            out[item] = market / implied, market, implied
    return out


def _lists(table: Table, width: int) -> dict[tuple[Cell, ...], dict[Cell, float]]:
    """Return group -> last word of the key -> share in per cent."""
    out: dict[tuple[Cell, ...], dict[Cell, float]] = {}
    for key, (cells, _) in table.items():
        out.setdefault(key[:width], {})[key[-1]] = float(cells["share_pct"] or 0.0)
    return out
