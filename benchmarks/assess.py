"""How fast GeoPolRisk is over a whole table of trade, and how it compares with a plain loop in the same run.

    python benchmarks/assess.py [--lines 1200000]

Writes a generated trade table of all items, all countries and seven years as CSV into a temporary folder. Times the
reader and the whole panel in a process of its own, and prints its peak memory. Computes 200 of the scores anew in plain
Python, one at a time, each by going through the lines once, as scripts do; the two must agree to 1e-9. Fails if the
panel takes more than 10 s with the load, has fewer than 80,000 scores, or is less than 100 times as fast per score as
the loop.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from lodestock.assess.geopolrisk import COPPER, NO_ESTIMATE, geopolrisk
from lodestock.assess.governance import read_estimates
from lodestock.data import load
from lodestock.data.trade_table import read_trade
from lodestock.records.lookups import OTHER, OWN, suppliers

YEARS = range(2018, 2025)
LINES, CHECKED = 1_200_000, 200
LIMIT_S, LEAST_SCORES, LEAST_RATIO = 10.0, 80_000, 100.0
SEED = 20251013
KEY = ("material", "year", "importer")


def countries() -> list[str]:
    """Return the codes of single countries, those without an estimate of governance among them."""
    return sorted(suppliers(load()) - {OTHER} | {OWN})


def make_trade(path: Path, lines: int, materials: int | None = None) -> None:
    """Write a trade table: every item, importer and year has a line, and the rest of the lines fall at random.

    Parameters
    ----------
    path : CSV file to write
    lines : about so many lines; those that would repeat a trade are left out
    materials : number of items; None: all
    """
    rng = np.random.default_rng(SEED)
    codes, items = countries(), load().row_ids("materials")[:materials]
    cells = len(items) * len(codes) * len(YEARS)
    # A tenth more lines than asked for are drawn, as some repeat another.
    key = np.concatenate([np.arange(cells), rng.integers(0, cells, max(0, int(1.1 * lines) - cells))])
    rest, year = np.divmod(key, len(YEARS))
    item, importer = np.divmod(rest, len(codes))
    exporter = (importer + rng.integers(1, len(codes), len(key))) % len(codes)
    keep = np.sort(np.unique(key * len(codes) + exporter, return_index=True)[1])[:lines]
    tonnes = np.round(rng.lognormal(5, 2, len(keep)), 3)
    pl.DataFrame(
        {
            "material": np.array(items)[item[keep]],
            "year": np.array(YEARS)[year[keep]],
            "exporter_iso3": np.array(codes)[exporter[keep]],
            "importer_iso3": np.array(codes)[importer[keep]],
            "quantity_t": tonnes,
            "value_usd": np.round(tonnes * rng.lognormal(9, 1, len(keep)), 2),
        }
    ).write_csv(path)


def make_output(materials: list[str]) -> pl.DataFrame:
    """Return the output of twenty countries of every item and year, by seed."""
    rng = np.random.default_rng(SEED + 1)
    makers = rng.choice(countries(), 20, replace=False)
    rows = [
        (m, "mine", y, str(c), float(rng.lognormal(8, 2))) for m in materials for y in YEARS for c in makers
    ]
    return pl.DataFrame(rows, schema=["material", "stage", "year", "country", "quantity"], orient="row")


def stability() -> dict[str, float]:
    """Return the political stability of countries."""
    return {c: found["PV.EST"] for c, found in read_estimates(load(), ["PV.EST"])[0].items()}


def panel(path: Path) -> tuple[pl.DataFrame, float, float]:
    """Return all scores of a trade table, and the seconds of its reader and of the scores."""
    dataset = load()
    start = time.perf_counter()
    trade = read_trade(path, dataset).with_columns(stage=pl.lit("mine"))
    loaded = time.perf_counter()
    output = make_output(sorted(trade["material"].unique().to_list()))
    began = time.perf_counter()
    scores = geopolrisk(trade, output, stability())
    return scores, loaded - start, time.perf_counter() - began


def plain_loop(
    lines: list[tuple[str, int, str, str, float, float]],
    output: list[tuple[str, str, int, str, float]],
    estimates: dict[str, float],
    asked: tuple[str, int, str],
) -> tuple[float, float]:
    """Return the score and the characterisation factor of an item, a year and an importer, by loops alone."""
    material, year, importer = asked
    total = squares = own = 0.0
    for m, _, y, country, quantity in output:
        if m == material and y == year:
            total += quantity
            squares += quantity * quantity
            own += quantity if country == importer else 0.0
    tonnes = weighted = value = 0.0
    for m, y, exporter, buyer, quantity, usd in lines:
        if m == material and y == year and buyer == importer:
            pv = estimates.get(exporter)
            g = NO_ESTIMATE if pv is None else min(1.0, max(0.0, 0.5 - pv / 5))
            tonnes += quantity
            weighted += g * quantity
            value += usd
    score = squares / total**2 * weighted / (own + tonnes)
    return score, score * value / tonnes / 1000 / COPPER


def compare(path: Path, scores: pl.DataFrame, checked: int) -> tuple[float, float]:
    """Return the seconds a score of the plain loop takes, and the largest relative difference of the two ways."""
    frame = pl.read_csv(path)
    lines, estimates = frame.rows(), stability()
    output = make_output(sorted(frame["material"].unique().to_list())).rows()
    chosen = scores.sample(checked, seed=SEED)
    start = time.perf_counter()
    again = [plain_loop(lines, output, estimates, asked) for asked in chosen.select(KEY).rows()]
    seconds = (time.perf_counter() - start) / checked
    ours = chosen.select("score", "cf").rows()
    pairs = [
        (a, b) for mine, theirs in zip(ours, again, strict=True) for a, b in zip(mine, theirs, strict=True)
    ]
    return seconds, max(abs(a - b) / abs(b) for a, b in pairs)


def peak_mb() -> float:
    """Return the peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--lines", type=int, default=LINES, help="lines of the trade table")
    parser.add_argument("--panel", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.panel:
        scores, load_s, score_s = panel(options.panel)
        print(load_s, score_s, peak_mb(), len(scores), scores["score"].null_count())
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trade.csv"
        make_trade(path, options.lines)
        # A child's peak begins at what its parent holds when it starts: little has been loaded here.
        command = [sys.executable, __file__, "--panel", str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        load_s, score_s, peak, count, nulls = (float(x) for x in told)
        scores, again_load_s, again_score_s = panel(path)
        loop_s, difference = compare(path, scores, CHECKED)
        lines, megabytes = sum(1 for _ in path.open("rb")) - 1, path.stat().st_size / 2**20
    ratio = loop_s / ((load_s + score_s) / count)
    print(f"trade table                     {lines:12,} lines, {megabytes:.0f} MB of CSV")
    print(f"reader with its checks          {load_s:12.2f} s ({again_load_s:.2f} s the second time)")
    print(f"all scores                      {score_s:12.2f} s ({again_score_s:.2f} s the second time)")
    print(f"scores                          {count:12,.0f}, {nulls:.0f} without a figure")
    print(f"peak memory                     {peak:12,.0f} MB")
    print(f"a score, load and all           {(load_s + score_s) / count * 1e6:12,.1f} us")
    print(f"a score by a plain loop         {loop_s * 1e6:12,.0f} us, largest difference {difference:.1e}")
    print(f"ratio                           {ratio:12,.0f} x (fails below {LEAST_RATIO:.0f})")
    failed = [
        word
        for word, is_so in (
            (f"takes more than {LIMIT_S:.0f} s", load_s + score_s > LIMIT_S),
            (
                f"gives fewer than {LEAST_SCORES:,} scores",
                count - nulls < LEAST_SCORES and options.lines >= LINES,
            ),
            (f"is less than {LEAST_RATIO:.0f} times as fast as the loop", ratio < LEAST_RATIO),
            ("differs from the loop", not difference < 1e-9),
        )
        if is_so
    ]
    for word in failed:
        print(f"the panel {word}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
