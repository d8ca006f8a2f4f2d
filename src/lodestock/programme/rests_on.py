"""How good the rows are that each requirement rests on, and which of its cells moves it most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset
from lodestock.records.protocols import Engine, Floats, Monitor, Silent
from lodestock.records.scenario import CLASSES, STAGES
from lodestock.size import Inputs, Shortfalls, size_card, with_class_shares

__all__ = ["REQUIREMENT_TABLES", "STEP", "find_footing", "worst_grade"]

STEP = 0.1
"""Part by which a cell is made larger, all others as they are."""

_DRAWS = 500
"""Draws on which cells are compared: the same for all, so that nothing else differs."""

REQUIREMENT_TABLES = (
    "us_demand",
    "demand_classes",
    "import_shares",
    "global_supply_shares",
    "own_capacity",
    "grade_share",
)
"""Tables whose rows of an item make its requirement in tonnes."""

_SLIGHT = 1e-6
"""Change, as a part of the requirement, that counts as none."""


def find_footing(
    case: Case, short: Shortfalls, engine: Engine, monitor: Monitor | None = None
) -> dict[str, dict[str, Any]]:
    """Return for each item with a requirement the worst grade it rests on, and the cell that moves it most.

    Each of these is made a tenth larger: consumption, own and secondary production, the import weight, the share of
    each class (civil users take the rest), and the largest share of a country, of imports and of world supply (the
    others are scaled to make room). Items do not meet in SIZE, so one sizing moves a cell of each.

    Parameters
    ----------
    case : gives tables and card
    short : what the case leaves us short of
    engine : where draws are made
    monitor : is told of cells done

    Returns
    -------
    item -> `worst_grade`, and `moved_most` with `word`, `grade`, `step` and `change`, both as parts, and the `draws`
    it was found on; None where no cell moves it
    """
    monitor, inputs = monitor or Silent(), short.inputs
    draws = min(short.draws, _DRAWS)

    def required(varied: Inputs) -> Floats:
        found = size_card(case.dataset, short.card, engine, draws=draws, seed=short.seed, inputs=varied)
        return np.asarray(found.requirement_t.sum(axis=1))

    usual = short.requirement_t.sum(axis=1) if draws == short.draws else required(inputs)
    most: dict[str, tuple[float, str]] = {}
    cells = list(_larger(inputs))
    for n, (words, varied) in enumerate(cells):
        monitor("changing one cell at a time", n / len(cells))
        change = np.divide(required(varied) - usual, usual, out=np.zeros(len(usual)), where=usual > 0)
        for m, (item, word) in enumerate(zip(inputs.materials, words, strict=True)):
            if word and abs(change[m]) > max(_SLIGHT, abs(most.get(item, (0.0, ""))[0])):
                most[item] = float(change[m]), word
    return {
        item: {
            "worst_grade": worst_grade(case.dataset, item),
            "moved_most": _told(case.dataset, draws, most.get(item)),
        }
        for m, item in enumerate(inputs.materials)
        if short.requirement_t[m].sum() > 0
    }


def worst_grade(dataset: Dataset, item: str) -> str:
    """Return the worst grade among the rows that an item's requirement rests on; a row without one counts as D.

    Parameters
    ----------
    dataset : the input tables
    item : its id
    """
    return max(
        (
            str(r["quality"] or "D")
            for t in REQUIREMENT_TABLES
            for r in dataset.rows(t)
            if r["material"] == item
        ),
        default="D",
    )


def _told(dataset: Dataset, draws: int, found: tuple[float, str] | None) -> dict[str, Any] | None:
    """Return a cell with the change that it makes."""
    if found is None:
        return None
    change, word = found
    table, _, rest = word.partition("/")
    row = dataset.row(table, rest.rpartition(".")[0]) or {}
    return {"word": word, "grade": row.get("quality"), "step": STEP, "change": change, "draws": draws}


def _larger(inputs: Inputs) -> Iterator[tuple[list[str | None], Inputs]]:
    """Yield the inputs with one cell of each item larger, and the words of those cells."""
    items, more = inputs.materials, 1.0 + STEP

    def column(name: str) -> list[str | None]:
        return [f"us_demand/{m}.{name}" for m in items]

    idle = np.maximum(inputs.headroom_t - STEP * inputs.own_t, 0.0)  # the capacity stays
    yield column("apparent_consumption_t"), replace(inputs, demand_t=inputs.demand_t * more)
    yield column("own_primary_t"), replace(inputs, own_t=inputs.own_t * more, headroom_t=idle)
    yield column("own_secondary_t"), replace(inputs, secondary_t=inputs.secondary_t * more)
    yield column("import_weight"), replace(inputs, import_weight=np.minimum(inputs.import_weight * more, 1.0))
    for k, word in enumerate(CLASSES[:-1]):
        factors = np.where(np.arange(len(CLASSES) - 1) == k, more, 1.0)
        yield [f"demand_classes/{m}/{word}.share_pct" for m in items], with_class_shares(inputs, factors)
    for table, shares in (("import_shares", inputs.imported), ("global_supply_shares", inputs.world)):
        words, varied = _largest_share(inputs, table, shares, more)
        imported = table == "import_shares"
        yield words, replace(inputs, imported=varied) if imported else replace(inputs, world=varied)


def _largest_share(
    inputs: Inputs, table: str, shares: Floats, more: float
) -> tuple[list[str | None], Floats]:
    """Return the largest share of a named country of each item, and all shares with that one larger."""
    words: list[str | None] = []
    out = shares.copy()
    _, binds = inputs.weights
    for m, item in enumerate(inputs.materials):
        known = np.nan_to_num(shares[m, :, :-1]) * binds[m][:, None]
        g, c = np.unravel_index(int(np.argmax(known)), known.shape)
        if known[g, c] == 0.0:
            words.append(None)
            continue
        words.append(f"{table}/{item}/{STAGES[g]}/{inputs.countries[c]}.share_pct")
        row = out[m, g]
        row[c] *= more
        row /= np.nansum(row)
    return words, out
