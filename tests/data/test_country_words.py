from __future__ import annotations

import pytest

from lodestock.data.country_words import check_country, country_advice
from lodestock.data.reader import Table
from lodestock.programme.project import Case


@pytest.fixture(scope="module")
def countries(case: Case) -> Table:
    return {(r["iso3"],): (r, "countries") for r in case.dataset.rows("countries")}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("China", "CHN"), ("CHINA", "CHN"), ("china1", "CHN"), ("China (e)", "CHN"), ("Chna", "CHN"), ("CN", "CHN"),
        ("chn", "CHN"), ("cn", "CHN"), ("156", "CHN"), ("Burma", "MMR"), ("Turkey", "TUR"), ("Korea, Republic of", "KOR"),
        ("Republic of Korea", "KOR"), ("KR", "KOR"), ("Congo (Kinshasa)", "COD"), ("Democratic Rep. of the Congo", "COD"),
        ("Russia (estimated)", "RUS"), ("Cote d'Ivoire", "CIV"), ("UK", "GBR"), ("AU", "AUS"), ("AT", "AUT"), ("36", "AUS"),
        ("ROM", "ROU"), ("ZAR", "COD"), ("GER", "DEU"), ("490", "TWN"), ("842", "USA"), ("251", "FRA"), ("757", "CHE"),
    ],
)  # fmt: skip
def test_a_name_or_another_code_is_told_its_code(countries: Table, word: str, code: str) -> None:
    assert country_advice(word, countries, other=True) == (
        "is not the code of a country",
        f"Write the code: {code}",
    )


@pytest.mark.parametrize(
    "word", ["Other countries", "other", "Rest of world", "ROW", "OTH", "All other countries"]
)
def test_several_countries_are_other(countries: Table, word: str) -> None:
    assert country_advice(word, countries, other=True) == ("stands for several countries", "Write OTHER")


@pytest.mark.parametrize(
    "word", ["World total (rounded)", "World", "WLD", "Total", "Grand total", "World, total"]
)
def test_a_total_is_to_be_left_out(countries: Table, word: str) -> None:
    assert country_advice(word, countries, other=True) == ("is a total, not a country", "Leave the total out")


@pytest.mark.parametrize(
    "word", ["Examplia", "Atlantis", "NA", "..", "USSR", "C\u00f4te d\u2019Example", "CHN;RUS"]
)
def test_a_word_that_means_no_country_is_told_the_form_of_a_code(countries: Table, word: str) -> None:
    """No list of all codes, and no advice to add a country that is there under its code."""
    reason, remedy = country_advice(word, countries, other=True)
    assert reason and "OTHER" in remedy and len(remedy) < 120 and "overlays" not in remedy


def test_a_letter_that_only_looks_like_ours_is_named(countries: Table) -> None:
    found = country_advice("\u0421HN", countries, other=True)
    assert found == ("holds the letter U+0421, which is none of A to Z", "Type the code again")


def test_a_name_of_two_countries_names_both(countries: Table) -> None:
    remedy = country_advice("Congo", countries, other=True)[1]
    assert "COD (Congo (Kinshasa))" in remedy and "COG (Congo (Brazzaville))" in remedy


def test_only_a_code_may_be_added(countries: Table) -> None:
    assert country_advice("CHM", countries, other=True)[1].endswith("Or add it to overlays/countries.csv")
    assert country_advice("QQQ", countries, other=True)[1].endswith("Or add it to overlays/countries.csv")


@pytest.mark.parametrize(
    ("word", "other", "remedy"),
    [
        ("CHN", False, None),
        ("OTHER", True, None),
        ("OTHER", False, "Name one country"),
        ("WLD", True, "Leave the total out"),
        ("OTH", True, "Write OTHER"),
        ("EUU", True, "Write a row for each country, or OTHER"),
        ("R20", False, "Write a row for each country"),
    ],
)
def test_a_code_of_several_countries_is_no_country(
    countries: Table, word: str, other: bool, remedy: str | None
) -> None:
    found = [p.remedy for p in check_country("t.csv:2", word, countries, other=other)]
    assert found == ([] if remedy is None else [remedy])


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("Others", "Name one country"),
        ("n/a", "Leave the row out"),
        ("XQ7", "Write the code of three letters"),
    ],
)
def test_others_are_offered_only_where_they_may_stand(countries: Table, word: str, remedy: str) -> None:
    assert "OTHER" not in " ".join(country_advice(word, countries, other=False)[1:])
    assert remedy in country_advice(word, countries, other=False)[1]
    assert "OTHER" in country_advice(word, countries, other=True)[1]
