"""The one shape of what every method says."""

from __future__ import annotations

import pytest

from lodestock.assess.scores import Score, input_sources
from lodestock.programme.project import Case


def test_a_score_is_missing_exactly_where_a_reason_is_told() -> None:
    assert Score("tin", "m", score=0.0).missing == ()
    assert Score("tin", "m", missing=("Nothing is known.",)).score is None
    with pytest.raises(ValueError, match="tin"):
        Score("tin", "m")
    with pytest.raises(ValueError, match="tin"):
        Score("tin", "m", score=1.0, missing=("Nothing is known.",))


def test_sources_are_those_of_the_rows(case: Case) -> None:
    rows = ("wgi/CHN/2023/PV.EST", "global_supply_shares/antimony/mine/CHN", "wgi/XXX/2023/PV.EST")
    assert input_sources(case.dataset, rows) == ["usgs_mcs2026_csv", "wgi_2024_update"]
