"""The parties of a clause: one state and its ministry are one, its bank is another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.watch.page import Page
from lodestock.watch.parties import parties_of


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("The Chinese commerce ministry spoke.", [("gov-CHN", "")]),
        (
            "The US Export-Import Bank wrote to Tallow Nickel Corp.",
            [("us-exim", ""), ("tallow-nickel", "to")],
        ),
        ("The authority sold tin to a licensed handler.", [("undisclosed", "to")]),
        (
            "It bought tin from Selat Mining in Port Wenlock.",
            [("selat-mining", "from"), ("port-wenlock", "in")],
        ),
    ],
)
def test_parties_stand_with_their_preposition(
    page: Callable[[str], Page], text: str, parties: list[tuple[str, str]]
) -> None:
    taken = page(text)
    assert [(p.id, p.prep) for p in parties_of(taken, taken.parts[0])] == parties
