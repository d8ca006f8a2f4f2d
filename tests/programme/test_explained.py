from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lodestock.programme.explained import explained, find_sizing
from lodestock.programme.kept import Kept, newest_runs
from lodestock.programme.project import Case, open_case
from lodestock.size import Shortfalls


def test_what_is_not_stated_is_null_and_listed(case: Case) -> None:
    document = explained(case, "tin", value=3.0, unit="t", own="more")
    assert (document["word"], document["value"], document["source"], document["own"]) == (
        "tin",
        3.0,
        None,
        "more",
    )
    assert "source" in document["missing"] and "value" not in document["missing"]
    assert "overlay" not in document["missing"] and document["command"] == "explain"


def test_a_sizing_is_read_where_one_is_kept_and_made_only_where_that_is_allowed(
    case: Case, demo_project: Path
) -> None:
    demo = open_case(demo_project)
    assert isinstance(find_sizing(demo, 1, 0, None), Kept)
    assert isinstance(find_sizing(demo, 1, 0, newest_runs(demo)), Kept)
    assert isinstance(find_sizing(case, 1, 0, None), Shortfalls)
    assert find_sizing(replace(demo, card=replace(demo.card, name="other")), 1, 0, newest_runs(demo)) is None
