import pytest

from lodestock.data.news_words import read_news_words
from lodestock.watch.measures import Measures

MEASURES = Measures(read_news_words())


@pytest.mark.parametrize(
    ("text", "unit"),
    [("$5", "USD"), ("US$5", "USD"), ("A$5", "AUD"), ("EUR 5", "EUR"), ("Rs. 5", "INR"), ("HK$5", None)],
)
def test_signs_stand_before_a_number(text: str, unit: str | None) -> None:
    assert MEASURES.sign_before(text, len(text) - 1, 0) == 0
    sign = MEASURES.sign(text, 0)
    assert sign is not None and (sign.unit, sign.end) == (unit, len(text) - 1)


def test_yuan_is_told_from_yen_by_the_text() -> None:
    text = "It pays ¥5bn, 5 billion yuan."
    sign = MEASURES.sign(text, 8)
    assert sign is not None and sign.unit == "CNY"


@pytest.mark.parametrize(
    ("text", "kind", "unit", "factor"),
    [
        (" kt", "mass", "t", 1e3),
        (" Mt", "mass", "t", 1e6),
        (" MT", "mass", "t", 1.0),
        ("-tonne", "mass", "t", 1.0),
        (" koz", "mass", "troy_oz", 1e3),
        (" per cent", "percent", "percent", 1.0),
        (" percentage points", "count", None, 1.0),
        (" Egyptian pounds", "money", None, 1.0),
        (" pounds", "mass", "lb", 1.0),
        (" pounds in London", "money", "GBP", 1.0),
    ],
)
def test_words_behind_a_number(text: str, kind: str, unit: str | None, factor: float) -> None:
    after = MEASURES.after(text, 0, 5000)
    assert after is not None and (after.kind, after.unit, after.factor) == (kind, unit, factor)


def test_won_is_money_only_beside_a_large_number() -> None:
    assert MEASURES.after(" won contracts", 0, 2) is None
    assert MEASURES.after(" won", 0, 1e9) is not None


def test_periods() -> None:
    assert MEASURES.period(" of flake graphite a year", 0) == ("year", 25)
    assert MEASURES.period(" a year later", 0) is None
    assert MEASURES.period("/d", 0) == ("day", 2)
    assert MEASURES.each_of(" for each of the next three months", 0) == "month"
    assert MEASURES.per("t", "year") == "t_per_year"
    assert MEASURES.per("t", "week") is None
    assert MEASURES.per("t", "quarter") == "t"
