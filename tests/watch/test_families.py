"""What types have in common: every family holds types of the vocabulary alone."""

from __future__ import annotations

from lodestock.data.news_words import read_news_words
from lodestock.watch import families


def test_families_hold_types_of_the_vocabulary_alone() -> None:
    known = {r["value"] for r in read_news_words()["vocabulary"] if r["field"] == "type"}
    for name in families.__all__:
        assert getattr(families, name) <= known, name


def test_measures_money_and_purchases_are_apart() -> None:
    assert not families.RESTRICTS & families.BUYS
    assert not families.RESTRICTS & families.FUNDS
    assert not families.BUYS & families.FUNDS
