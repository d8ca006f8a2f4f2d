"""The checks of an installation."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.data import load_card
from lodestock.programme.check import check_document, checks
from lodestock.programme.documents import dumps
from lodestock.programme.ledger import make_ledger_in
from lodestock.programme.project import Case, new_project
from lodestock.records.errors import DataError, InputError


def test_the_bundled_base_war_is_checked_whatever_card_the_case_has(case: Case) -> None:
    drawn = Case(case.dataset, load_card("mixture"), None)
    assert list(checks(drawn)) == list(checks(case))


def test_what_is_seen_is_told(case: Case) -> None:
    seen = {name.split(":")[0]: words for name, _, words in checks(case)}
    rows = sum(len(f) for f in case.dataset.frames.values())
    assert (
        seen["tables refer to known rows and shares sum to 100 %"]
        == f"{len(case.dataset.frames)} tables, {rows} rows"
    )
    assert seen["nothing disrupted"].startswith("59 items, largest difference ")
    _, supply, _, _, gap, _ = seen["germanium, first year of war"].split()
    assert (round(float(supply), 3), round(float(gap), 3)) == (8.957, 7.914)


def test_figures_of_ones_own_are_not_held_against_the_worked_case(case_with: Callable[..., Case]) -> None:
    found = list(checks(case_with(us_demand=[{"material": "germanium", "own_secondary_t": 0}])))
    assert len(found) == 4 and not any("germanium" in name for name, *_ in found)
    assert all(holds for _, holds, _ in found)


def test_the_document_lists_each_check_and_the_release(tmp_path: Path) -> None:
    found = check_document(new_project(tmp_path / "p"))
    assert found["ok"] is True and found["command"] == "check" and found["card"] == "base-war"
    first = {"check": "bundled files are those of the release", "ok": True, "seen": "each has its checksum"}
    assert found["checks"][0] == first and len(found["checks"]) == 6
    assert found["missing"] == {"ledger": "no project, or no ledger in it"} and found["ledger"] is None
    assert '"seconds": null' in dumps(found)


def test_a_check_that_fails_fails_the_document(project: Callable[..., Path]) -> None:
    found = check_document(project(policy_events=[{"event_id": "us-100pct", "remove": "y"}]))
    assert found["ok"] is False and [r["ok"] for r in found["checks"]].count(False) == 1
    failed = next(r for r in found["checks"] if not r["ok"])
    assert failed["seen"].startswith("not found: policy_events/us-100pct.")


def test_a_project_that_cannot_be_opened_is_no_failed_check(
    tmp_path: Path, project: Callable[..., Path]
) -> None:
    with pytest.raises(InputError, match="is not a project"):
        check_document(tmp_path)
    with pytest.raises(DataError, match=r"us_demand\.csv"):
        check_document(project(us_demand=[{"material": "cobalt", "own_primary_t": -1}]))


def test_check_fails_where_a_fact_is_lacking(case_with: Callable[..., Case]) -> None:
    case = case_with(policy_events=[{"event_id": "us-100pct", "remove": "y"}])
    seen = {name: holds for name, holds, _ in checks(case)}
    assert seen["the twelve facts of the worked case stand in the tables"] is False
    assert all(holds for name, holds in seen.items() if "twelve" not in name)


def test_all_checks_hold_on_the_bundled_case(case: Case) -> None:
    found = list(checks(case))
    assert len(found) == 5 and all(holds for _, holds, _ in found), found


def test_a_ledger_that_was_changed_fails_the_check(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    assert check_document(folder)["ledger"] is None
    make_ledger_in(folder)
    found = check_document(folder)
    assert found["ok"] and found["ledger"]["events"] == 2 and found["checks"][-1]["seen"] == "2 entries"
    with sqlite3.connect(folder / "ledger.db") as connection:
        connection.execute("DROP TRIGGER journal_order")
    found = check_document(folder)
    assert not found["ok"] and found["ledger"]["first_bad"]["seq"] == 0
    with sqlite3.connect(folder / "ledger.db") as connection:
        connection.execute("DROP TABLE alembic_version")
    assert not check_document(folder)["ok"]
