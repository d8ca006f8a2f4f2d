from __future__ import annotations

import pytest

from lodestock.programme.names import (
    find_country,
    find_items,
    find_meanings,
    items_of,
    near_miss,
    one_country,
    one_item,
)
from lodestock.programme.project import Case
from lodestock.records.errors import InputError


@pytest.mark.parametrize(
    ("word", "kind", "thing"),
    [
        ("tungsten", "item", "tungsten"),
        ("TUNGSTEN", "item", "tungsten"),
        ("W", "item", "tungsten"),
        ("wolfram", "item", "tungsten"),
        ("Sb", "item", "antimony"),
        ("antimony trioxide", "item", "antimony"),
        ("Natural graphite", "item", "graphite-natural"),
        ("aluminium", "item", "aluminum"),
        ("Rare earths", "items", "rare earths"),
        ("rare-earths", "items", "rare-earths"),
        ("China", "country", "CHN"),
        ("cn", "country", "CHN"),
        ("burma", "country", "MMR"),
        ("DRC", "country", "COD"),
        ("turkiye", "country", "TUR"),
        ("Türkiye", "country", "TUR"),
        ("za", "country", "ZAF"),
        ("CN-5REE-57", "event", "cn-5ree-57"),
        ("Base War", "card", "base-war"),
        ("hhi", "word", "HHI"),
        ("servable", "word", "servable gap"),
        ("grade a", "word", "grade A"),
        ("freight_fraction", "parameter", "offer/freight_fraction"),
        ("us_demand", "table", "us_demand"),
    ],
)
def test_a_word_names_a_thing_in_any_letter_case(case: Case, word: str, kind: str, thing: str) -> None:
    first = find_meanings(case.dataset, word)[0]
    assert (first.kind, first.id) == (kind, thing)


def test_an_exact_spelling_comes_first_and_the_others_are_told(case: Case) -> None:
    both = [[(m.kind, m.id) for m in find_meanings(case.dataset, w)] for w in ("In", "IN", "in")]
    assert both[0] == [("item", "indium"), ("country", "IND")] == both[2]
    assert both[1] == [("country", "IND"), ("item", "indium")]
    assert find_meanings(case.dataset, "no such thing") == []


def test_every_item_country_and_event_is_found_by_its_id(case: Case) -> None:
    for kind, table in (("item", "materials"), ("country", "countries"), ("event", "policy_events")):
        for thing in case.dataset.row_ids(table):
            first = find_meanings(case.dataset, thing)[0]
            assert (first.kind, first.id) == (kind, thing)


def test_a_word_for_items_gives_their_ids(case: Case) -> None:
    assert find_items(case.dataset, "co") == ("cobalt",)
    assert find_items(case.dataset, "Platinum group metals") == (
        "palladium",
        "platinum",
        "rhodium",
        "iridium",
        "ruthenium",
    )
    with pytest.raises(InputError, match=r"--item = 'cobolt': is no item\. Did you mean 'cobalt'"):
        find_items(case.dataset, "cobolt")
    with pytest.raises(InputError, match="--item = 'China': is no item"):
        find_items(case.dataset, "China")
    assert find_country(case.dataset, "Korea, South") == "KOR" and find_country(case.dataset, "tin") is None


def test_groups_and_ores_of_a_cell_are_spelt_out(case: Case) -> None:
    assert items_of(case.dataset, ["bauxite", "tin", "no-item"]) == {"aluminum", "tin"}
    assert len(items_of(case.dataset, ["rare-earths"])) == 15


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("tugsten", "Did you mean 'tungsten'?"),
        ("Chnia", "Did you mean 'China'?"),
        ("cn-5ree-75", "Did you mean 'cn-5ree-57'?"),
        ("requirment", "Did you mean 'requirement'?"),
        ("gallium from China", "Did you mean 'gallium'?"),
        ("\u0441obalt", "Did you mean 'cobalt'? Sign 1 of what was given is CYRILLIC SMALL LETTER ES"),
        ("xyzzy", "Ask for an item (`lodestock materials`)"),
    ],
)
def test_a_near_miss_names_what_is_near(case: Case, word: str, remedy: str) -> None:
    assert near_miss(case.dataset, word).startswith(remedy)


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("Congo", ("COD", "COG", "several countries")),
        ("Korea", ("KOR", "PRK")),
        ("Europe", ("a part of the world", "EUU")),
        ("asia", ("a part of the world",)),
        ("cesium", ("stands on us_lcm_2025_final", "nothing is computed")),
        ("cobolt", ("Did you mean 'cobalt'?",)),
    ],
)
def test_a_word_that_names_nothing_or_too_much_is_told_as_that(
    case: Case, word: str, words: tuple[str, ...]
) -> None:
    assert not find_meanings(case.dataset, word)
    assert all(w in near_miss(case.dataset, word) for w in words)


def test_an_item_that_is_known_to_be_absent_is_not_taken_for_another(case: Case) -> None:
    with pytest.raises(InputError, match=r"'Cesium': is no item\. It stands on us_lcm_2025_final"):
        find_items(case.dataset, "Cesium")


def test_one_country_is_a_single_one(case: Case) -> None:
    assert one_country(case.dataset, "Korea, South", "--country") == "KOR"
    for word, said in (("Atlantis", "is no country"), ("EUU", "stands for several countries")):
        with pytest.raises(InputError, match=said):
            one_country(case.dataset, word, "--country")


@pytest.mark.parametrize(
    ("word", "said"), [("unobtainium", "is no item"), ("rare-earths", "stands for several items")]
)
def test_one_item_is_a_single_one(case: Case, word: str, said: str) -> None:
    assert one_item(case.dataset, "Sb", "--sources") == "antimony"
    with pytest.raises(InputError, match=said):
        one_item(case.dataset, word, "--sources")
