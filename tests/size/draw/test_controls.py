from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.scenario import CLASSES, Control
from lodestock.size.build.announcers import Announcer, read_announcers
from lodestock.size.draw.controls import fill_basket
from lodestock.size.draw.randoms import uniforms
from lodestock.size.draw.scene import Scene
from lodestock.size.results.tally import tally_batch
from tests.size.conftest import COERCION, Draw, Drawn


def test_new_controls_come_at_the_rate_of_the_regime(drawn: Draw, case: Case) -> None:
    """At fixed rates 1.82 a year in coercion, less what would lie before the as-of date; laid as if all took effect."""
    busy = drawn("mixture", **COERCION, known_events=False, rates_fixed=True, baskets_mixed=True)
    controls, scene = busy.hazard.controls, busy.scene(0)
    stream, counts, sizes = controls.announcers.stream[0], [], []
    for index in range(1500):
        due, number = 0.0, 0
        while True:
            u = uniforms(0, index, stream, 2 * number)
            due -= np.log(u[0])
            if due > 1.82 * 6:
                break
            sizes.append(fill_basket(controls, 0, index, scene, 0, number, u[1]))
            number += 1
        counts.append(number)
    assert np.mean(counts) == pytest.approx(1.82 * 6, abs=5 * np.sqrt(1.82 * 6 / 1500))
    assert np.mean(sizes) == pytest.approx(3.4, abs=0.1)


def baskets(found: Drawn, index: int, count: int) -> list[list[str]]:
    """Return the items of the first baskets of China's announcements, in the order of the race."""
    controls, scene = found.hazard.controls, found.scene(index)
    announcers = controls.announcers
    names = [n.word.split("/")[-1] for n in _china(found).candidates]
    low = int(announcers.of[0])
    assert len(names) == announcers.of[1] - low
    out = []
    for number in range(count):
        u = uniforms(0, index, announcers.stream[0], 2 * number)
        size = fill_basket(controls, 0, index, scene, 0, number, u[1])
        out.append([names[int(n) - low] for n in scene.taken[:size]])
    return out


def _china(found: Drawn) -> Announcer:
    return read_announcers(found.dataset, found.card, found.inputs)[0]


def test_baskets_of_the_record_lie_mostly_in_one_family(drawn: Draw) -> None:
    """Shares of the table: .786 of baskets of one family, .389 of those rare earths; five standard errors."""
    found = drawn("mixture")
    all_of_them = [b for index in range(1000) for b in baskets(found, index, 4)]
    rare = {"samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "yttrium", "scandium", "holmium"}
    rare |= {"erbium", "thulium", "ytterbium", "europium", "lanthanum", "cerium", "praseodymium", "neodymium"}
    big = [b for b in all_of_them if len(b) >= 5]
    share = np.mean([set(b) <= rare for b in big])
    assert share > 0.6  # 0.004 without families; the record has 2 of 3
    terbium = np.mean(["terbium" in b for b in all_of_them if "dysprosium" in b])
    assert terbium == pytest.approx(0.46, abs=0.12)
    assert all(len(set(b)) == len(b) for b in all_of_them)


def test_magnets_follow_their_metals(drawn: Draw) -> None:
    """A new control on samarium cuts SmCo magnets as deep, one on dysprosium or terbium NdFeB by 60 %."""
    found = drawn("mixture", **COERCION, known_events=False, truces_drawn=False, baskets_mixed=True)
    chain, seen = found.hazard.chain, 0

    def cut(scene: Scene, item: str) -> float:
        m, china = found.item(item), found.inputs.countries.index("CHN")
        pairs = range(chain.pair_of[m], chain.pair_of[m + 1])
        mine = [p for p in pairs if found.hazard.controls.pair_country[p] == china and scene.active[p]]
        return max((float(scene.control[p, -1].max()) for p in mine), default=0.0)

    for index in range(60):
        scene = found.scene(index)
        assert cut(scene, "smco-magnets") == cut(scene, "samarium")
        metal = max(cut(scene, "dysprosium"), cut(scene, "terbium"))
        assert cut(scene, "ndfeb-magnets") == pytest.approx(0.6 * metal, abs=1e-15)
        seen += metal > 0
    assert seen > 10


def test_a_new_ban_on_the_own_country_is_whole_but_for_its_leak(
    drawn: Draw, case_with: Callable[..., Case]
) -> None:
    bans = {"block": "export_control", "parameter": "ban_share", "value": 1.0}
    on = case_with(scenario_generator=[bans])
    found = drawn("mixture", on=on, **COERCION, known_events=False, truces_drawn=False)
    china = found.inputs.countries.index("CHN")
    mine = found.hazard.controls.pair_country == china
    deepest = []
    for index in range(30):
        scene = found.scene(index)
        deepest += [float(scene.control[p].max()) for p in np.nonzero(mine & (scene.active == 1))[0]]
    whole = [cut for cut in deepest if cut not in (0.0, pytest.approx(0.7 * 0.6))]
    assert len(whole) > 30 and max(whole) == pytest.approx(0.7, abs=1e-15)


def invented(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    """Return an item that China refines, as overlay rows."""
    rows: dict[str, list[dict[str, Any]]] = {
        "materials": [{"material": "dilithium", "name": "Dilithium", "form_class": "metal"}],
        "us_demand": [
            {"material": "dilithium", "apparent_consumption_t": 100, "own_primary_t": 0, "own_secondary_t": 0}
        ],
        "demand_classes": [
            {"material": "dilithium", "demand_class": "defence", "share_pct": 40},
            {"material": "dilithium", "demand_class": "civil", "share_pct": 60},
        ],
        "global_supply_shares": [
            {"material": "dilithium", "stage": "refine", "country_iso3": "CHN", "share_pct": 90},
            {"material": "dilithium", "stage": "refine", "country_iso3": "AUS", "share_pct": 10},
        ],
    }
    return rows | changes


def test_an_item_more_changes_no_uniform_and_without_weight_no_number(
    drawn: Draw, case_with: Callable[..., Case]
) -> None:
    civil = [{"material": "dilithium", "demand_class": "civil", "share_pct": 100}]
    more = drawn("mixture", on=case_with(**invented(demand_classes=civil)))
    base = drawn("mixture")
    keep = [more.inputs.materials.index(m) for m in base.inputs.materials]
    for stream in ("stream", "stream_basket"):
        ours = getattr(base.hazard.controls.announcers, stream)
        assert set(ours) <= set(getattr(more.hazard.controls.announcers, stream))
    assert np.array_equal(base.hazard.outages.stream[:59], more.hazard.outages.stream[keep])
    ours, theirs = (tally_batch(d.hazard, True, range(100)) for d in (base, more))
    assert np.array_equal(ours.gap_values, theirs.gap_values[:, keep])
    assert np.array_equal(ours.quarter_supply, theirs.quarter_supply[keep])


def test_an_item_of_weight_displaces_only_the_last_of_a_basket(
    drawn: Draw, case_with: Callable[..., Case]
) -> None:
    """Of baskets drawn from all items; a family that it is none of never holds it."""
    on = case_with(**invented())
    more, base = (drawn("mixture", **at, baskets_mixed=True) for at in ({"on": on}, {}))
    moved = 0
    for index in range(60):
        for ours, theirs in zip(baskets(base, index, 9), baskets(more, index, 9), strict=True):
            others = [m for m in theirs if m != "dilithium"]
            assert others == ours[: len(others)] and len(others) >= len(ours) - 1
            moved += others != ours
    assert moved > 10


@pytest.mark.slow
def test_more_events_never_raise_availability_nor_lower_gaps(drawn: Draw) -> None:
    random = np.random.default_rng(5)
    countries, items = ("CHN", "COD", "CHL", "RUS", "ZAF", "AUS"), ("cobalt", "copper", "gallium", "tungsten")
    for trial in range(12):
        pinned = [
            Control(
                (str(random.choice(countries)),),
                (str(random.choice(items)),) if random.random() < 0.7 else (),
                (str(random.choice(CLASSES[:4])),) if random.random() < 0.5 else (),
                float(random.random()),
                int(random.integers(1, 13)),
                int(random.integers(1, 9)),
            )
            for _ in range(8)
        ]
        few, many = (drawn("mixture", seed=trial, thrift={}, controls=tuple(pinned[:n])) for n in (4, 8))
        for index in range(5):
            ours, theirs = few.cells(index), many.cells(index)
            assert np.all(theirs["fraction"] <= ours["fraction"]) and np.all(
                theirs["supply"] <= ours["supply"]
            )
            rise = np.cumsum(theirs["gap"], axis=1) - np.cumsum(ours["gap"], axis=1)
            assert np.all(rise >= -1e-9 * few.inputs.demand_t[:, None, None])


def test_events_raise_the_mean_gap_of_controlled_items(drawn: Draw) -> None:
    still = dict.fromkeys(
        load_card("mixture").redirect, 0.0
    )  # what others send in its place may fill a small cut
    given = {**COERCION, "thrift": {}, "known_events": False, "redirect": still}
    calm, busy = drawn("mixture", **given, announcements_drawn=False), drawn("mixture", **given)
    weighed = {n.word.split("/")[-1] for n in _china(busy).candidates if n.weight > 0.005}
    few, many = (tally_batch(d.hazard, True, range(2000)).gap[:, -1] for d in (calm, busy))
    hit = [
        m
        for m, item in enumerate(calm.inputs.materials)
        if item in weighed and few[m] < 0.99 * 2000 * calm.card.quarters / 4
    ]
    assert len(hit) > 30
    assert all(many[m] > few[m] for m in hit), [calm.inputs.materials[m] for m in hit if many[m] <= few[m]]


def test_the_controls_of_october_2025_hit_what_they_name(drawn: Draw) -> None:
    five = {"holmium", "erbium", "thulium", "europium", "ytterbium"}
    seven = {"samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "scandium", "yttrium"}
    seven |= {"ndfeb-magnets", "smco-magnets"}
    with_them, without = drawn("october-2025"), drawn("october-2025", without=("cn-5ree-57", "cn-semi-61"))
    fell = np.zeros((len(with_them.inputs.materials), len(CLASSES)), dtype=bool)
    for index in range(60):
        ours, theirs = with_them.cells(index), without.cells(index)
        for m, item in enumerate(with_them.inputs.materials):
            for k, word in enumerate(CLASSES):
                named = item in five or (item in seven and word == "semiconductor")
                if not named:
                    assert np.array_equal(ours["fraction"][m, k], theirs["fraction"][m, k]), (item, word)
                assert np.all(ours["fraction"][m, k] <= theirs["fraction"][m, k])
                fell[m, k] |= ours["fraction"][m, k].sum() < theirs["fraction"][m, k].sum()
    for item in five:
        assert fell[with_them.item(item), 1:].all(), item
    assert {i for i in seven if fell[with_them.item(i), 1]} >= seven - {"scandium"}
