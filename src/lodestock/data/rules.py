"""Rules between rows and tables, checked once all overlays are laid on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lodestock.data.overlays import Table
from lodestock.data.parameters import judge_parameters
from lodestock.data.tables import SPECS
from lodestock.records.dataset import cell_text
from lodestock.records.errors import Problem, nearest

__all__ = ["judge"]

_SUMS = (
    ("demand_classes", ("material",), 0.5),
    ("import_shares", ("material", "stage"), 1.0),
    ("global_supply_shares", ("material", "stage"), 1.0),
)


def judge(tables: Mapping[str, Table]) -> list[Problem]:
    """Return rows that refer to what no table knows, shares that do not sum to 100 %, odd parameters."""
    found = judge_parameters(tables["scenario_generator"])
    return [*_references(tables), *_sums(tables), *_supply(tables), *found]


def _references(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield cells whose value the table they refer to does not have."""
    for name, table in tables.items():
        for column in SPECS[name].columns:
            if not column.refers:
                continue
            other = column.refers.partition(".")[0]
            known = {str(key[0]) for key in tables[other]}
            for cells, place in table.values():
                value = cells[column.name]
                if value is not None and str(value) not in known:
                    reason = f"is not known to {other}.csv"
                    remedy = f"{nearest(str(value), known)} Or add it to overlays/{other}.csv"
                    yield Problem(f"{place} column {column.name}", str(value), reason, remedy)


def _sums(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield groups of shares that do not sum to 100 %."""
    for name, by, tolerance in _SUMS:
        groups: dict[tuple[str, ...], list[float]] = {}
        for cells, _ in tables[name].values():
            group = tuple(cell_text(cells[b]) for b in by)
            groups.setdefault(group, []).append(float(cells["share_pct"] or 0.0))
        for group, shares in sorted(groups.items()):
            total = sum(sorted(shares))
            if abs(total - 100.0) > tolerance:
                reason = f"the shares sum to {total:.6g} %, not 100"
                remedy = f"Mend or add rows in overlays/{name}.csv"
                yield Problem(f"table {name} {'/'.join(group)} column share_pct", "", reason, remedy)


def _supply(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield items whose own supply is above what they use."""
    for cells, place in tables["us_demand"].values():
        use, own, scrap = (
            float(cells[c] or 0.0) for c in ("apparent_consumption_t", "own_primary_t", "own_secondary_t")
        )
        if own + scrap > use * (1 + 1e-5):
            reason = f"own primary and secondary supply ({own + scrap:g} t) is above consumption ({use:g} t)"
            remedy = "Count only what reaches own users; exports are not supply"
            yield Problem(f"{place} column own_primary_t", f"{own:g}", reason, remedy)
