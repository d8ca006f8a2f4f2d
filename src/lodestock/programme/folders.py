"""Folders that commands write: refused before any work where they cannot be, put in place whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lodestock.records.errors import InputError, Problem, refused
from lodestock.records.text import defused

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "DATABASE", "DATABASE_URL", "HIDDEN", "check_folder", "check_new", "prepare_folder", "temporary_folder_in",
    "write_frame", "write_whole",
]  # fmt: skip

DATABASE = "ledger.db"
"""File of a project's database: its ledger, and what was proposed from the news."""

DATABASE_URL = "LODESTOCK_DATABASE_URL"
"""Variable with the address of a database that stands for the file."""

HIDDEN = ".lodestock-"
"""How the name of a folder begins whose content is not whole yet."""


def check_folder(folder: Path, *, force: bool = False) -> None:
    """Refuse a folder that `prepare_folder` would refuse for what it is or holds, and make nothing.

    Raises
    ------
    InputError : it is a file, holds something and `force` is not given, or cannot be read
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise InputError(Problem(str(folder), "", "is a file", "Give the name of a folder"))
        if folder.is_dir() and any(not p.name.startswith(HIDDEN) for p in folder.iterdir()) and not force:
            remedy = "Give another folder, or --force to write into this one"
            raise InputError(Problem(str(folder), "", "is not empty", remedy))
    except OSError as error:
        raise InputError(refused(error, folder)) from None


def prepare_folder(folder: Path, *, force: bool = False) -> Path:
    """Make a folder, and those above it, and return it.

    What a program that was killed left of its own counts as nothing, see `temporary_folder_in`.

    Raises
    ------
    InputError : it is a file, holds something and `force` is not given, or cannot be made or written
    """
    check_folder(folder, force=force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(refused(error, folder)) from None
    return folder


@contextmanager
def temporary_folder_in(folder: Path) -> Iterator[Path]:
    """Yield an empty hidden folder inside another, so on the same disk; it is gone afterwards.

    What is moved out of it appears whole; work that is interrupted leaves nothing. What a process left that was
    killed is removed first: the folder's name holds the number of its process.
    """
    for left in folder.glob(f"{HIDDEN}*"):
        pid = left.name.removeprefix(HIDDEN).partition("-")[0]
        if pid.isdigit() and not _runs(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{HIDDEN}{os.getpid()}-", dir=folder) as made:
        yield Path(made)


def check_new(file: Path, option: str, *, force: bool = False) -> None:
    """Refuse a file that is there already.

    Parameters
    ----------
    file : to be written
    option : that names it, for the message
    force : lets it be replaced

    Raises
    ------
    InputError : it is there already
    """
    if file.exists() and not force:
        raise InputError(Problem(option, str(file), "is there already", "Give another name, or --force"))


def write_whole(file: Path, text: str) -> Path:
    """Write a file that appears whole or not at all, and return its path.

    Parameters
    ----------
    file : is replaced where it is there
    text : goes into it as UTF-8

    Raises
    ------
    InputError : it cannot be written
    """
    try:
        with temporary_folder_in(file.parent) as made:
            (made / file.name).write_text(text, encoding="utf-8")
            (made / file.name).replace(file)
    except OSError as error:
        raise InputError(refused(error, file)) from None
    return file


def _runs(pid: int) -> bool:
    """Say whether a process of that number runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def write_frame(folder: Path, name: str, frame: pl.DataFrame) -> list[Path]:
    """Write a frame as CSV and as Parquet into a folder, which is made, and return the two files.

    No text of the CSV file runs as a formula in a spreadsheet; Parquet keeps it as it is.
    """
    import polars as pl

    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.csv", folder / f"{name}.parquet"]
    words = [n for n, kind in frame.schema.items() if kind == pl.String]
    harmless = frame.with_columns(
        pl.col(n).map_elements(defused, return_dtype=pl.String, skip_nulls=True) for n in words
    )
    with paths[0].open("wb") as csv, paths[1].open("wb") as parquet:  # polars opens no name that is not UTF-8
        harmless.write_csv(csv)
        frame.write_parquet(parquet, compression="zstd", statistics=False)
    return paths
