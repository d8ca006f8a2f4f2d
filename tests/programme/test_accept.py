"""What is accepted counts from then on: the shows of the inbox, on few draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lodestock.engine import Serial
from lodestock.plan import build_offers
from lodestock.programme import accept
from lodestock.programme.accept import accept_document, effect_document
from lodestock.programme.beside import barred_offers
from lodestock.programme.desk import Place
from lodestock.programme.effect import Question
from lodestock.programme.explain import scenario_document
from lodestock.programme.inbox import (
    add_texts,
    edit_document,
    inbox_document,
    merge_document,
    reject_document,
    undo_document,
)
from lodestock.programme.ledger import Words
from lodestock.programme.project import open_case
from lodestock.programme.size import size_case
from lodestock.records.errors import DataError, InputError, RuleError
from tests.programme.news_cases import AWARD, CONTROL, FIVE, OUTAGE, TARIFF, make_inbox, serial, text

ANN, BOB = Words("ann"), Words("bob")
FEW = Question(100)


def take(place: Place, id: str = "w1", words: Words = ANN, **more: Any) -> dict[str, Any]:
    return accept_document(place, words, id, serial, ask=FEW, **more)


def hash_of(place: Place) -> str:
    return open_case(place.folder).dataset.hash


@pytest.fixture
def moves(monkeypatch: pytest.MonkeyPatch) -> dict[str, float | None]:
    """Say how much of the plan is moved, in place of planning twice."""
    said: dict[str, float | None] = {"moved_share": 0.0}
    monkeypatch.setattr(
        accept, "compare_plans", lambda *_: {"buys": [], "why": None, "a": None, "b": None, **said}
    )
    return said


def test_five_rare_earths_lose_availability_from_china_and_no_other_item_changes(tmp_path: Path) -> None:
    place = make_inbox(tmp_path / "p", CONTROL)
    before, factors = size_case(open_case(place.folder), Serial(), draws=100), _factors(place)
    effect = effect_document(place, "w1", serial, ask=FEW)
    document = take(place)
    assert document["rows"] == [{"table": "policy_events", "row_id": "watch-w1"}]
    after = size_case(open_case(place.folder), Serial(), draws=100)
    for i, item in enumerate(before.inputs.materials):
        same = before.expected_t[i].tobytes() == after.expected_t[i].tobytes()
        assert same is (item not in FIVE), item
        assert (after.expected_t[i] >= before.expected_t[i]).all()
    assert {r["material"] for r in effect["items"]} == set(FIVE)
    assert all(r["availability_b"] < r["availability_a"] for r in effect["items"])
    assert all(r["gap_t_b"] >= r["gap_t_a"] for r in effect["items"])
    lower = [(a, b) for a, b in zip(factors, _factors(place), strict=True) if a != b]
    assert {(b["country"], b["quarter"] >= "2026Q2") for _, b in lower} == {("CHN", True)}, "from its day on"
    assert all(b["availability"]["civil"] < a["availability"]["civil"] for a, b in lower)


def _factors(place: Place) -> list[dict[str, Any]]:
    """Return what lowers the supply of an item, by quarter, stage and country, in a draw in which the notice applies."""
    found: list[dict[str, Any]] = scenario_document(open_case(place.folder), 2, FIVE[0], draws=100)["factors"]
    return found


def test_on_a_card_without_controls_it_changes_nothing_and_says_so(tmp_path: Path) -> None:
    place = make_inbox(tmp_path / "p", CONTROL)
    effect = effect_document(place, "w1", serial, card="base-war", ask=FEW)
    (place.folder / "scenario.yaml").write_text("extends: base-war\n", encoding="utf-8")
    assert take(place)["said"] == effect["said"], "who accepts it is told too"
    assert effect["items"] == effect["duties"] == effect["plan"]["buys"] == []
    assert effect["plan"]["moved_share"] == 0.0 and effect["plan"]["a"] == effect["plan"]["b"]
    assert effect["said"] == [
        "Card base-war leaves known events out (`controls` there), so that it changes nothing on it: "
        "try --card october-2025, or extend that in scenario.yaml."
    ]


def _rates(place: Place, as_of: str | None = None) -> dict[tuple[str, str], float]:
    case = open_case(place.folder, None, as_of)
    rates = {(o.material, o.origin): o.duty for o in build_offers(case.dataset, case.card)[0]}
    barred = barred_offers(case).filter(barred_offers(case)["event_id"] == "all in force")
    return rates | {(m, "CHN"): r / 100 for m, r in barred.select("material", "rate_percent").iter_rows()}


def test_a_tariff_bears_on_its_targets_from_its_day_on(
    tmp_path: Path, moves: dict[str, float | None]
) -> None:
    place = make_inbox(tmp_path / "p", TARIFF)
    days = (None, "2025-10-31", "2025-11-01")
    before = [_rates(place, day) for day in days]
    take(place)
    after = [_rates(place, day) for day in days]
    assert before[:2] == after[:2], "before its day it counts for nothing"
    changed = {k for k in after[2] if after[2][k] != before[2][k]}
    assert {origin for _, origin in changed} == {"CHN"} and len(changed) > 40
    assert all(after[2][k] == pytest.approx(before[2][k] + 1.0) for k in changed)


def test_a_threat_counts_in_its_effect_alone(tmp_path: Path, moves: dict[str, float | None]) -> None:
    place = make_inbox(tmp_path / "p", replace(TARIFF, status="threatened"))
    effect = effect_document(place, "w1", serial, ask=FEW)
    assert {d["origin"] for d in effect["duties"]} == {"CHN"}
    assert effect["duties"][0]["rate_percent_b"] == effect["duties"][0]["rate_percent_a"] + 100
    before = _rates(place, "2026-06-01")
    take(place)
    assert _rates(place, "2026-06-01") == before and hash_of(place) != open_case().dataset.hash
    undo_document(place, ANN, "w1")
    take(place, status="in_force")
    assert _rates(place, "2026-06-01") != before


def test_rejecting_changes_nothing_and_undoing_brings_back_what_was(
    tmp_path: Path, moves: dict[str, float | None]
) -> None:
    place = make_inbox(tmp_path / "p", CONTROL, TARIFF)
    before = hash_of(place)
    reject_document(place, ANN, "w2")
    assert hash_of(place) == before
    take(place)
    assert hash_of(place) != before
    with pytest.raises(RuleError, match="is accepted already, by ann"):
        take(place, words=BOB)
    assert undo_document(place, ANN, "w1")["rows"] == [] and hash_of(place) == before


def test_an_event_that_does_not_count_says_why(tmp_path: Path, moves: dict[str, float | None]) -> None:
    place = make_inbox(tmp_path / "p", replace(CONTROL, actor="gov-USA"))
    said = effect_document(place, "w1", serial, ask=FEW)["said"]
    assert said[-1].startswith("It does not count on card october-2025: it holds back own exports")


def test_two_people_accept_what_moves_the_plan(tmp_path: Path, moves: dict[str, float | None]) -> None:
    place = make_inbox(tmp_path / "p", CONTROL)
    before = hash_of(place)
    moves["moved_share"] = 0.034
    first = take(place)
    assert (first["state"], first["needs_second"], first["rows"]) == ("awaiting second", True, [])
    assert hash_of(place) == before, "it does not count yet"
    with pytest.raises(
        RuleError, match=r"moves the plan by 3.4% of its value, and ann has accepted it already"
    ):
        take(place)
    moves["moved_share"] = 99.0  # is not computed again
    second = take(place, words=BOB)
    assert (second["state"], second["moved_share"], len(second["rows"])) == ("accepted", 0.034, 1)
    assert hash_of(place) != before
    assert inbox_document(place)["proposals"][0]["accepted_by"] == ["ann", "bob"]


def test_an_award_stands_beside_the_plan_and_is_offered_to_the_ledger(tmp_path: Path) -> None:
    place = make_inbox(tmp_path / "p", AWARD)
    document = take(place)
    assert document["rows"] == [{"table": "awards", "row_id": "watch-w1"}]
    assert document["draft"][1].startswith("lodestock ledger award watch-w1 --vendor us-antimony")
    assert document["moved_share"] is None and document["needs_second"] is False


def test_what_its_row_needs_is_asked_for_before_it_is_kept(
    tmp_path: Path, moves: dict[str, float | None]
) -> None:
    place = make_inbox(tmp_path / "p", OUTAGE)
    with pytest.raises(InputError, match="watch edit w1 item_share_pct=60"):
        take(place)
    edit_document(place, ANN, "w1", ["item_share_pct=60", "stage=mine"])
    assert take(place)["state"] == "accepted"


def test_an_outage_takes_supply_for_its_time(tmp_path: Path) -> None:
    place = make_inbox(tmp_path / "p", OUTAGE)
    edit_document(place, ANN, "w1", ["item_share_pct=60", "stage=mine"])
    (row,) = effect_document(place, "w1", serial, ask=FEW)["items"]
    assert row["material"] == "cobalt" and row["availability_b"] < row["availability_a"]


def test_rows_that_would_make_the_tables_invalid_are_refused_before_they_are_kept(
    tmp_path: Path, moves: dict[str, float | None]
) -> None:
    place = make_inbox(tmp_path / "p", replace(CONTROL, actor="gov-XXX"))
    with pytest.raises(DataError, match=r"watch/w1 column actor_country_iso3 = 'XXX'"):
        take(place)
    assert inbox_document(place)["proposals"][0]["state"] == "new"


def test_what_changed_while_plans_were_made_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_inbox(tmp_path / "p", CONTROL, AWARD)

    def meanwhile(*_: object) -> dict[str, float]:
        edit_document(place, BOB, "w1", ["effective=2026-05-01"])
        return {"moved_share": 0.0}

    monkeypatch.setattr(accept, "compare_plans", meanwhile)
    with pytest.raises(RuleError, match="was changed by somebody else in the meantime"):
        take(place)
    monkeypatch.setattr(
        accept, "compare_plans", lambda *_: (reject_document(place, BOB, "w2"), {"moved_share": 0.0})[1]
    )
    assert take(place)["state"] == "accepted", "a decision on another proposal does not matter"


def test_a_day_that_no_text_tells_is_that_of_publication(
    tmp_path: Path, moves: dict[str, float | None]
) -> None:
    place = make_inbox(tmp_path / "p", replace(CONTROL, announced=None))
    take(place)
    row = open_case(place.folder).dataset.row("policy_events", "watch-w1") or {}
    assert row["announced"] == "2025-10-11"


def test_the_effect_of_a_merged_proposal_is_that_of_the_one_it_went_to(tmp_path: Path) -> None:
    place = make_inbox(tmp_path / "p", replace(AWARD, type="offtake"))
    add_texts(place, [text("b", replace(AWARD, type="offtake", materials=("tin",)))])
    merge_document(place, ANN, "w1", "w2")
    effect = effect_document(place, "w2", serial, ask=FEW)
    assert effect["id"] == "w1" and effect["plan"]["moved_share"] == 0.0 and effect["rows"] == 0
    assert effect["said"] == [
        "w2 is merged into w1, which stands for it.",
        "An event of type offtake changes no table: it is kept as news.",
    ]


def test_what_an_accepted_event_changes_is_not_undone_under_it(
    tmp_path: Path, moves: dict[str, float | None]
) -> None:
    place = make_inbox(tmp_path / "p", CONTROL)
    before = hash_of(place)
    take(place)
    relief = replace(CONTROL, status="suspended", announced=date(2025, 11, 7), effective=date(2025, 11, 10))
    add_texts(place, [text("b", relief)])
    take(place, "w2")
    with pytest.raises(
        RuleError, match=r"w2, which is accepted, changes the measure watch-w1. Undo that first"
    ):
        undo_document(place, ANN, "w1")
    assert effect_document(place, "w1", serial, ask=FEW)["rows"] == 1
    undo_document(place, ANN, "w2")
    undo_document(place, ANN, "w1")
    assert hash_of(place) == before


@pytest.mark.parametrize(
    "words", [Words("a\x1b[31m"), Words(" "), Words("ann", note="a\nb"), Words("ann", note="x" * 501)]
)
def test_names_and_notes_are_lines_of_text(tmp_path: Path, words: Words) -> None:
    place = make_inbox(tmp_path / "p", AWARD)
    with pytest.raises(InputError, match="Write one line of text"):
        take(place, words=words)
    with pytest.raises(InputError, match="Write one line of text"):
        reject_document(place, words, "w1")
    with pytest.raises(InputError, match="Write one line of text"):
        undo_document(place, words, "w1")
