from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.programme.explain import explain_document
from lodestock.programme.project import Case
from lodestock.records.errors import InputError
from lodestock.size import Shortfalls


def test_an_item_leads_to_the_cells_it_rests_on(case: Case, short: Shortfalls) -> None:
    found = explain_document(case, "cobalt")
    m = short.inputs.materials.index("cobalt")
    assert found["value"] == short.requirement_t[m].sum() and found["unit"] == "t"
    assert next(s["step"] for s in found["waterfall"]) == "usual supply"
    for entry in found["inputs"]:
        cell = explain_document(case, entry["word"])
        assert cell["value"] == entry["value"] and cell["source"] and cell["locator"], entry


@pytest.mark.parametrize(
    "word", ["CHN", "freight_fraction", "offer/freight_fraction", "awards/dla-co-2025.ceiling_musd"]
)
def test_other_words_are_explained(case: Case, word: str) -> None:
    found = explain_document(case, word)
    assert found["value"] is not None and found["source"]


def test_an_overlay_shows_in_the_explanation(case_with: Callable[..., Case]) -> None:
    case = case_with(us_demand=[{"material": "cobalt", "own_secondary_t": 1000}])
    found = explain_document(case, "us_demand/cobalt.own_secondary_t")
    assert found["value"] == 1000 and found["grade"] == "D"
    assert found["overlay"] == "overlays/us_demand.csv:2 overridden by analyst: exercise"


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("cobolt", "Did you mean 'cobalt'"),
        ("us_demand/cobolt.own_primary_t", "Did you mean 'cobalt'"),
        ("us_demand/cobalt.own_primary", "Did you mean 'own_primary_t'"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(case: Case, word: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        explain_document(case, word)


def test_a_cell_that_an_overlay_left_as_it_was_says_so(case_with: Callable[..., Case]) -> None:
    case = case_with(us_demand=[{"material": "cobalt", "own_secondary_t": 5}])
    changed = explain_document(case, "us_demand/cobalt.own_secondary_t")["overlay"]
    same = explain_document(case, "us_demand/cobalt.apparent_consumption_t")["overlay"]
    assert "overridden by analyst" in changed and not changed.endswith("as bundled")
    assert same == f"{changed}; this cell of the row is as bundled"
