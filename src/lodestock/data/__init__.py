"""DATA: how facts enter.

In: the bundled reference tables, a project's overlay files, scenario cards as YAML. Out: a checked
`Dataset` with its hash, and a `Card`. Nothing is written here.
"""

from __future__ import annotations

from lodestock.data.card_form import card_schema
from lodestock.data.cards import card_names, load_card
from lodestock.data.checksums import changed_files
from lodestock.data.load import check_bundled, load
from lodestock.data.tables import SPECS

__all__ = ["SPECS", "card_names", "card_schema", "changed_files", "check_bundled", "load", "load_card"]
