from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from lodestock.data import load_card
from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset
from lodestock.records.protocols import Floats
from lodestock.records.scenario import Card
from lodestock.size.build.controls import Announced
from lodestock.size.build.hazard import Hazard, build_hazard
from lodestock.size.build.inputs import Inputs, read_inputs
from lodestock.size.draw.balance import empty_cells, item_cells
from lodestock.size.draw.scenario import draw
from lodestock.size.draw.scene import Scene, empty_scene


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A hazard with what its positions stand for, to look into single scenarios.

    Gaps and supply are (m, k, t) and (m, t) tonnes a quarter.
    """

    dataset: Dataset
    card: Card
    inputs: Inputs
    hazard: Hazard
    announced: Announced

    def scene(self, index: int) -> Scene:
        scene = empty_scene(self.hazard)
        draw(self.hazard, index, scene)
        return scene

    def item(self, name: str) -> int:
        return self.inputs.materials.index(name)

    def cells(self, index: int) -> dict[str, Floats]:
        scene, cells = self.scene(index), empty_cells(self.hazard)
        found: dict[str, list[Floats]] = {n: [] for n in cells._fields}
        for m in range(len(self.inputs.materials)):
            item_cells(self.hazard.chain, self.hazard.use, m, scene, cells)
            for n, values in zip(cells._fields, cells, strict=True):
                found[n].append(values.copy())
        return {n: np.stack(values) for n, values in found.items()}


Draw = Callable[..., Drawn]

COERCION: dict[str, Any] = {
    "start_regime": "coercion",
    "regime_drawn": False,
    "war_starts": (),
    "war_drawn": False,
}
"""What makes a card one of coercion throughout."""


@pytest.fixture
def drawn(case: Case) -> Callable[..., Drawn]:
    """Return the hazard of a bundled card with some of its fields changed."""

    def make(
        name: str, *, seed: int = 0, on: Case = case, inputs: Inputs | None = None, **changes: Any
    ) -> Drawn:
        card = replace(load_card(name), **changes)
        inputs = inputs or read_inputs(on.dataset)
        hazard, announced = build_hazard(on.dataset, card, inputs, seed)
        return Drawn(on.dataset, card, inputs, hazard, announced)

    return make
