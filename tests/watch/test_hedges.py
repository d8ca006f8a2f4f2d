import pytest

from lodestock.data.news_words import read_news_words
from lodestock.watch.hedges import Hedges, strongest

HEDGES = Hedges(read_news_words())


@pytest.mark.parametrize(
    ("text", "qualifiers", "start"),
    [
        ("It is up to about ", {"up_to", "about"}, 6),
        ("It is a maximum of ", {"up_to"}, 6),
        ("It caps sales this year at ", {"up_to"}, 3),
        ("The cap, once set, is ", set(), 22),
        ("It is for ", set(), 10),
        ("some of the ", set(), 12),
    ],
)
def test_before(text: str, qualifiers: set[str], start: int) -> None:
    assert HEDGES.before(text, len(text), 0) == (qualifiers, start)


def test_nothing_is_looked_for_before_the_floor() -> None:
    text = "It is up to "
    assert HEDGES.before(text, len(text), len(text) - 1) == (set(), len(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" or more.", ("at_least", 8)),
        (" of tin at most", ("up_to", 15)),
        ("-plus", ("at_least", 5)),
        (" together with", None),
        ("", None),
    ],
)
def test_behind(text: str, found: tuple[str, int] | None) -> None:
    assert HEDGES.behind(text, 0) == found


def test_the_first_qualifier_that_applies_wins() -> None:
    assert strongest({"about", "up_to"}) == "up_to"
    assert strongest({"combined", "up_to"}) == "combined"
    assert strongest(set()) == "exact"
