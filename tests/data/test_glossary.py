from __future__ import annotations

import re

from lodestock.data import read_glossary
from lodestock.records.scenario import CLASSES, REGIMES, STAGES


def test_words_stand_by_the_alphabet_each_once_with_a_meaning() -> None:
    terms = read_glossary()
    words = [t.word.casefold() for t in terms]
    assert words == sorted(set(words)) and len(words) > 80
    spellings = [s.casefold() for t in terms for s in (t.word, *t.also)]
    assert len(spellings) == len(set(spellings))
    assert all(len(t.meaning) > 8 and not t.meaning.endswith(".") for t in terms)


def test_what_results_print_is_explained() -> None:
    words = {s for t in read_glossary() for s in (t.word, *t.also)}
    asked = {
        "requirement",
        "servable",
        "HHI",
        "certificate",
        "regime",
        "grade",
        "draw",
        "seed",
        "overlay",
        "as-of date",
    }
    asked |= {
        "grade A",
        "grade B",
        "grade C",
        "grade D",
        "break-even",
        "ceiling",
        "driven by",
        *CLASSES,
        *REGIMES,
    }
    assert asked <= words
    stages = next(t.meaning for t in read_glossary() if t.word == "stage")
    assert set(STAGES) <= set(re.findall(r"\w+", stages))
