"""Names of items in any spelling, and what is said of a word that names none."""

from __future__ import annotations

import pytest

from lodestock.data import SPECS, item_spellings, load
from lodestock.data.names import item_advice, items_meant
from lodestock.data.reader import Table

DATASET = load()
TABLES: dict[str, Table] = {
    name: {tuple(r[k] for k in SPECS[name].key): (r, name) for r in DATASET.rows(name)}
    for name in ("materials", "material_aliases", "bases")
}


@pytest.mark.parametrize(
    ("word", "items"),
    [
        ("Aluminium", ("aluminum",)),
        ("COBALT", ("cobalt",)),
        (" rare-earth magnets", ()),
        ("W", ("tungsten",)),
        ("cobalt powder", ("cobalt",)),
        ("steel", ()),
    ],
)
def test_a_word_names_items_by_any_spelling(word: str, items: tuple[str, ...]) -> None:
    assert items_meant(word, TABLES) == items


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("Aluminium", ("is a name, not the id of an item", "Write the item: aluminum")),
        ("Total", ("is a total, not an item", "Leave the row out")),
        ("World total", ("is a total, not an item", "Leave the row out")),
        ("cobolt", ("is not in materials.csv", "Did you mean 'cobalt'?")),
        ("steel", ("is not in materials.csv", "`lodestock materials` lists the items.")),
    ],
)
def test_what_to_write_in_place_of_a_word_that_is_no_item(word: str, advice: tuple[str, str]) -> None:
    assert item_advice(word, TABLES) == advice


def test_a_group_is_spelt_out_as_its_cell_needs() -> None:
    items = items_meant("platinum-group-metals", TABLES)
    assert len(items) > 3
    assert item_advice("Platinum group metals", TABLES)[1] == f"Write a row for each of {', '.join(items)}"
    assert item_advice("Platinum group metals", TABLES, in_list=True)[1] == f"Write {';'.join(items)}"


def test_a_form_of_an_item_carries_a_note_and_a_name_none() -> None:
    rows = (DATASET.rows(n) for n in ("materials", "material_aliases", "bases"))
    notes = {text: note for text, _, note in item_spellings(*rows)}
    assert notes["cobalt"] == "" and any("is a form of it" in note for note in notes.values())
