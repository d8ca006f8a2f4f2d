"""The door of the commands: errors become words on stderr and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest
import typer

from lodestock.cli.door import Progress, answer, door
from lodestock.cli.interrupt import listening
from lodestock.records.errors import (
    CancelledError,
    DataError,
    EngineError,
    InputError,
    LodestockError,
    NotCertifiedError,
    PlanError,
    Problem,
)
from tests.cli.test_commands import call


def broken() -> None:
    raise BrokenPipeError(32, "Broken pipe")


WRONG = Problem("size --card", "warr", "is no card", "Did you mean 'war'?")


def code_of(error: BaseException) -> int:
    with pytest.raises(typer.Exit) as caught, door():
        raise error
    return caught.value.exit_code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (InputError, 2),
        (DataError, 2),
        (EngineError, 2),
        (PlanError, 3),
        (NotCertifiedError, 5),
        (CancelledError, 130),
    ],
)
def test_each_kind_of_error_has_its_exit_code(
    kind: type[LodestockError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(kind(WRONG)) == code
    assert capsys.readouterr() == ("", "lodestock: size --card = 'warr': is no card. Did you mean 'war'?\n")


def test_each_problem_has_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(DataError(WRONG, Problem("b.csv:3", "", "is empty", "Fill it"))) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and lines[1] == "lodestock: b.csv:3: is empty. Fill it."


def test_a_reader_that_went_away_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught, door() as progress:
        answer({}, progress, as_json=False, show=lambda _: broken())
    assert caught.value.exit_code == 0 and capsys.readouterr() == ("", "")


def test_another_pipe_that_breaks_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(BrokenPipeError(32, "Broken pipe")) == 2
    assert "Broken pipe" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError(28, "No space left on device", "plan.csv"),
            "plan.csv: cannot be read or written: No space left on device",
        ),
        (OSError("disk gone"), "file: cannot be read or written: disk gone"),
    ],
)
def test_what_the_system_refuses_is_named(
    error: OSError, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(error) == 2
    assert capsys.readouterr().err == f"lodestock: {words}. Name a place that you may use.\n"


def test_ctrl_c_is_one_line_and_says_what_was_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), listening(), door() as progress:
        progress.recorded = "entry 5"
        raise KeyboardInterrupt
    assert capsys.readouterr() == ("", "lodestock: stopped by Ctrl-C; entry 5 was recorded.\n")


@pytest.mark.parametrize("error", [ValueError("a mistake of ours"), typer.Exit(1)])
def test_what_a_user_cannot_mend_passes_as_it_is(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(type(error)) as caught, door():
        raise error
    assert caught.value is error and capsys.readouterr() == ("", "")


def test_work_that_ends_well_leaves_stderr_empty(capsys: pytest.CaptureFixture[str]) -> None:
    with door() as progress:
        progress("sizing")
        progress("sizing", 0.25)
        assert progress.cancelled() is False
    progress.done()
    assert capsys.readouterr() == ("", "")


def test_progress_tells_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 103.0, 104.0, 106.0, 109.0, 110.0, 111.0, 112.0])
    monkeypatch.setattr("lodestock.cli.door.time.perf_counter", lambda: next(clock))
    progress = Progress()
    progress("drawing 10 of 100 draws", 0.1)
    assert progress.line() == "drawing 10 of 100 draws ... 4 s"
    progress("drawing 25 of 100 draws", 0.25)
    assert progress.line() == "drawing 25 of 100 draws, 15 s left"
    progress("writing")
    assert progress.line() == "writing ... 10 s"
    progress("cards", 0.5)
    assert progress.line() == "cards ... 12 s"


def test_an_answer_is_one_line_of_json_or_shown(capsys: pytest.CaptureFixture[str]) -> None:
    shown: list[dict[str, Any]] = []
    progress = Progress()
    answer({"a": float("nan"), "name": "Gräfe", "seconds": None}, progress, as_json=True, show=shown.append)
    out = capsys.readouterr().out
    found = json.loads(out)
    assert out.count("\n") == 1 and "Gräfe" in out and shown == []
    assert found["a"] is None and 0 <= found["seconds"] < 60
    answer({"seconds": None}, progress, as_json=False, show=shown.append)
    assert capsys.readouterr().out == "" and shown[0]["seconds"] == round(shown[0]["seconds"], 3)


def test_seconds_are_those_since_the_command_began() -> None:
    progress, shown = Progress(), []
    time.sleep(0.02)
    answer({}, progress, as_json=False, show=shown.append)
    assert 0.02 <= shown[0]["seconds"] < 5


def test_a_file_that_the_system_refuses_exits_2(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "scenario.yaml")

    monkeypatch.setattr("lodestock.programme.project.load_card", refuse)
    _, err = call("materials", code=2)
    assert err.startswith("lodestock: scenario.yaml: cannot be read or written: Permission denied")


def test_a_command_works_where_stderr_is_closed() -> None:
    code = (
        "import os, sys; os.close(2); sys.stderr = None\n"
        "from lodestock.cli.commands import app; app(['materials', '--json'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and json.loads(done.stdout)["command"] == "materials"
