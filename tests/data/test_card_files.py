from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.data.card_files import card_names, card_text, read_tree
from lodestock.records.errors import InputError


def test_a_bundled_card_is_given_as_it_is_written() -> None:
    assert all(card_text(n).startswith("# ") and f"\nname: {n}\n" in card_text(n) for n in card_names())
    with pytest.raises(InputError, match=r"card = 'quite': no such card\. Did you mean 'quiet'"):
        card_text("quite")


def test_a_tree_has_the_keys_of_both_cards_and_tells_those_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: quiet\nname: mine\nwar:\n  quarters: 2\n", encoding="utf-8")
    tree, lines, own = read_tree(str(path))
    assert (tree["name"], tree["war"], tree["own_ramp"]) == ("mine", {"quarters": 2}, 0)
    assert tree["assumes"] == "As the card quiet, but for: war."
    assert lines["war", "quarters"] == "mine.yaml:4" and lines["own_ramp",].startswith("card quiet:")
    assert ("war", "quarters") in own and ("own_ramp",) not in own and "extends" not in tree
