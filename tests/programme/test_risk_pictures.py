"""Pictures of supply risk."""

from __future__ import annotations

from lodestock.assess.concentration import CONCENTRATION
from lodestock.assess.programme_risk import PROGRAMME_RISK
from lodestock.programme.assess import assess_document
from lodestock.programme.assess_words import Asked
from lodestock.programme.project import Case
from lodestock.programme.risk_pictures import risk_finding, risk_pictures


def test_the_finding_names_what_stands_first() -> None:
    rows = [
        {"name": n, "score": s, "stage": "mine"} for n, s in (("A", 2.0), ("B", 2.0), ("C", 1.0), ("D", None))
    ]
    title = CONCENTRATION.title
    assert risk_finding(CONCENTRATION, rows) == f"{title} is highest for A, B: 2; 3 of 4 items have a score"
    assert (
        risk_finding(CONCENTRATION, rows[2:])
        == f"{title} is highest for C: 1 at the stage mine; 1 of 2 items has a score"
    )
    cost = {"name": "A", "score": 2.0, "stage": None, "rank": 3}
    assert (
        risk_finding(PROGRAMME_RISK, [cost])
        == "Programme risk of A: 2 USD million, rank 3 among the items with a score"
    )
    assert risk_finding(CONCENTRATION, rows[3:]) == f"{title} scores no item on these figures"


def test_methods_that_score_nothing_have_no_picture(case: Case) -> None:
    asked = Asked(("concentration", "usgs-supply-risk"), trials=2)
    pictures = risk_pictures(case, assess_document(case, asked))
    assert list(pictures) == ["risk-concentration", "agreement"]
    words = " ".join(pictures["risk-concentration"]()["title"]["subtitle"])
    assert "Whose supply: United States. First item: output 20" in words
    assert any("90 % of 2 trials" in line for line in pictures["risk-concentration"]()["title"]["subtitle"])
    assert pictures["agreement"]()["title"]["text"] == ["No two methods score five items alike"]
