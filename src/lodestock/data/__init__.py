"""DATA: reads facts and scenario cards, and checks them.

In: the bundled reference tables, the overlay files of a project, scenario cards as YAML, outlines of countries, the
glossary. Out: a checked `Dataset` with its hash, a `Card`, and the outlines as GeoJSON. This room writes no file.
"""

from __future__ import annotations

from lodestock.data.card_files import card_names, card_text
from lodestock.data.card_form import card_schema
from lodestock.data.cards import load_card
from lodestock.data.checksums import changed_files
from lodestock.data.country_words import countries_like
from lodestock.data.glossary import read_glossary
from lodestock.data.load import check_bundled, load
from lodestock.data.maps import read_shapes
from lodestock.data.names import fold, item_spellings
from lodestock.data.tables import SHARES, SPECS

__all__ = [
    "SHARES",
    "SPECS",
    "card_names",
    "card_schema",
    "card_text",
    "changed_files",
    "check_bundled",
    "countries_like",
    "fold",
    "item_spellings",
    "load",
    "load_card",
    "read_glossary",
    "read_shapes",
]
