import pytest

from lodestock.data.news_words import read_news_words
from lodestock.watch.measures import Measures
from lodestock.watch.unread import Unread, find_unread

MEASURES = Measures(read_news_words())


@pytest.mark.parametrize(
    ("text", "at", "word", "found"),
    [
        ("hundreds of tonnes a year", 0, "hundreds", Unread("mass", 0, 25, "t_per_year", "year")),
        ("a few tonnes", 2, "few", Unread("mass", 0, 12, "t", None)),
        ("a nine-figure sum", 7, "figure", Unread("money", 2, 17, None, None)),
        ("figure sum", 0, "figure", None),
        ("several mines", 0, "several", None),
        ("many millions of euros", 0, "many", Unread("money", 0, 22, "EUR", None)),
    ],
)
def test_unread(text: str, at: int, word: str, found: Unread | None) -> None:
    assert find_unread(text, at, word, 0, MEASURES) == found
