"""The word tables of the news: closed lists without doubles."""

from __future__ import annotations

from collections import Counter

from lodestock.data.news_words import read_news_words


def test_every_word_of_the_closed_lists_stands_once() -> None:
    words = read_news_words()["vocabulary"]
    assert [w for w, n in Counter((r["field"], r["value"]) for r in words).items() if n > 1] == []
    assert {r["field"] for r in words} == {
        "type",
        "status",
        "qualifier",
        "unit",
        "currency",
        "direction",
        "actor",
        "material",
    }


def test_match_names_aliases_of_its_row_only() -> None:
    for row in read_news_words()["vocabulary"]:
        known = {row["value"], *row["aliases"].split(";")}
        for rule in filter(None, row["match"].split(";")):
            alias, kind = rule.rsplit("=", 1)
            assert kind in ("cased", "context")
            assert alias in known, row


def test_agencies_and_their_states_are_actors_of_the_vocabulary() -> None:
    actors = {r["value"] for r in read_news_words()["vocabulary"] if r["field"] == "actor"}
    states = {r["id"] for r in read_news_words()["places"]}
    for row in read_news_words()["agencies"]:
        assert row["id"] in actors
        assert row["state"] in states | {""}


def test_no_word_stands_twice_in_a_class_of_grammar() -> None:
    for row in read_news_words()["grammar"]:
        words = row["words"].split(";")
        assert len(words) == len(set(words)), row["class"]
