"""Who makes an item, and how concentrated that is."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from lodestock.programme.material_facts import concentration, country_group, material_facts
from lodestock.programme.project import Case


def test_the_sum_of_squared_shares_is_that_of_the_table(case: Case) -> None:
    for item in ("antimony", "cobalt", "ndfeb-magnets"):
        for stage in material_facts(case, item)["stages"]:
            shares = [
                r["share_pct"]
                for r in case.dataset.rows("global_supply_shares")
                if (r["material"], r["stage"]) == (item, stage["stage"]) and r["country_iso3"] != "OTHER"
            ]
            assert stage["hhi"] == pytest.approx(math.fsum(s * s for s in shares), rel=1e-12)
            assert stage["concentration"] == concentration(stage["hhi"])
            told = [s["share_pct"] for s in stage["shares"] if s["country"] != "OTHER"]
            assert told == sorted(shares, reverse=True)


def test_one_country_alone_makes_ten_thousand(
    case_with: Callable[..., Case], unobtainium: dict[str, list]
) -> None:
    rows = [{"material": "unobtainium", "stage": "mine", "country_iso3": "CHN", "share_pct": 100}]
    facts = material_facts(case_with(**unobtainium, global_supply_shares=rows), "unobtainium")
    assert [(s["stage"], s["hhi"], s["concentration"]) for s in facts["stages"]] == [
        ("mine", 10000.0, "highly concentrated")
    ]
    assert facts["stages"][0]["shares"][0]["group"] == "adversary" and facts["prices"] == []
    assert facts["imports"][0]["shares"][0]["country"] == "BLR"


def test_groups_are_those_of_the_as_of_date(case: Case) -> None:
    groups = country_group(case)
    assert [groups[c] for c in ("USA", "CHN", "JPN", "OTHER")] == ["own", "adversary", "ally", "unattributed"]
    assert groups["TJK"] == "other"


def test_facts_keep_their_sources(case: Case) -> None:
    facts = material_facts(case, "tantalum")
    assert {r["material"] for r in facts["awards"]} == {"tantalum"}
    assert all(r["word"].startswith("price/") and r["source"] for r in facts["prices"]) and facts["prices"]
    assert facts["holdings"] and facts["uses"]
