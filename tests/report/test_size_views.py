"""Sizings and back-tests as a person reads them: small documents by hand."""

from __future__ import annotations

from typing import Any

from lodestock.report import size_views
from lodestock.report.views import Table
from tests.report.test_plan_views import lines


def sized(**changes: Any) -> dict[str, Any]:
    lists = ("materials", "by_regime", "regime_gaps", "not_placed", "published", "unrequired")
    variants = [
        {"input": "import_weight", "factor": f, "requirement_usd": 0.0, "requirement_t": 0.0, "materials": []}
        for f in (0.0, None)
    ]
    base = {
        **{n: [] for n in lists},
        "card": "base-war",
        "seed": 0,
        "draws": 1,
        "subsample": changes.get("draws", 1),
        "assumes": "",
        "finding": "found",
        "requirement_t": 0.0,
        "requirement_usd": 0.0,
        "published_note": "note",
        "variants": variants,
    }
    return {**base, **changes}


def item(name: str, **changes: Any) -> dict[str, Any]:
    classes = [
        {"class": k, "requirement_t": 1.0}
        for k in ("defence", "semiconductor", "essential-core", "essential-other")
    ]
    base = {"material": name, "p_short": 0.5, "gap_t": 3.0, "gap_share": 0.25, "requirement_t": 4.0,
            "net_requirement_t": 4.0, "requirement_usd": 2e6, "is_short": True, "inventory_known": False,
            "cause": [], "classes": classes, "worst_grade": "D", "moved_most": None}  # fmt: skip
    return {**base, **changes}


def test_a_card_that_leaves_nothing_short_shows_empty_tables() -> None:
    out = lines(size_views.size_view(sized()))
    assert out[0] == "found" and out[1] == "base-war: nothing left to chance"
    assert "all||||0|0.00|" in out and not any("by regime" in line for line in out)


def test_items_are_told_with_their_first_cause_the_dearest_first() -> None:
    causes = [
        {"factor": "damage", "country": None, "share": 0.2},
        {"factor": "closed", "country": "CHN", "share": 0.7},
    ]
    unpriced = item("lead", requirement_usd=None, gap_share=None)
    fine = item("zinc", is_short=False, requirement_t=0.0)
    document = sized(materials=[unpriced, fine, item("tin", cause=causes, inventory_known=True)])
    out = lines(size_views.size_view(document))
    i = out.index("tin|50.0%|3|25.0%|4|2.00|CHN closed")
    assert out[i + 1] == "lead|50.0%|3|-|4|-|-" and not any(line.startswith("zinc|") for line in out)
    assert "tin|1|1|1|1|4|4" in out and "lead|1|1|1|1|4|4*" in out
    assert any("1 other items are short" in line for line in out)


def test_a_requirement_is_told_with_its_worst_grade_and_the_cell_that_moves_it_most() -> None:
    most = {
        "word": "demand_classes/tin/defence.share_pct",
        "grade": "D",
        "step": 0.1,
        "change": 0.25,
        "draws": 500,
    }
    document = sized(
        materials=[item("tin", moved_most=most), item("lead", worst_grade="B")], draws=20_000, subsample=1000
    )
    out = lines(size_views.size_view(document))
    assert "What each requirement rests on, on the first 500 of the 20,000 draws" in out
    assert "tin|D|demand_classes/tin/defence.share_pct|D|+25.0 %" in out and "lead|B|-|-|-" in out
    assert "The same in USD million with one input changed, on the first 1,000 of the 20,000 draws" in out
    assert any("the largest, on the first 1,000 of the 20,000 draws" in line for line in out)
    alone = lines(size_views.size_view(sized(materials=[item("tin")])))
    assert "What each requirement rests on" in alone and not any("on the first" in line for line in alone)


def test_regimes_are_told_where_there_are_two() -> None:
    by = [{"regime": r, "quarters": 6.0} for r in ("normal", "war")]
    gaps = [{"material": "tin", "regime": "war", "gap_share": 0.5}]
    out = lines(size_views.size_view(sized(by_regime=by, regime_gaps=gaps)))
    assert "tin|0.0%|50.0%" in out
    assert not any("by regime" in line for line in lines(size_views.size_view(sized(by_regime=by[:1]))))


def test_what_events_take_from_nobody_shows_a_dash() -> None:
    rows = [
        {"material": "tin", "class": "civil", "without": 0.0, "with": 0.0, "change": None},
        {"material": "zinc", "class": "civil", "without": 0.8, "with": 0.6, "change": -0.25},
    ]
    idle = [{"event_id": "e", "reason": "it is proposed only"}]
    document = sized(
        effect=rows, without_effect=idle, draws=20_000, seed=7, not_placed=["event [x]: no item"]
    )
    out = lines(size_views.size_view(document))
    assert out[1] == "base-war: 20,000 draws, seed 7"
    assert "tin|civil|0.000|0.000|-" in out and "zinc|civil|0.800|0.600|-25.0%" in out
    assert "not counted: event [x]: no item" in out
    assert "e changes nothing, because it is proposed only" in out
    alone = lines(size_views.size_view(sized(effect=[], without_effect=idle)))
    assert "e changes nothing, because it is proposed only" in alone
    assert not any("What the events take" in line for line in alone)


def test_a_backtest_shows_a_dash_where_nothing_is_recorded() -> None:
    rows = [
        {"event_id": "a", "date": "2025-12-01", "p_in_force": 0.69, "state": "in_force"},
        {"event_id": "b", "date": "2026-12-01", "p_in_force": 0.1, "state": "ended"},
    ]
    joint = {"what": "as recorded", "date": "2025-12-01", "happened": True, "events": ["a"], "p": 0.5,
             "p_if_independent": 0.25}  # fmt: skip
    document = {
        "finding": "found",
        "backtest": rows,
        "brier": None,
        "brier_unchanged": None,
        "joint": [joint],
    }
    blocks = size_views.backtest_view(document)
    out = lines(blocks)
    assert "a|69%|in force|-|-" in out and "b|-|-|10%|ended" in out
    assert "Brier score no state is known" in out and "as recorded on 2025-12-01|a|50.0%|25.00%" in out
    assert isinstance(blocks[1], Table) and not blocks[1].cut


def test_gaps_of_which_nothing_is_required_are_told_with_their_classes_like_ones_together() -> None:
    never, later = "which stock may not serve (release: never)", "which stock may serve in an emergency only"
    rows = [
        {
            "material": m,
            "classes": [{"class": "essential-other", "reason": never}, {"class": "civil", "reason": never}],
        }
        for m in ("tin", "zinc")
    ]
    rows.append(
        {
            "material": "lead",
            "classes": [{"class": "defence", "reason": later}, {"class": "civil", "reason": never}],
        }
    )
    assert size_views.unrequired_words(rows) == [
        f"Nothing of the gap of tin, zinc is required: it falls on the classes essential-other and civil, {never}.",
        f"Nothing of the gap of lead is required: it falls on the class defence, {later}; and on the class civil, {never}.",
    ]
    many = [{"material": f"m{n}", "classes": [{"class": "civil", "reason": never}]} for n in range(7)]
    assert "m0, m1, m2, m3, m4 and 2 other items is required" in size_views.unrequired_words(many)[0]
    assert any("Nothing of the gap of tin" in x for x in lines(size_views.size_view(sized(unrequired=rows))))


def test_items_without_a_requirement_are_sorted_by_their_gap() -> None:
    none: dict[str, Any] = {"requirement_usd": 0.0, "requirement_t": 0.0}
    materials = [
        item("antimony", **none, gap_share=0.1),
        item("bismuth", **none, gap_share=0.5),
        item("cobalt", requirement_usd=1.0, gap_share=0.01),
    ]
    out = lines(size_views.size_view(sized(materials=materials)))
    names = [line.partition("|")[0] for line in out]
    assert names.index("cobalt") < names.index("bismuth") < names.index("antimony")
