from __future__ import annotations

import re
from pathlib import Path

from lodestock.ledger import rules
from lodestock.ledger.rules import CITES, refusal


def test_every_rule_that_refuses_has_a_cite_and_every_cite_a_rule() -> None:
    folder = Path(rules.__file__).parents[1]
    text = "".join(
        p.read_text(encoding="utf-8") for p in (*folder.glob("ledger/*.py"), *folder.glob("programme/*.py"))
    )
    used = set(re.findall(r'refusal\(\s*"(\w+)"', text)) | set(re.findall(r'rule="(\w+)"', text))
    used |= set(re.findall(r'\("(invoice|obligation)", ', text)) | {"appropriation", "apportionment"}
    assert used == set(CITES)


def test_a_refusal_tells_what_was_asked_and_what_there_is() -> None:
    error = refusal("ceiling", "award", "a", "is too much", "Ask for less", asked=101, available=100)
    assert str(error) == "award = 'a': is too much: asked USD 1.01, available USD 1.00. Ask for less."
    assert (error.exit_code, error.cite) == (4, CITES["ceiling"])
