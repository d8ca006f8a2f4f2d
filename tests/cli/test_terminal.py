"""Streams: colours for people at a terminal only, text on any code page, streams that are closed or end early."""

from __future__ import annotations

import os
import sys

import pytest

from lodestock.cli import terminal
from tests.cli.terminals import piped, shell, typed

ESC = b"\x1b"


FORCED = ("GITHUB_ACTIONS", "FORCE_COLOR", "PY_COLORS", "TTY_COMPATIBLE", "CLICOLOR_FORCE")


@pytest.mark.parametrize(
    ("words", "code", "word"),
    [
        (("plan", "--help"), 0, b"--budget"),
        (("plan", "--bugdet", "1"), 2, b"--bugdet"),
        (("materials", "--item", "tin"), 0, b"tin"),
    ],
)
def test_no_variable_brings_colours_into_a_pipe(words: tuple[str, ...], code: int, word: bytes) -> None:
    done = piped(*words, **dict.fromkeys(FORCED, "1"))
    out = done.stdout + done.stderr
    assert (done.returncode, word in out, ESC in out) == (code, True, False)


@pytest.mark.parametrize("name", FORCED)
def test_each_variable_is_away_while_a_command_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    with terminal.colours(["size"]):
        assert name not in os.environ
    assert os.environ[name] == "1"


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (("plan", "--help"), {"NO_COLOR": "1"}),
        (("nope",), {"NO_COLOR": "1", "FORCE_COLOR": "1"}),
        (("--no-color", "materials", "--item", "tin"), {}),
    ],
)
def test_who_wants_no_colours_gets_none_at_a_terminal(
    words: tuple[str, ...], variables: dict[str, str]
) -> None:
    code, out = typed(*words, **variables)
    assert ESC not in out and len(out) > 100 and code == (2 if "nope" in words else 0)


@pytest.mark.parametrize("words", [("nope",), ("materials", "--item", "tin")])
def test_a_terminal_has_colours_else(words: tuple[str, ...]) -> None:
    assert ESC in typed(*words)[1]


def test_the_option_leaves_no_trace_and_is_a_word_after_two_hyphens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with terminal.colours(["size", "--no-color", "--", "--no-color"]) as words:
        assert words == ["size", "--", "--no-color"] and not terminal.wants_colour()
    with terminal.colours(["size"]) as words:
        assert words == ["size"] and terminal.wants_colour()


@pytest.mark.parametrize("command", ["materials --json", "table price --full", "plan --help"])
def test_a_pipe_that_ends_early_is_no_error(command: str) -> None:
    done = shell(f"lodestock {command} | head -c 10")
    assert (done.returncode, len(done.stdout), done.stderr) == (0, 10, b"")


@pytest.mark.parametrize(
    ("command", "to", "reason"),
    [
        ("materials --json", "/dev/full", b"No space left on device"),
        ("materials", "/dev/full", b"No space left on device"),
        ("plan --help", "/dev/full", b"No space left on device"),
        ("materials --json", "&-", b"is closed"),
    ],
)
def test_an_answer_that_is_lost_is_told(command: str, to: str, reason: bytes) -> None:
    done = shell(f"lodestock {command} >{to}")
    assert done.returncode == 2 and done.stderr.startswith(b"lodestock: standard output")
    assert reason in done.stderr and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("command", ["materials --json", "nope"])
def test_closed_stderr_changes_no_answer(command: str) -> None:
    done = shell(f"lodestock {command} 2>&-")
    assert done.returncode == (2 if "nope" in command else 0) and (b"tungsten" in done.stdout) == (
        not done.returncode
    )


def test_a_file_never_takes_the_place_of_a_closed_stream() -> None:
    code = (
        "import os, tempfile; from lodestock.cli.terminal import ready_streams\n"
        "for n in (0, 1, 2): os.close(n)\n"
        "ready_streams(); number, path = tempfile.mkstemp(); os.unlink(path); os._exit(number > 2)"
    )
    assert shell(f"'{sys.executable}' -c '{code}'").returncode == 1


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_code_page_gets_escapes_for_what_it_lacks(encoding: str) -> None:
    done = piped("materials", "--item", "сobalt", PYTHONIOENCODING=encoding)
    assert done.returncode == 2 and b"CYRILLIC SMALL LETTER ES (U+0441)" in done.stderr
    assert (b"\\u0441obalt" in done.stderr) == (encoding != "utf-8")


@pytest.mark.parametrize("words", [(b"materials", b"--item", b"\xff"), (b"\xff",)])
def test_bytes_that_are_no_utf_8_do_not_crash(words: tuple[bytes, ...]) -> None:
    done = piped(*words)
    assert done.returncode == 2 and b"Traceback" not in done.stderr and done.stdout == b""
    assert "\\udcff" in done.stderr.decode("utf-8")
