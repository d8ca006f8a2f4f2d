"""Published and synthetic cases with known numbers.

`base_case.csv`: synthetic, one item, four years, four sources, three classes, three mitigations; the numbers follow
by hand. `shortfalls_2013.csv`: Table 10-1 of the 2013 report on stockpile requirements, in its printed units.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lodestock.programme.project import Case
from lodestock.size.build.hazard import Hazard
from lodestock.size.build.money import TONNES, net_of_inventory
from lodestock.size.draw.balance import Cells, empty_cells, item_cells
from lodestock.size.draw.countries import fill_stages
from lodestock.size.draw.scene import empty_scene
from tests.size.conftest import Drawn

CASES = Path(__file__).parent.parent / "cases"
SOURCES, KINDS, YEARS = ("ALLY", "NEUT", "ADV", "WAR"), ("MIL", "IND", "CIV"), 4


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def solve(hazard: Hazard, variant: str) -> tuple[Cells, dict[str, list[float]]]:
    """Return the cells of a variant by the product's own kernel, in annual steps, and deliveries by source."""
    found = {(r["table"], r["key"], r["quantity"], r["year"]): float(r["value"]) for r in rows("base_case")}

    def by_year(*key: str) -> np.ndarray:
        return np.array([found[*key, str(y + 1)] for y in range(YEARS)])

    def of_variant(quantity: str) -> float:
        return found.get(("variant", variant, quantity, ""), 0.0)

    factor = found["parameter", "", "essential_civilian_factor", ""]
    demand = np.stack(
        [
            by_year("demand", "MIL", "demand"),
            by_year("demand", "IND", "demand"),
            by_year("demand", "CIV", "peacetime_demand") * factor,
        ]
    )
    us_share = found["parameter", "", "us_share", ""] + of_variant("us_share_increase")
    usual = np.array([by_year("source", s, "production")[0] * us_share for s in SOURCES])
    allowed = [found["source", s, "allowed_for_MIL", ""] for s in SOURCES]
    production, capacity = (found["parameter", "", f"us_{n}", ""] for n in ("production", "capacity"))
    one = np.ones(1)
    bar = np.zeros((3, len(SOURCES), YEARS))
    bar[0] = 1.0 - np.array(allowed)[:, None]
    chain = hazard.chain._replace(
        demand_t=one,
        share=np.ones((1, 3)),
        usable=np.ones((1, 3)),
        own_t=one * (production + of_variant("us_supply_increase")),
        headroom_t=one * (capacity - production),
        secondary_t=0 * one,
        imports_t=one * usual.sum(),
        thrift_after=-1,
        bar=bar,
        bar_class=np.array([1, 0, 0]),
        bar_country=(1 - np.array(allowed)).astype(np.int64),
        release=np.array([1, 1, 1]),
        own_site=np.array([-1]),
        seg_sited=np.array([0]),
        seg_of=np.array([0, 1]),
        seg_stage=np.array([0]),
        seg_form=np.array([1]),
        seg_binds=np.array([1]),
        feed_seg=np.array([-1]),
        ent_of=np.array([0, len(SOURCES)]),
        ent_country=np.arange(len(SOURCES)),
        ent_weight=usual / usual.sum(),
        ent_pair=np.full(len(SOURCES), -1),
        ent_site=np.full(len(SOURCES), -1),
    )
    world = hazard.world._replace(group=np.zeros(len(SOURCES), dtype=np.int64))
    case = hazard._replace(quarters=YEARS, chain=chain, world=world)
    scene, cells = empty_scene(case), empty_cells(case)
    for c, s in enumerate(SOURCES):
        left = (1 - by_year("source", s, "war_damage")) * by_year("source", s, "reliability")
        scene.open[c] = left * (1 - by_year("source", s, "shipping_loss"))
    fill_stages(case.chain, scene)
    scene.multiple[:] = demand
    scene.serves[:] = 1.0
    scene.ramp[:] = by_year("parameter", "", "us_ramp")
    item_cells(case.chain, case.use, 0, scene, cells)
    delivered = {s: (usual[c] * scene.open[c]).tolist() for c, s in enumerate(SOURCES)}
    return cells, {**delivered, "US": cells.dom.tolist()}


@pytest.mark.parametrize("variant", ["base", "share_up", "exports_home", "both"])
def test_the_synthetic_base_case(drawn: Callable[..., Drawn], variant: str) -> None:
    cells, delivered = solve(drawn("base-war").hazard, variant)
    stock = next(float(r["value"]) for r in rows("base_case") if r["quantity"] == "inventory")
    required = cells.servable.sum(axis=1)
    net = net_of_inventory(required[None], {"item": stock}, ("item",))
    seen = {("", "gross_requirement_R", ""): required.sum(), ("", "net_requirement_N", ""): net.sum()}
    for k, kind in enumerate(KINDS):
        seen[kind, "shortfall_total", ""] = required[k]
        for y in range(YEARS):
            seen[kind, "shortfall", str(y + 1)] = cells.gap[k, y]
    for source, tonnes in delivered.items():
        for y in range(YEARS):
            seen[source, "delivery", str(y + 1)] = tonnes[y]
    expected = [r for r in rows("base_case_expected") if r["variant"] == variant]
    assert len(expected) >= 16
    for r in expected:
        assert seen[r["key"], r["quantity"], r["year"]] == pytest.approx(float(r["expected"]), abs=1e-9), r


def test_the_published_shortfalls_of_2013_add_up(case: Case) -> None:
    table = [r for r in rows("shortfalls_2013") if r["material"] != "TOTAL"]
    dollars = dict.fromkeys(("base", "after", "reduction"), 0.0)
    for r in table:
        before, after, cut = (float(r[f"{n}_quantity"]) for n in dollars)
        assert abs(before - after - cut) <= 1 and 0 <= cut <= before + 1, r
        for n in dollars:
            dollars[n] += float(r[f"{n}_musd"])
        price = float(r["base_musd"]) / before
        assert abs(after * price - float(r["after_musd"])) <= 0.02 + 1e-6 * before * price, r
    assert len(table) == 18
    printed = (1221.41, 578.75, 642.66)
    assert all(abs(s - p) <= 0.011 for s, p in zip(dollars.values(), printed, strict=True))
    bundled = {
        (r["material"], r["case"]): r
        for r in case.dataset.rows("nds_shortfalls")
        if str(r["report_year"]) == "2013"
    }
    for r in table:
        for name, word in (("base", "base_case"), ("after", "base_case_with_extra_buy")):
            ours = bundled[r["material"], word]
            unit = {"pounds": "lb"}.get(r["unit"].split(" ")[0], r["unit"])
            scale = TONNES.get(unit, TONNES.get(unit.split(" ")[0], 0.0))
            assert ours["quantity_t"] == pytest.approx(
                float(r[f"{name}_quantity"]) * scale, rel=1e-3, abs=1e-2
            ), r
            assert ours["shortfall_value_musd"] == pytest.approx(float(r[f"{name}_musd"]), abs=0.011), r


def test_thrift_counts_from_the_trigger_not_from_the_gap(drawn: Callable[..., Drawn]) -> None:
    """Hand case: supply (9.9, 8.1, 8.1) or (10, 8.1, 8.1), demand 10, a fifth less one quarter after the trigger."""
    hazard, one, nothing = drawn("base-war").hazard, np.ones(1), np.zeros(1)
    classes = len(hazard.chain.release)
    chain = hazard.chain._replace(
        demand_t=10 * one,
        share=np.eye(1, classes),
        usable=np.ones((1, classes)),
        own_t=nothing,
        headroom_t=10 * one,
        secondary_t=nothing,
        imports_t=nothing,
        thrift_after=1,
        thrift=np.full(classes, 0.2),
        own_site=np.array([-1]),
        seg_of=np.array([0, 0]),
        ent_of=np.array([0]),
        feed_seg=np.array([-1]),
    )
    case = hazard._replace(quarters=3, chain=chain)
    scene, cells = empty_scene(case), empty_cells(case)
    scene.clock[:] = range(3)
    scene.multiple[:] = scene.serves[:] = 1.0
    for supply, gap in (((9.9, 8.1, 8.1), 0.1), ((10.0, 8.1, 8.1), 0.0)):
        scene.ramp[:] = np.array(supply) / 10
        item_cells(case.chain, case.use, 0, scene, cells)
        assert cells.demand[0].tolist() == [10, 8, 8]
        assert cells.servable.sum(axis=0) == pytest.approx([gap, 0, 0], abs=1e-12)
