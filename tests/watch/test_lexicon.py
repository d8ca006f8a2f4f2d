"""The dictionary: inflections, longest matches, aliases that ask for their case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.watch.lexicon import inflections, tokens_of
from lodestock.watch.page import Page


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("ban", ("ban", "bans", "banned", "banning")),
        ("prohibit", ("prohibit", "prohibits", "prohibited", "prohibiting")),
        ("levy", ("levy", "levies", "levied", "levying")),
        ("seize", ("seize", "seizes", "seized", "seizing")),
        ("put out|put out|put out", ("put out", "puts out", "put out", "putting out")),
        ("buy|bought|bought|buying", ("buy", "buys", "bought", "buying")),
    ],
)
def test_verbs_are_inflected_in_their_first_word(word: str, forms: tuple[str, ...]) -> None:
    assert inflections(word) == tuple(dict.fromkeys(forms))


def test_tokens_hold_their_places_and_hyphens_part_words() -> None:
    text = "China’s rare-earth ban, 1,200 t"
    tokens = tokens_of(text)
    assert [t.low for t in tokens] == ["china", "'", "s", "rare", "-", "earth", "ban", ",", "1,200", "t"]
    assert all(text[t.start : t.end] == t.text for t in tokens)


def test_the_longest_alias_wins_and_one_word_may_be_two_materials(page: Callable[[str], Page]) -> None:
    found = [
        (m.value, page("x").text)
        for m in page("Samarium-cobalt magnets and NdPr oxide").mentions
        if m.kind == "material"
    ]
    assert [v for v, _ in found] == ["smco-magnets", "praseodymium", "neodymium"]


def test_symbols_that_are_words_count_in_brackets_only(page: Callable[[str], Page]) -> None:
    plain = page("In the same breath the ministry spoke of As and Be.")
    assert [m for m in plain.mentions if m.kind == "material"] == []
    assert [m.value for m in page("It lists indium (In) and arsenic (As).").mentions if m.kind == "material"] == [
        "indium", "indium", "arsenic", "arsenic",
    ]  # fmt: skip


def test_names_of_states_bite_in_their_own_case(page: Callable[[str], Page]) -> None:
    found = [
        m.value
        for m in page("It let us know that US buyers met in Turkey, not over turkey.").mentions
        if m.kind == "actor"
    ]
    assert found == ["gov-USA", "gov-TUR"]
