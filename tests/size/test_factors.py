from __future__ import annotations

from collections import defaultdict

import pytest

from lodestock.plan.model import Model
from lodestock.records.scenario import CLASSES
from lodestock.size import Sizing, factors


@pytest.mark.parametrize(
    "material", ["germanium", "cobalt", "aluminum", "ndfeb-magnets", "antimony", "chromium", "dysprosium"]
)
def test_the_factors_multiply_out_to_the_gaps_and_the_loss(sizing: Sizing, material: str) -> None:
    found = factors(sizing, material)
    reach: dict[tuple[str, str, str], float] = defaultdict(float)
    for f in found["factors"]:
        for k in CLASSES:
            whole = (1 - f["closed"]) * f["reliability"] * (1 - f["technical"]) * (1 - f["shipping"])
            assert f["availability"][k] == pytest.approx(whole * (1 - f["control"][k]), abs=1e-15)
            reach[f["quarter"], f["stage"], k] += f["weight"] * f["availability"][k]
    cells = {(c["quarter"], c["class"]): c for c in found["cells"]}
    loss = 0.0
    for q in found["quarters"]:
        weakest = min(v for (quarter, _, k), v in reach.items() if (quarter, k) == (q["quarter"], "civil"))
        imports = found["import_t"] / 4 * min(1.0, weakest * (1 + q["redirect"]))
        assert q["supply_t"] == pytest.approx(q["dom_t"] + q["secondary_t"] + imports, rel=1e-12)
        mine = [cells[q["quarter"], k] for k in CLASSES]
        scale = sum(c["demand_t"] for c in mine)
        model = Model()
        columns = [
            model.add_column("x", cost=-(1e3 ** (4 - i)), upper=min(c["demand_t"], c["usable_t"]) / scale)
            for i, c in enumerate(mine)
        ]
        model.add_row("supply", dict.fromkeys(columns, 1.0), upper=q["supply_t"] / scale)
        for c, served in zip(mine, model.solve().values, strict=True):
            assert c["gap_t"] == pytest.approx(c["demand_t"] - scale * served, abs=1e-9 * scale)
            loss += c["gap_t"] * c["eligible"] * c["value_usd_per_t"]
    assert found["loss_usd"] == pytest.approx(loss, rel=1e-9, abs=1e-3)
