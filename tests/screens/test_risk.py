"""The page of supply risk."""

from __future__ import annotations

import pytest

from lodestock.assess.methods import METHODS
from lodestock.programme.assess import assess_document
from lodestock.programme.assess_words import read_asked
from lodestock.records.errors import InputError
from lodestock.screens import Shelf
from tests.screens.see import see


@pytest.mark.parametrize("name", METHODS)
def test_it_shows_what_the_command_prints(shelf: Shelf, name: str) -> None:
    screen, kept = see(shelf, "/risk", f"method={name}"), shelf.current("size")
    assert screen.main is not None and kept is not None
    drawn = {n: kept.index[n] for n in ("draws", "seed")} if name == "programme-risk" else {}
    asked = read_asked(shelf.case, methods=(name,), **drawn)
    told = assess_document(shelf.case, asked)
    assert screen.document["materials"] == told["materials"] and told["finding"].startswith(screen.title)
    assert [(r["material"], r["score"]) for r in screen.main.rows] == [
        (r["material"], r["score"]) for r in told["materials"]
    ]
    assert (screen.figure(f"risk-{name}") is None) == all(r["score"] is None for r in screen.main.rows)


def test_a_project_without_a_run_has_no_programme_risk_and_says_how_to_get_it() -> None:
    shelf = Shelf()
    screen = see(shelf, "/risk", "method=programme-risk")
    assert screen.notices and screen.main is not None and {r["score"] for r in screen.main.rows} == {None}
    assert all(r["why"] for r in screen.main.rows)
    assert not see(shelf, "/risk").notices


def test_a_method_that_is_none_is_refused(shelf: Shelf) -> None:
    with pytest.raises(InputError, match="no method of assessment"):
        see(shelf, "/risk", "method=guess")
