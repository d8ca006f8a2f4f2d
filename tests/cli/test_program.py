"""Words of a command line that are empty, hold control characters, or name what is not there yet."""

from __future__ import annotations

import pytest
import typer

from lodestock.cli.commands import app
from lodestock.cli.program import PLANNED
from tests.cli.test_commands import call

EMPTY = "is empty, as where a variable of the shell is not set. Give a value, or leave it out."


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("size", "--card", ""), "--card"),
        (("size", "--card="), "--card"),
        (("size", "--card", " \t"), "--card"),
        (("size", "--full", "--out", ""), "--out"),
        (("plan", "-C", ""), "-C"),
        (("plan", "--as-of", "", "--full"), "--as-of"),
        (("explain", "scenario", "--item", ""), "--item"),
        (("materials", "--item", "tin", "--item", ""), "--item"),
        (("explain", ""), "a word after explain"),
        (("explain", "--full", ""), "a word after explain"),
        (("demo", "--force", ""), "a word after demo"),
        (("table", "price", "--where="), "--where"),
        (("ledger", "status", "--on", ""), "--on"),
        (("ledger", "award", "--vendor", "", "a1"), "--vendor"),
        (("data", "status", "-C", ""), "-C"),
        (("report", "--html", ""), "--html"),
        (("plan", "--budget", ""), "--budget"),
    ],
)
def test_an_empty_word_is_refused_and_never_the_default(words: tuple[str, ...], place: str) -> None:
    assert call(*words, code=2) == ("", f"lodestock: {place}: {EMPTY}\n")


def test_an_empty_text_in_a_cell_can_be_asked_for() -> None:
    assert "tungsten" in call("table", "price", "--full", "--where", "low=")[0]


@pytest.mark.parametrize("command", ["size", "plan", "compare"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--cluster", ""), "--cluster: is no address of a scheduler"),
        (("--cluster", "garbage"), "--cluster = 'garbage': is no address of a scheduler"),
        (("--workers", "-7"), "--workers = '-7': at least 1 worker is needed"),
        (("--workers", "100000"), "--workers = '100000': at most 256 threads"),
        (
            ("--seed", "99999999999999999999999999"),
            "--seed = '99999999999999999999999999': lies outside 0 to 2^63 - 1",
        ),
        (("--seed", "-1"), "--seed = '-1': lies outside 0 to 2^63 - 1"),
        (("--draws", "1000000000000"), "--draws = '1000000000000': lies outside 1 to 100,000,000"),
        (("--draws", "0"), "--draws = '0': lies outside 1 to 100,000,000"),
    ],
)
def test_absurd_numbers_are_refused_on_every_card(command: str, words: tuple[str, str], message: str) -> None:
    cards = ("base-war", "today") if command == "compare" else ()
    out, error = call(command, *cards, *words, code=2)
    assert out == "" and error.startswith(f"lodestock: {message}") and error.count("\n") == 1


@pytest.mark.parametrize("index", ["9223372036854775808", "99999999999999999999"])
def test_an_index_that_is_no_whole_number_of_64_bits_is_refused(index: str) -> None:
    words = ("explain", "scenario", index, "--card", "october-2025")
    assert call(*words, code=2)[1].startswith(f"lodestock: index = '{index}': lies outside 0 to 2^63 - 1")


@pytest.mark.parametrize("text", ["a\x1b]0;PWN\x07", "\x9b31m", "a\x00"])
@pytest.mark.parametrize(
    "words", [("explain",), ("materials", "--item"), ("nope",), ("new",), ("size", "-C")]
)
def test_control_characters_are_refused(words: tuple[str, ...], text: str) -> None:
    out, error = call(*words, text, code=2)
    assert out == "" and "holds the control character" in error and error.isascii()
    assert error.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    "words", [("nope\u202e",), ("plan", "--b\u202eudget", "1"), ("data", "status", "a\u2066b")]
)
def test_what_the_parser_repeats_cannot_turn_the_line(words: tuple[str, ...]) -> None:
    error = call(*words, code=2)[1]
    assert not {"\u202e", "\u2066"} & set(error) and ("\\u202e" in error or "\\u2066" in error)


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("plan", "frontier"), "frontier"),
        (("plan", "evaluate", "buys.csv"), "evaluate"),
        (("plan", "--lock", "a/b"), "--lock"),
        (("plan", "--min", "tin=3"), "--min"),
        (("plan", "--tail=0.1"), "--tail"),
        (("ledger", "export", "ocds", "f"), "export"),
        (("data", "diff", "a", "b"), "diff"),
    ],
)
def test_what_is_planned_is_not_there_yet(words: tuple[str, ...], word: str) -> None:
    assert f"There is no '{word}' here, not yet: it is planned for a later" in call(*words, code=2)[1]


def test_nothing_that_is_there_is_called_not_there_yet() -> None:
    top = typer.main.get_command(app)
    for name, words in PLANNED.items():
        command = top.commands[name] if name else top  # type: ignore[attr-defined]
        options = {o for p in command.params for o in p.opts}
        assert not set(words) & (options | set(getattr(command, "commands", {}))), name


def test_other_wrong_words_are_as_they_were() -> None:
    assert "No such option: --lok" in call("plan", "--lok", "x", code=2)[1]
    assert "No such command 'siez'. Did you mean 'size'?" in call("siez", code=2)[1]


def test_a_card_that_is_given_without_its_option_is_told_the_option() -> None:
    for command, name in (("size", "my.yaml"), ("plan", "a/b.yml")):
        assert f"Write --card {name} for a card." in " ".join(call(command, name, code=2)[1].split())
    assert "--card" not in call("size", "base", code=2)[1]
