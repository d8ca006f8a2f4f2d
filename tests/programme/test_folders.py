"""Folders that commands write, and what may stand in their place already."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lodestock.programme.folders import (
    check_folder,
    check_new,
    prepare_folder,
    temporary_folder_in,
    write_frame,
    write_whole,
)
from lodestock.records.errors import InputError


def test_a_folder_is_made_with_those_above_it_and_left_empty(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert prepare_folder(folder) == folder
    assert list(folder.iterdir()) == []
    assert prepare_folder(folder) == folder  # empty, so it is no harm to use it


def test_a_file_in_its_place_is_refused_even_by_force(tmp_path: Path) -> None:
    path = tmp_path / "thesis.txt"
    path.write_text("years of work")
    for force in (False, True):
        with pytest.raises(InputError) as caught:
            prepare_folder(path, force=force)
        assert str(caught.value) == f"{path}: is a file. Give the name of a folder."
    assert path.read_text() == "years of work"


@pytest.mark.parametrize("name", ["thesis.txt", ".hidden"])
def test_a_folder_that_holds_anything_needs_force_and_keeps_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("years of work")
    with pytest.raises(InputError) as caught:
        prepare_folder(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: is not empty. Give another folder, or --force to write into this one."
    )
    assert prepare_folder(tmp_path, force=True) == tmp_path
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_folder_is_checked_without_being_made(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b")
    assert not (tmp_path / "a").exists()
    (tmp_path / "thesis.txt").write_text("years of work")
    check_folder(tmp_path, force=True)
    for path, said in ((tmp_path, "is not empty"), (tmp_path / "thesis.txt", "is a file")):
        with pytest.raises(InputError, match=said):
            check_folder(path)


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"thesis\.txt/out: cannot be read or written: Not a directory"):
        prepare_folder(tmp_path / "thesis.txt" / "out", force=True)


def test_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    with pytest.raises(InputError, match=r"link: cannot be read or written: File exists"):
        prepare_folder(tmp_path / "link")
    assert not (tmp_path / "gone").exists()


def test_a_name_that_is_too_long_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read or written: File name too long"):
        prepare_folder(tmp_path / ("x" * 300))


def test_a_temporary_folder_is_hidden_inside_and_gone_afterwards(tmp_path: Path) -> None:
    with temporary_folder_in(tmp_path) as made:
        assert made.parent == tmp_path and made.name.startswith(".lodestock-") and not list(made.iterdir())
        (made / "half.csv").write_text("half")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), temporary_folder_in(tmp_path) as made:
        (made / "deep").mkdir()
        (made / "deep" / "half.csv").write_text("half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_program_left_counts_as_nothing(tmp_path: Path) -> None:
    (tmp_path / ".lodestock-4194304-abc").mkdir()
    (tmp_path / ".lodestock-begun.json").write_text("{}")
    assert prepare_folder(tmp_path) == tmp_path


def test_a_frame_is_written_twice_alike(tmp_path: Path) -> None:
    frame = pl.DataFrame({"item": ["tin", None], "t": [1.5, None]})
    paths = write_frame(tmp_path / "frames", "held", frame)
    assert [p.relative_to(tmp_path).as_posix() for p in paths] == ["frames/held.csv", "frames/held.parquet"]
    assert paths[0].read_text(encoding="utf-8") == "item,t\ntin,1.5\n,\n"
    assert pl.read_parquet(paths[1]).equals(frame)


def test_no_text_of_a_csv_file_runs_as_a_formula_and_numbers_keep_their_sign(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"item": ["=1+1", "-2+3", "tin", None], "t": [-1.5, -0.1, 2.0, None], "n": [-1, 2, 3, -4]}
    )
    csv, parquet = write_frame(tmp_path, "held", frame)
    assert csv.read_text(encoding="utf-8") == "item,t,n\n'=1+1,-1.5,-1\n'-2+3,-0.1,2\ntin,2.0,3\n,,-4\n"
    assert pl.read_parquet(parquet).equals(frame)


def test_a_folder_may_have_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    frame = pl.DataFrame({"item": ["tin"]})
    csv, parquet = write_frame(tmp_path / "caf\udce9", "held", frame)
    assert csv.read_bytes() == b"item\ntin\n" and pl.read_parquet(parquet.read_bytes()).equals(frame)


def test_a_file_appears_whole_and_is_not_replaced_by_mistake(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    check_new(file, "--out")
    assert write_whole(file, "é").read_bytes() == "é".encode()
    with pytest.raises(InputError, match=r"is there already\. Give another name, or --force"):
        check_new(file, "--out")
    check_new(file, "--out", force=True)
    assert write_whole(file, "b").read_text() == "b" and [p.name for p in tmp_path.iterdir()] == ["a.md"]
    with pytest.raises(InputError, match="cannot be read or written"):
        write_whole(tmp_path / "none" / "a.md", "c")
