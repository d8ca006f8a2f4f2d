"""What a word that a person types names: items, countries, events, cards, parameters, tables, words of the glossary."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lodestock.data import card_names, countries_like, fold, item_spellings, read_glossary
from lodestock.records.dataset import Dataset, split_words
from lodestock.records.errors import InputError, Problem, strange_sign

__all__ = [
    "Meaning",
    "find_country",
    "find_items",
    "find_meanings",
    "items_of",
    "near_miss",
    "one_country",
    "one_item",
]


_CANDIDATES = 4
"""Countries that a word can mean of which a message names so many."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a word names.

    Attributes
    ----------
    kind : ``item``, ``items`` (a group of them), ``country``, ``event``, ``card``, ``parameter``, ``table`` or ``word``
    id : of the thing in the tables
    items : ids, of an item or a group
    note : how the word relates to it, where it is not its own name
    """

    kind: str
    id: str
    items: tuple[str, ...] = ()
    note: str = ""


def find_meanings(dataset: Dataset, word: str) -> list[Meaning]:
    """Return the things that a word names, the likeliest first; none where nothing has that name.

    Letter case, accents, and whether blanks, hyphens or underscores stand between words do not matter; a thing that is
    spelt exactly so comes before one that is not: `In` is indium, `IN` is India.

    Parameters
    ----------
    dataset : facts, with overlays
    word : as a person types it
    """
    key, found = fold(word), list[tuple[bool, Meaning]]()
    for text, meaning in _spellings(dataset):
        if fold(text) == key:
            found.append((text != word.strip(), meaning))
    found.sort(key=lambda pair: pair[0])
    first: dict[tuple[str, str], Meaning] = {}
    for _, meaning in found:
        first.setdefault((meaning.kind, meaning.id), meaning)
    return list(first.values())


def find_items(dataset: Dataset, word: str, place: str = "--item") -> tuple[str, ...]:
    """Return the ids of the items that a word names: by id, name, symbol, another name, or the name of a group.

    Parameters
    ----------
    dataset : facts, with overlays
    word : as a person types it
    place : for messages

    Raises
    ------
    InputError : no item has that name; the nearest is named
    """
    for meaning in find_meanings(dataset, word):
        if meaning.items:
            return meaning.items
    raise InputError(Problem(place, word, "is no item", near_miss(dataset, word, ("item", "items"))))


def one_item(dataset: Dataset, word: str, place: str) -> str:
    """Return the id of the single item that a word names.

    Parameters
    ----------
    dataset : facts, with overlays
    word : as a person types it
    place : for messages

    Raises
    ------
    InputError : it names no item, or several
    """
    items = find_items(dataset, word, place)
    if len(items) > 1:
        raise InputError(Problem(place, word, "stands for several items", f"Name one of {', '.join(items)}"))
    return items[0]


def find_country(dataset: Dataset, word: str) -> str | None:
    """Return the ISO3 code of the country that a word names: by code, name or another name; None where there is none.

    Parameters
    ----------
    dataset : facts, with overlays
    word : as a person types it
    """
    return next((m.id for m in find_meanings(dataset, word) if m.kind == "country"), None)


def one_country(dataset: Dataset, word: str, place: str) -> str:
    """Return the ISO3 code of the single country that a word names.

    Parameters
    ----------
    dataset : facts, with overlays
    word : as a person types it
    place : for messages

    Raises
    ------
    InputError : it names no country, or several
    """
    code = find_country(dataset, word)
    if code is None:
        raise InputError(Problem(place, word, "is no country", near_miss(dataset, word, ("country",))))
    if (dataset.row("countries", code) or {}).get("region") == "aggregate":
        raise InputError(Problem(place, word, "stands for several countries", "Name a single country"))
    return code


def items_of(dataset: Dataset, words: Iterable[str]) -> set[str]:
    """Return the items that words of a table stand for, names of groups and ores spelt out.

    Parameters
    ----------
    dataset : facts, with overlays
    words : ids of items or aliases, as cells hold them
    """
    aliases = {str(r["alias"]): split_words(r["material"]) for r in dataset.rows("material_aliases")}
    return {m for w in words for m in aliases.get(w, [w]) if dataset.row("materials", m) is not None}


def near_miss(dataset: Dataset, word: str, kinds: tuple[str, ...] = ()) -> str:
    """Return a remedy that names what is spelt nearest to a word, or where to look.

    Parameters
    ----------
    dataset : facts, with overlays
    word : as a person types it
    kinds : of meanings that count; all where empty
    """
    listed = sorted({r["list"] for r in dataset.rows("lists") if fold(r["material"]) == fold(word)})
    if listed:
        return (
            f"It stands on {' and '.join(listed)}, and no table holds its figures: nothing is computed for it"
        )
    several = "" if kinds and "country" not in kinds else _countries_meant(dataset, word)
    if several:
        return several
    known: dict[str, str] = {}
    for text, meaning in _spellings(dataset):
        if not kinds or meaning.kind in kinds:
            known.setdefault(fold(text), text)
    key = fold(word)
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.7)
    inside = [k for k in known if len(k) > 3 and re.search(rf"\b{re.escape(k)}\b", key)]
    nearest = [*close, *sorted(inside, key=lambda k: (-len(k), k))]
    if nearest:
        meant = known[nearest[0]]
        return f"Did you mean {meant!r}?{strange_sign(word, meant)}"
    if kinds:
        listed_by = "`lodestock table countries` lists the countries"
        return listed_by if "country" in kinds else "`lodestock materials` lists the items"
    return (
        "Ask for an item (`lodestock materials`), a country, an event (`lodestock events`), a card (`lodestock cards`), a "
        "table (`lodestock data status`), a parameter, a cell as us_demand/cobalt.apparent_consumption_t, or a word of "
        "the glossary"
    )


def _countries_meant(dataset: Dataset, word: str) -> str:
    """Return a remedy that names the countries that a word can mean; empty where it means none or a single one."""
    known = {str(r["iso3"]): r for r in dataset.rows("countries")}
    inside = [code for code, r in known.items() if fold(r["region"]) == fold(word) and r["iso2"]]
    if inside:
        union = ", or EUU (European Union)" if fold(word) == "europe" else ""
        return (
            f"It is a part of the world: name one of its {len(inside)} countries, such as {inside[0]}{union}"
        )
    codes = countries_like(word, known)
    named = " or ".join(f"{code} ({known[code]['name']})" for code in codes[:_CANDIDATES])
    return f"It can mean several countries: name {named}" if len(codes) > 1 else ""


def _spellings(dataset: Dataset) -> Iterator[tuple[str, Meaning]]:
    """Yield every spelling and what it names, in the order in which meanings come first."""
    yield from _item_spellings(dataset)
    for r in dataset.rows("countries"):
        code = Meaning("country", str(r["iso3"]))
        for text in (r["iso3"], r["iso2"], r["name"], *split_words(r["aliases"])):
            if text:
                yield str(text), code
    for event in dataset.row_ids("policy_events"):
        yield event, Meaning("event", event)
    for name in card_names():
        yield name, Meaning("card", name)
    for term in read_glossary():
        for text in (term.word, *term.also):
            yield text, Meaning("word", term.word)
    for row_id in dataset.row_ids("scenario_generator"):
        for text in (row_id, row_id.partition("/")[2]):
            yield text, Meaning("parameter", row_id)
    for table in dataset.specs:
        yield table, Meaning("table", table)


def _item_spellings(dataset: Dataset) -> Iterator[tuple[str, Meaning]]:
    """Yield the spellings of items and of groups of items."""
    rows = (dataset.rows(n) for n in ("materials", "material_aliases", "bases"))
    for text, items, note in item_spellings(*rows):
        if len(items) == 1:
            yield text, Meaning("item", items[0], items, note)
        else:
            yield text, Meaning("items", text, items)
