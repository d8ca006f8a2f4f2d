"""The use case ASSESS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lodestock.assess.methods import METHODS
from lodestock.programme.assess import ask_assess, assess_document, assess_index, item_risks, read_asked
from lodestock.programme.project import Case
from lodestock.programme.write import write_output
from lodestock.records.errors import InputError


def test_all_items_are_ranked_and_a_score_is_missing_exactly_where_a_reason_is_told(case: Case) -> None:
    document = assess_document(case, read_asked(case, methods=("all",)))
    for name in METHODS:
        rows = [r for r in document["materials"] if r["method"] == name]
        assert len(rows) == 59 and sorted(r["material"] for r in rows) == case.dataset.row_ids("materials")
        scores = [r["score"] for r in rows if r["score"] is not None]
        assert scores == sorted(scores, reverse=True)
        assert all((r["score"] is None) == bool(r["missing"]) == (r["rank"] is None) for r in rows)
        assert all(r["sources"] for r in rows if r["score"] is not None)


def test_words_are_read_in_any_spelling_and_refused_with_a_remedy(case: Case) -> None:
    asked = read_asked(case, items=("Ga", "rare earths"), country="usa")
    assert asked.items[0] == "gallium" and "holmium" in asked.items and asked.country == "USA"
    for words in (
        {"methods": ("hhi",)},
        {"country": "Atlantis"},
        {"country": "World"},
        {"stage": "smelt"},
        {"items": ("xx",)},
    ):
        with pytest.raises(InputError):
            read_asked(case, **words)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="1999"):
        assess_document(case, read_asked(case, year=1999))


def test_ranks_stay_those_among_all_items(case: Case) -> None:
    (row,) = assess_document(case, read_asked(case, items=("tin",)))["materials"]
    assert row["material"] == "tin" and row["rank"] > 1


def test_what_is_removed_is_told_and_stays_out_of_the_ranking(case_with: Callable[..., Case]) -> None:
    gone = {"material": "tungsten", "stage": "mine", "country_iso3": "CHN", "year": "2025", "remove": "y"}
    case = case_with(production=[gone])
    document = assess_document(case, read_asked(case, stage="mine"))
    row = next(r for r in document["materials"] if r["material"] == "tungsten")
    assert row["score"] is None and row["rank"] is None and "CHN" in row["missing"][0]
    assert document["missing"]["materials[].score tungsten concentration"]


def test_the_folder_holds_a_table_and_a_picture(case: Case, tmp_path: Path) -> None:
    answer = ask_assess(case, read_asked(case))
    write_output(tmp_path / "out", answer.output, {})
    assert (tmp_path / "out" / "frames" / "risks.csv").exists()
    assert (tmp_path / "out" / "pictures" / "risk-concentration.svg").exists()


def test_a_page_tells_what_assess_refuses(case: Case, case_with: Callable[..., Case]) -> None:
    share = {"material": "tin", "stage": "mine", "country_iso3": "CHN", "year_or_period": "1999"}
    row = case.dataset.row("global_supply_shares", "tin/mine/CHN")
    assert row is not None
    mixed = case_with(global_supply_shares=[{**share, "share_pct": row["share_pct"]}])
    with pytest.raises(InputError, match="several vintages"):
        assess_document(mixed, read_asked(mixed))
    assert "several vintages" in item_risks(mixed, "gallium")[0]["missing"][0]


def test_the_page_of_an_item_has_every_method(case: Case) -> None:
    risks = item_risks(case, "gallium")
    assert [r["method"] for r in risks] == list(METHODS)
    assert risks[0]["word"] == "assess/gallium.concentration" and risks[0]["rank"] <= 5


def test_methods_are_compared_and_inputs_drawn_anew(case: Case, tmp_path: Path) -> None:
    asked = read_asked(case, methods=("concentration", "eu-supply-risk"), trials=4, seed=7)
    answer = ask_assess(case, asked)
    (pair,) = answer.document["agreement"]
    assert 0 < pair["spearman"] <= 1 and pair["items"] > 50
    row = answer.document["materials"][0]
    assert row["spread"]["p05"] <= row["spread"]["p95"] and 0 <= row["spread"]["p_top"] <= 1
    assert answer.document["seed"] == 7 and answer.document["uncertainty"]["trials"] == 4
    write_output(tmp_path / "out", answer.output, {})
    assert (tmp_path / "out" / "frames" / "agreement.csv").exists()
    assert (tmp_path / "out" / "pictures" / "agreement.svg").exists()
    assert ask_assess(case, asked).document["materials"] == answer.document["materials"]


TRADE = """material,year,exporter_iso3,importer_iso3,value_kusd,quantity_t
tungsten,2023,CHN,JPN,1000,50
tungsten,2023,BOL,JPN,500,25
tungsten,2023,CHN,DEU,100,5
tungsten,2023,AUT,DEU,100,5
"""


def test_a_trade_table_scores_any_country_and_group_in_it(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "trade.csv"
    path.write_text(TRADE, encoding="utf-8")
    scores = {}
    for country in ("JP", "Germany", "eu27"):
        asked = read_asked(case, trade=path, country=country)
        document = assess_document(case, asked)
        assert asked.methods == ("geopolrisk",) and document["trade"]["sha256"]
        scores[country] = next(r["score"] for r in document["materials"] if r["material"] == "tungsten")
    assert scores["JP"] > scores["Germany"] > scores["eu27"] > 0
    with pytest.raises(InputError, match="concentration"):
        read_asked(case, trade=path, methods=("concentration",))
    with pytest.raises(InputError, match="only geopolrisk"):
        read_asked(case, trade=path, methods=("geopolrisk", "concentration"), country="eu27")
    other = tmp_path / "other.csv"
    other.write_text(TRADE.replace("1000", "1001"), encoding="utf-8")
    assert assess_index(case, read_asked(case, trade=path)) != assess_index(
        case, read_asked(case, trade=other)
    )
