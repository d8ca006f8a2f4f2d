"""Whether the bundled tables, cards, words and map shapes are the files that were released, byte for byte."""

from __future__ import annotations

import hashlib
from importlib import resources
from importlib.resources.abc import Traversable

from lodestock.records.errors import Problem

__all__ = ["CHECKSUM_FILE", "changed_files", "checksum_text"]

CHECKSUM_FILE = "SHA256SUMS"
"""Lies beside the folders it covers, in the format that `sha256sum --check` reads."""

_FOLDERS = ("cards", "maps", "reference", "words", "words/news")
_REMEDY = "Install lodestock again; changes of yours belong into the overlays of a project"


def _hashes(package: Traversable) -> dict[str, str]:
    """Return the SHA-256 (hex) of each bundled file by its path below the package of data."""
    return {
        f"{folder}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in _FOLDERS
        for file in package.joinpath(folder).iterdir()
        if file.is_file()
    }


def checksum_text(package: Traversable) -> str:
    """Return what `CHECKSUM_FILE` must hold for the files below a package of data."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(_hashes(package).items()))


def changed_files() -> list[Problem]:
    """Return one problem per bundled file that was changed, added or removed since the release.

    An error of the system while reading counts as a changed file.
    """
    package = resources.files("lodestock.data")
    try:
        lines = package.joinpath(CHECKSUM_FILE).read_text(encoding="utf-8").splitlines()
        found = _hashes(package)
    except (OSError, UnicodeDecodeError) as error:
        place = getattr(error, "filename", None) or f"lodestock/data/{CHECKSUM_FILE}"
        return [Problem(str(place), "", f"cannot be read: {error}", _REMEDY)]
    released = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    return [
        Problem(f"lodestock/data/{name}", "", _reason(name, found, released), _REMEDY)
        for name in sorted({*released, *found})
        if found.get(name) != released.get(name)
    ]


def _reason(name: str, found: dict[str, str], released: dict[str, str]) -> str:
    if name not in found:
        return "is missing"
    return "differs from the released file" if name in released else "is no file of the release"
