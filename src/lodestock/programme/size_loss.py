"""The loss by regime of a sizing, in the form in which ASSESS takes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from lodestock.assess.scores import Loss
from lodestock.programme.explained import find_sizing
from lodestock.programme.kept import Kept
from lodestock.programme.project import Case
from lodestock.programme.size import size_draws
from lodestock.size import Shortfalls

__all__ = ["find_loss", "loss_of"]


def find_loss(
    case: Case, draws: int | None = None, seed: int = 0, runs: Iterable[Kept] | None = None
) -> Loss | None:
    """Return the loss that stock may serve by item, class and regime, from a run or sized now.

    Parameters
    ----------
    case : that is sized
    draws, seed : of the sizing; 10,000 draws where None, and one where the card leaves nothing to chance
    runs : see `lodestock.programme.explained.find_sizing`

    Returns
    -------
    None where no run sizes the case and nothing may be computed
    """
    count = size_draws(case, draws)
    found = find_sizing(case, count, seed, runs)
    return None if found is None else loss_of(case, found, count)


def loss_of(case: Case, found: Kept | Shortfalls, draws: int) -> Loss:
    """Return the loss that stock may serve by item, class and regime of a sizing.

    Parameters
    ----------
    case : that is sized
    found : a run that sizes it, or the sizing itself
    draws : of the sizing
    """
    if isinstance(found, Kept):
        gaps, regimes = found.frame("shortfalls"), found.frame("regimes")
    else:
        frames = found.frames()
        gaps, regimes = frames["shortfalls"], frames["regimes"]
    known = gaps.filter(pl.col("value_usd_per_t").is_not_null())
    rows: dict[str, list[dict[str, Any]]] = {}
    for r in regimes.iter_rows(named=True):
        rows.setdefault(r["material"], []).append(r)
    return Loss(
        case.card.name,
        f"card {case.card.name}, {draws:,} draw{'' if draws == 1 else 's'}",
        frozenset(gaps["material"].to_list()),
        rows,
        {(r["material"], r["demand_class"]): r["value_usd_per_t"] for r in known.iter_rows(named=True)},
    )
