"""Whether a source may be bought from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodestock.plan.lawful import judge_origin
from lodestock.plan.offers import Law
from lodestock.programme.project import Case


@pytest.mark.parametrize(
    ("day", "item", "stage", "origin", "answer", "why"),
    [
        ("2025-10-13", "antimony", "refine", "JPN", "yes", "not covered"),
        ("2025-10-13", "antimony", "refine", "USA", "yes", "own country"),
        ("2025-10-13", "antimony", "refine", "CHN", "no", "covered or barred"),
        ("2025-10-13", "antimony", "mine", "BLR", "no", "adversary"),
        ("2025-10-13", "antimony", "mine", "BOL", "not stated", "stage refine"),
        ("2027-01-01", "smco-magnets", "magnet", "JPN", "not stated", "up to 100%"),
        ("2026-12-31", "smco-magnets", "magnet", "JPN", "yes", "not covered"),
        ("2027-01-01", "bismuth", "refine", "JPN", "yes", "not covered"),
        ("2025-10-13", "unobtainium", "refine", "JPN", "not stated", "stage None"),
    ],
)
def test_the_answer_follows_the_rules_of_the_day(
    case: Case, day: str, item: str, stage: str, origin: str, answer: str, why: str
) -> None:
    law = Law(case.dataset, replace(case.card, as_of=date.fromisoformat(day)))
    found, told = judge_origin(law, item, stage, origin)
    assert found == answer and why in told
