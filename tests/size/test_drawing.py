from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.scenario import CLASSES, Closure, Control
from lodestock.size.drawing import fill_basket
from lodestock.size.hazard import USES, without_factor
from lodestock.size.randoms import uniforms
from lodestock.size.tally import tally_batch
from tests.size.conftest import Drawn

Draw = Callable[..., Drawn]
COERCION: dict[str, Any] = {
    "start_regime": "coercion",
    "regime_drawn": False,
    "war_starts": (),
    "war_drawn": False,
}


def test_without_hazard_and_control_supply_is_demand(drawn: Draw) -> None:
    calm = drawn("mixture")
    quiet = Drawn(calm.card, calm.inputs, without_factor(calm.hazard, *(u for u in USES if u != "surge")))
    for index in range(20):
        cells = quiet.cells(index)
        at_peace = quiet.scene(index).clock < 0
        gap = cells["gap"].sum(axis=1)[:, at_peace] / quiet.inputs.demand_t[:, None]
        assert gap.max(initial=0.0) < 1e-12


def test_regimes_move_by_the_rates(drawn: Draw) -> None:
    mixture = drawn("mixture")
    n, steps = 4000, np.zeros((4, 4))
    for index in range(n):
        state = mixture.scene(index).state
        np.add.at(steps, (state[:-1], state[1:]), 1)
    chance = np.diff(mixture.hazard.regimes.step, axis=1, prepend=0.0)
    tried = steps.sum(axis=1, keepdims=True)
    error = np.sqrt(chance * (1 - chance) / tried)
    assert np.all(np.abs(steps / tried - chance) <= 5 * error + 1e-12)


def test_recovery_is_a_clock_after_war(drawn: Draw) -> None:
    mixture, seen = drawn("mixture"), 0
    for index in range(300):
        scene = mixture.scene(index)
        assert np.array_equal(scene.emergency == 1, scene.clock >= 0)
        wars = np.nonzero(np.diff((scene.state == 3).astype(int)) == -1)[0] + 1
        for end in wars:
            again = np.nonzero(scene.state[end:] == 3)[0]
            until = min(end + 12, 24, end + again[0] if len(again) else 24)
            assert np.all(scene.label[end:until] == 4) and np.all(
                scene.clock[end:until] == 4 + np.arange(until - end)
            )
            if end + 12 < 24 and not len(again):
                assert scene.label[end + 12] == scene.state[end + 12] and scene.clock[end + 12] == -1
            seen += 1
    assert seen > 5


def test_a_war_of_several_starts_takes_each_with_equal_odds(drawn: Draw) -> None:
    war = drawn("base-war", war_starts=("2027Q2", "2027Q3", "2027Q4"))
    starts = [int(np.argmax(war.scene(i).state == 3)) for i in range(3000)]
    counts = np.array([starts.count(t) for t in (6, 7, 8)])
    assert counts.sum() == 3000 and np.abs(counts - 1000).max() < 5 * np.sqrt(3000 * 2 / 9)


def test_reliability_has_its_means_and_correlations(drawn: Draw) -> None:
    war = drawn("base-war", reliability_drawn=True, war_starts=("2025Q4",))
    names = war.inputs.countries
    pick = {c: names.index(c) for c in ("DEU", "FRA", "CHL", "ZAF", "COD")}
    values = np.array([[war.scene(i).reliable[c, 4] for c in pick.values()] for i in range(4000)])
    assert values[:, :3].mean() == pytest.approx(0.97, abs=0.004)
    assert values[:, 3:].mean() == pytest.approx(0.85, abs=0.008)
    ranks = values.argsort(axis=0).argsort(axis=0)
    rho = 2 * np.sin(np.pi / 6 * np.corrcoef(ranks.T))
    assert rho[0, 1] == pytest.approx(0.6, abs=0.06) and rho[3, 4] == pytest.approx(0.6, abs=0.06)
    assert rho[0, 3] == pytest.approx(0.1, abs=0.08)


def test_new_controls_come_at_the_rate_of_the_regime(drawn: Draw, case: Case) -> None:
    busy = drawn("mixture", **COERCION, known_events=False)
    controls, scene = busy.hazard.controls, busy.scene(0)
    stream, counts, sizes = controls.stream_actor[0], [], []
    for index in range(1500):
        due, number = 0.0, 0
        while True:
            u = uniforms(0, index, stream, 2 * number)
            due -= np.log(u[0])
            if due > 3.33 * 6:
                break
            sizes.append(fill_basket(controls, 0, index, scene, 0, number, u[1]))
            number += 1
        counts.append(number)
    assert np.mean(counts) == pytest.approx(3.33 * 6, abs=5 * np.sqrt(3.33 * 6 / 1500))
    assert np.mean(sizes) == pytest.approx(3.4, abs=0.1)


def baskets(found: Drawn, index: int, count: int) -> list[list[tuple[str, str]]]:
    """Return the first baskets of China's announcements as (item, country), in the order of the race."""
    controls, scene = found.hazard.controls, found.scene(index)
    low = int(controls.actor_of[0])
    names = {
        int(p): m
        for p, m in zip(
            controls.actor_pair[low : controls.actor_of[1]],
            [m for m in found.inputs.materials if m in _weighted(found)],
            strict=True,
        )
    }
    out = []
    for number in range(count):
        u = uniforms(0, index, controls.stream_actor[0], 2 * number)
        size = fill_basket(controls, 0, index, scene, 0, number, u[1])
        out.append([names[int(p)] for p in scene.taken[:size]])
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
    assert np.array_equal(base.hazard.outages.stream_item, more.hazard.outages.stream_item[keep])
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
                f"202{random.integers(6, 9)}Q{random.integers(1, 5)}",
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


def test_twice_the_onset_of_crisis_and_war_raises_the_expected_gap(drawn: Draw) -> None:
    rates = ((0, 0.22, 0.02, 0.002), (0.22, 0, 0.11, 0.012), (0.1, 0.8, 0, 0.18), (0, 0.4, 0.5, 0))
    twice = tuple(tuple(2 * r if j > i else r for j, r in enumerate(row)) for i, row in enumerate(rates))
    means, errors = [], []
    for given in (rates, twice):
        found = drawn("mixture", rates=given)
        value = np.nan_to_num(found.inputs.demand_t)
        gaps = tally_batch(found.hazard, True, range(4000)).gap_values[:, :, -1] @ (value / value.sum())
        means.append(gaps.mean())
        errors.append(gaps.std() / np.sqrt(len(gaps)))
    assert means[1] - means[0] > 3 * np.hypot(*errors)


def test_an_item_that_a_country_does_not_supply_does_not_mind_its_bloc(
    drawn: Draw, case_with: Callable[..., Case]
) -> None:
    friendly = case_with(country_groups=[{"group": "adversary", "country_iso3": "RUS", "remove": "y"}])
    base, without = drawn("mixture"), drawn("mixture", on=friendly)
    ours, theirs = (tally_batch(d.hazard, True, range(600)).gap_values for d in (base, without))
    russia = base.inputs.countries.index("RUS")
    supplied = base.inputs.weights[0][:, :, russia].any(axis=1)
    assert 5 < supplied.sum() < len(supplied)
    assert np.array_equal(ours[:, ~supplied], theirs[:, ~supplied])
    assert not np.array_equal(ours[:, supplied], theirs[:, supplied])


def test_the_controls_of_october_2025_hit_what_they_name(drawn: Draw) -> None:
    five = {"holmium", "erbium", "thulium", "europium", "ytterbium"}
    seven = {"samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "scandium", "yttrium"}
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


def test_a_closed_route_takes_its_origins_for_its_quarters(drawn: Draw) -> None:
    closed = drawn("base-war", closures=(Closure(("theatre",), 0.25, "2026Q1", 2),), war_starts=())
    open_ = closed.scene(0).open
    japan, chile = (closed.inputs.countries.index(c) for c in ("JPN", "CHL"))
    assert open_[japan].tolist() == [1.0, 0.75, 0.75, *[1.0] * 21] and np.all(open_[chile] == 1.0)


def test_drawn_routes_close_at_the_onset_of_a_crisis(drawn: Draw) -> None:
    stress = drawn("strait-closure", closures=(), shipping_drawn=True)
    lost = np.array([1 - stress.scene(i).shipped[stress.inputs.countries.index("JPN")] for i in range(2000)])
    assert np.all(np.diff(lost, axis=1) <= 0) and lost[:, 0].min() > 0
    months = 3 * lost.sum(axis=1)
    assert np.median(months) == pytest.approx(3.0, rel=0.06)
    chile = stress.inputs.countries.index("CHL")
    assert all(np.all(stress.scene(i).shipped[chile] == 1.0) for i in range(20))


def test_outages_exceed_the_usual_and_hosts_share_them(drawn: Draw) -> None:
    found = drawn("mixture", **COERCION)
    outage = np.array([found.scene(i).outage[:, 0] for i in range(3000)])
    assert outage.min() >= 0 and 0.004 < outage.mean() < 0.012
    iridium, rhodium, boron = (found.item(m) for m in ("iridium", "rhodium", "boron"))
    assert np.array_equal(outage[:, iridium], outage[:, rhodium])
    assert abs(np.corrcoef(outage[:, iridium], outage[:, boron])[0, 1]) < 0.1
    down = np.array([found.scene(i).down for i in range(3000)])
    assert down.min() >= 0 and down.max() < 1


def test_thrift_waits_for_its_trigger(drawn: Draw) -> None:
    card = load_card("china-stop-12m")
    found = drawn("china-stop-12m", controls=(replace(card.controls[0], quarters=10),), bars=())
    demand = found.cells(0)["demand"][found.item("gallium")]
    civil = demand[-1] / demand[-1, 0]
    start = 4
    assert np.all(civil[: start + 4] == 1.0) and np.allclose(civil[start + 4 : start + 10], 0.9)
    assert np.all(civil[start + 10 :] == 1.0) and np.all(demand[0] == demand[0, 0])


def test_more_supply_never_makes_users_save_less(drawn: Draw) -> None:
    """Hand case: thrift depends on the age of the trigger, not on the gap."""
    card = load_card("china-stop-12m")
    gaps, demands = [], []
    for cut in (0.02, 0.9):
        pinned = replace(card.controls[0], cut=cut, quarters=12)
        cells = drawn("china-stop-12m", controls=(pinned,), thrift_after=1).cells(0)
        gaps.append(cells["gap"].sum(axis=(1, 2)))
        demands.append(cells["demand"])
    assert np.array_equal(*demands) and np.all(gaps[0] <= gaps[1])
