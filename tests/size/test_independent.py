"""The base war once more, in plain loops from the CSV files, sharing no code with the rooms."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from lodestock.size import Shortfalls

REFERENCE = Path(__file__).parent.parent.parent / "src" / "lodestock" / "data" / "reference"
ORDER = ["mine", "alumina", "refine", "purify", "magnet"]
CLASSES = ["defence", "semiconductor", "essential-core", "essential-other", "civil"]
ADVERSARY, BARRED, THEATRE = (
    {"CHN", "RUS", "IRN", "PRK", "BLR"},
    {"CHN", "RUS", "IRN", "PRK"},
    {"TWN", "KOR", "JPN", "PHL"},
)
RETURN, DAMAGE, RAMP = [0, 0, 0, 0.25], [0.10, 0.05, 0, 0], [0, 0.5, 1, 1]
DEMAND = {
    "defence": [2.0, 1.3, 1.3, 1.3],
    "semiconductor": [1, 0.9, 0.9, 0.9],
    "essential-core": [0.85, 0.9, 0.9, 0.9],
    "essential-other": [0.85, 0.9, 0.9, 0.9],
    "civil": [0.7, 0.9, 0.9, 0.9],
}


def rows(table: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shares(table: str) -> dict[str, dict[str, dict[str, float]]]:
    out: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for r in rows(table):
        out[r["material"]][r["stage"]][r["country_iso3"]] = float(r["share_pct"])
    return out


def allies() -> set[str]:
    return {
        r["country_iso3"]
        for r in rows("country_groups")
        if r["group"] == "ally" and r["valid_from"] <= "2025-10-13" and not r["valid_to"]
    }


FRIENDS = allies()


def available(country: str, year: int) -> float:
    if country in ADVERSARY:
        return RETURN[year]
    reliable = 0.97 if country in FRIENDS else 0.85
    return reliable * (1 - DAMAGE[year] if country in THEATRE else 1)


def without_own(shares: dict[str, float]) -> dict[str, float]:
    rest = {c: p for c, p in shares.items() if c != "USA"}
    total = sum(rest.values())
    return {c: p / total for c, p in rest.items()} if total else {}


def weights(imports: dict[str, float], world: dict[str, float], weight: float) -> dict[str, float]:
    """Mix import shares, their unnamed part spread by world share, with world shares."""
    named = {c: p for c, p in imports.items() if c not in ("OTHER", "USA")}
    free = {c: p for c, p in world.items() if c not in named} or {"OTHER": 1.0}
    spread = dict(named)
    for c, p in free.items():
        spread[c] = spread.get(c, 0) + imports.get("OTHER", 0) * p / sum(free.values())
    total = sum(spread.values())
    return {c: weight * spread.get(c, 0) / total + (1 - weight) * world.get(c, 0) for c in {*spread, *world}}


def requirement() -> dict[str, list[float]]:
    world, imports = shares("global_supply_shares"), shares("import_shares")
    split = {(r["material"], r["demand_class"]): float(r["share_pct"]) / 100 for r in rows("demand_classes")}
    usable = {(r["material"], r["demand_class"]): float(r["usable_pct"]) / 100 for r in rows("grade_share")}
    capacity = {
        r["material"]: (float(r["capacity_t_per_year"]), r["idle_allowed"]) for r in rows("own_capacity")
    }
    out = {}
    for d in rows("us_demand"):
        m = d["material"]
        use, own, scrap = (
            float(d[c]) for c in ("apparent_consumption_t", "own_primary_t", "own_secondary_t")
        )
        by_stage = {g: without_own(s) for g, s in world[m].items()}
        form = next(iter(imports[m]), None) if m in imports else None
        last = form or max(by_stage, key=ORDER.index)
        if form:
            by_stage[form] = weights(
                imports[m][form], by_stage.get(form, {}), float(d["import_weight"] or 0.5)
            )
        binding = [g for g in by_stage if ORDER.index(g) <= ORDER.index(last)]
        gaps = [0.0] * 5
        for year in range(4):
            open_share = {g: sum(w * available(c, year) for c, w in by_stage[g].items()) for g in by_stage}
            barred = sum(w * available(c, year) for c, w in by_stage[last].items() if c not in BARRED)
            civil = min([1.0, *(open_share[g] for g in binding)])
            defence = min([1.0, *(barred if g == last else open_share[g] for g in binding)])
            wanted = [use * split.get((m, k), 0) * DEMAND[k][year] for k in CLASSES]
            full, idle = capacity[m]
            home = own + (max(full - own, 0) * RAMP[year] if own > 0 or idle == "y" else 0)
            home = min(home * min(1.0, open_share[d["feed_stage"]] if d["feed_stage"] else 1.0), sum(wanted))
            bought = max(use - own - scrap, 0)
            left = home + scrap + bought * civil
            for k, name in enumerate(CLASSES):
                mine = home + scrap + bought * (defence if name == "defence" else civil)
                got = min(wanted[k], usable.get((m, name), 1.0) * mine, left)
                gaps[k] += wanted[k] - got
                left -= got
        out[m] = [*gaps[:4], 0.0]
    return out


def test_plain_loops_give_the_same_requirement(short: Shortfalls) -> None:
    plain = requirement()
    assert set(plain) == set(short.inputs.materials) and len(plain) == 59
    for m, ours in zip(short.inputs.materials, short.requirement_t, strict=True):
        scale = sum(plain[m]) + 1e-6 * short.inputs.demand_t[list(short.inputs.materials).index(m)]
        assert list(ours) == pytest.approx(plain[m], abs=1e-9 * scale), m
