"""Sentences and clauses: where they end, and which only explain."""

from __future__ import annotations

from lodestock.watch.clauses import clauses_of, sentences_of
from lodestock.watch.lexicon import tokens_of


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    tokens = tokens_of(text)
    return [text[tokens[a].start : tokens[b - 1].end] for a, b in sentences_of(text, tokens)]


def clauses(text: str) -> list[tuple[str, str]]:
    """Return kind and words of the clauses of one sentence."""
    tokens = tokens_of(text)
    verbs = frozenset(i for i, t in enumerate(tokens) if t.low in ("bans", "halted", "lends", "buys"))
    found = clauses_of(tokens, 0, len(tokens), verbs)
    return [(c.kind, text[tokens[c.first].start : tokens[c.last - 1].end]) for c in found]


def test_a_point_behind_an_abbreviation_or_in_a_number_ends_no_sentence() -> None:
    text = "Notice No. 61 of Acme Corp. covers 1.5 t. The U.S. Army bought it for $1.2m. It did."
    assert sentences(text) == [
        "Notice No. 61 of Acme Corp. covers 1.5 t.",
        "The U.S. Army bought it for $1.2m.",
        "It did.",
    ]


def test_a_blank_line_ends_a_sentence() -> None:
    assert sentences("Sources sought\n\nRhenium is wanted") == ["Sources sought", "Rhenium is wanted"]


def test_what_a_relative_clause_interrupts_goes_on_behind_it() -> None:
    found = clauses("Kinshasa, which mines most of it, halted exports after prices fell.")
    assert [k for k, _ in found] == ["main", "relative", "main", "sub"]
    assert found[3] == ("sub", "after prices fell.")


def test_what_a_law_says_is_no_relative_clause() -> None:
    assert [k for k, _ in clauses("He signed a law that bans imports of uranium.")] == ["main"]
    assert [k for k, _ in clauses("He owns a mine that is flooded.")] == ["main", "relative"]


def test_two_verbs_joined_by_and_are_two_clauses() -> None:
    found = clauses("KfW lends EUR 5m and Brandis Stahl buys shares.")
    assert found == [("main", "KfW lends EUR 5m"), ("main", "and Brandis Stahl buys shares.")]
