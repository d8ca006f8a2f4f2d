"""Files that a user gives: which of a folder are overlays, and the bytes of one, read within bounds."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from lodestock.data.tables import SPECS
from lodestock.records.errors import Problem, nearest

__all__ = ["MOST_BYTES", "is_left_alone", "overlay_files", "read_file"]

MOST_BYTES = 16 * 2**20
"""Size above which no table, card or text is read: the largest bundled table has an eighth of a megabyte."""

_TOO_LARGE = ("and no table or card is", "Keep in it only the rows that are yours")

_NOTES = (".txt", ".md")
_LEFT_BY_SYSTEMS = {
    "desktop.ini", "thumbs.db", "ehthumbs.db", "icon\r", "__macosx", "$recycle.bin", "system volume information",
}  # fmt: skip


def read_file(
    path: Path, shown: str, *, most: int = MOST_BYTES, too_large: tuple[str, str] = _TOO_LARGE
) -> bytes | Problem:
    """Return the bytes of a file, or why it is not read.

    A pipe or a device is not opened: reading it could wait for ever, or never end.

    Parameters
    ----------
    path : the file
    shown : its name for messages
    most : number of bytes above which it is not read
    too_large : what to say of a larger file: the rest of the reason, and the remedy
    """
    remedy = "Replace it by a file that you are allowed to read"
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "is a folder" if path.is_dir() else "is no regular file but a pipe, a socket or a device"
            return Problem(shown, "", f"cannot be read: it {kind}", "Replace it by a file")
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        if path.is_symlink() and not os.path.exists(path):
            reason = "cannot be read: it is a link to a file that is not there"
            return Problem(shown, "", reason, "Correct the link, or put the file itself there")
        return Problem(shown, "", f"cannot be read: {error.strerror or error}", remedy)
    if len(raw) > most:
        return Problem(shown, "", f"is larger than {most // 2**20} MB, {too_large[0]}", too_large[1])
    return raw


def is_left_alone(name: str) -> bool:
    """Say whether a file or folder is hidden, the backup of an editor, or what a system leaves in folders.

    Parameters
    ----------
    name : of the file, without its folder
    """
    return name.startswith((".", "~")) or name.endswith("~") or name.lower() in _LEFT_BY_SYSTEMS


def overlay_files(folder: Path, problems: list[Problem]) -> list[Path]:
    """Return the CSV files of a folder that are named after a table, sorted by name.

    Anything that could be meant as an overlay but cannot be read is a problem: a workbook, a folder inside the
    folder, a table saved under the ending of a note, a second file of one table. Left alone are hidden files, backups
    of an editor, what a system leaves in folders, and notes (text, Markdown).

    Parameters
    ----------
    folder : the folder of overlays
    problems : list to which problems are appended
    """
    if not folder.is_dir():
        if folder.is_symlink():
            reason, remedy = "is a link to a folder that is not there", "Correct the link, or remove it"
        else:
            reason, remedy = "is not a folder", "Create it, or give the folder of the overlay files"
        problems.append(Problem(str(folder), "", reason, remedy))
        return []
    chosen: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        shown = f"{folder.name}/{path.name}"
        if is_left_alone(path.name):
            continue
        table, ending = _table_name(path), path.suffix.lower()
        if ending in _NOTES and not (table.lower() in SPECS and ending == ".txt"):
            continue
        if ending in _NOTES:
            reason = "is named like a table, but ends in .txt, so it would not be read"
            problems.append(Problem(shown, "", reason, f"Name it {table.lower()}.csv"))
        elif ending != ".csv":
            reason, remedy = "is not read: overlays are CSV files", "Save it as CSV, or move it away"
            problems.append(Problem(shown, "", reason, remedy))
        elif path.stem not in SPECS:
            reason = "is not named after a reference table"
            remedy = f"Name it {table.lower()}.csv" if table.lower() in SPECS else nearest(path.stem, SPECS)
            problems.append(Problem(shown, "", reason, remedy))
        elif path.stem in chosen:
            reason = f"is a second file of the table, beside {chosen[path.stem].name}"
            problems.append(Problem(shown, "", reason, "Put the rows into one file"))
        else:
            chosen[path.stem] = path
    return list(chosen.values())


def _table_name(path: Path) -> str:
    """Return a file name without its endings, and without what a system adds to the name of a copy."""
    return path.name.partition(".")[0].partition(" ")[0].partition("(")[0]
