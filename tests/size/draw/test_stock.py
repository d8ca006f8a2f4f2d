from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import pytest

from lodestock.records.protocols import Floats
from lodestock.size.draw.stock import clairvoyant, reserve, simulated

CASES, PAIRS, BLOCK = 10_000, 20_000, 500
ROUND = (0.0, 0.0, 1.0, 2.0, 2.5, 4.0)


@dataclass(frozen=True, slots=True, eq=False)
class Small:
    """One item in one scenario; the released-at-once reserve of class k is fed by row k of `deliveries`."""

    servable: Floats  # (k, t)
    deliveries: Floats  # (k, t)
    value: Floats  # (k, 1), or (k, t) for pooled stock
    keep: float

    def pooled(self) -> tuple[float, Floats]:
        slope = np.zeros(self.servable.shape[1])
        loss = clairvoyant(self.servable, self.deliveries.sum(axis=0), self.value, self.keep, slope)
        return float(loss), slope

    def reserves(self) -> tuple[float, Floats]:
        slope = np.zeros(self.servable.shape)
        total = 0.0
        for k, value in enumerate(self.value[:, 0]):
            total += reserve(self.servable[k], self.deliveries[k], value, self.keep, slope[k])
        return total, slope


def amounts(random: np.random.Generator, *shape: int) -> Floats:
    """Return tonnes full of ties and zeros, or none alike."""
    if random.random() < 0.6:
        return random.choice(ROUND, size=shape)
    return random.uniform(0, 5, size=shape) * (random.random(shape) < 0.7)


def small(random: np.random.Generator, keep: float | None = None, *, by_quarter: bool = False) -> Small:
    """Draw gaps of classes served in order with grade limits, eligibility, late arrivals, values falling or not."""
    classes, quarters = int(random.integers(1, 4)), int(random.integers(1, 6))
    demand, supply = amounts(random, classes, quarters), amounts(random, quarters) * 2
    grade, left = random.choice([1.0, 0.5, 0.7], size=classes), supply.copy()
    gap = np.zeros_like(demand)
    for k in range(classes):
        served = np.minimum(np.minimum(demand[k], grade[k] * supply), left)
        gap[k], left = demand[k] - served, left - served
    first = int(random.integers(0, quarters + 1))
    eligible = np.arange(quarters)[None, :] >= np.array([0, first, first])[:classes, None]
    deliveries = amounts(random, classes, quarters)
    if random.random() < 0.5:
        deliveries[:, : int(random.integers(0, quarters + 1))] = 0.0
    value = random.choice([1.0, 2.0, 3.0, 3.0, 10.0], size=classes)
    if random.random() < 0.7:
        value = np.sort(value)[::-1].copy()
    value = value[:, None]
    if by_quarter and random.random() < 0.4:
        value = value * 0.97 ** np.arange(quarters)
    elif by_quarter:
        value = value * random.choice([0.0, 0.5, 1.0, 1.0, 3.0], size=(classes, quarters))
    factor = float(random.choice([1.0, 1.0, 0.95**0.25, 0.8])) if keep is None else keep
    return Small(gap * eligible, deliveries, value, factor)


def by_linear_programme(cases: list[Small], *, pooled: bool) -> list[float]:
    """Return the least loss of each case; one programme of many blocks, at tolerance 1e-10."""
    lp = highspy.HighsLp()
    cost, upper, row_upper = [], [], []
    starts, index, entry, first = [0], [], [], [0]
    for one in cases:
        classes, quarters = one.servable.shape
        base = len(cost)
        cost += (-np.broadcast_to(one.value, one.servable.shape)).ravel().tolist()
        upper += one.servable.ravel().tolist()
        stocks = [list(range(classes))] if pooled else [[k] for k in range(classes)]
        for stock in stocks:
            for t in range(quarters):
                cells = [(k, s) for k in stock for s in range(t + 1)]
                index += [base + k * quarters + s for k, s in cells]
                entry += [one.keep ** (t - s) for _, s in cells]
                starts.append(len(index))
                arrived = one.deliveries[stock].sum(axis=0)
                row_upper.append(sum(arrived[s] * one.keep ** (t - s) for s in range(t + 1)))
        first.append(len(cost))
    lp.num_col_, lp.num_row_ = len(cost), len(row_upper)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(cost), np.zeros(len(cost)), np.array(upper)
    lp.row_lower_, lp.row_upper_ = np.full(len(row_upper), -highspy.kHighsInf), np.array(row_upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = np.array(starts), np.array(index, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(entry)
    solver = highspy.Highs()
    solver.silent()
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        solver.setOptionValue(option, 1e-10)
    solver.passModel(lp)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    gain = -np.array(cost) * np.array(solver.getSolution().col_value)
    return [
        float((one.servable * one.value).sum() - gain[first[i] : first[i + 1]].sum())
        for i, one in enumerate(cases)
    ]


@pytest.mark.parametrize("block", range(CASES // BLOCK))
def test_the_closed_forms_are_the_linear_programme(block: int) -> None:
    random = np.random.default_rng([7, block])
    steady = [small(random) for _ in range(BLOCK)]
    moving = [small(random, by_quarter=True) for _ in range(BLOCK)]
    for cases, pooled in ((steady, False), (steady, True), (moving, True)):
        for one, exact in zip(cases, by_linear_programme(cases, pooled=pooled), strict=True):
            loss, _ = one.pooled() if pooled else one.reserves()
            assert abs(loss - exact) <= 1e-9 * (1 + abs(exact)), (one, pooled)


@pytest.mark.parametrize("block", range(PAIRS // BLOCK))
def test_a_cut_never_exceeds_the_loss_of_another_case(block: int) -> None:
    """Stock, deliveries, project output and displaced tonnes differ; values and what may be served do not."""
    random = np.random.default_rng([11, block])
    for number in range(BLOCK):
        steady = number % 2 == 0
        here = small(random, by_quarter=not steady)
        classes, quarters = here.servable.shape
        bought = amounts(random, classes, quarters)
        may_serve = here.servable > 0
        displaced = bought * random.choice([0.0, 1.0], size=(1, quarters)) * may_serve
        stock = np.zeros((classes, quarters))
        stock[:, 0] = amounts(random, classes)
        output = random.random() * amounts(random, classes, 1) * may_serve
        there = Small(here.servable + displaced, bought + output + stock, here.value, here.keep)
        for base, other in ((here, there), (there, here)):
            if steady:
                loss, slope = base.reserves()
                cut = loss + (slope * (other.deliveries - base.deliveries)).sum()
                cut += (-slope * (other.servable - base.servable)).sum()
                assert cut <= other.reserves()[0] + 1e-7
            loss, unit = base.pooled()
            cut = loss + float(unit @ (other.deliveries - base.deliveries).sum(axis=0))
            price = np.minimum(base.value, -unit)
            cut += (price * (other.servable - base.servable)).sum()
            assert cut <= other.pooled()[0] + 1e-7


def test_rules_lie_above_the_bound_with_foresight() -> None:
    random = np.random.default_rng(13)
    for number in range(3000):
        one = small(random, by_quarter=number % 3 == 0)
        bound = one.pooled()[0]
        if number % 3:
            assert one.reserves()[0] >= bound - 1e-9 * (1 + bound)
        cover = amounts(random, one.servable.shape[1])
        for held in (np.zeros_like(cover), cover, np.full_like(cover, 1e9)):
            loss = simulated(one.servable, one.deliveries.sum(axis=0), one.value, one.keep, held)
            assert loss >= bound - 1e-9 * (1 + bound)


def test_a_rule_without_cover_serves_classes_in_order() -> None:
    servable, delivery = np.array([[0.0, 10.0], [5.0, 5.0]]), np.array([8.0, 0.0])
    value = np.array([[10.0], [1.0]])
    spent = simulated(servable, delivery, value, 1.0, np.zeros(2))
    kept = simulated(servable, delivery, value, 1.0, np.array([8.0, 0.0]))
    assert (spent, kept) == (10 * 7 + 5, 10 * 2 + 10)


def test_only_servable_loss_is_counted() -> None:
    """Hand case: defence 10 and civil 10, values 100 and 1, stock for defence only; supply 5, 10, 15."""
    for supply, civil in ((5.0, 10.0), (10.0, 10.0), (15.0, 5.0)):
        defence = max(10.0 - supply, 0.0)
        gap = np.array([[defence], [20.0 - supply - defence]])
        assert gap[1, 0] == civil
        one = Small(
            gap * np.array([[1.0], [0.0]]), np.array([[10.0], [0.0]]), np.array([[100.0], [1.0]]), 1.0
        )
        assert one.reserves()[0] == 0.0 and one.pooled()[0] == 0.0


def test_the_slope_is_the_price_of_a_tonne() -> None:
    random = np.random.default_rng(17)
    for _ in range(300):
        one = small(random, keep=0.9, by_quarter=True)
        loss, slope = one.pooled()
        for t in range(one.servable.shape[1]):
            more = one.deliveries.copy()
            more[0, t] += 1e-7
            rise = Small(one.servable, more, one.value, one.keep).pooled()[0] - loss
            assert slope[t] * 1e-7 - 1e-12 <= rise <= 1e-12


def test_a_long_case_with_steep_decay_meets_its_own_dual() -> None:
    """Five classes over six years, tonnes of any size: the cut touches the loss, whatever is left in store."""
    random = np.random.default_rng(19)
    for keep in (1.0, 0.99, 0.7, 0.3):
        for _ in range(500):
            size = 10.0 ** random.integers(-9, 4, size=(2, 5, 24))
            servable, deliveries = random.choice(ROUND, size=(2, 5, 24)) * size
            value = random.choice([0.0, 1.0, 3.0, 90.0], size=(5, 24))
            one = Small(servable, deliveries, value, keep)
            loss, slope = one.pooled()
            dual = (servable * np.minimum(value, -slope)).sum() + slope @ deliveries.sum(axis=0)
            assert abs(dual - loss) <= 1e-12 * (1 + (value * servable).sum())
            assert np.all(slope <= 0) and np.all(slope[:-1] <= keep * slope[1:])


def test_the_newsvendor_of_a_normal_and_a_poisson_demand() -> None:
    """Snyder and Shen, Fundamentals of Supply Chain Theory: holding 0.18, penalty 0.70."""
    from math import exp
    from statistics import NormalDist

    holding, penalty, draws = 0.18, 0.70, 100_000
    normal = NormalDist(50, 8)
    u = (np.arange(draws) + 0.5) / draws
    demands = np.array([normal.inv_cdf(float(v)) for v in u])
    chance, total, poisson = exp(-50.0), 0.0, np.empty(draws)
    count, start = 0, 0
    while start < draws:
        total += chance
        stop = draws if count > 150 else int(np.searchsorted(u, total))
        poisson[start:stop] = count
        count, start = count + 1, max(stop, start)
        chance *= 50.0 / count

    def cost(stock: float, needs: Floats) -> float:
        slope = np.zeros(1)
        lost = sum(
            reserve(needs[i : i + 1], np.array([stock]), holding + penalty, 1.0, slope) for i in range(draws)
        )
        return holding * stock + lost / draws - holding * needs.mean()

    assert cost(56.60395592743389, demands) == pytest.approx(1.9976051931766445, rel=1e-4)
    assert cost(56.0, poisson) == pytest.approx(1.797235, rel=1e-4)
    assert cost(56.60395592743389, demands) <= min(cost(s, demands) for s in (56.0, 57.2))
    assert cost(56.0, poisson) <= min(cost(s, poisson) for s in (55.0, 57.0))
