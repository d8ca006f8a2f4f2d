from __future__ import annotations

from typing import Any

import pytest

from lodestock.data.group_rules import check_groups
from lodestock.data.reader import Cell
from tests.data.test_rules import tables


def member(group: str, country: str, since: str | None = None, until: str | None = None) -> dict[str, Cell]:
    return {"group": group, "country_iso3": country, "valid_from": since, "valid_to": until}


def account(name: str, **cells: Cell) -> dict[str, Cell]:
    return {"account_id": name, **cells}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"country_groups": [member("ally", "BOL"), member("own-smelters", "CHN")]}, []),
        ({"country_groups": [member("coverd", "BOL")]}, ["is no group that a rule knows. Did you mean 'covered'?"]),
        ({"country_groups": [member("Allies", "BOL")]}, ["The name of a group of your own begins with own-"]),
        ({"country_groups": [member("ally", "BOL", "2025-05-01", "2024-12-31")]}, ["lies before valid_from, 2025-05-01"]),
        ({"country_groups": [member("ally", "BOL", "2025", "2025-12-31")]}, []),
        ({"country_groups": [member("ally", "CHN"), member("adversary", "CHN")]}, ["in the groups ally and adversary at"]),
        ({"country_groups": [member("ally", "JPN"), member("covered", "JPN")]}, []),
        ({"country_groups": [member("ally", "CHN", None, "2020-01-01"), member("adversary", "CHN", "2020-01-01")]}, []),
        ({"country_groups": [member("ally", "CHN", None, "2020-01-02"), member("adversary", "CHN", "2020-01-01")]},
         ["ally and adversary"]),
        ({"countries": [{"iso3": "China"}]}, ["'China': is not a code of three capital letters"]),
        ({"countries": [{"iso3": "chn"}]}, ["'chn': is not a code of three capital letters"]),
        ({"countries": [{"iso3": "OTHER"}, {"iso3": "1A0"}, {"iso3": "BOL", "iso_numeric": "068"}]}, []),
        ({"countries": [{"iso3": "BOL", "iso_numeric": "68"}]}, ["zeros in front. Write 068 if that is meant"]),
        ({"countries": [{"iso3": "BOL", "iso_numeric": "6x8"}]}, ["is not a code of 3 digits. Write 3 digits"]),
        ({"bases": [{"material": "tin", "hs_codes": "081050;81052"}]}, ["'81052': is not a code of 6 digits", ]),
        ({"bases": [{"material": "tin", "hs_codes": "8105200"}]}, ["Write 6 digits"]),
        ({"countries": [{"iso3": "BOL"}], "awards": [{"award_id": "a", "vendor_country": "BOL;Peru"}]}, ["'Peru': is not"]),
        ({"appropriations": [account("a", parent_account_id="b"), account("b")]}, []),
        ({"appropriations": [account("a", parent_account_id="a")]}, ["is inside itself"]),
        ({"appropriations": [account("a", parent_account_id="b"), account("b", parent_account_id="a")]},
         ["is inside itself", "is inside itself"]),
        ({"appropriations": [account("a", first_obligation_date="2026", last_obligation_date="2025-09-30")]},
         ["lies before first_obligation_date, 2026"]),
    ],
)  # fmt: skip
def test_a_row_that_a_rule_would_pass_over_is_refused(rows: dict[str, Any], words: list[str]) -> None:
    found = [str(p) for p in check_groups(tables(**rows))]
    assert len(found) == len(words)
    assert all(word in problem for word, problem in zip(words, found, strict=True))


def test_a_country_that_is_there_is_not_added_under_a_second_code() -> None:
    made = tables(
        countries=[{"iso3": "CHN", "name": "China", "aliases": "PRC"}, {"iso3": "CHX", "name": "prc"}]
    )
    made["countries"][("CHN",)] = (made["countries"][("CHN",)][0], "reference/countries.csv:2")
    (problem,) = check_groups(made)
    assert "is in the table already, under the code CHN. Use CHN" in str(problem)
