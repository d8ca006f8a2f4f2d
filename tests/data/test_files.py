from __future__ import annotations

import os
from pathlib import Path

import pytest

from lodestock.data.files import overlay_files, read_file
from lodestock.records.errors import Problem


def found(folder: Path) -> tuple[list[str], list[str]]:
    problems: list[Problem] = []
    files = [p.name for p in overlay_files(folder, problems)]
    return files, [str(p) for p in problems]


@pytest.mark.parametrize(
    "name",
    [
        "desktop.ini", "Desktop.ini", "Thumbs.db", "thumbs.db", "ehthumbs.db", ".DS_Store", "~$us_demand.csv",
        "._us_demand.csv", "Icon\r", ".~lock.us_demand.csv#", "us_demand.csv~", ".us_demand.csv.swp", "README.txt",
    ],
)  # fmt: skip
def test_what_systems_and_editors_leave_in_a_folder_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\xff")
    (tmp_path / "us_demand.csv").write_text("material\n")
    assert found(tmp_path) == (["us_demand.csv"], [])


@pytest.mark.parametrize("name", ["__MACOSX", "$RECYCLE.BIN", "System Volume Information"])
def test_folders_of_systems_are_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert found(tmp_path) == ([], [])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("us_demand.xlsx", "is not read: overlays are CSV files"),
        ("us_demand.tsv", "is not read: overlays are CSV files"),
        ("us_demand.csv.bak", "is not read: overlays are CSV files"),
        ("us_demand.csv.txt", "ends in .txt, so it would not be read. Name it us_demand.csv."),
        ("price.txt", "ends in .txt, so it would not be read. Name it price.csv."),
        ("us_demand (1).csv", "is not named after a reference table. Name it us_demand.csv."),
        ("US_Demand.csv", "is not named after a reference table. Name it us_demand.csv."),
        ("us_demnd.csv", "is not named after a reference table. Did you mean 'us_demand'?"),
    ],
)
def test_what_may_be_meant_as_an_overlay_is_refused(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_text("material\n")
    files, problems = found(tmp_path)
    assert files == [] and len(problems) == 1 and words in problems[0]


def test_two_files_of_one_table_are_refused(tmp_path: Path) -> None:
    """Else the one sorted last would win, without a word."""
    for ending in ("csv", "CSV", "Csv"):
        (tmp_path / f"price.{ending}").write_text("material\n")
    files, problems = found(tmp_path)
    assert files == ["price.CSV"] and len(problems) == 2
    assert (
        "price.csv: is a second file of the table, beside price.CSV. Put the rows into one file."
        in problems[1]
    )


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "overlays").symlink_to(tmp_path / "gone")
    assert "is a link to a folder that is not there" in found(tmp_path / "overlays")[1][0]
    (tmp_path / "price.csv").symlink_to(tmp_path / "gone")
    assert "it is a link to a file that is not there" in str(read_file(tmp_path / "price.csv", "price.csv"))


def test_a_pipe_or_a_device_is_not_opened(tmp_path: Path) -> None:
    """Reading a pipe waits for ever, and /dev/zero never ends."""
    os.mkfifo(tmp_path / "price.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    for name in ("price.csv", "zero.csv"):
        assert "is no regular file but a pipe, a socket or a device" in str(read_file(tmp_path / name, name))
    assert "it is a folder" in str(read_file(tmp_path, "overlays"))


def test_a_file_of_absurd_size_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "price.csv").open("wb") as file:
        file.truncate(2**34)  # sparse: 16 GB that take no room
    assert "is larger than 16 MB" in str(read_file(tmp_path / "price.csv", "price.csv"))
    (tmp_path / "small.csv").write_bytes(b"a\n")
    assert read_file(tmp_path / "small.csv", "small.csv") == b"a\n"
