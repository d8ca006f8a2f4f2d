"""The words of the program: what each means, and the other spellings it goes by."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Term", "read_glossary"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary.

    Attributes
    ----------
    word : as the program prints it
    also : other spellings
    meaning : in a sentence or two
    """

    word: str
    also: tuple[str, ...]
    meaning: str


@cache
def read_glossary() -> tuple[Term, ...]:
    """Return the words of the glossary by the alphabet; `docs/reference/glossary.md` is written from the same file."""
    text = resources.files("lodestock.data").joinpath("words", "glossary.csv").read_text(encoding="utf-8")
    return tuple(
        Term(r["word"], tuple(w.strip() for w in r["also"].split(";") if w.strip()), r["meaning"])
        for r in csv.DictReader(text.splitlines())
    )
