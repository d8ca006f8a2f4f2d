from __future__ import annotations

import csv
import io
import random
import re
import shutil
from importlib import resources
from pathlib import Path

import pytest

from lodestock.data import changed_files
from lodestock.data.checksums import CHECKSUM_FILE, checksum_text
from lodestock.programme.check import check_document

DATA = Path(str(resources.files("lodestock.data")))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand a copy of the bundled files in their place."""
    for name in ("reference", "cards", "maps", "words"):
        shutil.copytree(DATA / name, tmp_path / name)
    shutil.copy(DATA / CHECKSUM_FILE, tmp_path)
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    assert changed_files() == []
    return tmp_path


def test_the_checksums_are_those_of_the_files() -> None:
    written = (DATA / CHECKSUM_FILE).read_text(encoding="utf-8")
    assert written == checksum_text(DATA), "run: python tools/build_reference.py --sums"
    assert written.count("\n") > 45


def change_digit(text: str, rng: random.Random) -> str:
    place = rng.choice([m.start() for m in re.finditer(r"\d", text) if m.start() > text.index("\n")])
    return f"{text[:place]}{(int(text[place]) + rng.randint(1, 9)) % 10}{text[place + 1 :]}"


def double_row(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    place = rng.randrange(1, len(lines))
    return "".join([*lines[:place], lines[place], *lines[place:]])


def empty_cell(text: str, rng: random.Random) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    filled = [(r, c) for r in range(1, len(rows)) for c, cell in enumerate(rows[r]) if cell]
    r, c = rng.choice(filled)
    rows[r][c] = ""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(10))
def test_check_finds_a_digit_a_row_and_a_cell_changed_in_any_table(installed: Path, seed: int) -> None:
    rng = random.Random(seed)
    change = (change_digit, double_row, empty_cell)[seed % 3]
    filled = [
        p for p in sorted((installed / "reference").glob("*.csv")) if p.read_text("utf-8").count("\n") > 1
    ]
    path = rng.choice(filled)
    path.write_text(change(path.read_text(encoding="utf-8"), rng), encoding="utf-8")
    found = check_document()
    assert found["ok"] is False and found["checks"][0]["ok"] is False
    assert f"lodestock/data/reference/{path.name}: differs" in found["checks"][0]["seen"]


def test_a_card_changed_a_file_lost_and_a_file_too_many_are_named(installed: Path) -> None:
    (installed / "cards" / "today.yaml").write_text("extends: base-war\n", encoding="utf-8")
    (installed / "reference" / "price.csv").unlink()
    (installed / "cards" / "mine.yaml").write_text("extends: base-war\n", encoding="utf-8")
    assert [(p.place.partition("data/")[2], p.reason) for p in changed_files()] == [
        ("cards/mine.yaml", "is no file of the release"),
        ("cards/today.yaml", "differs from the released file"),
        ("reference/price.csv", "is missing"),
    ]
    found = check_document()
    assert found["ok"] is False and found["card"] is None
    assert "price.csv: cannot be read" in found["checks"][-1]["seen"]


def test_a_lost_list_of_checksums_is_no_clean_bill(installed: Path) -> None:
    (installed / CHECKSUM_FILE).write_bytes(b"\xff\xfe")
    assert "SHA256SUMS: cannot be read" in str(changed_files()[0])
    (installed / CHECKSUM_FILE).unlink()
    assert "cannot be read" in str(changed_files()[0])
