"""What the words of an event mean in the tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodestock.data.news_words import read_news_words
from lodestock.programme.news_parts import (
    Read,
    codes_of,
    day_after,
    first_day_of,
    items_named,
    last_day_of,
    plain_text,
)
from lodestock.programme.project import Case
from tests.programme.news_cases import AWARD, CONTROL


def test_groups_are_spelt_out_and_an_ore_is_no_metal(case: Case) -> None:
    items, lost = items_named(case.dataset, ["rare-earths", "holmium", "bauxite", "gold", "ndfeb-magnets"])
    assert len(items) == 16 and {"holmium", "yttrium", "ndfeb-magnets"} <= set(items)
    assert lost == ("bauxite", "gold")


def test_every_material_of_the_vocabulary_is_an_item_a_group_or_told_as_neither(case: Case) -> None:
    words = [r["value"] for r in read_news_words()["vocabulary"] if r["field"] == "material"]
    lost = [w for w in words if not items_named(case.dataset, [w])[0]]
    assert {"gold", "uranium", "alumina", "quartz-high-purity", "steel"} <= set(lost)
    assert len(words) - len(lost) >= 58


def test_governments_are_codes_and_firms_are_none() -> None:
    assert codes_of(["gov-CHN", "dla", "gov-EUU"]) == ("CHN", "EUU")
    read = Read("w7", AWARD, {}, "a", date(2025, 9, 23), ("antimony",), ())
    assert (read.row_id, read.countries, read.firms) == ("watch-w7", (), ("us-antimony",))
    assert read.summary == "award, announced, told by a, as stated: antimony ingots"
    both = replace(read, event=replace(CONTROL, counterparties=("gov-USA", "military-users")))
    assert (both.countries, both.against, both.firms) == (("CHN",), ("USA",), ("military-users",))


def test_a_span_begins_early_and_ends_late() -> None:
    span = (date(2026, 10, 1), date(2026, 12, 31))
    assert (first_day_of(span), last_day_of(span), day_after(span)) == (*span, date(2027, 1, 1))
    assert first_day_of(span[0]) == last_day_of(span[0]) == span[0]
    assert first_day_of(None) is last_day_of(None) is day_after(None) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("=1+1", "1+1"),
        ("\u202eNo. 57\x1b[31m of\n2025", "No. 57 [31m of 2025"),
        (" '-@SUM(A1)", "SUM(A1)"),
        ("x" * 999, "x" * 300),
    ],
)
def test_words_of_a_text_are_made_fit_for_a_cell(text: str, plain: str) -> None:
    assert plain_text(text) == plain
