from __future__ import annotations

from pathlib import Path

import pytest

from lodestock.data import card_names, load_card
from lodestock.programme.cards import cards_document, drawn_words
from lodestock.programme.project import Case, new_project, open_case
from lodestock.records.errors import InputError


def test_every_bundled_card_is_listed_with_what_it_leaves_to_chance(case: Case) -> None:
    cards = cards_document(case)["cards"]
    assert [c["name"] for c in cards] == card_names()
    assert all(list(c) == ["name", "assumes", "as_of", "drawn"] and c["assumes"] for c in cards)
    for c in cards:
        assert bool(c["drawn"]) == load_card(c["name"]).random, c["name"]
    drawn = {c["name"]: c["drawn"] for c in cards}
    assert drawn["quiet"] == [] and drawn["normal-only"] == ["new controls", "outages"]
    assert drawn["october-2025"] == ["severity and length of known controls", "truces", "outages"]
    assert len(drawn["mixture"]) == 8


def test_the_card_of_a_project_is_listed_first(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "p")
    (folder / "scenario.yaml").write_text("extends: quiet\nname: mine\nassumes: Mine.\n", encoding="utf-8")
    first = cards_document(open_case(folder))["cards"][0]
    assert first["name"] == str(folder / "scenario.yaml") and first["assumes"] == "Mine."


def test_the_text_of_a_card_loads_as_that_card(case: Case, tmp_path: Path) -> None:
    for name in card_names():
        document = cards_document(case, name)
        assert document["card"] == name == document["cards"][0]["name"]
        path = tmp_path / f"{name}.yaml"
        path.write_text(document["yaml"], encoding="utf-8")
        assert load_card(str(path)).hash == load_card(name).hash


def test_a_file_of_ones_own_is_told_and_checked(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: quiet\nname: mine\ntechnical_loss: drawn\n", encoding="utf-8")
    (card,) = cards_document(case, str(path))["cards"]
    assert card["drawn"] == ["outages"] == drawn_words(load_card(str(path)))
    path.write_text("extends: quiet\ntechnical: drawn\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.yaml:2 technical"):
        cards_document(case, str(path))
    with pytest.raises(InputError, match="Did you mean 'quiet'"):
        cards_document(case, "quite")


@pytest.mark.parametrize("country", ["China", "USA"])
def test_the_names_in_a_file_of_ones_own_are_checked(case: Case, tmp_path: Path, country: str) -> None:
    pinned = f"{{countries: {country}, cut: 1, from: 2026Q4, quarters: 1}}"
    path = tmp_path / "own.yaml"
    path.write_text(f"extends: quiet\nname: own\ncontrols: {{pinned: [{pinned}]}}\n", encoding="utf-8")
    with pytest.raises(InputError, match=country):
        cards_document(case, str(path))
