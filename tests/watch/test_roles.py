"""Who acts and who is met by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.records.news import Event


@pytest.mark.parametrize(
    ("text", "actor", "counterparties"),
    [
        ("Export Finance Australia will lend Dunbarrow Minerals A$310m for its tin mine.", "efa", ("dunbarrow-minerals",)),
        ("Dunbarrow Minerals received a loan of A$310m for its tin mine from Export Finance Australia.", "efa", ("dunbarrow-minerals",)),  # noqa: E501
        ("China bans exports of gallium to Japan.", "gov-CHN", ("gov-JPN",)),
        ("Washington set a 25% tariff on Chinese tungsten.", "gov-USA", ("gov-CHN",)),
        ("Halden Motors agreed to buy 4,000 t of nickel a year from Selat Mining.", "halden-motors", ("selat-mining",)),
        ("Selat Mining agreed to sell 4,000 t of nickel a year to Halden Motors.", "halden-motors", ("selat-mining",)),
        ("The Defense Logistics Agency awarded Selat Mining a contract for 40 t of tin worth $2m.", "dla", ("selat-mining",)),  # noqa: E501
    ],
)  # fmt: skip
def test_parties_have_their_places(
    read: Callable[[str], tuple[Event, ...]], text: str, actor: str, counterparties: tuple[str, ...]
) -> None:
    (event,) = read(text)
    assert (event.actor, event.counterparties) == (actor, counterparties)
