"""What a person reads of the inbox."""

from __future__ import annotations

from typing import Any

from lodestock.report.inbox_views import decided_view, effect_view, inbox_view
from lodestock.report.views import Block, Table, Words
from tests.programme.news_cases import AWARD


def words_of(blocks: list[Block]) -> str:
    return "\n".join(b.text if isinstance(b, Words) else b.title for b in blocks)


def proposal(**changes: Any) -> dict[str, Any]:
    event = AWARD.as_json()
    found = {
        "id": "w1", "state": "new", "event": event, "conflicts": [], "links": [], "changed": [], "decided_by": None,
        "documents": [{"id": "a", "published": "2025-10-11", "evidence": [{"quote": "up to\n $245m"}] * 2}],
        "note": None, "moved_share": None, "merged_into": None,
    }  # fmt: skip
    return {**found, **changes}


def test_a_proposal_shows_its_texts_contradictions_and_decisions() -> None:
    conflict = {
        "id": "w2", "document": "b", "field": "amount", "value": AWARD.as_json()["amount"],
        "other": {"value": None, "currency": "USD", "qualifier": "unknown"},
    }  # fmt: skip
    day = {
        "id": "w3",
        "document": "c",
        "field": "effective",
        "value": "2026-01-01",
        "other": ["2026-03-01", "2026-03-31"],
    }
    decided = {"decided_by": "ann", "decided_on": "2026-01-05", "note": "read it", "state": "accepted"}
    shown = proposal(
        conflicts=[conflict, day], links=[{"kind": "part_of", "to": "w4"}], changed=["stage", "status"],
        moved_share=0.0342, **decided,
    )  # fmt: skip
    text = words_of(inbox_view({"counts": {"new": 0, "accepted": 1}, "proposals": [shown]}))
    assert text.splitlines() == [
        "Inbox: 1 accepted",
        "",
        "w1  accepted  award, announced: dla -> us-antimony; antimony; up to 245,000,000 USD, at least 1,000,000; "
        "announced 2025-09-23",
        '    told by a, published 2025-10-11: "up to $245m"',
        "    against w2 (b) in amount: up to 245,000,000 USD here, unknown no figure USD there",
        "    against w3 (c) in effective: 2026-01-01 here, 2026-03-01 to 2026-03-31 there",
        "    part of w4",
        "    set by hand: stage, status",
        "    decided by ann on 2026-01-05: read it",
        "    moves 3.42% of the plan's value",
    ]


def test_what_a_person_said_and_where_it_went_is_told() -> None:
    own = {"id": "w1", "document": "b", "field": "until", "value": "2026-01-01", "other": "2027-01-01"}
    event = {**AWARD.as_json(), "stage": "refine", "item_share_pct": 60.0}
    waits = proposal(
        state="awaiting second", event=event, changed=["item_share_pct", "stage", "until"], conflicts=[own],
        decided_by="ann", decided_on="2026-01-05",
    )  # fmt: skip
    gone = proposal(id="w2", state="merged", merged_into="w1")
    text = words_of(inbox_view({"counts": {}, "proposals": [waits, gone]}))
    for part in (
        "against its text b in until: 2026-01-01 here, 2027-01-01 there",
        "set by hand: item_share_pct 60.0, stage refine, until",
        "accepted by ann: another person must accept it too",
        "w2  merged into w1  award",
    ):
        assert part in text


def test_an_empty_inbox_says_how_it_is_filled() -> None:
    assert "`lodestock watch read FILE` fills it" in words_of(
        inbox_view({"counts": {"new": 0}, "proposals": []})
    )


def test_a_decision_shows_what_counts_and_what_is_missing() -> None:
    document = {
        "id": "w1", "state": "awaiting second", "rows": [{"table": "awards", "row_id": "watch-w1"}],
        "said": ["One sentence."], "moved_share": 0.02, "needs_second": True, "draft": ["lodestock ledger solicit x"],
    }  # fmt: skip
    text = words_of(decided_view(document))
    for part in ("w1 is awaiting second", "counts in awards: watch-w1", "One sentence.", "moves 2.00% of the plan",
                 "Another person must accept it too", "  lodestock ledger solicit x"):  # fmt: skip
        assert part in text
    assert words_of(decided_view({"id": "w1", "state": "rejected", "rows": []})) == "w1 is rejected"


def test_an_effect_shows_items_duties_and_both_plans() -> None:
    side = {"spend_usd": 2e6, "objective": 3e6, "no_plan": 4e6, "next_dollar": None}
    item = {"material": "tin", "availability_a": 1.0, "availability_b": 0.5, "gap_t_a": 0.0, "gap_t_b": 7.0,
            "requirement_t_a": 0.0, "requirement_t_b": 8.0}  # fmt: skip
    duty = {
        "material": "tin",
        "origin": "CHN",
        "is_offered": False,
        "rate_percent_a": 20.0,
        "rate_percent_b": 120.0,
    }
    plan = {
        "a": side,
        "b": side,
        "moved_share": 0.5,
        "buys": [{"material": "tin", "tonnes_a": 1.0, "tonnes_b": 2.0}],
    }
    blocks = effect_view({"id": "w1", "items": [item], "duties": [duty], "plan": plan, "said": ["Why."]})
    assert words_of(blocks[:2]) == "w1 changes 1 item; the plan moves by 50.00% of its value\nWhy."
    items, duties, both, buys = (b for b in blocks if isinstance(b, Table))
    assert items.rows == (("tin", "100.0%", "50.0%", "0", "7", "0", "8"),)
    assert duties.rows == (("tin", "CHN", "20", "120", "no: barred"),)
    assert both.rows[0] == ("spent, USD million", "2.00", "2.00") and both.rows[3][1] == "0"
    assert buys.rows == (("tin", "1", "2"),)


def test_where_no_plan_can_be_made_only_the_items_are_shown() -> None:
    plan = {"a": None, "b": None, "moved_share": None, "buys": []}
    blocks = effect_view({"id": "w1", "items": [], "duties": [], "plan": plan, "said": []})
    assert words_of(blocks) == "w1 changes 0 items; no plan can be made"
