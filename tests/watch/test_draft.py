"""Events in the making are their own: what one gets, another does not."""

from __future__ import annotations

from lodestock.watch.clauses import Clause
from lodestock.watch.draft import Draft
from lodestock.watch.kinds import Verdict
from lodestock.watch.page import Part


def test_drafts_share_no_lists() -> None:
    part = Part(Clause(0, 1, "main"), 0, 0, 1)
    one, two = (Draft(part, Verdict("loan", 9, ("lend",), None), "announced", (0, 1)) for _ in range(2))
    one.materials.append(None)  # type: ignore[arg-type]
    assert two.materials == []
    assert two.timing is not one.timing
