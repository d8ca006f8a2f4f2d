"""The list of methods."""

from __future__ import annotations

import pytest

from lodestock.assess.methods import METHODS
from lodestock.assess.scores import Question
from lodestock.programme.project import Case


@pytest.mark.parametrize("name", METHODS)
def test_every_method_scores_every_item_or_says_why_not(case: Case, name: str) -> None:
    scores = METHODS[name].run(case.dataset, Question("2025-10-13"))
    assert [s.material for s in scores] == case.dataset.row_ids("materials")
    assert {s.method for s in scores} == {name}
    for score in scores:
        for word in score.inputs:
            assert case.dataset.row_at(word) is not None, word
