"""How drawn controls compare with the record: counts, sizes, members and lengths, each with a 90 % interval.

    python benchmarks/history.py [--draws N] [--pictures DIR]

Announcements come from the plain numpy generator, which gives the kernel's numbers. A quantity is simulated for as many
events as the record has, so that its interval is what a record of that length would show. With `--pictures` the three
pictures of docs/method/generator.md are written.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))

from reference_numpy import announcements, months

from lodestock.data import load, load_card
from lodestock.engine import Serial
from lodestock.records.dataset import Dataset
from lodestock.report import Caption, Spec, start_spec, write_chart
from lodestock.report.theme import ACCENT, INK, PALE
from lodestock.size import draw_in_force, read_inputs
from lodestock.size.build.announcers import read_announcers
from lodestock.size.build.hazard import Hazard, build_hazard

Floats = NDArray[np.float64]

SPELLS_ENDED = (8, 36, 54)
SPELLS_RUNNING = (11, 82, 40, 36, 26, 22, 20)
"""Months of the controls of scenario_generator truce/duration_months_own_end; the one of 11 ended by a truce."""
WATCHED = (21, 154, 196)
"""Months from the start of those that ended (policy_events cod-co-susp, idn-ni-2014, cn-ree-quota) to 2026-11-23."""


@dataclass(frozen=True)
class Compared:
    """A quantity of the record beside what is drawn: mean and 90 % interval."""

    name: str
    unit: str
    recorded: float
    mean: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the record lies in the interval."""
        return self.low <= self.recorded <= self.high


def compared(name: str, unit: str, recorded: float, drawn: Floats) -> Compared:
    """Return a quantity with the interval of its draws."""
    low, high = np.quantile(drawn, (0.05, 0.95), method="inverted_cdf")
    return Compared(name, unit, recorded, float(drawn.mean()), float(low), float(high))


def pinned(dataset: Dataset, regime: str, length: float) -> tuple[Hazard, tuple[str, ...], list[list[str]]]:
    """Return a hazard of one regime for so many months, who announces, and the items of their candidates."""
    card = replace(
        load_card("mixture"),
        start_regime=regime,
        regime_drawn=False,
        war_drawn=False,
        war_starts=(),
        known_events=False,
        quarters=math.ceil(length / 3) + 1,
    )
    inputs = read_inputs(dataset)
    hazard, announced = build_hazard(dataset, card, inputs, 0)
    words = [[n.word.split("/")[-1] for n in a.candidates] for a in read_announcers(dataset, card, inputs)]
    return hazard, announced.actors, words


def parameter(dataset: Dataset, name: str) -> Any:
    """Return a row of scenario_generator."""
    row = dataset.row("scenario_generator", name)
    assert row is not None, name
    return row


def counts(dataset: Dataset, draws: int) -> Iterator[Compared]:
    """Yield the announcements of every actor in the window of its record."""
    windows = {"CHN, normal": ("normal", "CHN_normal"), "CHN, coercion": ("coercion", "CHN_coercion")}
    hosts = [r["parameter"][5:] for r in dataset.rows("scenario_generator") if r["block"] == "announcer"]
    hosts = sorted({h for h in hosts if len(h) == 3 and h.isalpha() and h.isupper()} - {"CHN"})
    windows |= {host: ("coercion", host) for host in hosts}
    for name, (regime, row) in windows.items():
        length = parameter(dataset, f"announcer/exposure_months_{row}")["value"]
        recorded = parameter(dataset, f"announcer/events_{row}")["value"]
        hazard, actors, _ = pinned(dataset, regime, length)
        since = hazard.controls.truces.now
        found = np.zeros(draws)
        for notice in announcements(hazard, np.arange(draws), actors.index(row[:3])):
            found += (notice["month"] >= since) & (notice["month"] < since + length)
        yield compared(f"announcements, {name}", f"in {length:g} months", recorded, found)


def baskets(dataset: Dataset, draws: int) -> list[set[str]]:
    """Return the items in baskets of China's announcements, without what follows them."""
    hazard, actors, words = pinned(dataset, "coercion", 72)
    china = actors.index("CHN")
    out = []
    for notice in announcements(hazard, np.arange(draws), china):
        for row in notice["inside"][np.isfinite(notice["month"])]:
            out.append({words[china][i] for i in np.nonzero(row)[0]})
    return out


def recorded_baskets(dataset: Dataset) -> list[set[str]]:
    """Return the recorded baskets of China in coercion, magnets left out."""
    magnets = {"ndfeb-magnets", "smco-magnets"}
    rows = [r for r in dataset.rows("scenario_generator") if r["parameter"].startswith("basket_cn-")]
    return [
        set(str(r["distribution_or_values"]).split(";")) - magnets
        for r in rows
        if r["parameter"] != "basket_cn-ree-quota"
    ]


def members(dataset: Dataset, drawn: list[set[str]], recorded: list[set[str]]) -> Iterator[Compared]:
    """Yield what baskets hold: sizes, and what comes with what."""
    rare = set(
        str(parameter(dataset, "family_basket/family_rare-earths")["distribution_or_values"]).split(";")
    )

    def in_groups(values: list[float], number: int) -> Floats:
        whole = np.array(values[: len(values) // number * number], dtype=np.float64)
        return np.asarray(whole.reshape(-1, number).mean(axis=1))

    sizes = [float(len(b)) for b in drawn]
    mean = float(np.mean([len(b) for b in recorded]))
    yield compared(
        "items a basket", f"mean of {len(recorded)} baskets", mean, in_groups(sizes, len(recorded))
    )
    shares = {
        "rare-earth baskets of rare earths alone": lambda b: (bool(b & rare), b <= rare),
        "terbium beside dysprosium": lambda b: ("dysprosium" in b, "terbium" in b),
        "germanium beside gallium": lambda b: ("gallium" in b, "germanium" in b),
        "baskets of five items or more": lambda b: (True, len(b) >= 5),
    }
    for name, says in shares.items():
        seen = [float(says(b)[1]) for b in recorded if says(b)[0]]
        values = [float(says(b)[1]) for b in drawn if says(b)[0]]
        yield compared(name, f"share of {len(seen)}", float(np.mean(seen)), in_groups(values, len(seen)))


def lengths(hazard: Hazard, draws: int) -> Iterator[Compared]:
    """Yield how many of the recorded controls ended by themselves within the time they were watched."""
    random = np.random.default_rng(0)
    law = hazard.controls.months[0]
    watched = np.array([*WATCHED, *SPELLS_RUNNING], dtype=np.float64)
    drawn = months(law, random.random((draws, len(watched))))
    ended = (drawn <= watched).sum(axis=1).astype(np.float64)
    yield compared("controls that ended by themselves", f"of {len(watched)}", float(len(SPELLS_ENDED)), ended)
    some = ended > 0
    middle = np.nanmedian(np.where(drawn <= watched, drawn, np.nan)[some], axis=1)
    yield compared("their median length", "months", float(np.median(SPELLS_ENDED)), middle)


def joint_ends(dataset: Dataset, draws: int) -> Iterator[Compared]:
    """Yield whether the ban on the own country and the package of a week before are out of force 13 months on."""
    card, day = load_card("october-2025"), date(2026, 11, 9)
    words, drawn = draw_in_force(dataset, card, (day,), Serial(), draws=draws, seed=0)
    pair = [words.index(w) for w in ("cn-us-ban-2024", "cn-5ree-57")]
    yield compared(
        "ban and package out of force together", "13 months on", 1.0, (~drawn[:, pair, 0]).all(axis=1) * 1.0
    )


def compare(draws: int) -> tuple[list[Compared], list[set[str]], list[set[str]]]:
    """Return all quantities, and the baskets drawn and recorded."""
    dataset = load(None)
    drawn, recorded = baskets(dataset, max(draws // 4, 100)), recorded_baskets(dataset)
    hazard, _, _ = pinned(dataset, "coercion", 12)
    found = [
        *counts(dataset, draws),
        *members(dataset, drawn, recorded),
        *lengths(hazard, draws),
        *joint_ends(dataset, draws),
    ]
    return found, drawn, recorded


def counts_picture(found: list[Compared]) -> Spec:
    """Return announcements by actor: interval, mean, record."""
    values = [
        {
            "who": c.name.partition(", ")[2],
            "low": c.low,
            "high": c.high,
            "mean": c.mean,
            "recorded": c.recorded,
        }
        for c in found
        if c.name.startswith("announcements")
    ]
    y: Spec = {"field": "who", "type": "nominal", "sort": None, "title": None}
    bar, tick = (
        {"type": "bar", "height": 12, "color": PALE},
        {"type": "tick", "color": INK, "thickness": 2, "size": 16},
    )
    dot = {"type": "circle", "size": 80, "color": ACCENT, "opacity": 1}

    def x(field: str) -> Spec:
        return {"field": field, "type": "quantitative", "title": "announcements in the window of the record"}

    return {
        **start_spec(Caption("Announcements drawn and recorded",
                             ("Bar: 90 % of draws; line: mean; dot: the record, 2010 to 2026-11.",))),
        "data": {"values": values}, "width": 460, "height": {"step": 26},
        "layer": [
            {"mark": bar, "encoding": {"y": y, "x": x("low"), "x2": {"field": "high"}}},
            {"mark": tick, "encoding": {"y": y, "x": x("mean")}},
            {"mark": dot, "encoding": {"y": y, "x": x("recorded")}},
        ],
    }  # fmt: skip


def sizes_picture(drawn: list[set[str]], recorded: list[set[str]]) -> Spec:
    """Return how many items baskets hold."""
    top = 16
    sizes = [min(len(b), top) for b in drawn]
    values = [
        {"size": n, "share": sizes.count(n) / len(sizes), "label": str(n) if n < top else f"{top}+"}
        for n in range(1, top + 1)
    ]
    dots = [{"label": str(len(b)), "number": sum(len(c) == len(b) for c in recorded)} for b in recorded]
    x: Spec = {
        "field": "label",
        "type": "nominal",
        "sort": [v["label"] for v in values],
        "title": "items in a basket, magnets not counted",
        "axis": {"labelAngle": 0},
    }
    y: Spec = {"field": "share", "type": "quantitative"}
    total = len(recorded)
    return {
        **start_spec(Caption(
            "Items in a basket, drawn and recorded",
            (f"Bars: share of {len(drawn):,} drawn baskets of China in coercion; dots: the {total} recorded.",),
        )),
        "width": 460, "height": 220,
        "layer": [
            {"data": {"values": values}, "mark": {"type": "bar", "color": PALE},
             "encoding": {"x": x, "y": {**y, "axis": {"format": "%"}, "title": "share of baskets"}}},
            {"data": {"values": [{**d, "share": d["number"] / total} for d in dots]},
             "mark": {"type": "circle", "size": 80, "color": ACCENT, "opacity": 1},
             "encoding": {"x": x, "y": y}},
        ],
    }  # fmt: skip


def lengths_picture(hazard: Hazard) -> Spec:
    """Return the share of controls still in force by age: the law, and the record with running ones (Kaplan-Meier)."""
    law = hazard.controls.months[0]
    u = (np.arange(20_000) + 0.5) / 20_000
    drawn = months(law, u)
    curve = [{"month": m, "share": float((drawn > m).mean())} for m in range(121)]
    left, steps, share = len(SPELLS_ENDED) + len(SPELLS_RUNNING), [{"month": 0.0, "share": 1.0}], 1.0
    for month, ended in sorted([(m, True) for m in SPELLS_ENDED] + [(m, False) for m in SPELLS_RUNNING]):
        if ended:
            share *= 1.0 - 1.0 / left
            steps.append({"month": float(month), "share": share})
        left -= 1
    steps.append({"month": float(max(SPELLS_RUNNING)), "share": share})
    x: Spec = {
        "field": "month",
        "type": "quantitative",
        "title": "age of the control, months",
        "scale": {"domain": [0, 120]},
    }
    y: Spec = {
        "field": "share",
        "type": "quantitative",
        "title": "still in force",
        "axis": {"format": "%"},
        "scale": {"domain": [0, 1]},
    }
    return {
        **start_spec(Caption(
            "How long controls last, truces apart",
            ("Pale line: the law that is drawn from, with an end at 120 months.",
             "Steps: the ten recorded (Kaplan-Meier), six of them still running and one ended by a truce."),
        )),
        "width": 460, "height": 220,
        "layer": [
            {"data": {"values": curve}, "encoding": {"x": x, "y": y},
             "mark": {"type": "line", "color": PALE, "strokeWidth": 4}},
            {"data": {"values": steps}, "encoding": {"x": x, "y": y},
             "mark": {"type": "line", "interpolate": "step-after", "color": ACCENT, "strokeWidth": 2.5}},
        ],
    }  # fmt: skip


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=4000, help="draws of each quantity")
    parser.add_argument("--pictures", type=Path, help="folder for the pictures of the method page")
    options = parser.parse_args()
    found, drawn, recorded = compare(options.draws)
    for c in found:
        where = "inside" if c.inside else "OUTSIDE"
        print(
            f"{c.name:42} {c.unit:22} recorded {c.recorded:6.2f}   "
            f"drawn {c.mean:6.2f} ({c.low:.2f} to {c.high:.2f})  {where}"
        )
    if options.pictures:
        hazard, _, _ = pinned(load(None), "coercion", 12)
        specs = {
            "generator-counts": counts_picture(found),
            "generator-sizes": sizes_picture(drawn, recorded),
            "generator-lengths": lengths_picture(hazard),
        }
        for name, spec in specs.items():
            write_chart(spec, options.pictures, name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
