from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.scenario import CLASSES, Control
from lodestock.size.draw.controls import fill_basket
from lodestock.size.draw.randoms import uniforms
from lodestock.size.results.tally import tally_batch
from tests.size.conftest import COERCION, Draw, Drawn


def test_new_controls_come_at_the_rate_of_the_regime(drawn: Draw, case: Case) -> None:
    busy = drawn("mixture", **COERCION, known_events=False)
    controls, scene = busy.hazard.controls, busy.scene(0)
    stream, counts, sizes = controls.stream_actor[0], [], []
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


def baskets(found: Drawn, index: int, count: int) -> list[list[tuple[str, str]]]:
    """Return the first baskets of China's announcements as (item, country), in the order of the race."""
    controls, scene = found.hazard.controls, found.scene(index)
    low = int(controls.actor_of[0])
    names = [m for m in found.inputs.materials if m in _weighted(found)]
    assert len(names) == controls.actor_of[1] - low
    out = []
    for number in range(count):
        u = uniforms(0, index, controls.stream_actor[0], 2 * number)
        size = fill_basket(controls, 0, index, scene, 0, number, u[1])
        out.append([names[int(n) - low] for n in scene.taken[:size]])
    return out


def _weighted(found: Drawn) -> set[str]:
    inputs = found.inputs
    china = inputs.world[:, :, inputs.countries.index("CHN")].max(axis=1)
    weight = china * inputs.imports_t * inputs.share[:, 0]
    return {m for m, w in zip(inputs.materials, weight, strict=True) if w > 0}


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
    for stream in ("stream_actor", "stream_basket"):
        ours = getattr(base.hazard.controls, stream)
        assert set(ours) <= set(getattr(more.hazard.controls, stream))
    assert np.array_equal(base.hazard.outages.stream[:59], more.hazard.outages.stream[keep])
    ours, theirs = (tally_batch(d.hazard, True, range(100)) for d in (base, more))
    assert np.array_equal(ours.gap_values, theirs.gap_values[:, keep])
    assert np.array_equal(ours.quarter_supply, theirs.quarter_supply[keep])


def test_an_item_of_weight_displaces_only_the_last_of_a_basket(
    drawn: Draw, case_with: Callable[..., Case]
) -> None:
    more, base = drawn("mixture", on=case_with(**invented())), drawn("mixture")
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
    few, many = (tally_batch(d.hazard, True, range(2000)).gap[:, -1] for d in (calm, busy))
    hit = [
        m
        for m, item in enumerate(calm.inputs.materials)
        if item in _weighted(calm) and few[m] < 0.99 * 2000 * calm.card.quarters / 4
    ]
    assert len(hit) > 40
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
