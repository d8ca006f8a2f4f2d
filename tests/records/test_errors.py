from __future__ import annotations

import pytest

from lodestock.records.errors import (
    CancelledError,
    DataError,
    EngineError,
    InputError,
    LodestockError,
    NotCertifiedError,
    PlanError,
    Problem,
    nearest,
    refused,
)


def test_a_message_says_place_value_reason_and_remedy() -> None:
    assert str(Problem("a.csv:2", "x", "is odd", "Write y")) == "a.csv:2 = 'x': is odd. Write y."
    assert str(Problem("a.csv", "", "is empty", "Fill it")) == "a.csv: is empty. Fill it."


@pytest.mark.parametrize(("length", "shown"), [(80, 80), (81, 80), (5000, 80)])
def test_a_long_value_is_cut(length: int, shown: int) -> None:
    text = str(Problem("a", "x" * length, "r", "m"))
    assert text.count("x") == shown and ("..." in text) == (length > shown)


def test_problems_are_shown_together_one_per_line() -> None:
    error = DataError(Problem("a", "", "r", "m"), Problem("b", "", "r", "m"))
    assert str(error).splitlines() == ["a: r. m.", "b: r. m."]
    assert [p.place for p in error.problems] == ["a", "b"]


def test_exit_codes_are_those_of_the_documented_list() -> None:
    codes = {
        error: error.exit_code
        for error in (DataError, InputError, EngineError, PlanError, NotCertifiedError, CancelledError)
    }
    assert list(codes.values()) == [2, 2, 2, 3, 5, 130]
    assert all(issubclass(error, LodestockError) for error in codes)


def test_at_most_eight_known_words_are_listed() -> None:
    assert nearest("zzz", "abcdefgh") == "Known are: a, b, c, d, e, f, g, h"
    assert nearest("zzz", "ihgfedcba") == "Known are: a, b, c, d, e, f, g, h, ..."


def test_a_refusal_of_the_system_names_the_place_it_knows() -> None:
    error = PermissionError(13, "Permission denied", "own.csv")
    assert (refused(error).place, refused(error, "dir").place, refused(OSError()).place) == (
        "own.csv",
        "dir",
        "file",
    )


@pytest.mark.parametrize("remedy", ["Did you mean 'tin'?", "Give a number.", "Stop!"])
def test_a_sentence_has_one_end(remedy: str) -> None:
    assert str(Problem("a", "b", "is odd", remedy)) == f"a = 'b': is odd. {remedy}"


def test_a_message_is_one_line_that_no_terminal_obeys() -> None:
    problem = Problem("a\x1b]0;x\x07\u202e.csv", "v\x1b\n", "is\nodd", "Write \x9b")
    assert str(problem) == "a\\x1b]0;x\\x07\\u202e.csv = 'v\\x1b\\n': is\\nodd. Write \\x9b."


@pytest.mark.parametrize(
    ("word", "known", "named"),
    [
        ("\u0441obalt", "cobalt", "Sign 1 of what was given is CYRILLIC SMALL LETTER ES (U+0441)"),
        ("ti\u03bf", "tin", "Sign 3 of what was given is GREEK SMALL LETTER OMICRON (U+03BF)"),
        ("C\u0410N", "CAN", "Sign 2 of what was given is CYRILLIC CAPITAL LETTER A (U+0410)"),
    ],
)
def test_a_letter_that_only_looks_alike_is_named(word: str, known: str, named: str) -> None:
    assert nearest(word, [known]) == f"Did you mean {known!r}? {named}"
    assert nearest(known + "x", [known]) == f"Did you mean {known!r}?"


def test_a_place_of_many_signs_is_cut() -> None:
    assert len(str(Problem("a" * 100_000, "", "is no card", "Give another"))) < 400
