"""Words of data on their way to a person and to files: one project whose words try everything, every command."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from lodestock.programme.project import new_project
from lodestock.records.text import FORMULA, visible
from tests.cli.terminals import piped, typed
from tests.cli.test_commands import call

AUTHOR = "A. [/x] [bold] Ødegård кобальт 调查 مسح a\u202eb\u2066c “x”"
SHOWN = "A. [/x] [bold] Ødegård кобальт 调查 مسح a\\u202eb\\u2066c “x”"
CARD = 'extends: base-war\nname: "war [/bold] \\u8c03\\u202e"\nassumes: "see [red]x[/red]"\n'
COMMANDS = (
    ("explain", "us_demand/cobalt.own_secondary_t"),
    ("materials", "--item", "cobalt"),
    ("table", "us_demand", "--item", "cobalt"),
    ("data", "status"),
    ("events", "--item", "cobalt"),
    ("runs",),
    ("report",),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose author, item and card have words in several scripts, with markup and marks of direction."""
    made = new_project(tmp_path_factory.mktemp("words") / "p")
    (made / "scenario.yaml").write_text(CARD, encoding="utf-8")
    for table, column, value in (
        ("us_demand", "own_secondary_t", "2000"),
        ("materials", "name", f"Cobalt {AUTHOR}"),
    ):
        with (made / "overlays" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows(
                [["material", column, "author", "reason"], ["cobalt", value, AUTHOR, f"see {AUTHOR}"]]
            )
    return made


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_shows_words_as_they_stand_and_no_mark_that_steers(
    words: tuple[str, ...], folder: Path
) -> None:
    out, _ = call(*words, "-C", str(folder))
    assert f"({SHOWN})" in out.replace("\n", " ") and visible(out) == out
    assert "card war [/bold] 调\\u202e, as of" in out
    found = call(*words, "-C", str(folder), "--json")[0]
    assert json.loads(found)["overlays"][0]["author"] == AUTHOR and visible(found) == found


def test_the_foot_is_this_text(folder: Path) -> None:
    out, _ = call("explain", "us_demand/cobalt.own_secondary_t", "-C", str(folder))
    foot = [
        re.sub(r"dataset \w+, scenario \w+, (lodestock) \S+, \S+ s", r"\1", line)
        for line in out.splitlines()[-3:]
    ]
    assert foot == [
        "card war [/bold] 调\\u202e, as of 2025-10-13, lodestock",
        f"overlay overlays/materials.csv:2 overridden materials/cobalt ({SHOWN})",
        f"overlay overlays/us_demand.csv:2 overridden us_demand/cobalt ({SHOWN})",
    ]


@pytest.mark.parametrize(("words", "encoding"), [(COMMANDS[0], "cp1252"), (COMMANDS[1], "ascii")])
def test_a_code_page_gets_what_it_has_and_escapes(
    words: tuple[str, ...], encoding: str, folder: Path
) -> None:
    done = piped(*words, "-C", str(folder), PYTHONIOENCODING=encoding)
    shown = "Ødegård \\u043a" if encoding == "cp1252" else "\\xd8deg\\xe5rd \\u043a"
    assert (done.returncode, done.stderr) == (0, b"") and shown in " ".join(
        done.stdout.decode(encoding).split()
    )


def test_json_is_utf_8_on_a_code_page(folder: Path) -> None:
    done = piped("materials", "-C", str(folder), "--json", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0 and json.loads(done.stdout.decode("utf-8"))["overlays"][0]["author"] == AUTHOR
    assert "调查".encode() in done.stdout


@pytest.mark.parametrize("words", [COMMANDS[0], COMMANDS[1]], ids=" ".join)
def test_a_terminal_gets_colours_of_ours_alone(words: tuple[str, ...], folder: Path) -> None:
    code, raw = typed(*words, "-C", str(folder), width=300)
    ours = re.sub(r"\x1b\[[0-9;]*m", "", raw.decode("utf-8")).replace("\r\n", "\n")
    assert code == 0 and "\x1b[" in raw.decode("utf-8") and visible(ours) == ours and f"({SHOWN})" in ours


@pytest.mark.parametrize("text", ["x \x1b]0;PWN\x07", "\x9b31m", "bell\x07"])
def test_words_that_steer_a_terminal_are_refused_where_they_are_read(text: str, tmp_path: Path) -> None:
    made = new_project(tmp_path / "p")
    overlay = made / "overlays" / "us_demand.csv"
    overlay.write_text(f"material,own_secondary_t,author,reason\ncobalt,2000,{text},see\n", encoding="utf-8")
    error = call("materials", "-C", str(made), code=2)[1]
    assert "us_demand.csv:2 column author = " in error and "holds the control character \\x" in error
    assert error.count("\n") == 1 and error.rstrip("\n").isprintable()


def test_the_name_of_a_file_steers_nothing(tmp_path: Path) -> None:
    made = new_project(tmp_path / "p")
    (made / "overlays" / "x\x1b]0;PWN\x07\u202e.csv").write_text("a\n1\n", encoding="utf-8")
    error = call("materials", "-C", str(made), code=2)[1]
    assert (
        "x\\x1b]0;PWN\\x07\\u202e.csv: is not named after a reference table" in error
        and error.count("\n") == 1
    )


def test_pages_and_pictures_show_them_too(folder: Path) -> None:
    call("plan", "--budget", "2e7", "-C", str(folder))
    page = folder / "page.html"
    call("report", "-C", str(folder), "--html", str(page))
    text = page.read_text(encoding="utf-8")
    assert not {"\u202e", "\u2066"} & set(text) and "кобальт 调查 مسح a\\\\u202eb" in text
    pictures = [*folder.glob("runs/*/pictures/*.svg"), *folder.glob("runs/*/pictures/*.json")]
    assert pictures and all(visible(t) == t for t in (p.read_text(encoding="utf-8") for p in pictures))


def test_no_cell_of_any_file_runs_as_a_formula(folder: Path) -> None:
    call("plan", "--budget", "2e7", "-C", str(folder))
    files = [*folder.glob("runs/*/**/*.csv")]
    negative = 0
    for file in files:
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")):
            for cell in row:
                negative += cell.startswith("-")
                assert not cell.startswith(FORMULA) or float(cell) < 0, (file.name, cell)
    assert len(files) > 10 and negative
