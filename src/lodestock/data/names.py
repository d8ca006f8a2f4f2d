"""Names of items as people and other tables spell them, and what to write where a word is no item."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from lodestock.data.reader import Cell, Table
from lodestock.records.dataset import split_words
from lodestock.records.errors import nearest_or

__all__ = ["TOTAL", "fold", "item_advice", "item_spellings", "items_meant"]

TOTAL = re.compile(r"(grand |sub)?total\b.*|world\b.*|wld|all|all countries|global|sum", re.I)
"""Words that tables of others print for a sum in place of an item or a country."""


def fold(text: str) -> str:
    """Return a text without letter case, accents and marks between words.

    Parameters
    ----------
    text : as a person types it

    >>> fold(" Rare-Earths "), fold("Türkiye"), fold("cn_5ree_57")
    ('rare earths', 'turkiye', 'cn 5ree 57')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.split(r"[\s_-]+", "".join(c for c in plain if not unicodedata.combining(c)).strip()))


def item_spellings(
    materials: Iterable[Mapping[str, Cell]],
    aliases: Iterable[Mapping[str, Cell]],
    bases: Iterable[Mapping[str, Cell]],
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield every spelling of items, the items that it stands for, and how it relates to them where it is no name.

    Parameters
    ----------
    materials, aliases, bases : rows of the tables `materials`, `material_aliases` and `bases`
    """
    names = {}
    for r in materials:
        item = str(r["material"])
        names[item] = str(r["name"] or item)
        for text in (item, r["name"], r["symbol"], *split_words(r["synonyms"])):
            if text:
                yield str(text), (item,), ""
    for r in aliases:
        alias, relation = str(r["alias"]), r["relation"]
        note = "" if relation in (None, "same") else f"{alias} is a {relation} of it"
        yield alias, tuple(split_words(r["material"])), note
    for r in bases:
        item = str(r["material"])
        for form in split_words(r["forms"]) if item in names else ():
            text = f"{names[item]} {form}"
            yield text, (item,), f"{text.lower()} is a form of it, which the tables do not count apart"


def items_meant(word: str, tables: Mapping[str, Table]) -> tuple[str, ...]:
    """Return the items that a word names by any spelling; none where it names none.

    Parameters
    ----------
    word : as a person types it
    tables : table name -> rows by key
    """
    rows = ([cells for cells, _ in tables[n].values()] for n in ("materials", "material_aliases", "bases"))
    key = fold(word)
    return next((items for text, items, _ in item_spellings(*rows) if fold(text) == key), ())


def item_advice(
    word: str, tables: Mapping[str, Table], otherwise: str = "", *, in_list: bool = False
) -> tuple[str, str]:
    """Return the reason and the remedy of a word that is no item.

    Parameters
    ----------
    word : what stands where an item should
    tables : table name -> rows by key
    otherwise : what else may be done where no item has that name
    in_list : whether the cell may hold several items
    """
    if TOTAL.fullmatch(word):
        return "is a total, not an item", f"Leave {'it' if in_list else 'the row'} out"
    meant = items_meant(word, tables)
    if len(meant) > 1:
        each = ";".join(meant) if in_list else f"a row for each of {', '.join(meant)}"
        return "is a group of items", f"Write {each}"
    if meant:
        return "is a name, not the id of an item", f"Write the item: {meant[0]}"
    known = [str(key[0]) for key in tables["materials"]]
    if difflib.get_close_matches(word, known, n=1):
        return "is not in materials.csv", nearest_or(word, known, otherwise).rstrip()
    return "is not in materials.csv", f"`lodestock materials` lists the items. {otherwise}".rstrip()
