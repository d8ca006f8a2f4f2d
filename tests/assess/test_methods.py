"""The list of methods."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.assess.methods import METHODS
from lodestock.assess.scores import Question, Score
from lodestock.programme.project import Case
from lodestock.records.dataset import Dataset


@pytest.mark.parametrize("name", METHODS)
def test_every_method_scores_every_item_or_says_why_not(case: Case, name: str) -> None:
    scores = METHODS[name].run(case.dataset, Question("2025-10-13"))
    assert [s.material for s in scores] == case.dataset.row_ids("materials")
    assert {s.method for s in scores} == {name}
    for score in scores:
        for word in score.inputs:
            assert case.dataset.row_at(word) is not None, word


@pytest.mark.parametrize("cells", [{"remove": "y"}, {"quantity": "", "withheld": "y"}])
@pytest.mark.parametrize(
    ("name", "index"),
    [("concentration", "hhi"), ("eu-supply-risk", "hhi_gs"), ("geopolrisk", "hhi"), ("usgs-supply-risk", "dp")],
)  # fmt: skip
def test_unknown_output_gives_bounds_and_its_reason_never_a_score(
    case: Case, case_with: Callable[..., Case], name: str, index: str, cells: dict[str, object]
) -> None:
    def score(dataset: Dataset) -> Score:
        vulnerable = dataset.with_rows({"economic_vulnerability": [{"material": "tungsten", "ev": 0.4}]})
        scores = METHODS[name].run(vulnerable, Question("2025-10-13", stage="mine"))
        return next(s for s in scores if s.material == "tungsten")

    gone = {"material": "tungsten", "stage": "mine", "country_iso3": "CHN", "year": "2025", **cells}
    before, after = score(case.dataset), score(case_with(production=[gone]).dataset)
    assert after.score is None and after.parts[index] is None
    assert "CHN" in after.missing[0] and "production.csv:2" in after.missing[0]
    assert before.score is not None and after.parts["low"] < before.score < after.parts["high"]
    assert before.coverage is not None and after.coverage is not None and after.coverage < before.coverage
