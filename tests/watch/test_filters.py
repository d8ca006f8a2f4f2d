"""What is no news: opinion, history."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodestock.records.news import Event


@pytest.mark.parametrize(
    "text",
    [
        "China banned exports of gallium in 2023.",
        "Analysts argue that Beijing should ban exports of gallium.",
        "The Tungsten Years, a film, lends its name to a prize of $500.",
        "Lithium traded at $12 a kilo and tin was quoted at $41,250.",
    ],
)
def test_history_opinion_and_prices_are_no_events(
    read: Callable[[str], tuple[Event, ...]], text: str
) -> None:
    assert read(text) == ()
