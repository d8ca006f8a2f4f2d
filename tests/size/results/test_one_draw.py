from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl
import pytest

from lodestock.data import load_card
from lodestock.plan.model import Model
from lodestock.plan.solver import solve
from lodestock.programme.explain import scenario_document
from lodestock.programme.project import Case
from lodestock.records.scenario import CLASSES
from lodestock.size import Shortfalls, supply_frame

CARDS = ("base-war", "october-2025", "mixture", "strait-closure", "today")


ITEMS = (
    "germanium",
    "cobalt",
    "aluminum",
    "ndfeb-magnets",
    "antimony",
    "chromium",
    "dysprosium",
    "beryllium",
)


def draws() -> list[tuple[str, str, int, int]]:
    """Return the base war's items, and twenty scenarios of drawn cards picked at random."""
    random = np.random.default_rng(20251013)
    picked = [
        (str(random.choice(CARDS[1:])), int(random.integers(0, 2**40)), str(random.choice(ITEMS)), seed)
        for seed in range(20)
    ]
    drawn = [(c, m, 0 if c == "strait-closure" else i, s) for c, i, m, s in picked]
    return [*(("base-war", m, 0, 0) for m in ITEMS), *drawn]


@pytest.mark.parametrize(("card", "material", "index", "seed"), draws())
def test_the_factors_multiply_out_to_the_gaps_and_the_loss(
    case: Case, card: str, material: str, index: int, seed: int
) -> None:
    found = scenario_document(Case(case.dataset, load_card(card), None), index, material, seed=seed)
    reach: dict[tuple[str, str, str], float] = defaultdict(float)
    for f in found["factors"]:
        for k in CLASSES:
            whole = (1 - f["closed"]) * f["reliability"] * (1 - f["technical"]) * (1 - f["shipping"])
            assert f["availability"][k] == pytest.approx(whole * (1 - f["control"][k]), abs=1e-15)
            reach[f["quarter"], f["stage"], k] += f["weight"] * f["availability"][k]
    cells = {(c["quarter"], c["class"]): c for c in found["cells"]}
    loss, grades = 0.0, []
    for q in found["quarters"]:
        mine = [cells[q["quarter"], k] for k in CLASSES]
        grade = {}
        for k, c in zip(CLASSES, mine, strict=True):
            weakest = min(
                (v for (t, _, word), v in reach.items() if (t, word) == (q["quarter"], k)), default=1.0
            )
            imports = found["import_t"] / 4 * min(1.0, weakest * (1 + q["redirect"]))
            reached = q["dom_t"] + q["secondary_t"] + imports
            grade[k] = c["usable_t"] / reached if reached else 1.0
        assert q["supply_t"] == pytest.approx(reached, rel=1e-12)
        grades.append(grade)
        scale = sum(c["demand_t"] for c in mine)
        model = Model()
        columns = [
            model.add_column("x", cost=-(1e3 ** (4 - i)), upper=min(c["demand_t"], c["usable_t"]) / scale)
            for i, c in enumerate(mine)
        ]
        model.add_row("supply", dict.fromkeys(columns, 1.0), upper=q["supply_t"] / scale)
        for c, served in zip(mine, solve(model).values, strict=True):
            assert c["gap_t"] == pytest.approx(c["demand_t"] - scale * served, abs=1e-9 * scale)
            loss += c["gap_t"] * c["eligible"] * c["value_usd_per_t"]
    assert found["loss_usd"] == pytest.approx(loss, rel=1e-9, abs=1e-3)
    for k in CLASSES:
        seen = [g[k] for g in grades]
        assert min(seen) >= 0 and max(seen) <= 1 + 1e-12 and max(seen) - min(seen) < 1e-9, (k, seen)


def test_factors_of_a_country_multiply_out(short: Shortfalls) -> None:
    frame = supply_frame(short)
    kept = (1 - frame["closed"]) * frame["reliability"] * (1 - frame["technical"]) * (1 - frame["shipping"])
    for k in ("defence", "civil"):
        product = kept * (1 - frame[f"control_{k}"])
        assert (product - frame[f"availability_{k}"]).abs().max() <= 1e-15
    japan = frame.filter(country="JPN", quarter="2027Q4")
    assert japan["reliability"].to_numpy() == pytest.approx(0.97 * 0.9)
    weights = frame.filter(quarter="2027Q4").sort("material", "stage")
    sums = weights.select(pl.col("weight").sum().over("material", "stage"))["weight"]
    assert (sums - 1).abs().max() <= 1e-12
    china = frame.filter(country="CHN", material="samarium", quarter="2027Q4")
    assert set(china["control_defence"]) == {1.0, 0.0} or set(china["control_defence"]) == {1.0}
