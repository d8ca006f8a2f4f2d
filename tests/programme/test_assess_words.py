"""The question of ASSESS, read from the words of a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.programme.assess import assess_document
from lodestock.programme.assess_words import assess_index, read_asked
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


def test_words_are_read_in_any_spelling_and_refused_with_a_remedy(case: Case) -> None:
    asked = read_asked(case, items=("Ga", "rare earths"), country="usa")
    assert asked.items[0] == "gallium" and "holmium" in asked.items and asked.country == "USA"
    for words, said in (
        ({"methods": ("hhi",)}, "is no method"),
        ({"country": "Atlantis"}, "is no country"),
        ({"country": "World"}, "stands for several countries"),
        ({"stage": "smelt"}, "is no stage"),
        ({"items": ("xx",)}, "is no item"),
        ({"draws": 100}, "enters the method programme-risk alone"),
        ({"trials": 10, "methods": ("programme-risk",)}, "draws no input of programme-risk anew"),
    ):
        with pytest.raises(InputError, match=said):
            read_asked(case, **words)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="1999"):
        assess_document(case, read_asked(case, year=1999))


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
