"""Names that no table lists: as printed, without the form of the firm."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.watch.page import Page


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("A loan went to Pedra Clara Mining Corp on Monday.", "pedra-clara-mining", "firm"),
        ("The sale was agreed with Halden & Voss GmbH.", "halden-voss", "firm"),
        ("The Northern Stockpile Authority ordered cobalt.", "northern-stockpile-authority", "body"),
        ("The smelter at Port Wenlock is dark.", "port-wenlock", "place"),
    ],
)
def test_names_are_read_as_printed(page: Callable[[str], Page], text: str, name: str, kind: str) -> None:
    found = page(text).names
    assert [(n.id, n.kind) for n in found] == [(name, kind)]
    assert all(text[n.start : n.end].lower().replace(" ", "-").startswith(n.id.split("-")[0]) for n in found)


def test_a_short_name_stands_for_the_longer_one_of_the_text(page: Callable[[str], Page]) -> None:
    names = page("Ravensworth Magnetics won a grant. Shares of Ravensworth rose.").names
    assert {n.id for n in names} == {"ravensworth-magnetics"}


def test_capital_letters_at_the_head_of_a_sentence_are_no_name(page: Callable[[str], Page]) -> None:
    assert page("Exports fell. Prices rose. On Tuesday nothing happened. GRANT ALERT FOR ALL").names == []
