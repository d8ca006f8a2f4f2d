"""What `size`, `plan`, `explain` and `demo` print, to the letter: at a terminal, in a pipe, on a code page, without stderr.

Where the texts change for a reason, `WRITE_GOLDEN=1 pytest tests/cli/test_screens.py` writes them anew, to be read before
they are kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from lodestock.programme.project import new_project
from tests.cli.terminals import piped, shell, typed

GOLDEN = Path(__file__).parent.parent / "golden" / "screens"
COMMANDS = {
    "size": ("size", "-C"),
    "plan": ("plan", "--budget", "2e7", "-C"),
    "explain": ("explain", "germanium", "-C"),
    "demo": ("demo", "--force", "--out"),
}
WAYS = ("pipe", "terminal", "code page", "no stderr")
FEW = [
    ("size", "terminal"),
    ("plan", "code page"),
    ("explain", "pipe"),
    ("explain", "no stderr"),
    ("demo", "terminal"),
]
ALL = [(name, way) for name in COMMANDS for way in WAYS]
ASKED = [pytest.param(*pair, marks=[] if pair in FEW else [pytest.mark.soak]) for pair in ALL]
WORDS = "A. [/x] Ødegård 调查 a\u202eb"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = new_project(tmp_path_factory.mktemp("screens") / "try")
    row = f"material,own_secondary_t,author,reason\ncobalt,2000,{WORDS},see\n"
    (made / "overlays" / "us_demand.csv").write_text(row, encoding="utf-8")
    return made


def said(way: str, words: tuple[str, ...], folder: Path) -> str:
    """Return what a command says, without our colours and without what differs from run to run."""
    where = (*words, folder.name, *(("--fresh",) if words[0] in ("size", "plan") else ()))
    if way == "terminal":
        code, raw = typed(*where, width=140)
        text = re.sub(r"\x1b\[[0-9;]*m", "", raw.decode("utf-8")).replace("\r\n", "\n")
        text = re.sub(r"(?:\r[^\n]*)+\r", "", text)  # the line of progress, which is wiped
    elif way == "no stderr":
        done = shell(" ".join(["lodestock", *(f"'{w}'" for w in where), "2>&-"]))
        code, text = done.returncode, done.stdout.decode("utf-8")
    else:
        encoding = "cp1252" if way == "code page" else "utf-8"
        done = piped(*where, PYTHONIOENCODING=encoding)
        code, text = done.returncode, done.stdout.decode(encoding)
    assert code == 0 and "\x1b" not in text and "\u202e" not in text
    text = re.sub(r"[0-9]+\.[0-9]+ s$", "TIME", text, flags=re.MULTILINE)
    text = re.sub(r"dataset [0-9a-f]{12}, scenario [0-9a-f]{12}, lodestock \S+", "HASHES", text)
    text = re.sub(r"([0-9-]{10})-[0-9a-f]{8}\b", r"\1-HASH", text)
    text = re.sub(r"\b(?:[0-9a-f]{12}|[0-9a-f]{64})\b", "HEAD", text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


@pytest.mark.parametrize(("name", "way"), ASKED)
def test_a_screen_is_as_it_was_read(
    name: str, way: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)  # a path of another length would break lines elsewhere
    found = said(way, COMMANDS[name], folder)
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / f"{name}.txt").write_text(found if way != "code page" else _spelt(found), encoding="utf-8")
    wanted = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert found == (
        wanted if way != "code page" else wanted.encode("cp1252", "backslashreplace").decode("cp1252")
    )


def _spelt(text: str) -> str:
    """Return the text of a code page with its escapes written as letters again."""
    return text.replace("\\u8c03\\u67e5", "调查")
