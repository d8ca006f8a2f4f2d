"""The second opinion: shares of types by plain weights, the same whatever the order of what is seen."""

from __future__ import annotations

import pytest

from lodestock.data.news_words import read_news_words
from lodestock.watch.page import Page, Words
from lodestock.watch.ranker import NONE, Ranker, sentence_features
from tests.watch.conftest import document

ROWS = [{"feature": "", "weights": "loan:0.5 none:1"}, {"feature": "w:lent", "weights": "loan:2 none:-1"}]


def test_shares_are_those_of_a_logistic_regression() -> None:
    shares = Ranker(ROWS).shares({"w:lent", "w:unknown"})
    assert shares["loan"] == pytest.approx(1 / (1 + 2.718281828459045 ** (0 - 2.5)))
    assert sum(shares.values()) == pytest.approx(1)
    assert Ranker(ROWS).shares([])[NONE] > 0.5


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("KfW agreed on Tuesday to lend Tallow Nickel 40 million euros for its nickel smelter.", "loan"),
        ("Exports of tin from Bolivia are prohibited from Monday.", "export_ban"),
        ("Tin prices rose for a third week, brokers said.", NONE),
    ],
)
def test_the_bundled_weights_know_plain_sentences(words: Words, text: str, kind: str) -> None:
    page = Page(document(text), words)
    shares = Ranker(read_news_words()["weights"]).shares(sentence_features(page, page.parts, words))
    assert max(shares, key=lambda t: shares[t]) == kind


def test_the_bundled_weights_name_types_of_the_vocabulary(words: Words) -> None:
    known = {r["value"] for r in read_news_words()["vocabulary"] if r["field"] == "type"}
    assert set(Ranker(words.weights).types) == {*known, NONE}
