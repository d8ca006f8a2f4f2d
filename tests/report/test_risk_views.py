"""The ranking of supply risk on a terminal."""

from __future__ import annotations

from lodestock.report.risk_views import assess_view
from lodestock.report.views import Table, Words


def test_the_view_ranks_what_has_a_score_and_says_why_others_have_none() -> None:
    row = {"material": "tin", "method": "m", "stage": "mine", "score": 1.234, "rank": 1, "low": 1.0, "high": None,
           "parts": {"hhi": 0.5, "largest": "CHN"}, "coverage": 1.0, "vintage": "2025",
           "missing": [], "spread": None}  # fmt: skip
    none = {**row, "material": "zinc", "score": None, "missing": ["Nothing of zinc is known."]}
    open_ = {
        **none,
        "material": "lead",
        "rank": None,
        "low": 0.0,
        "high": 0.7,
        "missing": ["Nothing of lead is known."],
    }
    method = {
        "name": "m",
        "title": "Method",
        "meaning": "What it says",
        "scale": "0 to 1",
        "shown": ["hhi", "largest"],
    }
    plain = {"finding": "Tin is first", "methods": [method], "agreement": [], "against": None}
    plain["uncertainty"] = {"trials": 0}
    blocks = assess_view({**plain, "materials": [row, none, open_]})
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert table.rows == (
        ("1", "tin", "mine", "1.23", "1", "-", "0.5", "CHN", "100%", "2025"),
        ("-", "lead", "mine", "-", "0", "0.7", "0.5", "CHN", "100%", "2025"),
    )
    told = [b.text for b in blocks if isinstance(b, Words)]
    assert "zinc, lead have no score: Nothing of the item is known." in told
    assert any("largest: largest producer" in text for text in told)
    assert told[-1] == "`lodestock explain assess/tin.m` opens a score"


def test_a_method_that_answers_nothing_has_no_table_and_reasons_beyond_five_are_counted() -> None:
    row = {"method": "m", "stage": None, "score": None, "rank": None, "low": None, "high": None, "parts": {},
           "coverage": 0.0, "vintage": None, "spread": None}  # fmt: skip
    rows = [{**row, "material": f"i{k}", "missing": [f"Reason {k}."]} for k in range(7)]
    method = {"name": "m", "title": "Method", "meaning": "x", "scale": "0 to 1", "shown": [], "varies": False}
    document = {"finding": "x", "methods": [method], "agreement": [], "against": None, "materials": rows}
    blocks = assess_view({**document, "uncertainty": {"trials": 5, "assumed": "y"}})
    told = [b.text for b in blocks if isinstance(b, Words)]
    assert len(told) == len(blocks) and "Method, 0 to 1" in told
    assert "For other reasons 2 more have none: --json gives each" in told
    assert "Method is not drawn anew by --trials: each trial would size the card." in told and "y" not in told


def test_the_view_tells_trials_and_agreement() -> None:
    row = {"material": "tin", "method": "m", "stage": None, "score": 1.0, "rank": 1, "low": None, "high": None, "parts": {},
           "coverage": 1.0, "vintage": None, "missing": [], "spread": {"p05": 0.5, "p95": 2.0, "p_top": 0.25}}  # fmt: skip
    method = {"name": "m", "title": "Method", "meaning": "What it says", "scale": "0 to 1", "shown": []}
    pair = {"a": "m", "b": "n", "items": 9, "spearman": 0.25}
    told = {"trials": 5, "assumed": "Errors are assumed."}
    blocks = assess_view(
        {
            "finding": "x",
            "methods": [method],
            "materials": [row],
            "agreement": [pair],
            "uncertainty": told,
            "against": None,
        }
    )
    first, second = (b for b in blocks if isinstance(b, Table))
    assert first.rows[0][3:7] == ("1", "0.5", "2", "25%")
    assert second.rows == (("m", "n", "9", "0.25"),)
    assert any(isinstance(b, Words) and b.text == "Errors are assumed." for b in blocks)


def test_the_view_sets_another_year_beside() -> None:
    row = {"material": "tin", "method": "m", "stage": "mine", "score": 1.0, "rank": 1, "low": None, "high": None,
           "parts": {}, "coverage": 1.0, "vintage": None, "missing": [], "spread": None}  # fmt: skip
    small = {"score": 0.9, "difference": 0.1, "kind": "change"}
    none = {"score": None, "difference": None, "kind": None}
    large = {"score": 3.0, "difference": -2.0, "kind": "revision or change"}
    rows = [
        {**row, "earlier": small},
        {**row, "material": "zinc", "earlier": none},
        {**row, "material": "lead", "earlier": large},
    ]
    method = {"name": "m", "title": "Method", "meaning": "What it says", "scale": "0 to 1", "shown": []}
    told = {"agreement": [], "uncertainty": {"trials": 0}, "year": 2025, "against": 2023}
    _, table = (
        b
        for b in assess_view({"finding": "x", "methods": [method], "materials": rows, **told})
        if isinstance(b, Table)
    )
    assert table.rows == (
        ("lead", "mine", "3", "1", "-2", "revision or change"),
        ("tin", "mine", "0.9", "1", "0.1", "change"),
    )


def test_scores_of_another_country_name_it_and_do_not_lead_to_those_of_the_planning_country() -> None:
    row = {"material": "tin", "method": "concentration", "stage": None, "score": 1.0, "rank": 1, "low": None, "high": None,
           "parts": {}, "coverage": 1.0, "vintage": None, "missing": [], "spread": None}  # fmt: skip
    method = {
        "name": "concentration",
        "title": "Concentration",
        "meaning": "x",
        "scale": "0 to 1",
        "shown": [],
    }
    none = {"a": "concentration", "b": "n", "items": 0, "spearman": None}
    document = {"finding": "x", "methods": [method], "materials": [row], "agreement": [none], "against": None,
                "uncertainty": {"trials": 0}, "country": "JPN", "country_name": "Japan"}  # fmt: skip
    blocks = assess_view(document)
    told = [b.text for b in blocks if isinstance(b, Words)]
    assert told[1] == "Whose supply is at risk: Japan. The same for every country: Concentration."
    assert told[-1].startswith("--json has") and sum(isinstance(b, Table) for b in blocks) == 1
