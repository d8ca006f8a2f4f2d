from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lodestock.data import load_card
from lodestock.engine import Serial, Threads
from lodestock.programme.backtest import backtest_document, backtest_output
from lodestock.programme.documents import dumps
from lodestock.programme.project import Case, open_case
from lodestock.programme.write import write_output
from lodestock.records.errors import InputError


@pytest.fixture(scope="module")
def october() -> Case:
    return open_case(None, "october-2025", None)


@pytest.fixture(scope="module")
def document(october: Case) -> dict[str, Any]:
    return backtest_document(october, Serial(), draws=4000)


def test_each_control_is_compared_on_each_later_day(october: Case, document: dict[str, Any]) -> None:
    rows = {(r["event_id"], r["date"]): r for r in document["backtest"]}
    assert {d for _, d in rows} == {"2025-12-01", "2026-11-09", "2026-11-27"}
    assert rows["cn-us-ban-2024", "2026-11-09"]["state"] == "suspended"
    assert rows["us-dfars-2027", "2026-11-27"]["p_in_force"] == 0.0
    assert 0.75 < rows["cn-gage-2023", "2026-11-09"]["p_in_force"] < 0.9
    left_out = {"idn-ni-2020", "cn-superhard-55", "ru-u-2024"}
    assert not left_out & {e for e, _ in rows}


def test_the_score_is_the_mean_square_of_chance_less_outcome(document: dict[str, Any]) -> None:
    known = [r for r in document["backtest"] if r["state"] != "unknown"]
    score = sum((r["p_in_force"] - (r["state"] == "in_force")) ** 2 for r in known) / len(known)
    assert document["brier"] == pytest.approx(score, rel=1e-12)
    assert 0.05 < document["brier"] < document["brier_unchanged"]


def test_controls_that_one_act_suspended_fall_together(document: dict[str, Any]) -> None:
    (joint,) = [j for j in document["joint"] if j["what"] == "out of force" and j["date"] == "2026-11-09"]
    assert set(joint["events"]) == {"cn-5ree-57", "cn-extra-61", "cn-semi-61", "cn-us-ban-2024"}
    assert 0.2 < joint["p"] < 0.4 and joint["p"] > 3 * joint["p_if_independent"] and joint["happened"]
    whole = [j for j in document["joint"] if j["what"] == "as recorded"]
    assert len(whole) == 3 and all(0.0 < j["p"] < 0.2 and j["happened"] for j in whole)


def test_a_recorded_state_is_read_from_the_table(case_with: Callable[..., Case], october: Case) -> None:
    row = {"event_id": "cn-us-ban-2024", "date": "2026-11-09", "state": "in_force"}
    changed = replace(october, dataset=case_with(control_backtest=[row]).dataset)
    (joint,) = [
        j
        for j in backtest_document(changed, Serial(), draws=200)["joint"]
        if j["what"] == "out of force" and j["date"] == "2026-11-09"
    ]
    assert not joint["happened"]


def test_engines_give_the_same_document(october: Case) -> None:
    one, two = (dumps(backtest_document(october, e, draws=4500, seed=3)) for e in (Serial(), Threads(2)))
    assert one == two


def test_a_card_that_knows_no_past_is_refused(case: Case, october: Case) -> None:
    with pytest.raises(InputError, match=r"--backtest = 'base-war': knows no controls.*october-2025"):
        backtest_document(case, Serial())
    late = replace(october, card=replace(october.card, as_of=date(2026, 12, 1)))
    with pytest.raises(InputError, match=r"as of 2026-12-01.*last recorded day.*2026-11-27"):
        backtest_document(late, Serial())


def test_a_day_before_all_controls_is_refused(october: Case) -> None:
    early = replace(october, card=replace(october.card, as_of=date(2012, 1, 1)))
    with pytest.raises(InputError, match=r"knows no control of control_backtest on 2012-01-01"):
        backtest_document(early, Serial(), draws=10)
    with pytest.raises(InputError, match=r"--draws = '1000000000': is more than"):
        backtest_document(october, Serial(), draws=10**9)


def test_where_no_state_is_known_there_is_no_score_and_no_joint(october: Case, tmp_path: Path) -> None:
    known = {str(r["event_id"]) for r in october.dataset.rows("control_backtest") if r["counts"] == "y"}
    card = replace(load_card("today"), without=tuple(sorted(known - {"cn-5ree-57"})))
    case = replace(october, card=card)
    found = backtest_document(case, Serial(), draws=50)
    assert found["brier"] is None and found["joint"] == []
    write_output(tmp_path, backtest_output(case, found), {})
    svg = (tmp_path / "pictures" / "backtest.svg").read_text(encoding="utf-8")
    assert "No later state of the controls is recorded" in svg


def test_files_hold_the_document_and_its_picture(
    october: Case, document: dict[str, Any], tmp_path: Path
) -> None:
    write_output(tmp_path, backtest_output(october, document), {})
    names = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert {"frames/backtest.csv", "size.json", "pictures/backtest.svg", "pictures/backtest.png"} <= names
    report = pytest.importorskip("frictionless").validate(str(tmp_path / "datapackage.json"))
    assert report.valid and len(report.tasks) == 1
    kept = json.loads((tmp_path / "size.json").read_text(encoding="utf-8"))
    assert kept["backtest"] == document["backtest"]
    svg = (tmp_path / "pictures" / "backtest.svg").read_text(encoding="utf-8")
    assert "the 4 that one act suspended" in svg and october.dataset.hash[:8] in svg
    assert f"Brier score {document['brier']:.3f}" in svg
