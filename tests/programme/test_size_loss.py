"""The loss by regime of a sizing."""

from __future__ import annotations

import math

import pytest

from lodestock.programme.assess import Asked, assess_document
from lodestock.programme.project import Case
from lodestock.programme.size_loss import find_loss
from lodestock.size import Shortfalls


def test_the_loss_over_all_regimes_is_that_of_the_sizing(case: Case, short: Shortfalls) -> None:
    loss = find_loss(case)
    assert loss is not None and loss.vintage == "card base-war, 1 draw"
    document = assess_document(case, Asked(("programme-risk",)))
    frame = short.frame()
    for row in document["materials"]:
        mine = frame.filter((frame["material"] == row["material"]) & frame["value_usd_per_t"].is_not_null())
        usd = math.fsum(t * v for t, v in zip(mine["servable_t"], mine["value_usd_per_t"], strict=True))
        assert row["score"] == pytest.approx(usd / 1e6, rel=1e-9, abs=1e-9)


def test_where_nothing_may_be_computed_there_is_no_loss(case: Case) -> None:
    assert find_loss(case, runs=[]) is None
