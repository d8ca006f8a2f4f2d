"""How fast scenarios are drawn and sized, as ratios in one run.

    python benchmarks/size.py [--full]

Prints for two cards: scenarios a second of the compiled kernel on one thread; the ratio to plain numpy on the same
draws, whose numbers must agree to 1e-9; the gain of a second thread; peak memory against draws; and the share of the
machine's arithmetic limit, by the count of operations below. Fails if the kernel is less than ten times as fast as
numpy. Goals: 25 times, and 1.8 on two idle cores.

Operations of a draw, by loop, each a lane of a multiply, add, minimum or maximum:

    countries to stages    2 a quarter and entry of the supply chain
    controls to stages     3 a quarter, class and entry that a control can hit
    weakest stage          3 a quarter, class and stage
    demand, grade, gaps   11 a quarter, class and item
    sums                   4 a quarter, class and item
    own plants, supply     8 a quarter and item

Random numbers, logarithms and what follows from them are not counted, and items that nothing touches are: the kernel
skips them, so the share says how far it is from the machine on the work as written down, not on what it does.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numba import njit

sys.path.insert(0, str(Path(__file__).parent))

from reference_numpy import shortfalls

from lodestock.data import load, load_card
from lodestock.engine import Serial, Threads
from lodestock.records.protocols import Engine, cut_batches
from lodestock.size.build.hazard import Hazard, build_hazard
from lodestock.size.build.inputs import read_inputs
from lodestock.size.results.shortfalls import size_card
from lodestock.size.results.tally import Tally, merge_tallies, tally_batch

CARDS = ("october-2025", "mixture")
GOAL, FLOOR, GOAL_THREADS = 25.0, 10.0, 1.8


def best(work: Callable[[], object], repeats: int = 5) -> float:
    """Return the shortest time of some repeats, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def operations(hazard: Hazard) -> int:
    """Return the operations of a draw as the module's table counts them."""
    c, quarters = hazard.chain, hazard.quarters
    items, classes = c.share.shape
    entries, hit, stages = len(c.ent_weight), int((c.ent_pair >= 0).sum()), len(c.seg_stage)
    by_class = 3 * hit + 3 * stages + 15 * items
    return quarters * (2 * entries + classes * by_class + 8 * items)


@njit(nogil=True)
def _lanes(x, n):  # type: ignore[no-untyped-def]
    for _ in range(n):
        for i in range(len(x)):
            x[i] = min(max(x[i] * 0.999 + 0.5, 0.1), 2.0)
    return x[0]


def limit() -> float:
    """Return the machine's lanes of multiply, add, minimum and maximum a second, from the first cache."""
    x, n = np.ones(1024), 20_000
    _lanes(x, 1)
    return 4.0 * len(x) * n / best(lambda: _lanes(x, n))


def merge_by(engine: Engine, work: Callable[[range], Tally], spans: list[range]) -> Tally:
    """Return the sum of batches that an engine runs."""
    return merge_tallies(engine.map(work, spans))


def memory(draws: int) -> float:
    """Return the peak memory of sizing so many draws in a process of its own, MB.

    A child's peak begins at what its parent holds when it starts: call this before anything is loaded here.
    """
    out = subprocess.run(
        [sys.executable, __file__, "--peak", str(draws)], capture_output=True, text=True, check=True
    )
    return float(out.stdout)


def peak(draws: int) -> float:
    """Size so many draws here, and return the process's peak memory, MB."""
    size_card(load(), load_card("october-2025"), Threads(2), draws=draws, seed=0)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--full", action="store_true", help="memory at a million draws too")
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak:
        print(peak(options.peak))
        return 0
    memory(1)  # compiles where nothing is kept yet, which takes more memory than sizing
    for draws in (10_000, 100_000, *((1_000_000,) if options.full else ())):
        print(f"{draws:9,} draws, peak memory        {memory(draws):10.0f} MB")
    dataset, worst, lanes = load(), np.inf, limit()
    inputs = read_inputs(dataset)
    for name in CARDS:
        card = load_card(name)
        hazard, _ = build_hazard(dataset, card, inputs, 0)
        few = range(512)
        ours, (gaps, required) = tally_batch(hazard, True, few), shortfalls(hazard, few)
        for mine, theirs in ((ours.gap_values, gaps), (ours.required_values, required)):
            assert (np.abs(mine - theirs) / (1 + np.abs(theirs))).max() < 1e-9, "the numbers differ"
        numpy_s = best(partial(shortfalls, hazard, few), 3) / len(few)
        kernel_s = best(partial(tally_batch, hazard, False, range(8192))) / 8192
        ratio = numpy_s * len(few) / best(partial(tally_batch, hazard, True, few))
        worst = min(worst, ratio)
        print(
            f"{name:14} kernel, one thread     {1 / kernel_s:10,.0f} scenarios/s, {kernel_s * 1e6:.1f} us each"
        )
        print(f"{name:14} plain numpy            {1 / numpy_s:10,.0f} scenarios/s")
        print(f"{name:14} kernel to numpy        {ratio:10.1f} x (goal {GOAL:.0f}, fails below {FLOOR:.0f})")
        work, spans = partial(tally_batch, hazard, False), cut_batches(32_768, 4096)
        one, two = (best(partial(merge_by, engine, work, spans), 2) for engine in (Serial(), Threads(2)))
        print(f"{name:14} two threads to one     {one / two:10.2f} x (goal {GOAL_THREADS} on idle cores)")
        share = operations(hazard) / kernel_s / lanes
        print(
            f"{name:14} arithmetic limit       {share:10.1%} of {lanes / 1e9:.1f} G lanes/s, "
            f"{operations(hazard):,} operations a draw"
        )
    if worst < FLOOR:
        print(f"the kernel is only {worst:.1f} times as fast as numpy", file=sys.stderr)
    return int(worst < FLOOR)


if __name__ == "__main__":
    raise SystemExit(main())
