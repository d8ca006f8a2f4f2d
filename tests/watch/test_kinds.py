"""Types: the most specific row that the features of a clause meet."""

from __future__ import annotations

from lodestock.data.news_words import read_news_words
from lodestock.watch.kinds import judge
from lodestock.watch.page import Words


def test_the_row_that_asks_for_more_wins_and_the_runner_up_is_told(words: Words) -> None:
    verdict = judge({"lend", "money", "grantnoun", "firm"}, words)
    assert verdict is not None
    assert (verdict.type, verdict.runner_up and verdict.runner_up[0]) == ("loan", "grant")


def test_nothing_is_read_where_no_row_is_met(words: Words) -> None:
    assert judge({"material", "mass", "output"}, words) is None


def test_every_row_names_a_type_of_the_vocabulary() -> None:
    known = {r["value"] for r in read_news_words()["vocabulary"] if r["field"] == "type"}
    assert {r["type"] for r in read_news_words()["types"]} == known
