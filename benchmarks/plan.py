"""How much cheaper a pass over kept draws is than drawing, and a plan by tangents than the whole programme, as ratios.

    python benchmarks/plan.py [--draws N] [--largest N]

Prints for three cards: bytes that a draw takes in the store, and the ratio of a pass at one point, and of one of ten, to
drawing (goal: 1 to 50). Then, on the card mixture, a plan by tangents to 1e-3 beside the extensive form at growing
numbers of draws, up to the largest asked for; both give the same loss to 1e-6 where the tangents go on to 1e-7. Fails if
a pass costs more than a tenth of drawing.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from lodestock.data import load, load_card
from lodestock.engine import Serial
from lodestock.plan.purchase import build_problem
from lodestock.programme.plan import need_of, plan_case
from lodestock.programme.project import Case
from lodestock.programme.size import size_for_plan
from lodestock.records.dataset import Dataset
from lodestock.records.protocols import Silent
from lodestock.size import DrawnLosses, Shortfalls, read_keep_factors

CARDS = ("october-2025", "mixture", "china-stop-12m")
GOAL, FLOOR = 50.0, 10.0


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the shortest CPU time of some repeats."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def source_of(dataset: Dataset, short: Shortfalls, draws: int) -> DrawnLosses:
    """Return the loss on the draws of a sizing, with decay."""
    keep = read_keep_factors(dataset, short.inputs)
    held = short.requirement_t - short.net_t
    value = short.worth.value_usd_per_t
    return DrawnLosses(short.hazard, value, held, keep, 1.0, draws, Serial(), Serial(), Silent())


def compare_passes(dataset: Dataset, draws: int) -> bool:
    """Print what keeping draws costs and saves; say whether passes are cheap."""
    cheap = True
    for name in CARDS:
        case = Case(dataset, load_card(name), None)
        short = size_for_plan(case, draws=1000)
        demand = short.inputs.demand_t
        problem, *_ = build_problem(dataset, short.card, need_of(short), 1e9)
        if not len(problem.cells):
            print(f"{name:16} nothing is required")
            continue
        source = source_of(dataset, short, draws)
        source.open(problem.cells, 600)  # compiles
        source = source_of(dataset, short, draws)
        drawing = seconds(partial(source.open, problem.cells, draws), 1)
        store = source.open(problem.cells, draws)
        random = np.random.default_rng(0)
        shape = (10, 2, len(problem.cells), store.quarters)
        points = (
            random.random(shape) * (random.random(shape) < 0.2) * demand[problem.cells[:, 0]][:, None] / 40
        )
        store.evaluate(points)
        one, ten = (seconds(partial(store.evaluate, p)) for p in (points[:1], points))
        memory, each = store.bytes / draws, 1e6 * drawing / draws
        print(
            f"{name:16} {len(problem.cells):4} reserves  {memory:7.0f} bytes a draw  drawing {each:6.1f} us  "
            f"1 : {drawing / one:5.0f} a pass  1 : {10 * drawing / ten:5.0f} a point of ten"
        )
        cheap = cheap and drawing / one >= FLOOR
    return cheap


def compare_ways(dataset: Dataset, largest: int) -> None:
    """Print a plan by tangents beside the extensive form."""
    case = Case(dataset, load_card("mixture"), None)
    print("draws  tangents to 1e-3  to 1e-7  extensive  ratio to 1e-3  losses apart")
    for draws in (n for n in (20, 50, 200, 500) if n <= largest):
        short = size_for_plan(case, draws=draws)
        plans, times = [], []
        for options in ({"gap": 1e-3}, {"gap": 1e-7}, {"extensive": True}):
            start = time.process_time()
            plans.append(plan_case(case, short, budget_usd=3e8, integers=False, **options))
            times.append(time.process_time() - start)
        apart = abs(plans[1].loss_usd / plans[2].loss_usd - 1)
        print(
            f"{draws:5}  {times[0]:14.1f} s  {times[1]:5.1f} s  {times[2]:7.1f} s  {times[2] / times[0]:13.1f}  {apart:.1e}"
        )


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=20_000, help="draws that are kept")
    parser.add_argument("--largest", type=int, default=50, help="draws of the largest extensive form")
    options = parser.parse_args()
    dataset = load(None)
    cheap = compare_passes(dataset, options.draws)
    compare_ways(dataset, options.largest)
    return 0 if cheap else 1


if __name__ == "__main__":
    raise SystemExit(main())
