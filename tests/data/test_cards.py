from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.data import card_names, load_card
from lodestock.records.errors import InputError


def card(tmp_path: Path, text: str, name: str = "mine.yaml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_bundled_cards_are_as_the_method_prints_them() -> None:
    war = ["base-war", "base-war-mild"]
    stress = ["china-stop-12m", "drc-ban", "strait-closure", "two-blocs"]
    drawn = ["coercion-only", "mixture", "october-2025", "today"]
    assert card_names() == sorted([*war, *stress, *drawn])
    cards = [load_card(name) for name in card_names()]
    assert all(c.assumes for c in cards)
    assert {c.name for c in cards if c.plain} == set(war)
    assert {c.name for c in cards if c.random} == set(drawn)
    base = load_card("base-war")
    assert base.availability["adversary"] == (0, 0, 0, 0.25)
    assert base.demand["defence"] == (2.0, 1.3, 1.3, 1.3)
    assert (base.war_quarter, base.buy_quarters, list(base.emergency)) == (8, 6, list(range(8, 24)))
    assert base.regimes[7:9] == ("normal", "war") and base.regimes[12] == "recovery"


def test_a_card_that_changes_nothing_hashes_alike(tmp_path: Path) -> None:
    base = load_card("base-war")
    assert load_card(card(tmp_path, "extends: base-war\n")).hash == base.hash
    assert load_card("base-war-mild").hash != base.hash


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends: base-war\nrelaese: {}\n", r"mine\.yaml:2 relaese = 'relaese': is not a key.*'release'"),
        (
            "extends: base-war\nwar: {start: 2030Q4}\n",
            r"mine\.yaml:2 war\.start = '2030Q4': war and recovery fill",
        ),
        ("extends: base-war\nwar: {start: soon}\n", r"'soon' is not a quarter"),
        (
            "extends: base-war\ncountries:\n  ally: [1, 1, 1]\n",
            r"mine\.yaml:3 countries\.ally.*needs 4 numbers",
        ),
        ("extends: base-war\nown_ramp: [0, 2, 1, 1]\n", r"own_ramp = '2\.0': lies outside 0 to 1"),
        (
            "extends: base-war\nvalue: {omega: {semiconductor: 9}}\n",
            r"semiconductor = '9\.0': rises above defence",
        ),
        (
            "extends: base-war\nrelease: {civil: emergency, essential-other: never}\n",
            r"stock would serve civil",
        ),
        ("extends: mine.yaml\n", r"no such file|goes in a circle"),
        ("extends: base-war\nname: a\nname: b\n", r"mine\.yaml:3 = 'name': the key is given twice"),
        ("a: [1\n", r"is not YAML"),
        ("name: x\n", r"the key is missing"),
        ("extends: base-war\nas_of: yesterday\n", r"as_of = 'yesterday'"),
        (
            "extends: base-war\ndemand: {defense: [1, 1, 1, 1]}\n",
            r"'defense': is not a demand class.*'defence'",
        ),
    ],
)
def test_a_wrong_card_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        load_card(card(tmp_path, text))


def test_a_circle_is_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(f"extends: {second}\n", encoding="utf-8")
    second.write_text(f"extends: {first}\n", encoding="utf-8")
    with pytest.raises(InputError, match="goes in a circle"):
        load_card(str(first))
