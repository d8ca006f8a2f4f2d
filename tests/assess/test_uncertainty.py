"""What the quality of the inputs leaves open."""

from __future__ import annotations

import numpy as np
import pytest

from lodestock.assess.concentration import CONCENTRATION
from lodestock.assess.scores import Question
from lodestock.assess.uncertainty import TOP, score_spread, vary_dataset
from lodestock.programme.project import Case

ASKED = Question("2025-10-13")


def varied(case: Case, key: int) -> list[dict[str, object]]:
    return vary_dataset(case.dataset, np.random.Generator(np.random.Philox(key=key))).rows(
        "global_supply_shares"
    )


def test_shares_move_and_each_stage_keeps_its_sum(case: Case) -> None:
    before, after = case.dataset.rows("global_supply_shares"), varied(case, 1)
    assert after != before and varied(case, 1) == after != varied(case, 2)
    sums: dict[tuple[object, object], list[float]] = {}
    for one, two in zip(before, after, strict=True):
        pair = sums.setdefault((one["material"], one["stage"]), [0.0, 0.0])
        pair[0] += one["share_pct"]
        pair[1] += float(str(two["share_pct"]))
    assert all(a == pytest.approx(b, abs=1e-9) for a, b in sums.values())
    assert case.dataset.rows("global_supply_shares") == before  # the tables themselves stay as they are


def test_governance_is_that_of_one_vintage_as_a_whole(case: Case) -> None:
    means = set()
    for key in range(8):
        rows = vary_dataset(case.dataset, np.random.Generator(np.random.Philox(key=key))).rows("wgi")
        six = [r["estimate"] for r in rows if r["country_iso3"] == "CHN" and r["year"] == "2023"]
        means.add(round(sum(six) / 6, 9))
    later = case.dataset.row("wgi", "CHN/2024/MEAN6.EST")
    assert later is not None and len(means) == 2 and round(later["estimate"], 9) in means


def test_the_spread_holds_the_score_and_the_first_ten_sum_to_ten(case: Case) -> None:
    spread = score_spread(case.dataset, CONCENTRATION, ASKED, 20, 0)
    assert len(spread) == 59 and all(s.p05 <= s.p50 <= s.p95 for s in spread.values())
    assert sum(s.p_top for s in spread.values()) == pytest.approx(TOP, abs=0.5)  # a tie counts for all in it
    assert spread["samarium"].p_top > 0.9 and spread["zinc"].p_top == 0.0
    assert score_spread(case.dataset, CONCENTRATION, ASKED, 20, 0) == spread
